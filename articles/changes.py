"""The one way to write what people edit: versioned, logged, undoable, in one transaction.

    with action("claim_edited", by=user) as act:
        act.save(claim, version=seen)

Every row written inside leaves a `Change` in the same transaction. A write that saw an older
version raises `Stale`: two editors never overwrite each other.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from articles.models import Change, User, new_public_id
from articles.models.change import Op

Row = TypeVar("Row", bound=Any)
NOT_LOGGED = frozenset({"id", "version", "updated_at", "public_id"})
# What arrived cannot be made not to have arrived, nor what it did to those who hold on to it.
FINAL = frozenset({"article_imported", "article_revised", "carried_over"})


class Stale(Exception):
    """The row was changed since it was read. `row` is what is stored now, or None if it is gone."""

    def __init__(self, row: models.Model | None) -> None:
        self.row = row
        super().__init__(f"stale: {row!r}")


class CannotUndo(Exception):
    """Why an action cannot be taken back, in words for the one who asked."""


def plain(value: Any) -> Any:
    """A field's value as the log keeps it: a row with the words it showed, a time exactly."""
    if isinstance(value, models.Model):
        return {"id": value.pk, "text": str(value)}
    return value.isoformat() if isinstance(value, date) else value


def logged(row: models.Model) -> dict[str, Any]:
    return {f.name: f for f in row._meta.concrete_fields if f.name not in NOT_LOGGED}


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

    def created(self, row: models.Model) -> None:
        """Logs a row that was inserted just now by other means, such as get_or_create."""
        new = {name: plain(getattr(row, name)) for name in logged(row)}
        self._log(Op.CREATE, row, {}, new)

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
            self._log(Op.UPDATE, row, old, {name: plain(value) for name, value in values.items()})
        return True

    def locked(self, row: Row, version: int) -> Row:
        """The row as it is stored, nobody else's until the action ends. Raises Stale."""
        stored: Row | None = type(row)._base_manager.select_for_update().filter(pk=row.pk).first()
        if stored is None or stored.version != version:
            raise Stale(stored)
        return stored

    def update_all(self, rows: "models.QuerySet[Any]", **values: Any) -> int:
        """Sets the same values on many rows, each with its log row and version; says how many."""
        found = list(rows.select_for_update(of=("self",)))
        self.update_rows(found, **values)
        return len(found)

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
            self._log(Op.UPDATE, row, {name: plain(getattr(row, name)) for name in values}, new)

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
        self._log(Op.UPDATE, row, old, {name: plain(value) for name, value in new.items()})

    def count_on(self, rows: "models.QuerySet[Any]", name: str, by: int) -> None:
        """Adds to a number of many rows that have no version, each with its log row."""
        found = list(rows)
        rows.model._base_manager.filter(pk__in=rows.order_by().values("pk")).update(
            **{name: F(name) + by}
        )
        for row in found:
            old = getattr(row, name)
            setattr(row, name, old + by)
            self._log(Op.UPDATE, row, {name: old}, {name: old + by})

    def touch_all(self, rows: "models.QuerySet[Any]") -> None:
        """Counts on the version of rows to which something that belongs to them was done."""
        rows.update(version=F("version") + 1, updated_at=self.at)

    def delete(self, row: models.Model) -> None:
        """Removes the row; the log keeps all of it. Raises ProtectedError if others lean on it."""
        old = {name: plain(getattr(row, name)) for name in logged(row)}
        self._log(Op.DELETE, row, {**old, **unlogged(row)}, {})
        row.delete()

    def restore(self, change: Change) -> Any:
        """Puts a deleted row back as it was, primary key included."""
        model = apps.get_model(change.noun)
        fields = {field.name: field for field in model._meta.concrete_fields}
        row = model(
            pk=change.row,
            **{fields[n].attname: read(fields[n], v) for n, v in change.old.items() if n in fields},
        )
        row.save_base(raw=True, force_insert=True)
        self._log(Op.CREATE, row, {}, change.old)
        return row

    def _log(self, op: Op, row: Any, old: dict[str, Any], new: dict[str, Any]) -> None:
        subject, context = row.log_place()
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


def unlogged(row: models.Model) -> dict[str, Any]:
    """What the log leaves out of a row but its restoring needs."""
    names = NOT_LOGGED - {"id"}
    return {
        f.name: plain(getattr(row, f.name)) for f in row._meta.concrete_fields if f.name in names
    }


def read(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A logged value as the field wants it back."""
    return value["id"] if isinstance(value, dict) and field.is_relation else field.to_python(value)


@contextmanager
def action(verb: str, *, by: User | None, undoes: str = "") -> Iterator[Action]:
    """One transaction whose writes and log rows stand or fall together."""
    with transaction.atomic():
        act = Action(verb, by=by, undoes=undoes)
        yield act
        write_log([act])


def write_log(acts: Iterable[Action]) -> None:
    """The log of actions that were made without `action`, in the transaction of their writes."""
    Change.objects.append(change for act in acts for change in act.changes)


def undo(action_id: str, *, by: User) -> Action:
    """Takes back all rows of an action, or raises CannotUndo. The undo is an action itself."""
    try:
        with transaction.atomic():
            target = in_force(action_id)
            with action("undone", by=by, undoes=target) as act:
                owners = {
                    owner
                    for change in Change.objects.filter(action=target).order_by("-pk")
                    if (owner := reverse(act, change))
                }
                for owner in owners - set(act.saved):
                    act.touch_all(type(owner)._base_manager.filter(pk=owner.pk))
                for name in settings.ON_UNDO:
                    import_string(name)(act)
    except Stale as error:
        raise CannotUndo(
            _("Someone changed this at the same moment. Look, and try again.")
        ) from error
    except IntegrityError as error:
        raise CannotUndo(
            _("It does not fit what others have done since. The history says what that was.")
        ) from error
    return act


def in_force(action_id: str) -> str:
    """The action to reverse so that `action_id` no longer holds: itself, or what put it back."""
    verb = Change.objects.filter(action=action_id).values_list("verb", flat=True).first()
    if verb is None:
        raise CannotUndo(_("There is no such action."))
    if verb in FINAL:
        raise CannotUndo(_("What was imported stays: an article keeps every wording it had."))

    def undone_by(target: str) -> str | None:
        rows = Change.objects.filter(undoes=target).order_by("-pk")
        return rows.values_list("action", flat=True).first()

    target = action_id
    while undoing := undone_by(target):
        redoing = undone_by(undoing)
        if redoing is None:
            raise CannotUndo(_("This was undone already."))
        target = redoing
    return target


def reverse(act: Action, change: Change) -> Any:
    """Reverses one row of an action, unless someone has built on it; returns the row's owner.

    An owner is the versioned row that the reversed one is a part of, if it is part of one.
    """
    check_nothing_built_on(change)
    model = apps.get_model(change.noun)
    if change.op == Op.DELETE:
        return getattr(act.restore(change), "owner", None)
    row: Any = model._base_manager.select_for_update().filter(pk=change.row).first()
    if row is None:
        raise CannotUndo(_("What this changed is gone."))
    values = {name: change.old[name] for name in change.new} if change.op == Op.UPDATE else None
    if change.op == Op.CREATE:
        values = row.withdrawn_values() if hasattr(row, "withdrawn_values") else None
    if values is None:
        try:
            act.delete(row)
        except models.ProtectedError as error:
            raise CannotUndo(
                _("“%(what)s” is in use by now; remove that use first.") % {"what": row}
            ) from error
        return getattr(row, "owner", None)
    fields: dict[str, Any] = {name: model._meta.get_field(name) for name in values}
    if not hasattr(row, "version"):
        act.set(row, **{name: read(fields[name], value) for name, value in values.items()})
        return None
    for name, value in values.items():
        setattr(row, fields[name].attname, read(fields[name], value))
    if hasattr(row, "check_restorable"):
        try:
            row.check_restorable()
        except ValidationError as error:
            raise CannotUndo(" ".join(error.messages)) from error
    act.save(row, version=row.version)
    return None


def check_nothing_built_on(change: Change) -> None:
    """Raises CannotUndo if a later change of the same fields is in force."""
    later = Change.objects.filter(noun=change.noun, row=change.row, pk__gt=change.pk)
    undone: set[str] = set()
    for other in later.select_related("by").order_by("-pk"):
        if other.action in undone or other.action == change.action:
            continue
        if other.undoes:
            undone.add(other.undoes)
        elif (
            change.op != Op.UPDATE or other.op != Op.UPDATE or other.new.keys() & change.new.keys()
        ):
            raise CannotUndo(
                _("%(who)s changed this since, at %(when)s (%(what)s). Undo that first.")
                % {
                    "who": other.by or _("Someone"),
                    "when": timezone.localtime(other.at).strftime("%H:%M"),
                    "what": ", ".join(other.new or other.old),
                }
            )


def last_undoable(by: User) -> str | None:
    """The newest action of this person that is still in force, whoever undid the later ones."""
    recent = (
        Change.objects.filter(by=by, undoes="").order_by("-pk").values_list("action", flat=True)
    )
    for target in dict.fromkeys(recent[:200]):
        try:
            in_force(target)
        except CannotUndo:
            continue
        return target
    return None
