"""How many claims each choice of a filter would leave."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Source, User
from articles.paging import EXACT, Count
from claims.choices import Kind, State, Verdict
from claims.filters import ME, UNKNOWN, WAITS, ClaimFilter
from claims.models import Claimant, Event, Scale
from claims.numbers import Branch, Numbers


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


def facets(query: ClaimFilter, numbers: Numbers) -> Facets:
    """Each facet counts what the other filters leave. Its own choice does not narrow it."""
    data = {key: value for key, value in query.data.items() if value}
    by = numbers.by

    def rows(field: str, words: Any, model: Any) -> Facet:
        return row_facet(field, words, model, by[field], data)

    def people(field: str, words: Any) -> Facet:
        return _people(field, words, by[field], query)

    def closed(field: str, words: Any, choices: list[tuple[str, Any]]) -> Facet:
        return closed_facet(field, words, choices, by[field], data.get(field))

    groups = (
        closed("waits", _("Waits for"), WAITS),
        people("assigned", _("Assigned to")),
        _events(numbers.events, query.asked_event),
        closed("state", _("State"), State.choices),
        rows("claimant", _("Claimant"), Claimant),
        closed("kind", _("Kind"), [*Kind.choices, ("", _("not said"))]),
        rows("source", _("Source"), Source),
        closed("verdict", _("Verdict"), [*Verdict.choices, ("", _("none"))]),
        rows("judged_on", _("Scale"), Scale),
        people("by", _("Tagged by")),
        rows("article", _("Article"), Article),
    )
    return facets_of(numbers.total, groups, EXACT if numbers.more else 0)


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


def _events(branches: Iterable[Branch], asked: Event | None) -> Facet:
    """The events as a tree: each stands below the one above it."""
    held = Event.objects.in_bulk([branch.event for branch in branches])
    choices = [
        Choice(event.slug, event.name, branch.claims, event == asked, branch.depth)
        for branch in branches
        if (event := held.get(branch.event))  # it may be gone since it was counted
    ]
    return Facet("event", _("Event"), tuple(choices))
