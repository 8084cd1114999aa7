"""What every importer returns."""

from dataclasses import dataclass
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
    reader: str
    warnings: tuple[str, ...] = ()
