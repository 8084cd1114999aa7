"""Two wordings of an article beside each other, sentence by sentence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from articles.models import Revision, Sentence
from articles.models.revision import Level
from articles.revisions import SILENT, Kind, Match, align
from articles.wording import Difference, Flag, differences, flags


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands level: old sentences, the new ones they became, and what differs.

    `kind` is "added" where nothing stands left. `differences` are empty where the wording holds.
    """

    kind: str
    old: tuple[Sentence, ...] = ()
    new: tuple[Sentence, ...] = ()
    score: float = 0.0
    differences: tuple[Difference, ...] = ()
    flags: frozenset[Flag] = frozenset()

    @property
    def same(self) -> bool:
        return self.kind in SILENT

    @property
    def typographic(self) -> bool:
        """Whether the words hold, but not each sign."""
        return self.same and self.old[0].text != self.new[0].text


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs in the order of the new text; what is gone stands where it stood."""

    old: Revision
    new: Revision
    pairs: tuple[Pair, ...]
    matches: dict[int, Match]  # by primary key of the old sentence
    sentences: tuple[Sentence, ...]  # the new ones, which the matches count

    @property
    def counts(self) -> dict[str, int]:
        """How many old sentences of each kind, and how many new ones were added."""
        found = Counter(str(match.kind) for match in self.matches.values())
        found["added"] = sum(pair.kind == "added" for pair in self.pairs)
        return {kind: number for kind, number in found.items() if number}

    @property
    def flags(self) -> frozenset[Flag]:
        return frozenset(flag for pair in self.pairs for flag in pair.flags)

    @property
    def level(self) -> Level:
        """Substance: a sentence came or went, or what a claim rests on differs."""
        kinds = self.counts.keys()
        if self.flags or kinds & {"added", Kind.DELETED, Kind.AMBIGUOUS}:
            return Level.SUBSTANCE
        return Level.WORDING if kinds - {Kind.UNCHANGED} else Level.TYPOGRAPHY

    def become(self, sentence: Sentence) -> tuple[Match, tuple[Sentence, ...]]:
        """What became of an old sentence, and the new ones it may be by now."""
        match = self.matches[sentence.pk]
        return match, tuple(self.sentences[j] for j in match.new)


def compare(old: Revision, new: Revision) -> Comparison:
    """Aligns headline and body of two revisions; two queries."""
    return compared(old, new, _sentences(old), _sentences(new))


def compared(
    old: Revision, new: Revision, before: Sequence[Sentence], after: Sequence[Sentence]
) -> Comparison:
    """The same for taggable sentences that are loaded already, each list in order; no query."""
    matches = align([s.text for s in before], [s.text for s in after])
    return Comparison(
        old,
        new,
        tuple(_pairs(before, after, matches)),
        {sentence.pk: match for sentence, match in zip(before, matches, strict=True)},
        tuple(after),
    )


def _sentences(revision: Revision) -> list[Sentence]:
    found = list(revision.sentences.taggable().order_by("start"))
    for sentence in found:
        sentence.revision = revision
    return found


def _pairs(
    before: Sequence[Sentence], after: Sequence[Sentence], matches: Sequence[Match]
) -> list[Pair]:
    """Each pair stands where its first new sentence does; what is gone, behind what it followed."""
    placed: dict[float, list[Pair]] = {}
    merged: dict[tuple[int, ...], list[Sentence]] = {}
    for sentence, match in zip(before, matches, strict=True):
        if match.kind == Kind.MERGED:
            merged.setdefault(match.new, []).append(sentence)
    last = -1.0
    told: set[tuple[int, ...]] = set()
    for i, match in enumerate(matches):
        gone = match.kind == Kind.DELETED
        place = last + 0.5 if gone else float(match.new[0])
        if not gone and match.kind != Kind.MOVED:
            last = max(last, place)
        if match.kind == Kind.MERGED and match.new in told:
            continue
        told.add(match.new)
        old = merged[match.new] if match.kind == Kind.MERGED else [before[i]]
        new = tuple(after[j] for j in match.new)
        placed.setdefault(place, []).append(_pair(match, tuple(old), new))
    for j in {*range(len(after))} - {j for match in matches for j in match.new}:
        placed.setdefault(float(j), []).append(Pair("added", new=(after[j],), flags=frozenset()))
    return [pair for place in sorted(placed) for pair in placed[place]]


def _pair(match: Match, old: tuple[Sentence, ...], new: tuple[Sentence, ...]) -> Pair:
    here, there = (" ".join(s.text for s in side) for side in (old, new))
    if match.kind in {Kind.REWORDED, Kind.SPLIT, Kind.MERGED}:
        return Pair(match.kind, old, new, match.score, differences(here, there), flags(here, there))
    return Pair(match.kind, old, new, match.score)
