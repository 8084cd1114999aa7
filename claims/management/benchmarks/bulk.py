"""Many rows at once into a database of the benchmark's own, past the app and its triggers.

Guards, foreign keys and indexes are taken away meanwhile, made again afterwards, and what they
forbid is looked for in all rows: what stays is as sound as if each row had passed them.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, islice
from sqlite3 import OperationalError
from typing import Any

from django.core.management.base import CommandError
from django.db import connection, models

from articles.guards import GUARDS as OF_TEXTS
from claims.guards import GUARDS as OF_CLAIMS

ROWS = 20_000  # that are handed to the driver at a time
GUARDS = (*OF_TEXTS, *OF_CLAIMS)
ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})
MEMORY = "512MB"  # for PostgreSQL to build an index in


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of ready column values, `names` being the columns' fields, the primary key among them;
    times as text in UTC, JSON as text. Every other field has its default."""
    fields = {field.attname: field for field in model._meta.concrete_fields if not generated(field)}
    others = [name for name in fields if name not in names]
    columns = ", ".join(f'"{fields[name].column}"' for name in (*names, *others))
    rest = tuple(default(fields[name]) for name in others)
    table, plain, left = model._meta.db_table, connection.connection, iter(rows)
    if connection.vendor == "sqlite":
        places = ", ".join("?" * (len(names) + len(others)))
        with_rest = ((*row, *rest) for row in left)
        plain.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", with_rest)  # noqa: S608
        return
    end = "".join(f"\t{written(value)}" for value in rest) + "\n"
    with plain.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        while some := list(islice(left, ROWS)):
            copy.write("".join(["\t".join(map(written, row)) + end for row in some]))


def generated(field: Any) -> bool:
    return bool(getattr(field, "generated", False))


def default(field: Any) -> Any:
    value = field.get_default()
    return json.dumps(value) if isinstance(value, dict | list) else value


def written(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if type(value) is not str:
        return str(value)
    if "\n" in value or "\\" in value or "\t" in value:
        return value.translate(ESCAPES)
    return value


@contextmanager
def unguarded(tables: Sequence[str]) -> Iterator[None]:
    """Around the inserts into these tables: one transaction. Raises CommandError for a row that a
    guard would have refused, IntegrityError for one that a key or a constraint does."""
    connection.ensure_connection()
    way = sqlite if connection.vendor == "sqlite" else postgresql
    with way(tables):
        yield


@contextmanager
def sqlite(tables: Sequence[str]) -> Iterator[None]:
    """Without the journal's cost: should the machine stop here, the scratch file is thrown away."""
    plain = connection.connection
    for pragma in ("foreign_keys = OFF", "synchronous = OFF", "busy_timeout = 0"):
        plain.execute(f"PRAGMA {pragma}")
    with suppress(OperationalError):  # where others have it open it keeps its WAL, and takes longer
        plain.execute("PRAGMA journal_mode = DELETE")
    plain.execute("PRAGMA busy_timeout = 20000")
    plain.execute("BEGIN IMMEDIATE")
    try:
        texts = text_indexes(plain)
        triggers = [
            (name, made)
            for name, made in objects(plain, "trigger", tables)
            if name.startswith(tuple(guard.name for guard in GUARDS))
            or any(f"INSERT INTO {text}(" in made for text in texts)
        ]
        indexes = objects(plain, "index", tables)
        for kind, found in (("TRIGGER", triggers), ("INDEX", indexes)):
            for name, _made in found:
                plain.execute(f'DROP {kind} "{name}"')
        yield
        for _name, made in indexes:
            plain.execute(made)
        for text, table in texts.items():
            if table in tables:
                plain.execute(f"INSERT INTO {text}({text}) VALUES ('rebuild')")  # noqa: S608
        check(tables)
        for _name, made in triggers:
            plain.execute(made)
        if wrong := plain.execute("PRAGMA foreign_key_check").fetchall():
            raise CommandError(f"Rows that point nowhere: {wrong[:3]}")
        plain.execute("COMMIT")
    except BaseException:
        plain.execute("ROLLBACK")
        raise
    finally:
        plain.execute("PRAGMA foreign_keys = ON")
        connection.close()  # the next one is set up as the settings say


def objects(plain: Any, kind: str, tables: Sequence[str]) -> list[tuple[str, str]]:
    """Names and definitions of the triggers or indexes of these tables."""
    marks = ", ".join("?" * len(tables))
    return list(
        plain.execute(
            "SELECT name, sql FROM sqlite_master"  # noqa: S608
            f" WHERE sql IS NOT NULL AND type = ? AND tbl_name IN ({marks})",
            (kind, *tables),
        )
    )


def text_indexes(plain: Any) -> dict[str, str]:
    """The FTS5 tables that can be built again from a table, and which that is."""
    found = plain.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE '%USING fts5(%'")
    return {
        name: made.partition("content='")[2].partition("'")[0]
        for name, made in found
        if "content='" in made and "content=''" not in made
    }


@contextmanager
def postgresql(tables: Sequence[str]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            cursor.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
            cursor.execute("SET LOCAL synchronous_commit = off")
            again = taken_away(cursor, tables)
            yield
            for table in tables:
                cursor.execute(f"ANALYZE {table}")
            for statement in again["index"]:
                cursor.execute(statement)
            check(tables)
            for statement in chain(again["key"], again["trigger"]):
                cursor.execute(statement)
            for table in tables:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"  # noqa: S608
                    f" FROM {table}"
                )
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        for table in tables:
            cursor.execute(f"VACUUM {table}")


def taken_away(cursor: Any, tables: Sequence[str]) -> dict[str, list[str]]:
    """Drops foreign keys and indexes, disables guards; the statements that undo it, by kind."""
    names = tuple(guard.name for guard in GUARDS)
    again: dict[str, list[str]] = {"index": [], "key": [], "trigger": []}
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [list(tables)],
    )
    for table, name, made in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        again["key"].append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}')
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE"
        " indrelid = ANY(%s::regclass[]) AND NOT EXISTS"
        " (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
        [list(tables)],
    )
    for name, made in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")
        again["index"].append(made)
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgname = ANY(%s) AND tgrelid = ANY(%s::regclass[])",
        [list(names), list(tables)],
    )
    for table, name in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        again["trigger"].append(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
    return again


def check(tables: Sequence[str]) -> None:
    """Looks in all rows for what the guards of these tables refuse. Raises CommandError."""
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.inserts and guard.table in tables:
                # A guard's condition speaks of the row as NEW: so every row is called.
                cursor.execute(
                    f"SELECT count(*) FROM {guard.table} NEW WHERE {guard.wrong}"  # noqa: S608
                )
                if wrong := cursor.fetchone()[0]:
                    raise CommandError(f"{wrong:,} rows of {guard.table}: {guard.message}.")
