"""What two revisions of an article, side by side, need."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from articles.comparing import Comparison, Pair, compare
from articles.models import Article, Revision
from articles.revisions import Kind
from articles.wording import Difference, differences
from claims.choices import Fate
from claims.models import Anchoring

LONG = 600  # pairs of two revisions that one page shows whole, unchanged ones folded
SHORT = 8  # words left of what holds, beside a change


class Bit(NamedTuple):
    """A run of words: what was there, what is there, and the white space behind each."""

    old: str
    new: str
    same: bool
    old_space: str
    new_space: str


@dataclass(frozen=True, slots=True)
class Level:
    """What stands level: a pair of the comparison, its words, and the claims on them."""

    pair: Pair
    claims: tuple[Anchoring, ...] = ()

    @property
    def kind(self) -> str:
        """That of the pair; what differs in its signs only is told apart."""
        return "typographic" if self.pair.typographic else str(self.pair.kind)

    @property
    def foldable(self) -> bool:
        return self.pair.kind == Kind.UNCHANGED

    @property
    def bits(self) -> list[Bit]:
        return bits(self.pair.differences)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Levels that follow each other: all of them changes, or all of them to be folded."""

    kind: str  # "unchanged", "typographic", or "" for changes
    levels: tuple[Level, ...]

    @property
    def size(self) -> int:
        return len(self.levels)

    @property
    def claims(self) -> int:
        return sum(len(level.claims) for level in self.levels)


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Two revisions side by side, and how the claims fared if the newer one is the current."""

    article: Article
    old: Revision
    new: Revision
    comparison: Comparison
    stretches: tuple[Stretch, ...]
    elsewhere: tuple[Anchoring, ...] = ()  # waiting, of a wording that is neither of the two
    fates: dict[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        return self.fates.get(Fate.WAITING, 0)

    @property
    def long(self) -> bool:
        """Whether what is unchanged is a click away, since even folded it would load slowly."""
        return len(self.comparison.pairs) > LONG

    @property
    def sides(self) -> bool:
        """Whether there are claims to show beside the sentences."""
        return bool(self.fates)


def comparison_page(article: Article, old: Revision, new: Revision) -> ComparisonPage:
    """The whole page in two queries, three if `new` is the current revision."""
    found = compare(old, new)
    anchorings = _anchorings(new) if new.pk == article.current_id and old.pk != new.pk else []
    beside, elsewhere = _beside(anchorings, found)
    levels = [Level(pair, tuple(beside[n])) for n, pair in enumerate(found.pairs)]
    fates: dict[str, int] = defaultdict(int)
    for anchoring in anchorings:
        fates[anchoring.fate] += 1
    whole = tuple(_stretches(levels))
    return ComparisonPage(article, old, new, found, whole, tuple(elsewhere), dict(fates))


def _stretches(levels: Iterable[Level]) -> Iterator[Stretch]:
    """One sentence alone is not folded: it takes no more room than the words that would say so."""
    for kind, some in groupby(levels, lambda level: level.kind if level.foldable else ""):
        found = tuple(some)
        yield Stretch(kind if len(found) > 1 else "", found)


def _anchorings(revision: Revision) -> list[Anchoring]:
    rows = Anchoring.objects.filter(revision=revision).exclude(fate=Fate.OVERTAKEN)
    return list(rows.select_related("claim__claimant", "claim__sentence", "before").order_by("pk"))


def _beside(
    anchorings: Iterable[Anchoring], comparison: Comparison
) -> tuple[dict[int, list[Anchoring]], list[Anchoring]]:
    """The claims by the index of the pair that they stand level with, and those of no pair."""
    on: dict[int, int] = {}
    at: dict[int, int] = {}
    for n, pair in enumerate(comparison.pairs):
        on |= {sentence.pk: n for sentence in (*pair.old, *pair.new)}
        at |= {sentence.start: n for sentence in pair.new}
    beside: dict[int, list[Anchoring]] = defaultdict(list)
    elsewhere = []
    for anchoring in anchorings:
        places = [at[place] for place in anchoring.places if place in at]
        n = on.get(anchoring.claim.sentence_id, places[0] if places else -1)
        if n >= 0:
            beside[n].append(anchoring)
        else:
            elsewhere.append(anchoring)
    return beside, elsewhere


def bits(runs: Iterable[Difference]) -> list[Bit]:
    """Runs of words for a page. White space stands outside of what is marked."""
    return [
        Bit(
            *(run.old.rstrip(), run.new.rstrip(), run.same),
            *(side[len(side.rstrip()) :] for side in run),
        )
        for run in runs
    ]


def excerpt(comparison: Comparison) -> list[Bit]:
    """The first change that touches what a claim rests on, else the first of any: its words, with
    a few that hold on either side."""
    changes = [pair for pair in comparison.pairs if not pair.same]
    telling = [pair for pair in changes if pair.flags] or [p for p in changes if p.differences]
    for pair in [*telling, *changes][:1]:
        sides = [" ".join(sentence.text for sentence in side) for side in (pair.old, pair.new)]
        return bits(_short(pair.differences or differences(*sides)))
    return []


def _short(runs: Iterable[Difference]) -> list[Difference]:
    """The runs with the middle of what holds left out."""
    whole = list(runs)
    found = []
    for n, run in enumerate(whole):
        words = run.new.split(" ")
        if run.same and len(words) > 2 * SHORT:
            head = " ".join(words[:SHORT]) + " " if n else ""
            tail = " " + " ".join(words[-SHORT:]) if n < len(whole) - 1 else ""
            run = Difference(f"{head}…{tail}", f"{head}…{tail}")
        found.append(run)
    return found
