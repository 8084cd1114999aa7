"""Events: the tree, one with its claims, and what a name typed so far may mean."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.http import Request, needs
from articles.models import Change
from articles.paging import count, page
from claims.choices import State
from claims.models import Claim, ClaimEvent, Event

SIZE = 50
ORDER = ("-tagged_at", "-claim")  # of the links to an event, newest claim first
SUGGESTED = 8


@needs("claims.view_event")
@require_safe
def event_list(request: Request) -> HttpResponse:
    """All events, each under the one it is part of."""
    counted = Count("links", filter=~Q(links__claim__state=State.WITHDRAWN))
    events = Event.objects.kept().annotate(number=counted).order_by("starts", "name", "pk")
    children: dict[int | None, list[Event]] = {}
    for event in events:
        children.setdefault(event.parent_id, []).append(event)

    def walk(parent: int | None, depth: int) -> list[tuple[Event, int]]:
        found: list[tuple[Event, int]] = []
        for event in children.get(parent, ()):
            found += [(event, depth), *walk(event.pk, depth + 1)]
        return found

    return render(request, "claims/event_list.html", {"events": walk(None, 0)})


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
