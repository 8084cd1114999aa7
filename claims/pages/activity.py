"""What happened, on the whole desk or to one thing: the log as people read it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from articles.models import Article, Change
from articles.paging import Page, page
from claims.models import Claim, Claimant, Event, Fact
from claims.templatetags.desk import Deed, deeds

SHOWN = 3  # rows of one action whose differences are shown
SIZE = 50
# Parts are told of under the thing that they belong to.
WHOLES: dict[str, Any] = {
    "claims.claim": Claim,
    "claims.claimevent": Claim,
    "claims.evidence": Claim,
    "claims.assessment": Claim,
    "claims.fact": Fact,
    "claims.event": Event,
    "claims.eventalias": Event,
    "claims.claimant": Claimant,
    "claims.claimantalias": Claimant,
    "articles.article": Article,
    "articles.revision": Article,
}


class Thing(NamedTuple):
    """What something was done to: its words, and where it stands."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One action: what was done, to what, and to how many more."""

    deed: Deed
    thing: Thing | None
    more: int


@dataclass(frozen=True, slots=True)
class Activity:
    entries: tuple[Entry, ...]
    page: Page[Change]


def activity_page(
    changes: "QuerySet[Change]", lead: Q, order: tuple[str, ...], cursor: str
) -> Activity:
    """The actions of these changes, in this order; the same few queries for any number.

    `lead`: which actions are asked for, and what else leads to the first change of each.
    """
    heads = changes.heads().filter(lead)  # type: ignore[attr-defined]
    found: Page[Change] = page(heads, order, cursor, SIZE)
    actions = [change.action for change in found.rows]
    rows = _rows(changes.filter(action__in=actions)) if actions else {}
    things = _things(change for some in rows.values() for change in some)
    numbers = dict(
        changes.filter(action__in=actions)
        .order_by()
        .values_list("action")
        .annotate(n=Count("subject", filter=~Q(subject=""), distinct=True))
    )
    gone = undone(actions)
    entries = []
    for action in actions:
        deed = replace(deeds(reversed(rows[action]))[0], undone=action in gone)
        told = sorted(rows[action], key=lambda change: not change.subject)  # an article last
        thing = next((things[_whole(c)] for c in told if _whole(c) in things), None)
        entries.append(Entry(deed, thing, max(0, numbers[action] - 1)))
    return Activity(tuple(entries), found)


def _rows(changes: "QuerySet[Change]") -> dict[str, list[Change]]:
    """The first rows of each action."""
    place = Window(RowNumber(), partition_by=[F("action")], order_by=F("pk").asc())
    numbered = changes.order_by().annotate(place=place).filter(place__lte=SHOWN)
    found: dict[str, list[Change]] = defaultdict(list)
    for change in numbered.select_related("by").order_by("pk"):
        found[change.action].append(change)
    return found


def _whole(change: Change) -> str:
    return change.subject or change.context


def _things(changes: Iterable[Change]) -> dict[str, Thing]:
    """By public id, one query for each kind of thing."""
    wanted: dict[Any, set[str]] = defaultdict(set)
    for change in changes:
        model = WHOLES.get(change.noun) if change.subject else Article
        if model is not None and _whole(change):
            wanted[model].add(_whole(change))
    found = {}
    for model, keys in wanted.items():
        for row in model._base_manager.filter(public_id__in=keys):
            if isinstance(row, Claimant):
                address = f"{reverse('claims:claim_list')}?claimant={row.public_id}"
            else:
                address = row.get_absolute_url()
            found[row.public_id] = Thing(str(row), address)
    return found


def undone(actions: Iterable[str]) -> set[str]:
    """Which of these no longer hold. An undo that was undone itself does not count."""
    undoings: dict[str, list[str]] = defaultdict(list)
    asked = wanted = set(actions)
    while wanted:
        rows = Change.objects.filter(undoes__in=wanted).order_by().distinct()
        pairs = list(rows.values_list("undoes", "action"))
        for target, action in pairs:
            undoings[target].append(action)
        wanted = {action for _target, action in pairs}

    def holds(action: str) -> bool:
        return not any(holds(undoing) for undoing in undoings[action])

    return {action for action in asked if not holds(action)}
