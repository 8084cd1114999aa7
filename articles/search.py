"""Full text over stored words: FTS5 on SQLite, tsvector on PostgreSQL, one face.

`articles.terms` tells what a query finds, `articles.grams` what a word is. Both databases split
alike and neither stems, so both find the same; and as the best are chosen here and not there, they
come in the same order. Of more than `RANKED` matches the newest so many are ranked: to rank a
million, which a common word has, takes either database seconds. What differs: PostgreSQL knows no
word behind the 16,383rd of one text and no more than 256 places of one, which a phrase in a text
far longer than a sentence may miss; and the two hold with different versions of Unicode as to
which rare signs are letters, such as Ⓐ; and of “1e5f” PostgreSQL makes the number 1e5 and an f.
"""

from collections.abc import Collection, Container
from typing import Any, NamedTuple

from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Q
from django.db.models.expressions import RawSQL

from articles.grams import SPREAD, quoted, spread_sql
from articles.terms import Query

INDEXED = 200_000  # code points of one cell; PostgreSQL holds no more than 1 MB of its words
RANKED = 250  # matches that are ranked, the newest
READ = 1_000  # code points of a text by which it is ranked
FIRST = 8  # rows that PostgreSQL walks at first for each that is wanted
OFTEN = 0.2  # what it takes to walk by a row, of what it takes to fetch a match
# Isolates of writing directions stand between letters without being any.
TOKENS = (
    "unicode61 remove_diacritics 0 categories ''L* Nd Nl M*'' "
    "separators ''\u2066\u2067\u2068\u2069''"
)


class TextIndex(NamedTuple):
    """A text index over one column of one table."""

    table: str
    column: str

    @property
    def words(self) -> str:
        """The name of FTS5's table, and of PostgreSQL's index."""
        return f"{self.table}_words"

    def sql(self, vendor: str, tables: Container[str]) -> list[str]:
        """The statements that make the index, or keep it in step with a table made anew.

        On SQLite they need a connection that `grams.teach` has taught; `tables` are those that are
        there and as they should be, without which FTS5's is made anew.
        """
        if vendor != "sqlite":
            return self._postgresql()
        table, column, fts = self.table, self.column, self.words
        add = f"INSERT INTO {fts}(rowid, {column}) VALUES (NEW.id, {SPREAD}(NEW.{column}))"
        remove = (
            f"INSERT INTO {fts}({fts}, rowid, {column}) "
            f"VALUES ('delete', OLD.id, {SPREAD}(OLD.{column}))"
        )
        statements = []
        if fts not in tables:
            statements += [
                f"DROP TABLE IF EXISTS {fts}",
                f"CREATE VIRTUAL TABLE {fts} {self._fts5}",
                f"INSERT INTO {fts}(rowid, {column}) SELECT id, {SPREAD}({column}) FROM {table}",
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
        return statements

    @property
    def _fts5(self) -> str:
        """Without the texts, which the table holds. Beginnings of two and three letters have an
        index of their own: without it, those of common words take 20 times as long."""
        return f"USING fts5({self.column}, content='', prefix='2 3', tokenize='{TOKENS}')"

    def _postgresql(self) -> list[str]:
        table = self.table
        made = f"SELECT to_tsvector('simple'::regconfig, {spread_sql(f'left($1, {INDEXED})')})"
        column = (
            f"SELECT FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attname = 'words'"
        )
        how = "col_description(attrelid, attnum)"
        return [
            "CREATE OR REPLACE FUNCTION claimdesk_words(text) RETURNS tsvector LANGUAGE sql "
            f"IMMUTABLE PARALLEL SAFE AS {quoted(made)}",
            # A column that was made otherwise is made anew; the comment tells how it was. And the
            # planner has to know how common words are.
            f"DO $do$ BEGIN IF NOT EXISTS ({column} AND {how} = {quoted(made)}) THEN "
            f"ALTER TABLE {table} DROP COLUMN IF EXISTS words; "
            f"ALTER TABLE {table} ADD COLUMN words tsvector "
            f"GENERATED ALWAYS AS (claimdesk_words({self.column})) STORED; "
            f"COMMENT ON COLUMN {table}.words IS {quoted(made)}; "
            f"ANALYZE {table} (words); END IF; END $do$",
            f"CREATE INDEX IF NOT EXISTS {self.words} ON {table} USING gin (words)",
        ]

    def is_current(self, using: str) -> bool:
        """Whether SQLite's part is whole and as `sql` makes it: older versions made it otherwise,
        and a table that was built anew has lost its triggers, so that it may be out of step."""
        names = [self.words, f"{self.words}_insert"]
        with connections[using].cursor() as cursor:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE name IN (%s, %s) ORDER BY type", names
            )
            found = [row[0] for row in cursor.fetchall()]
        return len(found) == 2 and found[0].endswith(self._fts5) and SPREAD in found[1]

    def matching(self, typed: str, using: str = "default") -> Q:
        """The rows of the table whose column holds every term of what was typed."""
        query = Query.read(typed)
        return Q(pk__in=RawSQL(*self.lookup(query, using))) if query else Q(pk__in=[])

    def lookup(self, query: Query, using: str = "default") -> tuple[str, list[Any]]:
        """SQL for the primary keys of the rows that match, and its parameters."""
        vendor = connections[using].vendor
        if vendor == "sqlite":
            sql = f"SELECT rowid FROM {self.words} WHERE {self.words} MATCH %s"
        else:
            sql = f"SELECT id FROM {self.table} WHERE words @@ to_tsquery('simple', %s)"
        return sql, [query.said(vendor)]

    def newest(
        self,
        query: Query,
        most: int,
        using: str = "default",
        *,
        where: str = "1 = 1",
        before: int | None = None,
    ) -> list[tuple[Any, ...]]:
        """At most so many rows of primary key and text that match, the newest first.

        `where`: what else has to hold, as SQL in which `t` is the table. `before`: only rows of
        lesser keys.
        """
        if not query:
            return []
        vendor = connections[using].vendor
        columns = f"t.id, substr(t.{self.column}, 1, {READ})"
        with connections[using].cursor() as cursor:
            if vendor != "sqlite":
                found = f"SELECT {columns} FROM {self.table} t WHERE {where} "
                found += "AND (t.words @@ to_tsquery('simple', %s))"
                return self._downwards(cursor, found, query.said(vendor), most, before)
            if before is not None:
                where += f" AND f.rowid < {before:d}"
            # CROSS JOIN: FTS5 comes first and gives its rows in order, so that the limit ends it.
            cursor.execute(
                f"SELECT {columns} FROM {self.words} f "
                f"CROSS JOIN {self.table} t ON t.id = f.rowid "
                f"WHERE f.{self.words} MATCH %s AND {where} ORDER BY f.rowid DESC LIMIT %s",
                [query.said(vendor), most],
            )
            return list(cursor.fetchall())

    def _downwards(
        self, cursor: CursorWrapper, found: str, match: str, most: int, before: int | None
    ) -> list[tuple[Any, ...]]:
        """PostgreSQL's index knows no order: it gives all matches of a word or none. So rows are
        walked from the newest down while they hold it often. If they do not, the index is asked,
        for as many rows as may hold what is wanted, and then for the rest.

        A row walked takes 0.4 µs and a match of the index 2 to 4, so it is often enough where the
        wanted ones are walked to sooner than all are fetched. What the planner believes of it is
        of no use: it takes words that always stand together for words that hardly ever do.
        """
        cursor.execute(f"SELECT min(id), max(id) FROM {self.table}")
        lowest, highest = cursor.fetchone()
        if lowest is None:
            return []
        top = below = highest + 1 if before is None else min(before, highest + 1)
        rows: list[tuple[Any, ...]] = []
        width, often = FIRST * most, True
        while len(rows) < most and below > lowest:
            since = max(lowest, below - width)
            # “IS TRUE” hides the words from the planner, and “+ 0” the keys or their order.
            words, order = ("IS TRUE", "t.id") if often else ("", "t.id + 0")
            key = "t.id" if often or since > lowest else "t.id + 0"
            cursor.execute(
                f"{found} {words} AND {key} >= %s AND {key} < %s ORDER BY {order} DESC LIMIT %s",
                [match, since, below, most - len(rows)],
            )
            rows += cursor.fetchall()
            below, seen, hits = since, top - since, len(rows)
            asked_before = not often
            often = hits**2 * (highest - lowest) >= OFTEN * most * seen**2
            if often or (hits >= FIRST and not asked_before):
                width = int((most - hits) * seen / hits * (1 + 3 / hits**0.5)) + most
            else:
                width = below - lowest
        return rows

    def any_of(self, words: Collection[str], most: int, using: str = "default") -> Q:
        """At most so many rows whose column holds one of the words, the best matches first."""
        query = Query.words(list(words))
        if not query:
            return Q(pk__in=[])
        vendor = connections[using].vendor
        match = query.said(vendor, every=False)
        if vendor == "sqlite":
            fts = self.words
            ranked = f"SELECT rowid FROM {fts} WHERE {fts} MATCH %s ORDER BY rank LIMIT %s"
            return Q(pk__in=RawSQL(ranked, [match, most]))
        said = "to_tsquery('simple', %s)"
        ranked = (
            f"SELECT id FROM {self.table} WHERE words @@ {said} "
            f"ORDER BY ts_rank(words, {said}) DESC, id DESC LIMIT %s"
        )
        return Q(pk__in=RawSQL(ranked, [match, match, most]))


SENTENCES = TextIndex("articles_sentence", "text")
