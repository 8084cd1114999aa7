"""How many claims each choice of a filter would leave."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Source, User
from articles.paging import EXACT, Count
from claims.choices import Kind, State, Verdict
from claims.filters import (
    FACTS,
    ME,
    REVIEW,
    UNKNOWN,
    WAITS,
    ClaimFilter,
)
from claims.models import Claimant, Event, Scale
from claims.states import OPEN
from claims.tallies import Tallies, Tally, linked, read, waiting

LONGEST = 8  # choices shown of an open-ended facet
EVENTS = 40  # of the events, which stand as a tree


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str | Promise
    count: int
    chosen: bool
    depth: int = 0

    @property
    def shown(self) -> Count:
        return Count(self.count)


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter as a list of links. `field` is its query parameter."""

    field: str
    words: str | Promise
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    """`newest`: how many rows of a longer list were counted for some facet; 0 if all were."""

    total: Count
    groups: tuple[Facet, ...]
    newest: int = 0

    @property
    def counted(self) -> str:
        return f"{self.newest:,}"


def facets_of(total: Count, groups: Iterable[Facet], newest: int) -> Facets:
    """Those that have a choice. What is chosen leaves `total`, also where less of it is among the
    newest that were counted."""
    shown = []
    for facet in groups:
        choices = [replace(c, count=int(total)) if c.chosen else c for c in facet.choices]
        if choices:
            shown.append(replace(facet, choices=tuple(choices)))
    return Facets(total, tuple(shown), newest)


def facets(query: ClaimFilter, tallies: Tallies | None = None) -> Facets:
    """Each facet counts what the other filters leave. Its own choice does not narrow it."""
    tallies = tallies or Tallies(query)
    data = {key: value for key, value in query.data.items() if value}

    def numbers(field: str, column: str) -> dict[Any, int]:
        return dict(tallies.without(field).by(column))

    def rows(field: str, words: Any, model: Any, column: str = "") -> Facet:
        found = numbers(field, column or field)
        if model is Scale:  # claims without a verdict are counted by the facet of verdicts
            found.pop(None, None)
        return row_facet(field, words, model, most_of(found), data)

    def people(field: str, words: Any, column: str) -> Facet:
        return _people(field, words, most_of(numbers(field, column)), query)

    def closed(field: str, words: Any, choices: list[tuple[str, Any]]) -> Facet:
        return closed_facet(field, words, choices, numbers(field, field), data.get(field))

    groups = (
        _waits(tallies.without("waits"), data.get("waits", "")),
        people("assigned", _("Assigned to"), "assigned_to"),
        _events(tallies.without("event"), data.get("event", "")),
        closed("state", _("State"), State.choices),
        rows("claimant", _("Claimant"), Claimant),
        closed("kind", _("Kind"), [*Kind.choices, ("", _("not said"))]),
        rows("source", _("Source"), Source),
        closed("verdict", _("Verdict"), [*Verdict.choices, ("", _("none"))]),
        rows("judged_on", _("Scale"), Scale, "scale"),
        people("by", _("Tagged by"), "tagged_by"),
        rows("article", _("Article"), Article),
    )
    return facets_of(tallies.whole.total, groups, EXACT if tallies.more else 0)


def most_of(numbers: dict[Any, int]) -> dict[Any, int]:
    """The most frequent, and how many say nothing."""
    ranked: list[Any] = sorted(key for key in numbers if key is not None)
    ranked += [None] * (None in numbers)
    ranked.sort(key=numbers.__getitem__, reverse=True)  # keeps the order of equals
    return {key: numbers[key] for key in ranked[:LONGEST]}


def closed_facet(
    field: str, words: Any, choices: list[tuple[str, Any]], numbers: dict[Any, int], asked: Any
) -> Facet:
    shown = [
        (value, w) for value, w in choices if numbers.get(value) or asked == (value or UNKNOWN)
    ]
    return Facet(
        field,
        words,
        tuple(
            Choice(value or UNKNOWN, w, numbers.get(value, 0), asked == (value or UNKNOWN))
            for value, w in shown
        ),
    )


def row_facet(
    field: str,
    words: Any,
    model: type[Claimant] | type[Source] | type[Article] | type[Scale],
    numbers: dict[Any, int],
    data: Any,
) -> Facet:
    """The most frequent rows, and the chosen one even if it is not among them."""
    asked = Q(public_id=data.get(field, ""))
    rows = model._default_manager.filter(Q(pk__in=[pk for pk in numbers if pk]) | asked)
    choices = [
        Choice(row.public_id, str(row), numbers.get(row.pk, 0), data.get(field) == row.public_id)
        for row in sorted(rows, key=lambda row: (-numbers.get(row.pk, 0), str(row)))
    ]
    if None in numbers:
        choices.append(Choice(UNKNOWN, _("not said"), numbers[None], data.get(field) == UNKNOWN))
    return Facet(field, words, tuple(choices))


def _people(field: str, words: Any, numbers: dict[Any, int], query: ClaimFilter) -> Facet:
    """The most frequent people, the one who asks as “me”, and nobody."""
    asked = query.data.get(field, "")
    users = User.objects.filter(Q(pk__in=[pk for pk in numbers if pk]) | Q(username=asked))
    choices = []
    for user in sorted(users, key=lambda user: -numbers.get(user.pk, 0)):
        value = ME if field == "assigned" and user == query.user else user.username
        picked = asked in {value, user.username}
        choices.append(Choice(value, user.username, numbers.get(user.pk, 0), picked))
    if field == "assigned" and (None in numbers or asked == UNKNOWN):
        choices.append(Choice(UNKNOWN, _("nobody"), numbers.get(None, 0), asked == UNKNOWN))
    return Facet(field, words, tuple(choices))


def _waits(found: Tally, asked: str) -> Facet:
    states = found.by("state")
    numbers = {REVIEW: sum(states[state] for state in OPEN), FACTS: waiting(found)}
    choices = tuple(
        Choice(value, words, numbers[value], asked == value)
        for value, words in WAITS
        if numbers[value] or asked == value
    )
    return Facet("waits", _("Waits for"), choices)


def _events(found: Tally, asked: str) -> Facet:
    """The events with the most claims, as a tree; a parent counts each claim of its children once.

    Of events with as many claims, those come first that are above the others.
    """
    parents = dict(read(Event.objects.kept().order_by().values_list("pk", "parent")))
    held = held_by_all_above(linked(found), parents)
    counts = {event: len(claims) for event, claims in held.items()}
    least = sorted(counts.values(), reverse=True)[:EVENTS][-1:]
    ranked = sorted(event for event, number in counts.items() if [number] >= least)
    ranked.sort(key=lambda event: (-counts[event], depth_of(event, parents)))
    wanted = Q(pk__in=ranked[:EVENTS]) | Q(slug=asked)
    events = list(Event.objects.kept().filter(wanted).order_by("starts", "name"))
    there = {event.pk for event in events}
    children: dict[int | None, list[Event]] = {}
    for event in events:
        children.setdefault(nearest(event.parent_id, parents, there), []).append(event)
    choices: list[Choice] = []

    def walk(parent: int | None, depth: int) -> None:
        for event in children.get(parent, ()):
            number = counts.get(event.pk, 0)
            choices.append(Choice(event.slug, event.name, number, event.slug == asked, depth))
            walk(event.pk, depth + 1)

    walk(None, 0)
    return Facet("event", _("Event"), tuple(choices))


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


def nearest(event: int | None, parents: dict[int, int | None], there: set[int]) -> int | None:
    """The event itself, or the nearest one above it, that is shown."""
    while event is not None and event not in there:
        event = parents.get(event)
    return event
