"""Which sentence of the new text continues which of the old. Plain Python, near linear in both.

What is the same, but for white space and typography, is found first: sentences that stand once in
each text and keep their order are the frame, and what lies between two of them is compared until
nothing is the same any more. The rest is weighed by the words that two sentences share, one
against one, one against two or three, two or three against one; of the pairs that keep the order
the heaviest chain is taken, as sentences of a text and its translation are aligned (Gale and
Church 1993). A sentence is never the continuation of one with other words without saying so.
"""

import heapq
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from articles.wording import EAST, Difference, differences, key


class Kind(StrEnum):
    UNCHANGED = "unchanged"
    MOVED = "moved"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    DELETED = "deleted"
    AMBIGUOUS = "ambiguous"


SILENT = frozenset({Kind.UNCHANGED, Kind.MOVED})  # the wording holds: nobody has to look


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one old sentence. `new` are indices of new sentences, rising.

    `score` is 1 where the wording holds, else the share of words that the two have in common
    (Dice's coefficient). `differences` put together give both wordings, word by word.
    """

    kind: Kind
    new: tuple[int, ...] = ()
    score: float = 0.0
    differences: tuple[Difference, ...] = ()


LONGEST = 3  # sentences that may become one, or that one may become
CANDIDATES = 5  # new sentences that an old one is weighed against
COMMON = 40  # sentences of one text in which a word tells nothing any more
RARE = 12  # words by which candidates are looked for
CELLS = 250_000  # of a table in which two stretches are compared in full
IN_ORDER, ANYWHERE = 0.42, 0.62  # least score of a rewording that keeps its place, or does not
HELD = 0.8  # share of the shorter wording that makes up for a low score
PART = 0.55  # share of a part's words that the whole must have
GAIN = 0.04  # by how much a split or merger must beat one against one
TIE = 0.03  # two that lie closer are not told apart
WORD = re.compile(rf"[{EAST}]|[^\W_{EAST}]+(?:[.,'’][^\W{EAST}]+)*")


def align(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """One match for every old sentence, in order. New sentences in no match were added."""
    before, after = [key(text) for text in old], [key(text) for text in new]
    pairs = dict(same_in_order(before, after))
    found: dict[int, Match] = {i: Match(Kind.UNCHANGED, (j,), 1.0) for i, j in pairs.items()}
    taken = set(pairs.values())
    found |= elsewhere(before, after, found.keys(), taken)
    taken |= {j for match in found.values() for j in match.new}
    weigh = Weights(before, after, pairs, found.keys(), taken)
    for bead in weigh.chosen():
        kind = Kind.SPLIT if len(bead.new) > 1 else Kind.MERGED if len(bead.old) > 1 else None
        other = () if kind else weigh.rivals(bead)
        for i in bead.old:
            indices = tuple(sorted({*bead.new, *other}))
            found[i] = Match(
                Kind.AMBIGUOUS if other else kind or Kind.REWORDED, indices, bead.score
            )
    return [worded(found.get(i) or Match(Kind.DELETED), i, old, new) for i in range(len(old))]


# --- what is the same ---------------------------------------------------------------------------


def same_in_order(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of equal sentences, both indices rising: the frame, then what lies between."""
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        a, b, c, d = waiting.pop()
        while a < b and c < d and old[a] == new[c]:
            yield a, c
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            yield b, d
        if a == b or c == d:
            continue
        stretch = (a, b, c, d)
        frame = rising(once_in_each(old, new, stretch))
        if not frame and (b - a) * (d - c) > CELLS:
            frame = rising(as_often_in_each(old, new, stretch))
        if frame:
            edges = [(a - 1, c - 1), *frame, (b, d)]
            yield from frame
            waiting += [(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(edges)]
        elif (b - a) * (d - c) <= CELLS:
            yield from longest_common(old, new, stretch)


def once_in_each(
    old: Sequence[str], new: Sequence[str], stretch: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """Pairs of what stands exactly once in each of the two stretches, in the old order."""
    a, b, c, d = stretch
    here, there = Counter(old[a:b]), Counter(new[c:d])
    place = {new[j]: j for j in range(c, d)}
    return [(i, place[old[i]]) for i in range(a, b) if here[old[i]] == 1 == there[old[i]]]


def as_often_in_each(
    old: Sequence[str], new: Sequence[str], stretch: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """The same for what stands several times: the first is the first, the second the second."""
    a, b, c, d = stretch
    places: dict[str, list[int]] = defaultdict(list)
    for j in range(d - 1, c - 1, -1):
        places[new[j]].append(j)
    return [(i, places[old[i]].pop()) for i in range(a, b) if places.get(old[i])]


def rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, given in the order of the first, in which the second rises too."""
    tails: list[int] = []
    ends: list[int] = []
    back: list[int] = []
    for n, (_i, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        back.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [n]
    found, n = [], ends[-1] if ends else -1
    while n >= 0:
        found.append(pairs[n])
        n = back[n]
    return found[::-1]


def longest_common(
    old: Sequence[str], new: Sequence[str], stretch: tuple[int, int, int, int]
) -> Iterator[tuple[int, int]]:
    """The longest common subsequence of two short stretches, by the full table."""
    a, b, c, d = stretch
    table = [[0] * (d - c + 1) for _row in range(b - a + 1)]
    for i in range(b - 1, a - 1, -1):
        row, below = table[i - a], table[i - a + 1]
        for j in range(d - 1, c - 1, -1):
            same = old[i] == new[j]
            row[j - c] = below[j - c + 1] + 1 if same else max(below[j - c], row[j - c + 1])
    i, j = a, c
    while i < b and j < d:
        if old[i] == new[j]:
            yield i, j
            i, j = i + 1, j + 1
        elif table[i - a + 1][j - c] >= table[i - a][j - c + 1]:
            i += 1
        else:
            j += 1


def elsewhere(
    old: Sequence[str], new: Sequence[str], done: Iterable[int], taken: set[int]
) -> dict[int, Match]:
    """The same wording in another place. Where more stand left on one side, nobody can tell which
    is which, and that is said."""
    done = set(done)
    left: dict[str, list[int]] = defaultdict(list)
    right: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(old):
        if i not in done:
            left[text].append(i)
    for j, text in enumerate(new):
        if j not in taken and text in left:
            right[text].append(j)
    found: dict[int, Match] = {}
    for text, there in right.items():
        here = left[text]
        if len(here) == len(there):
            found |= {i: Match(Kind.MOVED, (j,), 1.0) for i, j in zip(here, there, strict=True)}
        else:
            found |= {i: Match(Kind.AMBIGUOUS, tuple(there), 1.0) for i in here}
    return found


# --- what was reworded, split and merged ----------------------------------------------------------


Word = tuple[str, int]
Words = frozenset[Word]


class Bead(NamedTuple):
    """Old sentences and the new ones that they may have become; one of the two is single."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    score: float
    weight: float  # what it adds to a chain


class Weights:
    """Weighs the sentences that are left over by the words they share."""

    def __init__(
        self,
        old: Sequence[str],
        new: Sequence[str],
        frame: dict[int, int],
        done: Iterable[int],
        taken: set[int],
    ) -> None:
        done = set(done)
        self.old = {i: words(text) for i, text in enumerate(old) if i not in done}
        self.new = {j: words(text) for j, text in enumerate(new) if j not in taken}
        self.frame = sorted(frame.items())
        self.beads = [bead for pair in self.candidates() for bead in self.around(*pair)]

    def gap(self, i: int) -> int:
        """Between which two sentences of the frame an old one lies."""
        return bisect_left(self.frame, (i, -1))

    def candidates(self) -> Iterator[tuple[int, int]]:
        """For each old sentence the few new ones that share most of its rarest words."""
        holders: dict[Word, list[int]] = defaultdict(list)
        for j, there in self.new.items():
            for word in there:
                holders[word].append(j)
        for i, here in self.old.items():
            known = [holders[word] for word in here if word in holders]
            votes: dict[int, float] = defaultdict(float)
            for places in sorted(known, key=lambda places: (len(places), places))[:RARE]:
                if len(places) <= COMMON:
                    for j in places:
                        votes[j] += 1 / len(places)
            best = heapq.nlargest(CANDIDATES, votes, key=votes.__getitem__)
            yield from ((i, j) for j in best)

    def around(self, i: int, j: int) -> Iterator[Bead]:
        """The pair itself; where one of the two holds the other, also with what stands beside."""
        here, there = self.old[i], self.new[j]
        shared = len(here & there)
        yield from self.bead((i,), (j,), shared, len(here), len(there))
        for size in range(2, LONGEST + 1):
            if shared >= PART * len(there):
                for start in range(j - size + 1, j + 1):
                    some = tuple(range(start, start + size))
                    yield from self.joined((i,), some, here, [self.new.get(k) for k in some])
            if shared >= PART * len(here):
                for start in range(i - size + 1, i + 1):
                    some = tuple(range(start, start + size))
                    yield from self.joined(some, (j,), there, [self.old.get(k) for k in some])

    def joined(
        self, old: tuple[int, ...], new: tuple[int, ...], whole: Words, parts: list[Words | None]
    ) -> Iterator[Bead]:
        """The pair of one sentence with several, if each of them is left over and part of it."""
        size, held = 0, Counter[str]()
        for part in parts:
            if not part or len(part & whole) < PART * len(part):
                return
            size += len(part)
            held.update(word for word, _nth in part)
        shared = (held & Counter(word for word, _nth in whole)).total()
        yield from self.bead(old, new, shared, len(whole), size)

    def bead(
        self, old: tuple[int, ...], new: tuple[int, ...], shared: int, here: int, there: int
    ) -> Iterator[Bead]:
        score = 2 * shared / (here + there) if shared else 0.0
        if score < IN_ORDER and not (shared >= 3 and shared >= HELD * min(here, there)):
            return
        gain = score - GAIN * (len(old) + len(new) - 2)
        yield Bead(old, new, score, gain * (here + there))

    def chosen(self) -> list[Bead]:
        """The heaviest chain that keeps the order within each gap, then what is sure elsewhere."""
        unique = {(bead.old, bead.new): bead for bead in self.beads}.values()
        there = [j for _i, j in self.frame]
        home = [b for b in unique if self.gap(b.old[0]) == bisect_left(there, b.new[0])]
        chain = heaviest(home)
        old = {i for bead in chain for i in bead.old}
        new = {j for bead in chain for j in bead.new}
        for bead in sorted(unique, key=lambda b: (-b.score, b.old, b.new)):
            if bead.score < ANYWHERE or old & {*bead.old} or new & {*bead.new}:
                continue
            chain.append(bead)
            old |= {*bead.old}
            new |= {*bead.new}
        self.used = new
        return chain

    def rivals(self, bead: Bead) -> tuple[int, ...]:
        """New sentences in no match that the old one could as well have become."""
        return tuple(
            other.new[0]
            for other in self.beads
            if other.old == bead.old
            and len(other.new) == 1
            and other.new != bead.new
            and other.new[0] not in self.used
            and bead.score - other.score < TIE
        )


def words(text: str) -> Words:
    """The words of a sentence, each with the number of its like before it: a set that counts."""
    seen: dict[str, int] = {}
    found = set()
    for word in WORD.findall(text.casefold()):
        nth = seen[word] = seen.get(word, -1) + 1
        found.add((word, nth))
    return frozenset(found)


class Best:
    """The heaviest chain that ends before an index: a Fenwick tree of maxima."""

    def __init__(self, size: int) -> None:
        self.tree: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)

    def before(self, j: int) -> tuple[float, int]:
        found = (0.0, -1)
        while j > 0:
            found = max(found, self.tree[j])
            j -= j & -j
        return found

    def note(self, j: int, value: tuple[float, int]) -> None:
        while j < len(self.tree):
            self.tree[j] = max(self.tree[j], value)
            j += j & -j


def heaviest(beads: Sequence[Bead]) -> list[Bead]:
    """The chain of most weight in which both indices rise and none is used twice; n log n."""
    if not beads:
        return []
    best = Best(max(bead.new[-1] for bead in beads) + 1)
    order = sorted(range(len(beads)), key=lambda n: (beads[n].old[0], beads[n].new[0]))
    by_end = sorted(order, key=lambda n: beads[n].old[-1])
    totals: dict[int, float] = {}
    back: dict[int, int] = {}
    closed = 0  # how many of `by_end` are known to the tree
    for n in order:
        while beads[by_end[closed]].old[-1] < beads[n].old[0]:
            m = by_end[closed]
            best.note(beads[m].new[-1] + 1, (totals[m], m))
            closed += 1
        total, back[n] = best.before(beads[n].new[0])
        totals[n] = total + beads[n].weight
    n = max(order, key=totals.__getitem__)
    found = []
    while n >= 0:
        found.append(beads[n])
        n = back[n]
    return found[::-1]


# --- the words ------------------------------------------------------------------------------------


def worded(match: Match, i: int, old: Sequence[str], new: Sequence[str]) -> Match:
    """The match with its differences. Those of a merger are told of the old sentence alone."""
    if match.kind in {Kind.UNCHANGED, Kind.MOVED, Kind.DELETED, Kind.AMBIGUOUS}:
        return match
    return Match(
        match.kind,
        match.new,
        round(match.score, 4),
        differences(old[i], " ".join(new[j] for j in match.new)),
    )
