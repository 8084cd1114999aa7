"""What the page of one claim needs."""

from dataclasses import dataclass

from articles.models import Sentence
from articles.paging import Count, ahead, count
from claims.models import Claim
from claims.models.claim import ClaimQuerySet
from claims.pages.article import Piece, Row


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim in its context, and its neighbours in the same filter."""

    claim: Claim
    before: tuple[Sentence, ...]
    after: tuple[Sentence, ...]
    pieces: list[Piece]
    siblings: tuple[Claim, ...]
    previous: Claim | None
    next: Claim | None
    position: Count
    total: Count


def claim_page(
    claim: Claim,
    queue: ClaimQuerySet,
    neighbours: tuple[Claim | None, Claim | None],
    order: tuple[str, ...],
) -> ClaimPage:
    """`queue` is what the reviewer goes through, in `order`."""
    sentence = claim.sentence
    nearby = list(
        sentence.revision.sentences.taggable().filter(
            number__gte=max(0, (sentence.number or 0) - 2), number__lte=(sentence.number or 0) + 2
        )
    )
    siblings = tuple(
        sentence.claims.standing().exclude(pk=claim.pk).select_related("claimant").order_by("start")
    )
    return ClaimPage(
        claim,
        tuple(s for s in nearby if s.start < sentence.start),
        tuple(s for s in nearby if s.start > sentence.start),
        Row(sentence, (claim,)).pieces,
        siblings,
        *neighbours,
        Count(int(count(ahead(queue, order, claim))) + 1),
        count(queue),
    )
