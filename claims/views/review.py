"""Who has a claim in hand, its reopening, and who else looks at it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.changes import Stale
from articles.http import Request, needs
from claims import workflow
from claims.forms.review import AssignForm, seen_version
from claims.models import Presence
from claims.pages import others_here
from claims.views.dossier import answer_claim, claim_for, lost_race


@needs("claims.review_claim")
@require_POST
def claim_take(request: Request, claim: str) -> HttpResponse:
    """Takes the claim in hand."""
    found = claim_for(request, claim)
    try:
        done = workflow.take_on(claim=found, by=request.user, version=seen_version(request.POST))
    except workflow.Refused as refused:
        return answer_claim(request, found, str(refused), status=422)
    except Stale:
        return lost_race(request, found, _("You did not get it. Look who has it now."))
    return answer_claim(request, found, _("The claim is yours"), action=done.action)


@needs("claims.review_claim")
@require_POST
def claim_assign(request: Request, claim: str) -> HttpResponse:
    """Gives the claim to a reviewer, or to nobody."""
    found = claim_for(request, claim)
    form = AssignForm(request.POST)
    if not form.is_valid():
        why = _("Nobody of this name reviews claims. Choose somebody of the list.")
        return answer_claim(request, found, why, status=422)
    to = form.cleaned_data["to"]
    try:
        done = workflow.assign_claim(
            claim=found, to=to, by=request.user, version=seen_version(request.POST)
        )
    except workflow.Refused as refused:
        return answer_claim(request, found, str(refused), status=422)
    except Stale:
        wanted = _("You wanted to give it to %(name)s.") % {"name": to or _("nobody")}
        return lost_race(request, found, wanted)
    said = _("Given to %(name)s") % {"name": to} if to else _("Given to nobody")
    return answer_claim(request, found, said, action=done.action)


@needs("claims.review_claim")
@require_POST
def claim_reopen(request: Request, claim: str) -> HttpResponse:
    """Takes the decision off; the assessments stay."""
    found = claim_for(request, claim)
    try:
        done = workflow.reopen_claim(
            claim=found, by=request.user, version=seen_version(request.POST)
        )
    except workflow.Refused as refused:
        return answer_claim(request, found, str(refused), status=422)
    except Stale:
        return lost_race(request, found, _("It was not reopened. Look, and say it again."))
    return answer_claim(request, found, _("Claim reopened"), action=done.action)


@needs("claims.view_claim")
@require_POST
def claim_presence(request: Request, claim: str) -> HttpResponse:
    """Notes that this person reads the claim, and says who else does."""
    found = claim_for(request, claim)
    now = timezone.now()
    mine, created = Presence.objects.get_or_create(
        claim=found, user=request.user, defaults={"since": now, "seen_at": now}
    )
    if not created:
        back = not Presence.objects.here().filter(pk=mine.pk).exists()
        since = now if back else mine.since
        Presence.objects.filter(pk=mine.pk).update(seen_at=now, since=since)
    context = {"claim": found, "here": others_here(found, request.user)}
    return render(request, "claims/_presence.html", context)
