"""The page of one claim as an answer: whole, or the parts of it that an action has changed."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django_htmx.http import reswap, trigger_client_event

from articles.http import Request
from claims.citations import cite_claim
from claims.filters import chosen, order_of
from claims.forms.review import VerdictForm, reviewers
from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from claims.pages import ClaimPage, claim_page
from claims.templatetags.desk import address_of
from claims.views.fragments import say


def claim_for(request: Request, public_id: str) -> Claim:
    """The claim with all that its page shows, if this person may see it; else 404."""
    claims = Claim.objects.visible_to(request.user).carded()
    whole = claims.select_related(
        "sentence__revision__article__source", "article__source", "scale", "assigned_to"
    ).select_related("decided_by")
    return get_object_or_404(whole, public_id=public_id)


def queue_of(request: Request) -> tuple[ClaimQuerySet, tuple[str, ...]]:
    """What the reviewer goes through, and in which order: both are in the address."""
    query = chosen(request.GET, Claim.objects.visible_to(request.user), request.user)
    queue = query.qs if query.is_valid() else query.queryset.standing()
    return queue, order_of(request.GET)


def page_of(request: Request, claim: Claim) -> ClaimPage:
    queue, order = queue_of(request)
    return claim_page(claim, queue, order, request.user, request.GET.get("scale", ""))


def address_in_queue(request: Request, claim: Claim) -> str:
    """The claim's page with the filter that the reviewer goes through."""
    return address_of(request.GET, claim.get_absolute_url(), scale="")


def context_of(request: Request, claim: Claim, **bound: Any) -> dict[str, Any]:
    """What the page and its parts are rendered with. `bound`: such as refused forms."""
    page = page_of(request, claim)
    address = request.build_absolute_uri(claim.get_absolute_url())
    return {
        "page": page,
        "claim": claim,
        "verdict": VerdictForm(claim=claim, scale=page.scale, mine=page.mine, scales=page.scales),
        "reviewers": reviewers() if "decide" in page.may else (),
        "citation": cite_claim(claim, address),
        "back": address_in_queue(request, claim),
        **bound,
    }


def answer_claim(
    request: Request,
    claim: Claim,
    said: str,
    *,
    action: str = "",
    status: int = 200,
    part: str = "",
    **bound: Any,
) -> HttpResponse:
    """What an action on the page answers with.

    For htmx the parts of the page that it may have changed, each in its place, and a toast.
    `part` names the form that is swapped as well; without, what is typed there stays. Without
    htmx a redirect, or the whole page where something was refused.
    """
    failed = status >= 400
    if not request.htmx and not failed:
        say(request, said, action=action)
        return HttpResponseRedirect(f"{address_in_queue(request, claim)}#{part or 'facts-head'}")
    stored = claim_for(request, claim.public_id)
    context = context_of(request, stored, part=part, **bound)
    if said and request.htmx:
        context["toast"] = {"message": said, "action": action, "failed": failed}
    elif said:
        say(request, said, failed=True)
    template = "claims/_claim_answer.html" if request.htmx else "claims/claim_detail.html"
    response = render(request, template, context, status=status)
    response["Vary"] = "HX-Request"
    reswap(response, "none")  # each part knows its place
    return response if failed else trigger_client_event(response, "saved")


def lost_race(request: Request, claim: Claim, wanted: str) -> HttpResponse:
    """Somebody was faster where there is nothing typed to keep: what is stored, what was asked."""
    said = _("Somebody changed this claim since you read it. %(wanted)s") % {"wanted": wanted}
    if request.htmx:
        return answer_claim(request, claim, said, status=409)
    stored = claim_for(request, claim.public_id)
    back = address_in_queue(request, claim)
    return render(request, "409.html", {"why": said, "claim": stored, "back": back}, status=409)
