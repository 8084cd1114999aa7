"""The least that the database can take for the same rows: raw `executemany`, one commit."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection

from articles import grams
from articles.models import Article, Change, ImportItem, Revision, Sentence
from articles.search import SENTENCES
from claims.management.benchmarks.figures import Stopwatch

TABLES = tuple(m._meta.db_table for m in (Article, Revision, Sentence, Change, ImportItem))
ROWS = 10_000  # that are read at a time
INDEX = SENTENCES._replace(table=f"bare_{SENTENCES.table}")


@contextmanager
def raw() -> Iterator[Any]:
    """A connection of the driver itself to Django's database, durable as Django's own."""
    if connection.vendor == "sqlite":
        options = connection.settings_dict["OPTIONS"]
        name = connection.settings_dict["NAME"]
        with closing(sqlite3.connect(name, isolation_level=None)) as plain:
            grams.teach(plain)  # the text index calls it
            plain.executescript(options.get("init_command", ""))
            yield plain
    else:
        connection.ensure_connection()
        yield connection.connection


def inserts() -> tuple[Stopwatch, Stopwatch, int]:
    """The stored rows into tables of the same columns with no key, index or rule; then the text
    index of the sentences. Times of both, and how many rows there were."""
    rows_in, index = Stopwatch(), Stopwatch()
    total = 0
    with raw() as plain:
        for table in TABLES:
            plain.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} WHERE 1 = 0")  # noqa: S608
        with rows_in:
            plain.execute("BEGIN")
        cursor = plain.cursor()
        for table in TABLES:
            for rows in stored(plain, table):
                sign = "?" if connection.vendor == "sqlite" else "%s"
                places = ", ".join([sign] * len(rows[0]))
                with rows_in:
                    cursor.executemany(f"INSERT INTO bare_{table} VALUES ({places})", rows)  # noqa: S608
                total += len(rows)
        with rows_in:
            plain.execute("COMMIT")
        with index:
            plain.execute("BEGIN")
            for statement in INDEX.sql(connection.vendor, ()):
                plain.execute(statement)
            plain.execute("COMMIT")
    return rows_in, index, total


def stored(plain: Any, table: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table, some at a time, as the driver gives them."""
    last = 0
    while rows := plain.execute(
        f"SELECT * FROM {table} WHERE id > {last} ORDER BY id LIMIT {ROWS}"  # noqa: S608
    ).fetchall():
        yield rows
        last = rows[-1][0]
