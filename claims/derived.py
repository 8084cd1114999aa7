"""What the database itself copies from one row to another, so that a list is a range of an index.

Whoever writes, by whichever door, need not know of it: the log and its undo leave such columns out.
"""

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


DERIVED = (
    Derived(
        table="claims_claim",
        column="source_id",
        value="(SELECT a.source_id FROM articles_article a WHERE a.id = NEW.article_id)",
        columns=("article_id", "source_id"),
        other="articles_article",
        others=("source_id",),
        whose="article_id = NEW.id",
        then="NEW.source_id",
    ),
    Derived(
        table="claims_claimevent",
        column="tagged_at",
        value="(SELECT c.tagged_at FROM claims_claim c"
        " WHERE c.id = NEW.claim_id AND c.state <> 'withdrawn')",
        columns=("claim_id", "tagged_at"),
        other="claims_claim",
        others=("state", "tagged_at"),
        whose="claim_id = NEW.id",
        then="CASE WHEN NEW.state <> 'withdrawn' THEN NEW.tagged_at END",
    ),
)


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


def install(using: str) -> None:
    """Puts the triggers in place on the database `using`, where all their tables exist."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for kept in DERIVED:
            if {kept.table, kept.other} <= tables:
                for statement in sql(kept, connection.vendor):
                    cursor.execute(statement)
