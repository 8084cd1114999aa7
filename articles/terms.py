"""What a query asks for: how both databases say it, where a text holds it, what holds it best.

Words match whole and in any case, the last one also as the beginning of a word if it has two
letters; words in double quotes match as a phrase. Unspaced writing matches anywhere in a run.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import log
from typing import NamedTuple, Self

from articles.grams import LETTER, PART, UNSPACED, WORD, folded, lowered, pairs

LONGEST = 200  # code points of a query that are looked for
TERM = re.compile(r'"([^"]*)"|(\S+)')
SIGN = re.compile(LETTER)
WEIGHED, COUNTED = 16, 8  # terms, the longest, that tell which text is best; and how often each
LONG = 600  # code points of a text from which only the surroundings of the first match are shown
AROUND = 100  # code points before it
BETWEEN = "\nꟺ\n"  # texts that are searched as one: a letter, so that no phrase goes on behind it
# Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
K1, B = 1.2, 0.75


class Piece(NamedTuple):
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    marked: bool


class Term(NamedTuple):
    """A word or a phrase. `parts` are its words and unspaced runs, `tokens` what an index holds of
    them; with `prefix` the last token may be the beginning of a longer one."""

    parts: tuple[str, ...]
    tokens: tuple[str, ...]
    prefix: bool

    @classmethod
    def read(cls, text: str, prefix: bool) -> Self | None:
        """The term that was typed so; None where it holds no word."""
        parts = PART.findall(text)
        if not parts:
            return None
        tokens: list[str] = []
        for part in parts:
            tokens += pairs(part) if UNSPACED.match(part) else [part]
        alone = len(parts[-1]) == 1
        if not UNSPACED.match(parts[-1]):
            return cls(tuple(parts), tuple(tokens), prefix and not alone)
        # Wherever it ends, the run may go on in the text.
        return cls(tuple(parts), tuple(tokens if alone else tokens[:-1]), alone)

    def pattern(self, *, lower: bool = False) -> str:
        """A regular expression for its parts, whatever stands around them, see `spans`; for
        lowered texts if `lower`."""
        said, before = "", ""
        for part in self.parts:
            spaced = before and not UNSPACED.match(before) and not UNSPACED.match(part)
            said += rf"[\W_]{'+' if spaced else '*'}" if before else ""
            said += re.escape(lowered(part) if lower else part)
            before = part
        return said

    def spans(self, pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
        """Where the text holds what the index finds by it. The signs around it are looked at here,
        as a pattern that knows all letters takes 5 ms to be made."""
        opens, closes = (not UNSPACED.match(self.parts[end]) for end in (0, -1))
        at = 0
        while found := pattern.search(text, at):
            start, end = found.span()
            at = start + 1
            if opens and start and SIGN.match(text, start - 1):
                continue
            if closes and (longer := WORD.match(text, end)):
                if not self.prefix:
                    continue
                end = longer.end()
            yield start, end
            at = end


@dataclass(frozen=True)
class Query:
    """The terms that a text must hold, each of them."""

    terms: tuple[Term, ...]

    @classmethod
    def read(cls, typed: str) -> Self:
        typed = folded(typed[:LONGEST])
        found = TERM.findall(typed)
        whole = typed.rstrip().endswith('"')
        read = (
            Term.read(phrase or plain, prefix=not whole and at == len(found))
            for at, (phrase, plain) in enumerate(found, start=1)
        )
        return cls(tuple(dict.fromkeys(term for term in read if term)))

    @classmethod
    def words(cls, words: Sequence[str]) -> Self:
        """Each as a term of its own, none as the beginning of a longer word."""
        read = (Term.read(folded(word), prefix=False) for word in words)
        return cls(tuple(term for term in read if term))

    def __bool__(self) -> bool:
        return bool(self.terms)

    def said(self, vendor: str, *, every: bool = True) -> str:
        """As FTS5 or as PostgreSQL's `to_tsquery` reads it; with `every` false any term will do."""
        if vendor == "sqlite":
            terms = (f'"{" ".join(t.tokens)}"{"*" * t.prefix}' for t in self.terms)
            return (" AND " if every else " OR ").join(terms)
        phrases = (
            " <-> ".join(f"'{token}'" for token in t.tokens) + ":*" * t.prefix for t in self.terms
        )
        return (" & " if every else " | ").join(f"({phrase})" for phrase in phrases)

    @property
    def tokens(self) -> set[str]:
        """Each word and pair by itself, as `to_tsquery` reads it."""
        last = {f"'{t.tokens[-1]}'{':*' * t.prefix}" for t in self.terms}
        return last | {f"'{token}'" for t in self.terms for token in t.tokens[:-1]}

    @cached_property
    def _marks(self) -> list[tuple[Term, re.Pattern[str]]]:
        return [(term, re.compile(term.pattern(), re.IGNORECASE)) for term in self.terms]

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where any of the terms is, from left to right; the longest first of those that begin
        together."""
        spans = (span for term, pattern in self._marks for span in term.spans(pattern, text))
        return sorted(spans, key=lambda span: (span[0], -span[1]))

    def pieces(self, text: str) -> list[Piece]:
        """The text in stretches, what was looked for marked. Of a long one only the surroundings
        of the first match, with “…” where something is left out."""
        if not self:
            return [Piece(text, False)]
        if len(text) > LONG:
            firsts = (next(term.spans(pattern, text), (0, 0)) for term, pattern in self._marks)
            start = max(0, min(first for first, _end in firsts) - AROUND)
            end = start + LONG
            text = "…" * (start > 0) + text[start:end] + "…" * (end < len(text))
        return list(self._pieces(text))

    def _pieces(self, text: str) -> Iterator[Piece]:
        at = 0
        for start, end in self._spans(text):
            if start >= at:
                if start > at:
                    yield Piece(text[at:start], False)
                yield Piece(text[start:end], True)
                at = end
        if at < len(text):
            yield Piece(text[at:], False)

    def best_first(self, texts: Sequence[str]) -> list[int]:
        """The places of the texts in the order of BM25, of equals the first one first.

        How rare a term is, is taken from how often these texts hold it: each of them holds each.
        """
        terms = sorted(self.terms, key=lambda term: -sum(map(len, term.parts)))[:WEIGHED]
        read = [lowered(text) for text in texts]
        begins = list(accumulate((len(text) + len(BETWEEN) for text in read), initial=0))
        bound = BETWEEN.join(read)
        counts = [
            counted(term.spans(re.compile(term.pattern(lower=True)), bound), begins)
            for term in terms
        ]
        sums = [sum(found) or 1 for found in counts]
        weights = [log(1 + sum(sums) / one) for one in sums]
        mean = sum(map(len, texts)) / (len(texts) or 1) or 1
        scores = []
        for place, text in enumerate(texts):
            norm = K1 * (1 - B + B * len(text) / mean)
            scores.append(
                sum(
                    weight * found[place] * (K1 + 1) / (found[place] + norm)
                    for weight, found in zip(weights, counts, strict=True)
                )
            )
        return sorted(range(len(texts)), key=lambda place: -scores[place])


def counted(spans: Iterable[tuple[int, int]], begins: Sequence[int]) -> list[int]:
    """In how many places, up to COUNTED, each of some texts holds a term; `begins`: where in all
    of them together each one begins, and what follows the last."""
    found = [0] * (len(begins) - 1)
    text = 0
    for start, _end in spans:
        while start >= begins[text + 1]:
            text += 1
        if start < begins[text + 1] - len(BETWEEN) and found[text] < COUNTED:
            found[text] += 1
    return found
