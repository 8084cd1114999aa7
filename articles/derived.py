"""What the database itself copies from one row to another, so that a list is a range of an index
and each row of an article says of which.

Whoever writes, by whichever door, need not know of it: the log and its undo leave such columns out.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connections


class Derived(NamedTuple):
    """`column` of `table` is always `value`, an expression over its row `NEW`.

    It is taken anew when a row comes, and when one of `columns` changes; and for the rows that
    `whose` says, when one of the columns of another table changes.
    """

    table: str
    column: str
    value: str
    columns: tuple[str, ...]
    other: str
    others: tuple[str, ...]
    whose: str
    then: str


def copied(table: str, column: str, *, of: str, by: str, besides: tuple[str, ...] = ()) -> Derived:
    """What stands in the same column of the row of another table that `by` points to. `besides`:
    columns there whose change counts as one of it, too."""
    return Derived(
        table=table,
        column=column,
        value=f"(SELECT o.{column} FROM {of} o WHERE o.id = NEW.{by})",
        columns=(by, column),
        other=of,
        others=(*besides, column),
        whose=f"{by} = NEW.id",
        then=f"NEW.{column}",
    )


DERIVED = (copied("articles_sentence", "article_id", of="articles_revision", by="revision_id"),)


def sql(kept: Derived, vendor: str) -> list[str]:
    """The statements that put the triggers in place, whether they stood there before or not."""
    name = f"{kept.table}_{kept.column}"
    columns, others = ", ".join(kept.columns), ", ".join(kept.others)
    update = (
        f"UPDATE {kept.table} SET {kept.column} = {kept.then} WHERE {kept.whose}"
        f" AND {kept.column} IS DISTINCT FROM {kept.then}"
    )
    if vendor == "sqlite":
        own = f"UPDATE {kept.table} SET {kept.column} = {kept.value} WHERE id = NEW.id"
        differs = f"WHEN NEW.{kept.column} IS NOT {kept.value}"
        update = update.replace("IS DISTINCT FROM", "IS NOT")
        changed = " OR ".join(f"NEW.{other} IS NOT OLD.{other}" for other in kept.others)
        statements = []
        for trigger, when, then in (
            (f"{name}_insert", f"AFTER INSERT ON {kept.table} {differs}", own),
            (f"{name}_update", f"AFTER UPDATE OF {columns} ON {kept.table} {differs}", own),
            (f"{name}_follow", f"AFTER UPDATE OF {others} ON {kept.other} WHEN {changed}", update),
        ):
            statements += [
                f"DROP TRIGGER IF EXISTS {trigger}",
                f"CREATE TRIGGER {trigger} {when} BEGIN {then}; END",
            ]
        return statements
    changed = " OR ".join(f"NEW.{other} IS DISTINCT FROM OLD.{other}" for other in kept.others)
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"NEW.{kept.column} := {kept.value}; RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {kept.table}",
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OF {columns} ON {kept.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        f"CREATE OR REPLACE FUNCTION {name}_follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"{update}; RETURN NULL; END $$",
        f"DROP TRIGGER IF EXISTS {name}_follow ON {kept.other}",
        f"CREATE TRIGGER {name}_follow AFTER UPDATE OF {others} ON {kept.other} "
        f"FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {name}_follow()",
    ]


def install(using: str, derived: Iterable[Derived] = DERIVED) -> None:
    """Puts the triggers in place on the database `using`, where all their columns exist: not yet
    while only some of the migrations have run."""
    connection = connections[using]
    with connection.cursor() as cursor:
        wanted = {table for kept in derived for table in (kept.table, kept.other)}
        columns = {
            table: {
                one.name for one in connection.introspection.get_table_description(cursor, table)
            }
            for table in wanted.intersection(connection.introspection.table_names(cursor))
        }
        for kept in derived:
            own, others = {kept.column, *kept.columns}, {*kept.others}
            if own <= columns.get(kept.table, set()) and others <= columns.get(kept.other, set()):
                for statement in sql(kept, connection.vendor):
                    cursor.execute(statement)
