"""The queue of claims, the next one of it, and what is done to all of it at once."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from articles.http import Request, needs
from articles.paging import behind, count, key_of, page
from claims import states, workflow
from claims.facets import facets
from claims.filters import FACTS, SORTS, ClaimFilter, chosen, order_of
from claims.forms.bulk import BulkForm, left_out
from claims.forms.review import reviewers
from claims.models import Claim
from claims.numbers import numbers_of
from claims.templatetags.desk import address_of
from claims.views.fragments import say

SIZE = 50
EXAMPLES = 5  # claims that a question about many of them shows


@needs("claims.view_claim")
@require_safe
def claim_list(request: Request) -> HttpResponse:
    """The queue. Everything that narrows or sorts it is in the address."""
    query = chosen(request.GET, Claim.objects.visible_to(request.user), request.user)
    readable = query.is_valid()
    sort = request.GET.get("sort", "")
    order, cursor = order_of(request.GET), request.GET.get("page", "")
    numbers = numbers_of(query) if readable else None
    claims = numbers.listed(query, order, cursor) if numbers else query.queryset.none()
    context = {
        "filter": query,
        "page": page(claims, order, cursor, SIZE, Claim.objects.queued()),
        "facets": facets(query, numbers) if numbers else None,
        "sorts": [(key, words) for key, (words, _order) in SORTS.items()],
        "sort": sort if sort in SORTS else "",
        "reviewers": reviewers() if request.user.has_perm("claims.review_claim") else (),
        "most": workflow.MOST,
    }
    return render(request, "claims/claim_list.html", context, status=200 if readable else 422)


@needs("claims.review_claim")
@require_POST
def claim_next(request: Request) -> HttpResponse:
    """Takes on the next claim of the filter, and opens it there. `after`: the one that is left.

    Where the filter asks for facts that changed, nothing is taken on: the next one is opened.
    """
    query = chosen(request.GET, Claim.objects.visible_to(request.user), request.user)
    queue = query.qs if query.is_valid() else query.queryset.standing()
    order = order_of(request.GET)
    left = Claim.objects.filter(public_id=request.POST.get("after", "")[:16]).first()
    if request.GET.get("waits") == FACTS:
        rows = queue.filter(behind(list(order), key_of(left, order))) if left else queue
        done = workflow.Done(rows.order_by(*order).first())
    else:
        done = workflow.take_next(queue=queue, order=order, by=request.user, after=left)
    if done.claim is None:
        say(request, _("No claim of this list waits for you."))
        return HttpResponseRedirect(list_address(request))
    if done.action:
        say(request, _("The claim is yours"), action=done.action)
    address = address_of(request.GET, done.claim.get_absolute_url(), scale="")
    return HttpResponseRedirect(address)


@needs("claims.change_claim")
@require_http_methods(["GET", "HEAD", "POST"])
def claim_bulk(request: Request) -> HttpResponse:
    """Says what would be done to every claim of the filter; and once that is confirmed, does it."""
    query = chosen(request.GET, Claim.objects.visible_to(request.user), request.user)
    if not query.is_valid():
        raise BadRequest(_("A filter in the address cannot be read."))
    form = BulkForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return _ask(request, query, form, status=422)
    if request.method != "POST":
        return _ask(request, query, form)
    expected = form.cleaned_data["expected"] or 0
    try:
        done = workflow.change_all(
            claims=query.qs, what=form.bulk, by=request.user, expected=expected
        )
    except workflow.ListChanged as changed:
        return _ask(request, query, form, status=409, why=str(changed))
    except workflow.Refused as refused:
        return _ask(request, query, form, status=422, why=str(refused))
    say(request, form.did(expected), action=done.id)
    back = list_address(request)
    return HttpResponseClientRedirect(back) if request.htmx else HttpResponseRedirect(back)


def list_address(request: Request) -> str:
    """The queue with the filter that stands in the address."""
    without = dict.fromkeys(("do", "to", "add_event", "set_claimant", "scale"), "")
    return address_of(request.GET, reverse("claims:claim_list"), **without)


def _ask(
    request: Request, query: ClaimFilter, form: BulkForm, status: int = 200, why: str = ""
) -> HttpResponse:
    """The question, with all that the answer will do."""
    context: dict[str, Any] = {
        "form": form,
        "why": why,
        "back": list_address(request),
        "confirm": address_of(
            request.GET, request.path, do="", to="", add_event="", set_claimant=""
        ),
    }
    if form.is_valid():
        what, user = form.bulk, request.user
        affected = workflow.affected(query.qs, what, user)
        number = min(int(count(affected)), workflow.MOST + 1)
        context |= {
            "number": number,
            "will": form.will(number),
            "allowed": bool(states.states_for(user, what.verb)),
            "too_many": number > workflow.MOST,
            "most": workflow.MOST,
            "examples": affected.select_related("article").order_by(*order_of(request.GET))[
                :EXAMPLES
            ],
        }
        if number <= workflow.MOST:
            in_list, open_to = count(query.qs), count(workflow.open_to(query.qs, what, user))
            context["left_out"] = left_out(int(in_list), int(open_to), number)
    template = "claims/_bulk.html" if request.htmx else "claims/claim_bulk.html"
    response = render(request, template, context, status=status)
    response["Vary"] = "HX-Request"
    return response
