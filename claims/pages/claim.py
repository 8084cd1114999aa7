"""What the page of one claim needs."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from articles.models import Change, Sentence, User
from articles.models.planned import planned_once
from articles.paging import Count, ahead, behind, beside, count, key_of
from claims import states
from claims.models import Assessment, Claim, Presence, Scale
from claims.models.claim import ClaimQuerySet
from claims.pages.article import Piece, Row
from claims.pages.beside import Beside, Difference, differences, facts_beside

NEAR = 2  # sentences shown before and after the claim's own
HISTORY = 50
STEPS = ("edit", "assign", "review", "decide", "reopen", "withdraw")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the context; `pieces` lets the claims in it show."""

    sentence: Sentence
    pieces: list[Piece]
    it: bool = False


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim in its context, the facts and verdicts on it, and its neighbours in the filter."""

    claim: Claim
    context: tuple[Line, ...]
    siblings: tuple[Claim, ...]
    previous: Claim | None
    next: Claim | None
    position: Count
    total: Count
    facts: tuple[Beside, ...]
    waits: tuple[Difference, ...]
    standing: tuple[Assessment, ...]
    replaced: tuple[Assessment, ...]
    scales: tuple[Scale, ...]
    scale: Scale | None
    mine: Assessment | None
    here: tuple[Presence, ...]
    changes: tuple[Change, ...]
    may: frozenset[str]

    @property
    def by_stance(self) -> dict[str, list[Beside]]:
        groups: dict[str, list[Beside]] = defaultdict(list)
        for one in self.facts:
            groups[one.evidence.stance].append(one)
        return dict(groups)


def claim_page(
    claim: Claim, queue: ClaimQuerySet, order: tuple[str, ...], user: User, scale: str = ""
) -> ClaimPage:
    """`queue` is what the reviewer goes through, in `order`; `scale` the one asked for, by its id.

    Needs `claim` with what `claim_for` loads. A fixed number of queries for any number of facts
    and assessments.
    """
    previous, following = beside(queue, order, claim)
    with planned_once():
        context, siblings = _context(claim)
        facts = facts_beside(claim)
        assessments = list(
            claim.assessments.select_related("reviewer", "scale", "option", "revision").defer(
                "revision__text"
            )
        )
        here = others_here(claim, user)
    standing = tuple(made for made in assessments if not made.replaced)
    mine = next((made for made in standing if made.reviewer_id == user.pk), None)
    may = frozenset(step for step in STEPS if states.may(user, step, claim.state))
    scales = tuple(Scale.objects.offered().prefetch_related("options")) if "decide" in may else ()
    changes = Change.objects.visible_to(user).about(claim.public_id).select_related("by")
    return ClaimPage(
        claim=claim,
        context=context,
        siblings=siblings,
        previous=previous,
        next=following,
        position=Count(int(count(ahead(queue, order, claim))) + 1),
        total=count(queue),
        facts=facts,
        waits=differences(facts),
        standing=standing,
        replaced=tuple(made for made in assessments if made.replaced),
        scales=scales,
        scale=_chosen(scales, scale, mine),
        mine=mine,
        here=here,
        changes=tuple(changes[:HISTORY]),
        may=may,
    )


def _context(claim: Claim) -> tuple[tuple[Line, ...], tuple[Claim, ...]]:
    """The sentences around the claim with the claims in them, and the others of its own."""
    number = claim.sentence.number or 0
    nearby = list(
        claim.sentence.revision.sentences.taggable()
        .filter(number__gte=max(0, number - NEAR), number__lte=number + NEAR)
        .order_by("start")
    )
    claims: dict[int, list[Claim]] = defaultdict(list)
    for other in Claim.objects.standing().filter(sentence__in=nearby).order_by("start", "pk"):
        if other.pk != claim.pk:
            claims[other.sentence_id].append(other)
    siblings = tuple(claims[claim.sentence_id])
    claims[claim.sentence_id].append(claim)
    lines = tuple(
        Line(
            sentence,
            Row(sentence, tuple(claims[sentence.pk])).pieces,
            it=sentence.pk == claim.sentence_id,
        )
        for sentence in nearby
    )
    return lines, siblings


def _chosen(scales: tuple[Scale, ...], asked: str, mine: Assessment | None) -> Scale | None:
    """The scale asked for, else the one that the reviewer used last, else the desk's own."""
    wanted = [asked, *([mine.scale.public_id] if mine else [])]
    by_id = {scale.public_id: scale for scale in scales}
    found = next((by_id[public_id] for public_id in wanted if public_id in by_id), None)
    return found or (scales[0] if scales else None)


def others_here(claim: Claim, user: User) -> tuple[Presence, ...]:
    """Who else has the claim open."""
    here = Presence.objects.here().filter(claim=claim).exclude(user=user)
    return tuple(here.select_related("user").order_by("since", "pk"))


def next_waiting(
    claim: Claim, queue: ClaimQuerySet, order: tuple[str, ...], user: User, *, decided: bool = False
) -> Claim | None:
    """The next claim of the filter that waits and is nobody else's; after the last, the first.

    Asked before the claim is decided: its place in the order may change with that. `decided`:
    the filter is one of decided claims that wait for something else.
    """
    waiting = queue.exclude(pk=claim.pk)
    if not decided:
        mine = Q(assigned_to=None) | Q(assigned_to=user)
        waiting = waiting.filter(mine, state__in=states.OPEN)
    after = waiting.filter(behind(list(order), key_of(claim, order)))
    found: Claim | None = after.order_by(*order).first() or waiting.order_by(*order).first()
    return found
