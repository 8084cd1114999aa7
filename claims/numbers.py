"""The numbers of the queue's facets, kept while nothing is written.

To read ten thousand claims and to count them takes longer than all else of a page. So what was
counted is kept for KEPT seconds, and is given as long as the log has not grown. Of a list longer
than what is counted it is given whether it has or not: there it is a sample. Where a write began
before the log last grew and ended after it, which PostgreSQL can do, it is missed so long.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.core.cache import caches
from django.utils import timezone

from articles.models import Change
from articles.paging import Count
from claims.filters import FACTS, ME, REVIEW, SORTS, ClaimFilter
from claims.models import Event
from claims.models.claim import ClaimQuerySet
from claims.states import OPEN
from claims.tallies import FEW, Tallies, Tally, linked, read, waiting

KEPT = 60  # seconds
FIRST = 200  # claims among which the first page is
LONGEST = 8  # choices shown of an open-ended facet
EVENTS = 40  # of the events, which stand as a tree
CLOSED = ("state", "kind", "verdict")
OPEN_ENDED = {
    "assigned": "assigned_to",
    "claimant": "claimant",
    "source": "source",
    "judged_on": "scale",
    "by": "tagged_by",
    "article": "article",
}


class Branch(NamedTuple):
    """An event among those that are shown, by its key, with so many above it there. A claim of
    several events below it counts once."""

    event: int
    claims: int
    depth: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """`newest`: the keys of the first claims, empty where these may have changed since. `more`:
    whether a list was longer than what was counted of it. `by`: of each facet's field, how many
    claims each value has; of open-ended ones, the most frequent."""

    total: Count
    more: bool
    newest: tuple[int, ...]
    by: dict[str, dict[Any, int]]
    events: tuple[Branch, ...]

    def listed(self, query: ClaimFilter, order: tuple[str, ...], cursor: str) -> ClaimQuerySet:
        """The claims of the filter, to be read in this order: by their keys where these are few,
        or begin the list."""
        every: ClaimQuerySet = query.queryset
        if not self.total.number:
            return every.none()
        begins = order == SORTS[""][1] and not cursor
        if self.newest and (begins or self.total.number <= FEW):
            return every.filter(pk__in=self.newest[: FIRST if begins else FEW])
        found: ClaimQuerySet = query.behind() if cursor else query.qs
        return found


def numbers_of(query: ClaimFilter) -> Numbers:
    """Counted now, or kept."""
    kept, name, written = caches["kept"], name_of(query), last_change()
    found: tuple[int | None, Numbers] | None = kept.get(name)
    if found:
        before, numbers = found
        if before == written:
            return numbers
        if numbers.total.more:
            return replace(numbers, newest=())
    numbers = counted(query)
    kept.set(name, (written, numbers), KEPT)
    return numbers


def last_change() -> int | None:
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first()


def name_of(query: ClaimFilter) -> str:
    """What the filter asks for, for whom and when: some of it is about who asks or about today."""
    who = query.user.pk if query.user and ME in query.said.values() else None
    said = sorted((name, str(value)) for name, value in query.said.items())
    return hashlib.sha256(repr((said, who, timezone.localdate())).encode()).hexdigest()


def counted(query: ClaimFilter) -> Numbers:
    tallies = Tallies(query)
    by: dict[str, dict[Any, int]] = {field: tallies.without(field).by(field) for field in CLOSED}
    for field, column in OPEN_ENDED.items():
        found = tallies.without(field).by(column)
        if field == "judged_on":  # claims without a verdict are counted by the facet of verdicts
            found.pop(None, None)
        by[field] = most_of(found)
    states = tallies.without("waits").by("state")
    by["waits"] = {
        REVIEW: sum(states[state] for state in OPEN),
        FACTS: waiting(tallies.without("waits")),
    }
    asked = query.asked_event
    events = branches(tallies.without("event"), asked.pk if asked else None)
    return Numbers(tallies.whole.total, tallies.more, tallies.whole.first, by, events)


def most_of(numbers: dict[Any, int]) -> dict[Any, int]:
    """The most frequent, and how many say nothing."""
    ranked: list[Any] = sorted(key for key in numbers if key is not None)
    ranked += [None] * (None in numbers)
    ranked.sort(key=numbers.__getitem__, reverse=True)  # keeps the order of equals
    return {key: numbers[key] for key in ranked[:LONGEST]}


def branches(found: Tally, asked: int | None) -> tuple[Branch, ...]:
    """The events with the most claims and the one that is asked for, as a tree.

    Of events with as many claims, those come first that are above the others.
    """
    kept = Event.objects.kept().order_by("starts", "name").values_list("pk", "parent")
    parents: dict[int, int | None] = dict(read(kept))
    held = held_by_all_above(linked(found), parents)
    counts = {event: len(claims) for event, claims in held.items()}
    least = sorted(counts.values(), reverse=True)[:EVENTS][-1:]
    ranked = sorted(event for event, number in counts.items() if [number] >= least)
    ranked.sort(key=lambda event: (-counts[event], depth_of(event, parents)))
    there = {*ranked[:EVENTS], asked}
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    for event in parents:  # in the order of the tree
        if event in there:
            below[nearest(parents[event], parents, there)].append(event)
    tree: list[Branch] = []

    def walk(parent: int | None, depth: int) -> None:
        for event in below[parent]:
            tree.append(Branch(event, counts.get(event, 0), depth))
            walk(event, depth + 1)

    walk(None, 0)
    return tuple(tree)


def held_by_all_above(
    links: Iterable[tuple[Any, ...]], parents: dict[int, int | None]
) -> dict[int, set[int]]:
    """The claims of each event and of all events below it, from links of event and claim."""
    own: defaultdict[int, set[int]] = defaultdict(set)
    for event, claim in links:
        own[event].add(claim)
    held: defaultdict[int, set[int]] = defaultdict(set)
    for event, claims in own.items():
        above: int | None = event
        while above is not None and above in parents:
            held[above] |= claims
            above = parents[above]
    return held


def depth_of(event: int, parents: dict[int, int | None]) -> int:
    """How many events are above it."""
    depth, above = 0, parents.get(event)
    while above is not None and above in parents:
        depth, above = depth + 1, parents[above]
    return depth


def nearest(event: int | None, parents: dict[int, int | None], there: set[Any]) -> int | None:
    """The event itself, or the nearest one above it, that is shown."""
    while event is not None and event not in there:
        event = parents.get(event)
    return event
