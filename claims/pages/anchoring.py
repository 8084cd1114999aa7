"""What the queue of claims that wait because their article changed needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Prefetch

from articles.models import Article, Revision, Sentence
from articles.paging import Page, page
from articles.revisions import Kind, words
from articles.wording import Flag, differences, flags
from claims import workflow
from claims.choices import Fate
from claims.models import Anchoring, Assessment, Claim
from claims.models.anchoring import AnchoringQuerySet

SIZE = 50  # claims of one page
SETTLED = 200  # of those that need nobody any more
NEAREST = 12  # sentences offered at first


class Run(NamedTuple):
    """Some words of a wording: whether they differ from the other, and whether they are marked."""

    text: str
    changed: bool
    marked: bool


class Target(NamedTuple):
    """A sentence that the claim may go to, with the words marked that it would take there."""

    sentence: Sentence
    runs: list[Run]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that waits: the wording it stands on, and what that may have become."""

    anchoring: Anchoring
    claim: Claim
    old: list[Run]
    targets: tuple[Target, ...]
    flags: frozenset[Flag]
    follows: bool  # whether there is one sentence to follow to

    @property
    def splits(self) -> bool:
        return len(self.targets) > 1 and self.anchoring.kind == Kind.SPLIT

    @property
    def verdict(self) -> Assessment | None:
        """The last one, if the claim was decided."""
        found = self.claim.assessments.all()
        return found[0] if found and self.anchoring.was_decided else None


@dataclass(frozen=True, slots=True)
class AnchoringPage:
    """What a revision did to the claims of its article."""

    article: Article
    revision: Revision
    page: Page[Anchoring]
    rows: tuple[Waiting, ...]
    waiting: int
    carried: tuple[Anchoring, ...]
    decided: tuple[Anchoring, ...]
    fates: dict[str, int]

    @property
    def newest(self) -> bool:
        return self.revision.pk == self.article.current_id


def waiting_claims() -> AnchoringQuerySet:
    """Those that wait, with all that a row shows: two queries."""
    made = Assessment.objects.select_related("revision").defer("revision__text")
    return (
        Anchoring.objects.waiting()
        .select_related(
            *("claim__claimant", "claim__article", "claim__sentence__revision", "before"),
            "revision__article",
        )
        .defer("claim__sentence__revision__text", "before__text", "revision__text")
        .prefetch_related(Prefetch("claim__assessments", made.order_by("-made_at", "-pk")))
    )


def anchoring_page(article: Article, revision: Revision, cursor: str) -> AnchoringPage:
    """Everything on the page: six queries, however many claims there are."""
    shown = page(waiting_claims().filter(revision=revision), ("pk",), cursor, SIZE)
    sentences = sentences_of(revision) if shown.rows else []
    settled = (
        Anchoring.objects.filter(revision=revision)
        .exclude(fate=Fate.WAITING)
        .select_related("claim__sentence", "claim__claimant", "claim__article", "decided_by")
    )
    fates = Anchoring.objects.tally([revision]).get(revision.pk, {})
    return AnchoringPage(
        article,
        revision,
        shown,
        tuple(waiting_row(anchoring, sentences) for anchoring in shown.rows),
        fates.get(Fate.WAITING, 0),
        tuple(settled.filter(fate=Fate.CARRIED).order_by("pk")[:SETTLED]),
        tuple(settled.exclude(fate=Fate.CARRIED).order_by("-decided_at", "-pk")[:SETTLED]),
        fates,
    )


def sentences_of(revision: Revision) -> list[Sentence]:
    """The taggable ones, in order."""
    found = list(revision.sentences.taggable().order_by("start"))
    for sentence in found:
        sentence.revision = revision
    return found


def waiting_row(anchoring: Anchoring, sentences: Sequence[Sentence]) -> Waiting:
    """A row from the sentences of the later revision; no query."""
    claim, places = anchoring.claim, anchoring.places
    claim.sentence.revision.article = claim.article
    found = [s for s in sentences if any(s.start <= place < s.end for place in places)]
    text = claim.sentence.text
    own = claim.start - claim.sentence.start, claim.end - claim.sentence.start
    apart = anchoring.kind == Kind.AMBIGUOUS
    sides = [[s] for s in found] if apart else [found] if found else []
    old, targets = [Run(text[: own[0]], False, False)] if own[0] else [], list[Target]()
    old += [Run(text[slice(*own)], False, True), Run(text[own[1] :], False, False)]
    for n, side in enumerate(sides):
        joined = " ".join(s.text for s in side)
        runs = differences(text, joined)
        if n == 0 and not apart:
            old = runs_in([(r.old, not r.same) for r in runs], own, (0, len(text)))
        targets += _targets(claim, side, [(r.new, not r.same) for r in runs])
    touched = frozenset() if apart else _touched(claim, found, anchoring.kind == Kind.MERGED)
    return Waiting(anchoring, claim, old, tuple(targets), touched, _follows(anchoring, found))


def _touched(claim: Claim, found: Sequence[Sentence], merged: bool) -> frozenset[Flag]:
    """What differs that a claim rests on. What a merger brought in is another sentence's."""
    if not found:
        return frozenset()
    text, joined = claim.sentence.text, " ".join(s.text for s in found)
    if merged:
        joined = "".join(run.new for run in differences(text, joined) if run.old)
    return flags(text, joined)


def _targets(
    claim: Claim, side: Sequence[Sentence], pieces: Sequence[tuple[str, bool]]
) -> list[Target]:
    found, at = [], 0
    for sentence in side:
        (start, end), _holds = workflow.span_on(claim, sentence)
        marked = at + start - sentence.start, at + end - sentence.start
        found.append(Target(sentence, runs_in(pieces, marked, (at, at + len(sentence.text)))))
        at += len(sentence.text) + 1
    return found


def _follows(anchoring: Anchoring, found: Sequence[Sentence]) -> bool:
    place = anchoring.start
    return len(found) == 1 or (
        place is not None and sum(s.start <= place < s.end for s in found) == 1
    )


def runs_in(
    pieces: Iterable[tuple[str, bool]], marked: tuple[int, int], within: tuple[int, int]
) -> list[Run]:
    """Pieces of a text, each changed or not, cut where a mark or what is shown begins or ends.

    Places are code points of the whole text. White space behind a change is none.
    """
    found, at = [], 0
    for text, changed in pieces:
        words = len(text.rstrip()) if changed else len(text)
        inner = {at + words, *marked, *within}
        cuts = sorted({at, at + len(text), *(c for c in inner if at < c < at + len(text))})
        for a, b in pairwise(cuts):
            if within[0] <= a and b <= within[1]:
                inside = marked[0] <= a < marked[1]
                found.append(Run(text[a - at : b - at], changed and a < at + words, inside))
        at += len(text)
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences that a claim may be put on, or the words of the one that was chosen."""

    sentences: tuple[Sentence, ...]
    total: int
    chosen: Sentence
    words: tuple[tuple[int, str], ...] = ()
    first: int = 0
    last: int = 0


def nearest(claim: Claim, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences, the likest in words first; alike, in the order of the text."""
    here = words(claim.sentence.text)

    def likeness(sentence: Sentence) -> float:
        there = words(sentence.text)
        return -2 * len(here & there) / ((len(here) + len(there)) or 1)

    return sorted(sentences, key=likeness)
