"""Full text over stored words: FTS5 on SQLite, tsvector on PostgreSQL, one face.

Words match whole and in any case, the last one also as the beginning of a word; words in
double quotes match as a phrase. Both databases split alike and neither stems, so that both
find the same. Chinese, Japanese and Korean are written without spaces: a term that holds them
is looked for as it stands.
"""

import re
from collections.abc import Collection, Container
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Q
from django.db.models.expressions import RawSQL

INDEXED = 200_000  # code points of one cell; PostgreSQL holds no more than 1 MB of its words
LONGEST = 200  # code points of a query that are looked for
TERM = re.compile(r'"([^"]*)"|(\S+)')
WORD = re.compile(r"\w+")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")


class TextIndex(NamedTuple):
    """A text index over one column of one table."""

    table: str
    column: str

    def sql(self, vendor: str, tables: Container[str]) -> list[str]:
        """The statements that make the index, or keep it in step with a table made anew."""
        table, column = self
        if vendor != "sqlite":
            return [
                f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS words tsvector "
                f"GENERATED ALWAYS AS (to_tsvector('simple', left({column}, {INDEXED}))) STORED",
                f"CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (words)",
            ]
        fts = f"{table}_words"
        remove = (
            f"INSERT INTO {fts}({fts}, rowid, {column}) VALUES ('delete', OLD.id, OLD.{column})"
        )
        add = f"INSERT INTO {fts}(rowid, {column}) VALUES (NEW.id, NEW.{column})"
        statements = [
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {fts} USING fts5({column}, content='{table}', "
            "content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
        ]
        for event, then in (
            ("INSERT", add),
            ("DELETE", remove),
            (f"UPDATE OF {column}", f"{remove}; {add}"),
        ):
            name = f"{fts}_{event[:6].lower()}"
            statements += [
                f"DROP TRIGGER IF EXISTS {name}",
                f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {then}; END",
            ]
        if fts not in tables:
            statements.append(f"INSERT INTO {fts}({fts}) VALUES ('rebuild')")
        return statements

    def matching(self, query: str, using: str = "default") -> Q:
        """The rows of the table whose column holds every term of the query."""
        query = query[:LONGEST]
        spaced, found = [], Q()
        for phrase, plain in TERM.findall(query):
            if UNSPACED.search(phrase + plain):
                found &= Q(**{f"{self.column}__contains": phrase or plain.strip('"')})
            elif words := WORD.findall(phrase + plain):
                spaced.append(words)
        if spaced:
            prefix = not query.rstrip().endswith('"')
            found &= Q(pk__in=self._lookup(spaced, prefix, connections[using].vendor))
        return found or Q(pk__in=[])

    def any_of(self, words: Collection[str], most: int, using: str = "default") -> Q:
        """At most so many rows whose column holds one of the words, the best matches first.

        Words of unspaced scripts are looked for as they stand, without an order and a bound.
        """
        unspaced = [word for word in words if UNSPACED.search(word)]
        found = Q(pk__in=[])
        for word in unspaced:
            found |= Q(**{f"{self.column}__contains": word})
        spaced = [part for word in words if word not in unspaced for part in WORD.findall(word)]
        if not spaced:
            return found
        fts = f"{self.table}_words"
        if connections[using].vendor == "sqlite":
            match = " OR ".join(f'"{word}"' for word in spaced)
            ranked = f"SELECT rowid FROM {fts} WHERE {fts} MATCH %s ORDER BY rank LIMIT %s"
            said: list[Any] = [match, most]
        else:
            match = " | ".join(f"'{word}'" for word in spaced)
            query = "to_tsquery('simple', %s)"
            ranked = (
                f"SELECT id FROM {self.table} WHERE words @@ {query} "
                f"ORDER BY ts_rank(words, {query}) DESC, id DESC LIMIT %s"
            )
            said = [match, match, most]
        return found | Q(pk__in=RawSQL(ranked, said))

    def _lookup(self, terms: list[list[str]], prefix: bool, vendor: str) -> RawSQL:
        if vendor == "sqlite":
            match = " ".join(f'"{" ".join(words)}"' for words in terms) + "*" * prefix
            fts = f"{self.table}_words"
            return RawSQL(f"SELECT rowid FROM {fts} WHERE {fts} MATCH %s", [match])
        phrases = [[f"'{word}'" for word in words] for words in terms]
        phrases[-1][-1] += ":*" * prefix
        match = " & ".join(f"({' <-> '.join(words)})" for words in phrases)
        return RawSQL(
            f"SELECT id FROM {self.table} WHERE words @@ to_tsquery('simple', %s)",
            [match],
        )


SENTENCES = TextIndex("articles_sentence", "text")
