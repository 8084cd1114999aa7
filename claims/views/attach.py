"""Putting a fact beside a claim: one of the library, or a new one written in place."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.changes import Stale
from articles.http import Request, needs
from claims import workflow
from claims.choices import Stance
from claims.forms.conflict import conflict_about
from claims.forms.evidence import AttachForm
from claims.models import Claim
from claims.views.dossier import address_in_queue, answer_claim, claim_for


@needs("claims.change_claim")
def evidence_add(request: Request, claim: str) -> HttpResponse:
    """Puts a fact beside the claim: one of the library, or a new one written in place."""
    found = claim_for(request, claim)
    if request.method != "POST":
        form = AttachForm(claim=found, user=request.user, asked=request.GET)
        return _attach(request, found, form)
    form = AttachForm(request.POST, claim=found, user=request.user)
    if not form.is_valid():
        return _attach(request, found, form, status=422)
    try:
        done = workflow.attach_fact(
            claim=found,
            by=request.user,
            version=form.cleaned_data["version"],
            stance=form.cleaned_data["stance"],
            fact=form.chosen,
            values=form.values(),
            note=form.cleaned_data["beside_note"],
        )
    except workflow.Refused as refused:
        form.add_error(None, str(refused))
        return _attach(request, claim_for(request, claim), form, status=422)
    except Stale:
        return _attach_conflict(request, claim, form)
    said = _("Attached as %(stance)s") % {"stance": Stance(form.cleaned_data["stance"]).label}
    fact = done.fact.public_id if done.fact else ""
    return answer_claim(request, found, said, action=done.action, part="attach", chosen=fact)


def _attach(request: Request, claim: Claim, form: AttachForm, **extra: Any) -> HttpResponse:
    status = extra.pop("status", 200)
    context = {
        "claim": claim,
        "form": form,
        "back": address_in_queue(request, claim),
        **extra,
    }
    page = "claims/_attach_form.html" if request.htmx else "claims/evidence_add.html"
    response = render(request, page, context, status=status)
    response["Vary"] = "HX-Request"
    return response


def _attach_conflict(request: Request, public_id: str, form: AttachForm) -> HttpResponse:
    """Somebody changed the claim: what stands beside it now, and what was to be put there."""
    stored = claim_for(request, public_id)
    beside = stored.evidence.select_related("fact").order_by("added_at", "pk")
    facts = "; ".join(f"{one.get_stance_display()}: {one.fact}" for one in beside[:20])
    conflict = conflict_about(
        stored.public_id,
        [
            (_("State"), stored.get_state_display(), ""),
            (_("Facts beside it"), facts, form.shown()),
        ],
    )
    data = request.POST.copy()
    data["version"] = str(stored.version)
    again = AttachForm(data, claim=stored, user=request.user)
    return _attach(request, stored, again, status=409, conflict=conflict)
