"""Events: the tree, one with its claims, and what a name typed so far may mean."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.http import Request, needs
from articles.models import Change
from articles.paging import Page, count, page
from claims.models import Claim, ClaimEvent, Event
from claims.models.event import EventQuerySet

SIZE = 50
LINES = 200
ORDER = ("-tagged_at", "-claim")  # of the links to an event, newest claim first
SUGGESTED = 8


@needs("claims.view_event")
@require_safe
def event_list(request: Request) -> HttpResponse:
    """All events, each under the one it is part of, so many lines a page.

    Of each the claims of its own: those of all below it would be counted over and over."""
    tree = tree_of(Event.objects.kept())
    asked, last = request.GET.get("page", ""), max(0, len(tree) - 1) // LINES
    number = min(int(asked[:18]), last) if asked.isascii() and asked.isdigit() else 0
    lines = tree[number * LINES : (number + 1) * LINES]
    keys = [key for key, _depth in lines]
    events: dict[int, Event] = Event.objects.in_bulk(keys)
    links = ClaimEvent.objects.standing().filter(event__in=keys).order_by()
    numbers = dict(links.values_list("event").annotate(n=Count("pk")))
    context = {
        "events": [(events[key], depth, numbers.get(key, 0)) for key, depth in lines],
        "page": Page(
            [events[key] for key in keys],
            previous=str(number - 1) if number else "",
            next=str(number + 1) if number < last else "",
        ),
    }
    return render(request, "claims/event_list.html", context)


def tree_of(events: EventQuerySet) -> list[tuple[int, int]]:
    """Primary key and depth of each event, those of one parent by date and name."""
    children: dict[int | None, list[int]] = {}
    rows = events.order_by("starts", "name", "pk").values_list("pk", "parent")
    for event, parent in rows:
        children.setdefault(parent, []).append(event)

    def walk(parent: int | None, depth: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for event in children.get(parent, ()):
            found += [(event, depth), *walk(event, depth + 1)]
        return found

    return walk(None, 0)


@needs("claims.view_event")
@require_safe
def event_detail(request: Request, slug: str) -> HttpResponse:
    """An event with the claims of it and of all below it."""
    event = get_object_or_404(Event.objects.select_related("parent", "merged_into"), slug=slug)
    if event.merged_into_id:
        return redirect(event.kept())
    claims = Claim.objects.visible_to(request.user)
    links = ClaimEvent.objects.under(event).standing()
    lines = links.values("tagged_at", "claim").distinct()  # it may belong to more than one of them
    changes = Change.objects.visible_to(request.user).about(event.public_id).select_related("by")
    context = {
        "event": event,
        "aliases": event.aliases.order_by("language", "name"),
        "children": event.children.filter(merged_into=None).order_by("starts", "name"),
        "page": page(lines, ORDER, request.GET.get("page", ""), SIZE, claims.queued()),
        "count": count(lines),
        "changes": changes[:20],
    }
    return render(request, "claims/event_detail.html", context)


@needs("claims.view_event")
@require_safe
def event_suggest(request: Request) -> HttpResponse:
    """Options for the type-ahead, by name or alias."""
    typed = request.GET.get("q", "").strip()[:200]
    found = Event.objects.suggested(typed).select_related("parent")[:SUGGESTED] if typed else []
    return render(request, "claims/_options.html", {"options": found, "typed": typed})
