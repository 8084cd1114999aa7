"""Texts for any number of articles, made of sentences that were split beforehand, once each."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from articles import sentences
from articles.draft import Role
from claims.management.benchmarks import corpus

DIFFERENT = 1_500  # fillings of each pattern at the most: some 20,000 sentences in English
BODY = 10  # sentences of an article, below its headline and its dateline
PAGE_BODY = 40  # of the one whose page is measured
RARE_WORD = "zeppelin"
RARE_EVERY = 1_000  # articles, one of which holds the rare word
ODD, OTHER_ODD = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9  # of splitmix64; any odd numbers do


class Piece(NamedTuple):
    """A sentence, as `Sentence` keeps it: offsets are code points of the whole text."""

    paragraph: int
    number: int | None
    start: int
    end: int
    text: str
    role: str


class Text(NamedTuple):
    title: str
    text: str
    pieces: list[Piece]
    dateline: str
    language: str


@dataclass(frozen=True, slots=True)
class Pool:
    """Sentences to make articles of."""

    english: list[str]
    chinese: list[str]
    titles: list[str]

    def text(self, number: int, body: int = BODY, other_end: bool = False) -> Text:
        """The article of this number. `other_end`: as it was worded before its last sentence was
        replaced."""
        chinese = number % corpus.CHINESE == corpus.CHINESE - 1
        said, gap = (self.chinese, "") if chinese else (self.english, " ")
        title = (
            f"北镇轮渡恢复通航（第{number}号）"
            if chinese
            else f"{self.titles[picked(number, 0) % len(self.titles)]} ({number})"
        )
        pieces = [Piece(0, 0, 0, len(title), title, Role.HEADLINE.value)]
        parts, at, dateline = [title], len(title), ""
        for n in range(body):
            between = "\n" if n % 2 == 0 else gap
            if n == 0 and not chinese:
                dateline = dateline_of(number)
                words = f"{dateline} --"
                pieces.append(
                    Piece(1, None, at + 1, at + 1 + len(words), words, Role.DATELINE.value)
                )
                parts += ["\n", words]
                at, between = at + 1 + len(words), gap
            last = n == body - 1
            words = said[picked(number, n + 1 + 500 * (other_end and last)) % len(said)]
            if last and not chinese and number % RARE_EVERY == 0:
                words = f"A {RARE_WORD} was seen above the harbour, the paper {number} wrote."
                if other_end:
                    words = words.replace("seen", "heard")
            at += len(between)
            end = at + len(words)
            pieces.append(Piece(1 + n // 2, n + 1, at, end, words, Role.BODY.value))
            parts += [between, words]
            at = end
        return Text(title, "".join(parts), pieces, dateline, "zh-Hans" if chinese else "en")


def picked(number: int, n: int) -> int:
    """A number that looks like chance, the same every time."""
    return ((number * ODD + n * OTHER_ODD + ODD) & 0xFFFFFFFFFFFFFFFF) >> 31


def dateline_of(number: int) -> str:
    day = published(number)
    place = corpus.PLACES[picked(number, 99) % len(corpus.PLACES)]
    return f"{place}, {day:%b} {day.day} (Northtown Gazette)"


def published(number: int) -> datetime:
    """Within three years, so that none is of the future."""
    return datetime(2021, 1, 4, 6, tzinfo=UTC) + timedelta(minutes=7 * number % (3 * 365 * 24 * 60))


def pool(different: int) -> Pool:
    """Fills every pattern so often, and splits what comes of it."""
    chance = Random("claimdesk pool")  # noqa: S311
    found: dict[str, list[str]] = {"en": [], "zh-Hans": []}
    for language, patterns in (("en", corpus.SENTENCES), ("zh-Hans", corpus.CHINESE_SENTENCES)):
        for _n in range(different):
            for pattern in patterns:
                filled = corpus.filled(chance, pattern)
                spans = sentences.split(filled, language)
                found[language] += [filled[start:end] for start, end in spans]
    titles = [
        corpus.filled(chance, "{Thing} {deed} as {person} warns of {rare}") for _n in range(997)
    ]
    return Pool(found["en"], found["zh-Hans"], titles)
