"""An action: what one person does in one go, each row of it versioned and logged.

Rows are locked in one order everywhere, so that no two actions wait for each other: claimants and
events, then claims and facts, then their parts; of one kind by primary key. A lock is one that
lets others refer to the row meanwhile.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date
from functools import cache
from threading import Lock
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from articles.models import Change, User, new_public_id
from articles.models.change import Op
from articles.models.insert import insert_once

Row = TypeVar("Row", bound=Any)
ONE_WRITES = Lock()
NOT_LOGGED = frozenset({"id", "version", "updated_at", "public_id"})


class Stale(Exception):
    """The row was changed since it was read. `row` is what is stored now, or None if it is gone."""

    def __init__(self, row: models.Model | None) -> None:
        self.row = row
        super().__init__(f"stale: {row!r}")


def plain(value: Any) -> Any:
    """A field's value as the log keeps it: a row with the words it showed, a time exactly."""
    if isinstance(value, models.Model):
        return {"id": value.pk, "text": str(value)}
    return value.isoformat() if isinstance(value, date) else value


def logged(row: models.Model | type[models.Model]) -> dict[str, Any]:
    return logged_of(row if isinstance(row, type) else type(row))


@cache
def logged_of(model: type[models.Model]) -> dict[str, Any]:
    """The fields that the log keeps, by name: not those that the database derives."""
    left_out = NOT_LOGGED | getattr(model, "derived", frozenset())
    return {f.name: f for f in model._meta.concrete_fields if f.name not in left_out}


def unlogged(row: models.Model) -> dict[str, Any]:
    """What the log leaves out of a row but its restoring needs, a foreign key bare."""
    names = NOT_LOGGED - {"id"} | getattr(row, "derived", frozenset())
    return {
        f.name: plain(getattr(row, f.attname)) for f in row._meta.concrete_fields if f.name in names
    }


class Action:
    """What one person does in one go; its rows share an id and are undone together."""

    def __init__(self, verb: str, *, by: User | None, undoes: str = "") -> None:
        self.id = new_public_id()
        self.verb, self.by, self.undoes = verb, by, undoes
        self.at = timezone.now()
        self.changes: list[Change] = []
        self.saved: list[Any] = []

    def create(self, row: Row) -> Row:
        """Inserts the row. Raises IntegrityError like any insert."""
        row.save(force_insert=True)
        self.created(row)
        return row

    def create_once(self, row: Any) -> bool:
        """Inserts the row unless a unique constraint has one like it, which it waits for; says
        whether it did. One statement, where get_or_create takes up to four. Its fields hold what
        is to be stored."""
        made = insert_once(type(row)._base_manager.all(), row)
        if made:
            self.created(row)
        return made

    def create_all(self, rows: Sequence[Any]) -> None:
        """Inserts rows of one model by the hundred. Raises IntegrityError like any insert."""
        if rows:
            type(rows[0])._base_manager.bulk_create(rows)
        for row in rows:
            self.created(row)

    def created(self, row: models.Model) -> None:
        """Logs a row that was inserted just now by other means, such as get_or_create."""
        self.log(Op.CREATE, row, {}, {name: plain(getattr(row, name)) for name in logged(row)})

    def save(self, row: Row, *, version: int, touch: bool = False) -> bool:
        """Stores how `row` differs from what is stored; says whether anything did.

        `version` is the one that the writer saw. With `touch` the version counts on even when no
        field differs, because something that belongs to the row did. Raises Stale.
        """
        stored = self.locked(row, version)
        rows = type(row)._base_manager.filter(pk=row.pk)
        names = [
            name
            for name, field in logged(row).items()
            if getattr(row, field.attname) != getattr(stored, field.attname)
        ]
        if not names and not touch:
            return False
        values = {name: getattr(row, name) for name in names}
        if not rows.filter(version=version).update(
            **values, version=F("version") + 1, updated_at=self.at
        ):
            raise Stale(rows.first())
        row.version = version + 1
        row.updated_at = self.at
        self.saved.append(row)
        if names:
            old = {name: plain(getattr(stored, name)) for name in names}
            self.log(Op.UPDATE, row, old, {name: plain(value) for name, value in values.items()})
        return True

    def locked(self, row: Row, version: int) -> Row:
        """The row as it is stored, nobody else's until the action ends. Raises Stale."""
        rows = type(row)._base_manager.select_for_update(no_key=True)
        stored: Row | None = rows.filter(pk=row.pk).first()
        if stored is None or stored.version != version:
            raise Stale(stored)
        return stored

    def update_all(self, rows: "models.QuerySet[Any]", **values: Any) -> int:
        """Sets the same values on many rows, each with its log row and version; says how many."""
        found = self.lock_all(rows)
        self.update_rows(found, **values)
        return len(found)

    def lock_all(self, rows: "models.QuerySet[Any]", most: int | None = None) -> list[Any]:
        """Locks rows, and reads those that still belong to the queryset when nobody else has them.

        In two steps, because PostgreSQL joins to a row that it waited for what stood beside it
        before. `most`: no more than so many.
        """
        model: Any = rows.model
        wanted = model._base_manager.filter(pk__in=rows.order_by().values("pk")).order_by("pk")
        keys = wanted.select_for_update(no_key=True).values_list("pk", flat=True)[:most]
        return list(rows.filter(pk__in=list(keys)).order_by("pk"))

    def update_rows(self, found: Sequence[Any], **values: Any) -> None:
        """The same for rows of one model that are locked already, as they are stored."""
        if not found:
            return
        type(found[0])._base_manager.filter(pk__in=[row.pk for row in found]).update(
            **values, version=F("version") + 1, updated_at=self.at
        )
        new = {name: plain(value) for name, value in values.items()}
        for row in found:
            row.version += 1
            self.log(Op.UPDATE, row, {name: plain(getattr(row, name)) for name in values}, new)

    def set(self, row: Any, **values: Any) -> None:
        """Stores these values of a row that has no version. Whoever writes such rows holds a lock
        on what they belong to."""
        new = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not new:
            return
        old = {name: plain(getattr(row, name)) for name in new}
        type(row)._base_manager.filter(pk=row.pk).update(**new)
        for name, value in new.items():
            setattr(row, name, value)
        self.log(Op.UPDATE, row, old, {name: plain(value) for name, value in new.items()})

    def count_on(self, rows: "models.QuerySet[Any]", name: str, by: int) -> None:
        """Adds to a number of many rows that have no version, each with its log row."""
        found = list(rows)
        rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")).update(
            **{name: F(name) + by}
        )
        for row in found:
            old = getattr(row, name)
            setattr(row, name, old + by)
            self.log(Op.UPDATE, row, {name: old}, {name: old + by})

    def touch_all(self, rows: "models.QuerySet[Any]") -> None:
        """Counts on the version of rows to which something that belongs to them was done."""
        rows.update(version=F("version") + 1, updated_at=self.at)

    def delete(self, row: models.Model) -> None:
        """Removes the row; the log keeps all of it. Raises ProtectedError if others lean on it."""
        self.delete_all([row])

    def delete_all(self, rows: Sequence[Any]) -> None:
        """The same for rows of one model, whose relations are loaded."""
        if not rows:
            return
        for row in rows:
            old = {name: plain(getattr(row, name)) for name in logged(row)}
            self.log(Op.DELETE, row, {**old, **unlogged(row)}, {})
        type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).delete()

    def log(
        self,
        op: Op,
        row: Any,
        old: dict[str, Any],
        new: dict[str, Any],
        place: tuple[str, str] | None = None,
    ) -> None:
        """One row of the log. `place`: its subject and context, where they are known already."""
        subject, context = place or row.log_place()
        self.changes.append(
            Change(
                action=self.id,
                verb=self.verb,
                at=self.at,
                by=self.by,
                op=op,
                noun=row._meta.label_lower,
                row=row.pk,
                subject=subject,
                context=context,
                version=getattr(row, "version", None),
                old=old,
                new=new,
                undoes=self.undoes,
            )
        )


@contextmanager
def action(verb: str, *, by: User | None, undoes: str = "") -> Iterator[Action]:
    """One transaction whose writes and log rows stand or fall together."""
    with _turn(), transaction.atomic():
        act = Action(verb, by=by, undoes=undoes)
        yield act
        write_log([act])


def _turn() -> AbstractContextManager[Any]:
    """On SQLite the threads of a process take turns before they ask for its one writer's place,
    for there whoever waits looks again only now and then, and the last to come may be the first.
    Not within a transaction, which has that place already."""
    writing = connection.vendor == "sqlite" and not connection.in_atomic_block
    return ONE_WRITES if writing else nullcontext()


def write_log(acts: Iterable[Action]) -> None:
    """The log of actions that were made without `action`, in the transaction of their writes."""
    Change.objects.append([change for act in acts for change in act.changes])
