"""Rules that span rows, kept by the database itself: triggers on SQLite and on PostgreSQL.

A guard is a condition that must never hold after a row was written. Both databases take the
same SQL for it; only the trigger around it differs.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connections

from articles import search


class Guard(NamedTuple):
    """Refuses a write to `table` after which `wrong` is true. `columns`: those whose update can
    break it; none means that no update is looked at, `inserts` whether new rows are."""

    name: str
    table: str
    columns: tuple[str, ...]
    inserts: bool
    wrong: str
    message: str


GUARDS = (
    Guard(
        "revision_is_final",
        "articles_revision",
        ("article_id", "number", "text", "sha256"),
        False,
        "NEW.text <> OLD.text OR NEW.sha256 <> OLD.sha256"
        " OR NEW.number <> OLD.number OR NEW.article_id <> OLD.article_id",
        "a revision is never edited",
    ),
    Guard(
        "sentence_is_its_text",
        "articles_sentence",
        ("revision_id", "start", "end", "text"),
        True,
        # A database counts to a place from the beginning of the text each time: 16 s for a text of
        # 2 MB without this bound, which a long article does not reach.
        'NEW."end" <= 100000 AND COALESCE((SELECT'
        ' substr(r.text, NEW.start + 1, NEW."end" - NEW.start)'
        " FROM articles_revision r WHERE r.id = NEW.revision_id), '') <> NEW.text",
        "a sentence is text[start:end] of its revision",
    ),
    Guard(
        # Only the last sentence that starts before this one ends can reach into it.
        "sentence_overlaps_none",
        "articles_sentence",
        ("revision_id", "start", "end"),
        True,
        'COALESCE((SELECT s."end" FROM articles_sentence s WHERE s.revision_id = NEW.revision_id'
        ' AND s.start < NEW."end" AND s.id <> NEW.id ORDER BY s.start DESC LIMIT 1), 0)'
        " > NEW.start",
        "sentences of a revision do not overlap",
    ),
    Guard(
        "change_is_final",
        "articles_change",
        ("action", "verb", "at", "by_id", "op", "noun", "row", "old", "new", "undoes"),
        False,
        "NEW.id = OLD.id",
        "the log is append-only",
    ),
)


def sql(guard: Guard, vendor: str) -> list[str]:
    """The statements that put the guard in place, whether it stood there before or not."""
    columns = ", ".join(f'"{column}"' for column in guard.columns)
    events = ["INSERT"] * guard.inserts + [f"UPDATE OF {columns}"] * bool(columns)
    if vendor == "sqlite":
        statements = []
        for event in events:
            name = f"{guard.name}_{event[:6].lower()}"
            statements += [
                f"DROP TRIGGER IF EXISTS {name}",
                f"CREATE TRIGGER {name} AFTER {event} ON {guard.table} WHEN {guard.wrong} "
                f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END",
            ]
        return statements
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {guard.wrong} THEN RAISE EXCEPTION '{guard.message}' USING ERRCODE = '23514'; END IF; "
        "RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} AFTER {' OR '.join(events)} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]


def install(
    using: str,
    guards: Iterable[Guard] = GUARDS,
    indexes: Iterable[search.TextIndex] = (search.SENTENCES,),
) -> None:
    """Puts guards and text indexes in place on the database `using`, where its tables exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in guards:
            if guard.table in tables:
                for statement in sql(guard, connection.vendor):
                    cursor.execute(statement)
        for index in indexes:
            if index.table in tables:
                if connection.vendor == "sqlite" and not index.is_current(using):
                    tables.discard(index.words)
                for statement in index.sql(connection.vendor, tables):
                    cursor.execute(statement)
