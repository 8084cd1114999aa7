"""Random edits of an article, as editors make them: for hypothesis."""

import re
from dataclasses import dataclass

from hypothesis import strategies as st

# Invented, with what makes aligning hard: repeats, boilerplate, short sentences, quotations, CJK.
INVENTED = (
    "Schools reopen in Northtown",
    "The ministry said 240 schools had reopened by Monday.",
    "It gave no list.",
    'Minister Ana Weber said: "We are confident."',
    "She spoke in Northtown.",
    "The union called the figure too high.",
    "It gave no list.",
    '"No pupil will be left behind," Weber told the Northtown Gazette on 3 May 2031.',
    "The board counted 120 open schools in the north, and 94 in the south.",
    "Nobody at the board would say why 26 schools stayed closed.",
    "Read more in the Northtown Gazette.",
    "Teachers -- most of them part-time -- had asked for a later date.",
    "教育部表示，已有240所学校复课。",
    "The Harbour Union did not agree with the ministry's count of schools.",
    "Read more in the Northtown Gazette.",
)
WORDS = st.sampled_from(
    (
        *("school", "ministry", "no", "not", "17", "240", "Monday", "Weber", "reopened", "later"),
        *("the", "said", "“confident”", "Harbour", "never", "2031", "学校"),
    )
)
SIGNS = ((" ", "  "), ('"', "“"), ("'", "’"), ("--", "—"), (" ", "\u00a0"), ("-", "\u2010"))


@dataclass(frozen=True)
class Text:
    """Sentences, each with the number of the old one that it still is word for word, or None."""

    sentences: tuple[tuple[str, int | None], ...]

    @property
    def words(self) -> list[str]:
        return [text for text, _origin in self.sentences]


def original(sentences: tuple[str, ...] = INVENTED) -> Text:
    return Text(tuple((text, n) for n, text in enumerate(sentences)))


@st.composite
def edited(draw: st.DrawFn, text: Text, least: int = 0, most: int = 6) -> Text:
    """The text after a few edits: insert, delete, reword, number, move, duplicate, split, merge,
    signs."""
    found = list(text.sentences)
    for _time in range(draw(st.integers(least, most))):
        if not found:
            break
        at = draw(st.integers(0, len(found) - 1))
        found = draw(st.sampled_from(EDITS))(draw, found, at)
    return Text(tuple(found))


Sentences = list[tuple[str, int | None]]


def insert(draw: st.DrawFn, found: Sentences, at: int) -> Sentences:
    words = draw(st.lists(WORDS, min_size=1, max_size=12))
    return [*found[:at], (" ".join(words).capitalize() + ".", None), *found[at:]]


def delete(draw: st.DrawFn, found: Sentences, at: int) -> Sentences:
    return found[:at] + found[at + 1 :]


def reword(draw: st.DrawFn, found: Sentences, at: int) -> Sentences:
    words = found[at][0].split(" ")
    n = draw(st.integers(0, len(words) - 1))
    word = draw(WORDS)
    if words[n] == word:
        return found
    words[n] = word
    return [*found[:at], (" ".join(words), None), *found[at + 1 :]]


def number(draw: st.DrawFn, found: Sentences, at: int) -> Sentences:
    text = re.sub(r"\d+", lambda m: str(int(m[0]) + 1), found[at][0], count=1)
    return found if text == found[at][0] else [*found[:at], (text, None), *found[at + 1 :]]


def move(draw: st.DrawFn, found: Sentences, at: int) -> Sentences:
    rest = found[:at] + found[at + 1 :]
    to = draw(st.integers(0, len(rest)))
    return [*rest[:to], found[at], *rest[to:]]


def duplicate(draw: st.DrawFn, found: Sentences, at: int) -> Sentences:
    to = draw(st.integers(0, len(found)))
    return [*found[:to], (found[at][0], None), *found[to:]]


def split(draw: st.DrawFn, found: Sentences, at: int) -> Sentences:
    words = found[at][0].split(" ")
    if len(words) < 2:
        return found
    n = draw(st.integers(1, len(words) - 1))
    halves = [(" ".join(words[:n]) + ".", None), (" ".join(words[n:]).capitalize(), None)]
    return [*found[:at], *halves, *found[at + 1 :]]


def merge(draw: st.DrawFn, found: Sentences, at: int) -> Sentences:
    if at + 1 >= len(found):
        return found
    joined = found[at][0].rstrip(".") + ", and " + found[at + 1][0]
    return [*found[:at], (joined, None), *found[at + 2 :]]


def signs(draw: st.DrawFn, found: Sentences, at: int) -> Sentences:
    here, there = draw(st.sampled_from(SIGNS))
    text, origin = found[at]
    return [*found[:at], (text.replace(here, there), origin), *found[at + 1 :]]


EDITS = (insert, delete, reword, number, move, duplicate, split, merge, signs)
