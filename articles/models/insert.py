"""Many rows at once, where `bulk_create` is too slow: it prepares each value anew."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from django.db import connections, models

PLACES = 30_000  # values in one statement; SQLite takes 32,766, PostgreSQL 65,535


def insert(
    rows: "models.QuerySet[Any]", names: Sequence[str], values: Iterable[Any], unless: str = ""
) -> list[int]:
    """Inserts tuples of ready column values into the table of a queryset; their primary keys.

    Many rows a statement, because SQLite's text index empties its buffer before each statement:
    by `executemany`, which makes one of each row, the same takes four times as long.
    """
    connection = connections[rows.db]
    quote = connection.ops.quote_name
    table, columns = quote(rows.model._meta.db_table), ", ".join(map(quote, names))
    places = f"({', '.join(['%s'] * len(names))})"
    left = iter(values)
    keys: list[int] = []
    with connection.cursor() as cursor:
        while some := list(islice(left, PLACES // len(names))):
            cursor.execute(
                f"INSERT INTO {table} ({columns}) VALUES {', '.join([places] * len(some))}"
                # The keys come in the order of the rows, as Django's own bulk_create trusts.
                f"{unless} RETURNING id",
                list(chain.from_iterable(some)),
            )
            keys += [row[0] for row in cursor.fetchall()]
    return keys


PLAIN = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)


def insert_rows(rows: "models.QuerySet[Any]", made: Sequence[models.Model]) -> None:
    """Inserts unsaved rows, which learn their primary keys. Fields hold what is to be stored."""
    for row, key in zip(made, insert(rows, *ready(rows, made)), strict=True):
        stored(row, key, rows.db)


def insert_once(rows: "models.QuerySet[Any]", row: models.Model) -> bool:
    """Inserts an unsaved row unless a unique constraint has one like it; says whether it did."""
    keys = insert(rows, *ready(rows, [row]), " ON CONFLICT DO NOTHING")
    for key in keys:
        stored(row, key, rows.db)
    return bool(keys)


def ready(
    rows: "models.QuerySet[Any]", made: Sequence[models.Model]
) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The columns of the rows but their keys, and the values that go into them."""
    connection = connections[rows.db]
    fields = [field for field in rows.model._meta.concrete_fields if not field.primary_key]
    prepared = [
        (field.attname, None if isinstance(field, PLAIN) else field.get_db_prep_save)
        for field in fields
    ]
    values = (
        tuple(
            prepare(getattr(row, name), connection) if prepare else getattr(row, name)
            for name, prepare in prepared
        )
        for row in made
    )
    return [field.column for field in fields], values


def stored(row: models.Model, key: int, database: str) -> None:
    row.pk = key
    row._state.adding, row._state.db = False, database
