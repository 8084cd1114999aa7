"""A draft made ready to store, split and digested: all of the work that needs no database."""

from dataclasses import dataclass
from typing import NamedTuple

from articles import sentences
from articles.draft import TAGGABLE, ArticleDraft, Role
from articles.text import digest


class Part(NamedTuple):
    """A sentence to be stored. Offsets are code points of the draft's text."""

    paragraph: int  # from 0
    number: int | None  # 0 for the headline, then the body's from 1; nothing else has one
    start: int
    end: int
    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class Prepared:
    draft: ArticleDraft
    sha256: str
    parts: tuple[Part, ...]


def prepare(draft: ArticleDraft) -> Prepared:
    return Prepared(draft, digest(draft.text), tuple(parts_of(draft)))


def parts_of(draft: ArticleDraft) -> list[Part]:
    """The draft's blocks as sentences, in order. Only headline and body are split."""
    found: list[Part] = []
    language = draft.language or "en"
    number = 0
    paragraph, last_line = -1, -1
    for block in draft.blocks:
        line = draft.text.rfind("\n", 0, block.start)
        if line != last_line or paragraph < 0:
            paragraph, last_line = paragraph + 1, line
        text = draft.text[block.start : block.end]
        if block.role not in TAGGABLE:
            found.append(Part(paragraph, None, block.start, block.end, text, block.role))
            continue
        for start, end in sentences.split(text, language):
            number += block.role == Role.BODY
            found.append(
                Part(
                    paragraph,
                    number if block.role == Role.BODY else 0,
                    block.start + start,
                    block.start + end,
                    text[start:end],
                    block.role,
                )
            )
    return found
