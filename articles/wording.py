"""How two wordings differ: word by word, and whether it touches what a claim rests on."""

import difflib
import re
import unicodedata
from collections import Counter
from enum import StrEnum
from typing import NamedTuple

from articles.text import PLAIN

SPACE = re.compile(r"\s+")
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
DASH = re.compile(" ?--+ ?| - ")
DASHES = re.compile("--+")
# A word or a mark with the space behind it: alone, the spaces would be what two texts share most.
EAST = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # scripts in which each sign is a word
PIECE = re.compile(rf"(?:[{EAST}]|[^\W{EAST}]+(?:[.,'’-][^\W{EAST}]+)*|--+|[^\w\s])\s*|\s+")

# Own collection, of the languages that the splitter knows best.
NEGATION = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|cannot|den(?:y|ies|ied)|\w+n['’]t"
    r"|nicht|kein\w*|nie(?:mals|mand)?|ohne|ni|pas|jamais|aucune?|sans|nunca|ning[uú]n[oa]?|sin"
    r"|non|mai|senza|não|nem|sem|не|нет|ни|без|никогда)\b|[不没沒未无無非莫勿]|لا|ليس|لم|नहीं",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*|[一二三四五六七八九十百千万亿两]+(?=[个名人年月日号万亿%％次])"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|millions?|billions?|trillions?|half|third|quarter|twice)\b",
    re.IGNORECASE,
)
DATE = re.compile(
    r"(?:\b\d{1,2} )?\b(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b(?: \d{1,2}\b(?![.,:]?\d))?"
    r"|\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|tomorrow"
    r"|(?:last|next) (?:week|month|year))\b|\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d\b"
    r"|\d{1,4}[年月日号]|昨天|今天|明天|星期[一二三四五六日天]|周[一二三四五六日]"
)
QUOTATION = re.compile(r"[\"“”„«»「」『』]([^\"“”„«»「」『』]{3,})[\"“”„«»「」『』]")
NAME = re.compile(r"(?<![.!?:“\"„«] )(?<!^)\b[A-ZÀ-ÞА-Я][\w'’-]+")
REPEATS = 20_000  # pairs of equal words in two wordings; 500 words of a real text have some 4,000


class Flag(StrEnum):
    """What a claim rests on that differs between two wordings."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    QUOTATION = "quotation"


class Difference(NamedTuple):
    """A run of words: `old` and `new` are equal, or one of them is empty, or both differ."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether the words hold, white space and typography aside."""
        return key(self.old) == key(self.new)


def key(text: str) -> str:
    """What must be equal for a wording to hold: all but white space and typography."""
    plain = unicodedata.normalize("NFC", INVISIBLE.sub("", text)).translate(PLAIN)
    return DASH.sub(" - ", SPACE.sub(" ", plain).strip())


def differences(old: str, new: str) -> tuple[Difference, ...]:
    """The two wordings as runs of words that are equal or differ.

    Where words repeat so often that comparing each with each takes seconds, all between the common
    beginning and the common end is one run.
    """
    here, there = PIECE.findall(old), PIECE.findall(new)
    plain = [[mark(piece) for piece in side] for side in (here, there)]
    counts = [Counter(side) for side in plain]
    if sum(n * counts[1][word] for word, n in counts[0].items()) > REPEATS:
        spans = _ends(*plain)
    else:
        matcher = difflib.SequenceMatcher(None, plain[0], plain[1], autojunk=False)
        spans = [span for _op, *span in matcher.get_opcodes()]
    return tuple(Difference("".join(here[a:b]), "".join(there[c:d])) for a, b, c, d in spans)


def _ends(here: list[str], there: list[str]) -> list[list[int]]:
    """Spans of the common beginning, of what lies between, and of the common end."""
    first = _alike(here, there)
    last = _alike(here[first:][::-1], there[first:][::-1])
    a, b = len(here) - last, len(there) - last
    spans = [[0, first, 0, first], [first, a, first, b], [a, len(here), b, len(there)]]
    return [[a, b, c, d] for a, b, c, d in spans if a < b or c < d]


def mark(piece: str) -> str:
    """What must be equal for a piece to be the same."""
    word = piece.strip()
    return DASHES.sub("-", word if word.isascii() else word.translate(PLAIN))


def flags(old: str, new: str) -> frozenset[Flag]:
    """What of the two differs that is more than wording; none where only words do."""
    here, there = key(old), key(new)
    found = {
        flag
        for flag, said in (
            (Flag.NUMBER, numbers),
            (Flag.DATE, lambda text: Counter(DATE.findall(text))),
            (Flag.NAME, lambda text: set(NAME.findall(DATE.sub(" ", text)))),
            (Flag.NEGATION, lambda text: len(NEGATION.findall(text))),
            (Flag.QUOTATION, lambda text: Counter(QUOTATION.findall(text))),
        )
        if said(here) != said(there)
    }
    return frozenset(found)


def numbers(text: str) -> Counter[str]:
    """The numbers outside of dates, as they are written."""
    return Counter(number.casefold() for number in NUMBER.findall(DATE.sub(" ", text)))


class Token(NamedTuple):
    """A word or mark of a text, and its span in code points, without the space behind it."""

    mark: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    return [
        Token(mark(found[0]), found.start(), found.start() + len(found[0].rstrip()))
        for found in PIECE.finditer(text)
        if found[0].strip()
    ]


CONTEXT = 8  # words before and behind by which places are told apart


def place_in(old: str, start: int, end: int, new: str) -> tuple[int, int] | None:
    """Where the words `old[start:end]` stand in `new`, as a span of it; None if they do not.

    The words must hold, white space and typography aside, and be whole words. Where they stand
    more than once, what stands before and behind them tells which; if it does not, None.
    """
    here, there = tokens(old), tokens(new)
    first = next((n for n, token in enumerate(here) if token.end > start), len(here))
    last = next((n for n in range(len(here), 0, -1) if here[n - 1].start < end), 0)
    wanted = [token.mark for token in here[first:last]]
    if not wanted:
        return (start, end) if old == new else None
    whole = here[first].start, here[last - 1].end
    if whole[0] < start or end < whole[1]:
        return _within(old, start, end, whole, new)
    before = [token.mark for token in here[max(0, first - CONTEXT) : first]][::-1]
    behind = [token.mark for token in here[last : last + CONTEXT]]
    marks = [token.mark for token in there]
    size = len(wanted)
    found = [
        (
            _alike(before, marks[max(0, n - CONTEXT) : n][::-1])
            + _alike(behind, marks[n + size : n + size + CONTEXT]),
            n,
        )
        for n in range(len(marks) - size + 1)
        if marks[n : n + size] == wanted
    ]
    best = sorted(found, reverse=True)[:2]
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    n = best[0][1]
    return there[n].start, there[n + size - 1].end


def _within(
    old: str, start: int, end: int, whole: tuple[int, int], new: str
) -> tuple[int, int] | None:
    """The same for a span that begins or ends inside a word of `whole`, the words it touches:
    they must stand there, sign by sign."""
    found = place_in(old, *whole, new)
    if found is None or new[slice(*found)] != old[slice(*whole)]:
        return None
    by = found[0] - whole[0]
    return max(start, whole[0]) + by, min(end, whole[1]) + by


def _alike(here: list[str], there: list[str]) -> int:
    """How many words agree from the first on."""
    same = 0
    for one, other in zip(here, there, strict=False):
        if one != other:
            break
        same += 1
    return same
