"""How many claims each choice of a filter would leave."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count as Number
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Source, User
from articles.models.revision import Level
from articles.paging import Count, count
from claims.choices import Fate, Kind, State, Verdict
from claims.filters import (
    FACTS,
    FLAGS,
    ME,
    REVIEW,
    UNKNOWN,
    WAITS,
    ClaimFilter,
    RevisionFilter,
    chosen,
    chosen_revisions,
)
from claims.models import Anchoring, Claim, Claimant, ClaimEvent, Event, Scale
from claims.states import OPEN

LONGEST = 8  # choices shown of an open-ended facet


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str | Promise
    count: int
    chosen: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter as a list of links. `field` is its query parameter."""

    field: str
    words: str | Promise
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Facets:
    total: Count
    groups: tuple[Facet, ...]


def facets(query: ClaimFilter) -> Facets:
    """Each facet counts what the other filters leave. Its own choice does not narrow it."""
    data = {key: value for key, value in query.data.items() if value}

    def without(field: str) -> Any:
        rest = {key: value for key, value in data.items() if key != field}
        found = chosen(rest, Claim.objects.all(), query.user)
        if field == "state":  # withdrawn ones are a state to choose, though not shown unasked
            return found.every.order_by()
        return found.qs.order_by()

    def tally(field: str, column: str) -> dict[Any, int]:
        rows = without(field).values_list(column).annotate(n=Number("pk"))
        return dict(rows.order_by("-n", column)[: LONGEST if column.endswith("_id") else 20])

    def closed(field: str, words: Any, choices: list[tuple[str, Any]]) -> Facet:
        numbers = tally(field, field)
        return Facet(
            field,
            words,
            tuple(
                Choice(
                    value or UNKNOWN,
                    label,
                    numbers.get(value, 0),
                    data.get(field) == (value or UNKNOWN),
                )
                for value, label in choices
                if numbers.get(value) or data.get(field) == (value or UNKNOWN)
            ),
        )

    return Facets(
        count(query.qs),
        tuple(
            facet
            for facet in (
                _waits(without("waits"), data.get("waits", "")),
                _people("assigned", _("Assigned to"), tally("assigned", "assigned_to_id"), query),
                _events(without("event"), data.get("event", "")),
                closed("state", _("State"), State.choices),
                _rows("claimant", _("Claimant"), Claimant, tally("claimant", "claimant_id"), data),
                closed("kind", _("Kind"), [*Kind.choices, ("", _("not said"))]),
                _rows("source", _("Source"), Source, tally("source", "article__source_id"), data),
                closed("verdict", _("Verdict"), [*Verdict.choices, ("", _("none"))]),
                _rows("judged_on", _("Scale"), Scale, judged(tally("judged_on", "scale_id")), data),
                _people("by", _("Tagged by"), tally("by", "tagged_by_id"), query),
                _rows("article", _("Article"), Article, tally("article", "article_id"), data),
            )
            if facet.choices
        ),
    )


def judged(numbers: dict[Any, int]) -> dict[Any, int]:
    """Without the claims that have no verdict: the facet of verdicts counts them."""
    return {scale: number for scale, number in numbers.items() if scale}


def _rows(
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


def _waits(claims: Any, asked: str) -> Facet:
    numbers = {
        REVIEW: claims.filter(state__in=OPEN).count(),
        FACTS: claims.exclude(state=State.WITHDRAWN).waiting().count(),
    }
    choices = tuple(
        Choice(value, words, numbers[value], asked == value)
        for value, words in WAITS
        if numbers[value] or asked == value
    )
    return Facet("waits", _("Waits for"), choices)


def _events(claims: Any, asked: str) -> Facet:
    """The events as a tree; a parent counts each claim of its children once."""
    events = list(Event.objects.kept().order_by("starts", "name"))
    own: dict[int, set[int]] = {}
    for event, claim in ClaimEvent.objects.filter(claim__in=claims).values_list("event", "claim"):
        own.setdefault(event, set()).add(claim)
    children: dict[int | None, list[Event]] = {}
    for event in events:
        children.setdefault(event.parent_id, []).append(event)
    choices: list[Choice] = []

    def walk(event: Event, depth: int) -> set[int]:
        place = len(choices)
        found = set(own.get(event.pk, ()))
        for child in children.get(event.pk, ()):
            found |= walk(child, depth + 1)
        if found or event.slug == asked:
            choice = Choice(event.slug, event.name, len(found), event.slug == asked, depth)
            choices.insert(place, choice)
        return found

    for top in children.get(None, ()):
        walk(top, 0)
    return Facet("event", _("Event"), tuple(choices))


def revision_facets(query: RevisionFilter) -> Facets:
    """The same for what changed; five queries, six where there are sources to name."""
    data = {key: value for key, value in query.data.items() if value}

    def without(field: str) -> Any:
        rest = {key: value for key, value in data.items() if key != field}
        return chosen_revisions(rest, query.queryset).qs.order_by()

    def closed(field: str, words: Any, choices: Any, numbers: dict[str, int]) -> Facet:
        asked = data.get(field)
        shown = [(v, w) for v, w in choices if numbers.get(v) or v == asked]
        return Facet(
            field,
            words,
            tuple(Choice(str(v), w, numbers.get(v, 0), v == asked) for v, w in shown),
        )

    levels = dict(without("level").values_list("level").annotate(n=Number("pk")))
    flagged = {f.value: Number("pk", filter=Q(flags__contains=f" {f} ")) for f in FLAGS}
    waits = Q(pk__in=Anchoring.objects.waiting().values("revision"))
    sources = without("source").values_list("article__source").annotate(n=Number("pk"))
    groups = (
        closed("level", _("Extent"), Level.choices, levels),
        closed("flag", _("Touches"), FLAGS.items(), without("flag").aggregate(**flagged)),
        closed(
            "claims",
            _("Claims"),
            [(Fate.WAITING.value, _("claims wait"))],
            without("claims").aggregate(waiting=Number("pk", filter=waits)),
        ),
        _rows("source", _("Source"), Source, dict(sources.order_by("-n")[:LONGEST]), data),
    )
    return Facets(count(query.qs), tuple(group for group in groups if group.choices))
