"""Rows of articles, their revisions and sentences, for a made desk."""

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models

from articles.models import Article, Change, Revision, Sentence
from articles.sentences import SEGMENTER
from articles.text import digest
from claims.management.benchmarks.corpus import PEOPLE
from claims.management.benchmarks.stock import SPAN, moment, public_id, stored
from claims.management.benchmarks.texts import BODY, PAGE_BODY, Piece, Pool, Text, published

PAGE = 0  # the article whose page is measured
REVISED_EVERY, REVISED = 40, 13  # of so many articles, that one has a second wording
READER = "json_lines 1"
Rows = dict[type[models.Model], list[tuple[Any, ...]]]
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Article: (
        *("id", "public_id", "created_at", "updated_at", "source_id", "title", "byline"),
        *("external_id", "identity", "published_at", "dateline", "language", "current_id"),
        "created_by_id",
    ),
    Revision: (
        *("id", "article_id", "number", "text", "sha256", "fetched_at", "reader", "segmenter"),
        *("level", "flags", "changes", "created_by_id"),
    ),
    Sentence: (
        *("id", "article_id", "revision_id", "paragraph", "number", "start", "end", "text"),
        "role",
    ),
}
LOGGED = (
    *("id", "action", "verb", "at", "by_id", "op", "noun", "row", "subject", "context"),
    *("version", "old", "new", "undoes"),
)
CHANGED = {"unchanged": BODY, "reworded": 1}


class Placed(NamedTuple):
    """A sentence that was stored, and the text that it is of."""

    pk: int
    piece: Piece
    revision: int
    text: str


@dataclass(slots=True)
class Written:
    """An article that was stored: what may be claimed, and its sentence that was reworded."""

    number: int
    pk: int
    public_id: str
    title: str
    seconds: float
    revision: int
    taggable: list[Placed]
    earlier: Placed | None = None


@dataclass
class Log:
    """The rows of the log, an action each."""

    last: int = 0

    def add(
        self,
        rows: Rows,
        verb: str,
        model: type[models.Model],
        of: tuple[int, str, str, str, int],
        new: dict[str, Any],
    ) -> None:
        """That a row was created; `of`: its key, subject, context, when and by whom."""
        self.last += 1
        pk, subject, context, then, by = of
        rows[Change].append(
            (
                *(self.last, public_id(self.last), verb, then, by, "create"),
                *(model._meta.label_lower, pk, subject, context, 1, "{}"),
                *(json.dumps(new, ensure_ascii=False), ""),
            )
        )


@dataclass
class Writing:
    """Makes the articles; what it counts are the primary keys."""

    articles: int
    pool: Pool
    sources: list[tuple[int, str]]  # primary key and key of the name
    editors: list[int]
    log: Log
    revisions: int = 0
    sentences: int = 0

    def write(self, number: int, rows: Rows) -> Written:
        """Adds the rows of the article of this number."""
        page = number == PAGE
        seconds = number / self.articles * SPAN.total_seconds()
        then, by = moment(seconds), self.editors[number % len(self.editors)]
        pk, said = number + 1, public_id(number, seconds)
        text = self.pool.text(number, PAGE_BODY if page else BODY)
        earlier = None
        revised = number % REVISED_EVERY == REVISED
        if revised:
            before = self.pool.text(number, other_end=True)
            earlier = self.revision(rows, pk, before, (1, then, by))[-1]
        placed = self.revision(rows, pk, text, (1 + revised, then, by))
        source, name = self.sources[number * number % len(self.sources)]
        external = "page" if page else f"gazette-{number}"
        rows[Article].append(
            (
                *(pk, said, then, then, source, text.title, PEOPLE[number % 5], external),
                digest(f"id\n{name}\n{external}"),  # as articles.store identifies it
                *(stored(published(number)), text.dateline, text.language, self.revisions, by),
            )
        )
        self.log.add(rows, "article_imported", Article, (pk, said, said, then, by), {})
        taggable = [one for one in placed if one.piece.number is not None]
        return Written(number, pk, said, text.title, seconds, self.revisions, taggable, earlier)

    def revision(
        self, rows: Rows, article: int, text: Text, how: tuple[int, str, int]
    ) -> list[Placed]:
        """A wording with its sentences; `how`: its number, when and by whom it was taken in."""
        self.revisions += 1
        number, then, by = how
        level, flags, changes = (
            ("substance", " number ", json.dumps(CHANGED)) if number > 1 else ("first", "", "{}")
        )
        rows[Revision].append(
            (
                *(self.revisions, article, number, text.text, digest(text.text), then, READER),
                *(SEGMENTER, level, flags, changes, by),
            )
        )
        first = self.sentences + 1
        self.sentences += len(text.pieces)
        rows[Sentence] += [
            (pk, article, self.revisions, *piece) for pk, piece in enumerate(text.pieces, first)
        ]
        return [
            Placed(pk, piece, self.revisions, text.text)
            for pk, piece in enumerate(text.pieces, first)
        ]
