"""A reviewer's verdict on a claim, and on to the next one."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from articles.changes import Stale
from articles.http import Request, needs
from claims import workflow
from claims.filters import FACTS
from claims.forms.conflict import conflict_about
from claims.forms.review import DECIDE, NEXT, VerdictForm
from claims.models import Claim, Scale
from claims.pages import next_waiting
from claims.templatetags.desk import address_of
from claims.views.dossier import address_in_queue, answer_claim, claim_for, queue_of
from claims.views.fragments import say


@needs("claims.review_claim")
@require_POST
def claim_assess(request: Request, claim: str) -> HttpResponse:
    """One reviewer's verdict, and with it the desk's; then perhaps on to the next claim."""
    found = claim_for(request, claim)
    scales = tuple(Scale.objects.offered().prefetch_related("options"))
    form = VerdictForm(
        request.POST, claim=found, scale=scales[0] if scales else None, scales=scales
    )
    if not form.is_valid():
        return _verdict(request, found, form, 422)
    data, scale = form.cleaned_data, form.chosen_scale
    decide = data["do"] in {DECIDE, NEXT}
    following = _following(request, found) if data["do"] == NEXT else ""
    assert scale is not None
    try:
        done = workflow.assess_claim(
            claim=found,
            by=request.user,
            version=data["version"],
            scale=scale,
            option=data["option"],
            rationale=data["rationale"],
            decide=decide,
        )
    except workflow.Refused as refused:
        form.add_error(None, str(refused))
        return _verdict(request, found, form, 422)
    except Stale:
        return _verdict_conflict(request, claim, form)
    words = data["option"].words if data["option"] else _("in words")
    said = _("Decided: %(verdict)s") if decide else _("Your assessment is saved: %(verdict)s")
    said = said % {"verdict": words} if done.action else _("Nothing was changed")
    if not following:
        return answer_claim(request, found, said, action=done.action, part="verdict")
    say(request, said, action=done.action)
    if not request.htmx:
        return HttpResponseRedirect(following)
    return trigger_client_event(HttpResponseClientRedirect(following), "saved")


def _following(request: Request, claim: Claim) -> str:
    """The address of the next claim of the same filter that waits, else of the list."""
    facts = request.GET.get("waits") == FACTS
    after = next_waiting(claim, *queue_of(request), request.user, decided=facts)
    if after is not None:
        return address_in_queue(request, after)
    return address_of(request.GET, reverse("claims:claim_list"), scale="")


def _verdict(
    request: Request, claim: Claim, form: VerdictForm, status: int, **bound: Any
) -> HttpResponse:
    return answer_claim(request, claim, "", status=status, part="verdict", verdict=form, **bound)


def _verdict_conflict(request: Request, public_id: str, form: VerdictForm) -> HttpResponse:
    """Somebody saved first: both verdicts beside each other, and what was typed still there."""
    stored = claim_for(request, public_id)
    made = stored.assessments.standing().select_related("reviewer").first()
    option = form.cleaned_data["option"]
    conflict = conflict_about(
        stored.public_id,
        [
            (_("State"), stored.get_state_display(), ""),
            (_("Verdict"), stored.verdict_words, option.words if option else ""),
            (
                _("Why"),
                f"{made.reviewer}: {made.rationale}" if made else "",
                form.cleaned_data["rationale"],
            ),
        ],
    )
    data = request.POST.copy()
    data["version"] = str(stored.version)
    scales = tuple(form.scales.values())
    again = VerdictForm(data, claim=stored, scale=form.chosen_scale, scales=scales)
    return _verdict(request, stored, again, 409, conflict=conflict)
