"""What every importer returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    HEADLINE = "headline"
    BYLINE = "byline"
    TIMESTAMP = "timestamp"
    DATELINE = "dateline"
    BODY = "body"
    FURNITURE = "furniture"


TAGGABLE = frozenset({Role.HEADLINE, Role.BODY})


class Block(NamedTuple):
    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """One article as it was read. Blocks are in order, disjoint, and hold all that is no space."""

    text: str
    blocks: tuple[Block, ...]
    title: str
    byline: str = ""
    published: datetime | None = None
    dateline_place: str = ""
    dateline_date: str = ""
    agency: str = ""
    language: str = ""
    source_name: str = ""
    canonical_url: str = ""
    external_id: str = ""
    version: int = 0  # of an agency that counts them; 0 where none is said
    line: int = 1  # where it stood: line of a table, else number of the item, from 1
    file: str = ""  # the entry of an archive, or the file of a folder, in which it stood
    reader: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """An item that could not be read: where it stood, why and how to mend it, what it held.

    `row` holds its values under the names of `articles.importers.columns`, as they were.
    """

    line: int
    file: str = ""
    why: str
    row: Mapping[str, str] = field(default_factory=dict)


Item = ArticleDraft | Unread
