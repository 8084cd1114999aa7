"""Facts beside a claim: said otherwise, taken away, looked at again."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.changes import Stale
from articles.http import Request, needs
from claims import workflow
from claims.choices import Stance
from claims.forms.conflict import conflict_about
from claims.forms.evidence import EvidenceForm
from claims.forms.review import seen_version
from claims.models import Claim, Evidence
from claims.views.dossier import address_in_queue, answer_claim, claim_for, lost_race


def evidence_for(claim: Claim, fact: str) -> Evidence:
    """The fact beside the claim, else 404."""
    evidence = get_object_or_404(claim.evidence.select_related("fact"), fact__public_id=fact)
    evidence.claim = claim
    return evidence


@needs("claims.change_claim")
def evidence_edit(request: Request, claim: str, fact: str) -> HttpResponse:
    """Says otherwise what the fact does to the claim."""
    found = claim_for(request, claim)
    evidence = evidence_for(found, fact)
    if request.method != "POST":
        return _evidence(request, evidence, EvidenceForm(evidence=evidence))
    form = EvidenceForm(request.POST, evidence=evidence)
    if not form.is_valid():
        return _evidence(request, evidence, form, status=422)
    try:
        done = workflow.edit_evidence(
            evidence=evidence,
            by=request.user,
            version=form.cleaned_data["version"],
            **form.values(),
        )
    except workflow.Refused as refused:
        form.add_error(None, str(refused))
        return _evidence(request, evidence_for(found, fact), form, status=422)
    except Stale:
        return _evidence_conflict(request, claim, fact, form)
    said = _("Saved") if done.action else _("Nothing was changed")
    if done.action and "note" not in request.POST:
        said = _("Now %(stance)s") % {"stance": Stance(form.cleaned_data["stance"]).label}
    return answer_claim(request, found, said, action=done.action, chosen=fact)


def _evidence(
    request: Request, evidence: Evidence, form: EvidenceForm, **extra: Any
) -> HttpResponse:
    status = extra.pop("status", 200)
    claim = evidence.claim
    context = {
        "claim": claim,
        "evidence": evidence,
        "form": form,
        "back": address_in_queue(request, claim),
        **extra,
    }
    page = "claims/_evidence_form.html" if request.htmx else "claims/evidence_edit.html"
    response = render(request, page, context, status=status)
    response["Vary"] = "HX-Request"
    return response


def _evidence_conflict(
    request: Request, public_id: str, fact: str, form: EvidenceForm
) -> HttpResponse:
    """Somebody saved first: stance and note as they are stored, and as they were to be."""
    stored = claim_for(request, public_id)
    evidence = evidence_for(stored, fact)
    wanted = form.values()
    conflict = conflict_about(
        stored.public_id,
        [
            (_("Stance"), evidence.get_stance_display(), Stance(wanted["stance"]).label),
            (_("Note"), evidence.note, wanted["note"]),
        ],
    )
    data = {**wanted, "version": str(stored.version)}
    again = EvidenceForm(data, evidence=evidence)
    return _evidence(request, evidence, again, status=409, conflict=conflict)


@needs("claims.change_claim")
@require_POST
def evidence_detach(request: Request, claim: str, fact: str) -> HttpResponse:
    """Takes the fact away from the claim. It stays in the library."""
    found = claim_for(request, claim)
    evidence = evidence_for(found, fact)
    try:
        done = workflow.detach_fact(
            evidence=evidence, by=request.user, version=seen_version(request.POST)
        )
    except workflow.Refused as refused:
        return answer_claim(request, found, str(refused), status=422)
    except Stale:
        return lost_race(request, found, _("The fact is still there. Look, and say it again."))
    return answer_claim(request, found, _("Fact detached"), action=done.action)


@needs("claims.review_claim")
@require_POST
def evidence_confirm(request: Request, claim: str) -> HttpResponse:
    """A reviewer has seen how the facts changed: the verdict holds."""
    found = claim_for(request, claim)
    try:
        done = workflow.confirm_evidence(
            claim=found, by=request.user, version=seen_version(request.POST)
        )
    except workflow.Refused as refused:
        return answer_claim(request, found, str(refused), status=422)
    except Stale:
        return lost_race(request, found, _("Nothing was confirmed. Look at the facts again."))
    said = _("Looked at: the verdict holds")
    return answer_claim(request, found, said, action=done.action)
