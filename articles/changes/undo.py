"""Taking an action back: all of its rows or none, by the thousand, never over others' work."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from articles.changes.action import Action, Stale, action, logged, plain, unlogged
from articles.models import Change, Named, User
from articles.models.change import Op
from articles.models.insert import insert

CHUNK = 5_000  # keys of one query
# What arrived cannot be made not to have arrived, nor what it did to those who hold on to it.
FINAL = frozenset({"article_imported", "article_revised", "carried_over"})
RECENT = 200  # actions of one person that are looked at for one that can be undone


class CannotUndo(Exception):
    """Why an action cannot be taken back, in words for the one who asked."""


class Setting(NamedTuple):
    """A row that is set back, the change that this reverses, and the values it takes."""

    row: Any
    change: Change
    values: dict[str, Any]


def undo(
    action_id: str, *, by: User, allowed: "Callable[[Reversal], None] | None" = None
) -> Action:
    """Takes back all rows of an action, or raises CannotUndo. The undo is an action itself.

    `allowed` is called when the rows are locked and nothing is written yet; it may raise.
    """
    try:
        with transaction.atomic():
            target = in_force(action_id)
            with action("undone", by=by, undoes=target) as act:
                reversal = Reversal(act, target)
                if in_force(target) != target:  # somebody undid it while this waited
                    raise Stale(None)
                if allowed is not None:
                    allowed(reversal)
                reversal.run()
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


def last_undoable(by: User) -> str | None:
    """The newest action of this person that is still in force, whoever undid the later ones."""
    mine = Change.objects.filter(by=by, undoes="").order_by("-pk")
    newest = mine.first()
    for _time in range(RECENT):
        if newest is None:
            return None
        try:
            in_force(newest.action)
        except CannotUndo:
            first = Change.objects.filter(action=newest.action).order_by("pk")
            newest = mine.filter(pk__lt=first.values("pk")[:1]).first()
            continue
        return newest.action
    return None


class Reversal:
    """The rows of an action, locked as they are stored, and what they were before it.

    `rows` holds them by noun and primary key. A handful of queries for each noun, however many
    rows there are.
    """

    def __init__(self, act: Action, target: str) -> None:
        self.act = act
        self.changes = list(Change.objects.filter(action=target).order_by("-pk"))
        self.rows: dict[tuple[str, int], Any] = {}
        self.owners: dict[type[models.Model], set[int]] = defaultdict(set)
        self._lock()
        self.later = self._later(target)

    def _lock(self) -> None:
        """Locks wholes before their parts, in the one order that the module of `Action` tells."""
        wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        for change in self.changes:
            wanted[apps.get_model(change.noun)].add(change.row)
        for model, keys in list(wanted.items()):
            for owner, found in self._owners(model, keys).items():
                self.owners[owner] |= found
        for owner, found in self.owners.items():
            wanted[owner] |= found
        for model in sorted(wanted, key=rank):
            stored = model._base_manager.select_for_update(no_key=True)
            for some in chunks(sorted(wanted[model])):
                for row in stored.filter(pk__in=some).order_by("pk"):
                    self.rows[model._meta.label_lower, row.pk] = row

    def _owners(
        self, model: type[models.Model], keys: set[int]
    ) -> dict[type[models.Model], set[int]]:
        """The rows of which these are parts: as the log has it, else as it is stored."""
        name = getattr(model, "part_of", "")
        if not name:
            return {}
        owner: Any = model._meta.get_field(name).related_model
        found = {
            value["id"]
            for change in self.changes
            if change.noun == model._meta.label_lower
            and (value := (change.new or change.old).get(name))
        }
        silent = {
            change.row
            for change in self.changes
            if change.noun == model._meta.label_lower and name not in (change.new or change.old)
        }
        for some in chunks(sorted(silent & keys)):
            found |= set(model._base_manager.filter(pk__in=some).values_list(name, flat=True))
        return {owner: found}

    def _later(self, target: str) -> dict[tuple[str, int], list[Change]]:
        """What others did to the same rows afterwards, newest first; one query a noun."""
        found: dict[tuple[str, int], list[Change]] = defaultdict(list)
        for noun in {change.noun for change in self.changes}:
            rows = Change.objects.filter(action=target, noun=noun).values("row")
            later = Change.objects.filter(noun=noun, row__in=rows, pk__gt=self.changes[-1].pk)
            for change in later.exclude(action=target).select_related("by").order_by("-pk"):
                found[change.noun, change.row].append(change)
        return found

    def run(self) -> None:
        """Reverses every change, the last one first, unless someone has built on one of them."""
        for batch in batches(self.changes):
            for change in batch:
                self._check_nothing_built_on(change)
            model = apps.get_model(batch[0].noun)
            if batch[0].op == Op.DELETE:
                self._restore(model, batch)
                continue
            taken = self._settings(model, batch)
            if taken:
                self._set_back(model, taken)
            else:
                self._remove(model, batch)
        for owner, keys in self.owners.items():
            keys -= {row.pk for row in self.act.saved if type(row) is owner}
            for some in chunks(sorted(keys)):
                self.act.touch_all(owner._base_manager.filter(pk__in=some))

    def _check_nothing_built_on(self, change: Change) -> None:
        """Raises CannotUndo if a later change of the same fields is in force."""
        undone: set[str] = set()
        for other in self.later.get((change.noun, change.row), ()):
            if other.pk < change.pk or other.action in undone:
                continue
            if other.undoes:
                undone.add(other.undoes)
            elif (
                change.op != Op.UPDATE
                or other.op != Op.UPDATE
                or other.new.keys() & change.new.keys()
            ):
                raise CannotUndo(built_on(other))

    def _stored(self, change: Change) -> Any:
        row = self.rows.get((change.noun, change.row))
        if row is None:
            raise CannotUndo(_("What this changed is gone."))
        return row

    def _settings(self, model: type[models.Model], batch: Sequence[Change]) -> list[Setting]:
        """The values that each row takes; empty where the rows are to be removed."""
        found = []
        for change in batch:
            row = self._stored(change)
            if change.op == Op.UPDATE:
                values = {name: change.old[name] for name in change.new}
            elif hasattr(row, "withdrawn_values"):
                values = row.withdrawn_values()
            else:
                return []
            fields: dict[str, Any] = {name: model._meta.get_field(name) for name in values}
            found.append(
                Setting(row, change, {n: read(fields[n], value) for n, value in values.items()})
            )
        return found

    def _set_back(self, model: type[models.Model], taken: Sequence[Setting]) -> None:
        fields = logged(model)
        before = [take(setting, fields) for setting in taken]
        told = Words(fields, [*before, *(values for _row, _change, values in taken)])
        alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for (row, change, values), old in zip(taken, before, strict=True):
            names = [name for name in values if values[name] != old[name]]
            if not names:
                continue
            version = getattr(row, "version", None)  # sentences have none
            alike[version, *((name, values[name]) for name in names)].append(row.pk)
            if version is not None:
                row.version, row.updated_at = version + 1, self.act.at
                self.act.saved.append(row)
            self.act.log(
                Op.UPDATE,
                row,
                {name: told.plain(name, old[name]) for name in names},
                {name: told.plain(name, values[name]) for name in names},
                (change.subject, change.context),
            )
        for (version, *values_now), keys in alike.items():
            self._write(model, keys, version, {fields[n].attname: v for n, v in values_now})

    def _write(
        self, model: type[models.Model], keys: list[int], version: int | None, values: Any
    ) -> None:
        """The same values for rows that all have this version, or none. Raises Stale."""
        seen = {} if version is None else {"version": version}
        if version is not None:
            values = {**values, "version": F("version") + 1, "updated_at": self.act.at}
        for some in chunks(keys):
            if model._base_manager.filter(pk__in=some, **seen).update(**values) != len(some):
                raise Stale(None)

    def _remove(self, model: type[models.Model], batch: Sequence[Change]) -> None:
        rows = [self.rows.pop((change.noun, change.row)) for change in batch]
        fields = logged(model)
        told = Words(fields, [{n: getattr(row, fields[n].attname) for n in fields} for row in rows])
        for row, change in zip(rows, batch, strict=True):
            old = {name: told.plain(name, getattr(row, fields[name].attname)) for name in fields}
            place = (change.subject, change.context)
            self.act.log(Op.DELETE, row, {**old, **unlogged(row)}, {}, place)
        try:
            for some in chunks([row.pk for row in rows]):
                model._base_manager.filter(pk__in=some).delete()
        except models.ProtectedError as error:
            raise CannotUndo(
                _("“%(what)s” is in use by now; remove that use first.") % {"what": leant_on(rows)}
            ) from error

    def _restore(self, model: type[models.Model], batch: Sequence[Change]) -> None:
        """Puts deleted rows back as they were, primary key included."""
        fields: dict[str, Any] = {field.name: field for field in model._meta.concrete_fields}
        told, rows = logged(model), []
        for change in batch:
            values = {
                fields[n].attname: read(fields[n], v) for n, v in change.old.items() if n in fields
            }
            row = model(pk=change.row, **values)
            rows.append(row)
            self.rows[change.noun, row.pk] = row
            new = {name: value for name, value in change.old.items() if name in told}
            self.act.log(Op.CREATE, row, {}, new, (change.subject, change.context))
        stored: Any = model._base_manager.all()
        connection = transaction.get_connection(stored.db)
        insert(
            stored,
            [field.column for field in fields.values()],
            (
                [
                    field.get_db_prep_save(getattr(row, field.attname), connection)
                    for field in fields.values()
                ]
                for row in rows
            ),
        )


def take(setting: Setting, fields: dict[str, Any]) -> dict[str, Any]:
    """Sets the row to the values, not yet stored; what it held before. Raises CannotUndo."""
    row, _change, values = setting
    before = {name: getattr(row, fields[name].attname) for name in values}
    for name, value in values.items():
        setattr(row, fields[name].attname, value)
    if hasattr(row, "check_restorable"):
        try:
            row.check_restorable()
        except ValidationError as error:
            raise CannotUndo(" ".join(error.messages)) from error
    return before


class Words:
    """Values as the log keeps them, the words of related rows read once for all of them."""

    def __init__(self, fields: dict[str, Any], values: Iterable[dict[str, Any]]) -> None:
        keys: dict[str, set[Any]] = defaultdict(set)
        for said in values:
            for name, value in said.items():
                if fields[name].is_relation and value is not None:
                    keys[name].add(value)
        self.related = {
            name: {
                pk: plain(row)
                for some in chunks(sorted(found))
                for pk, row in fields[name].related_model._base_manager.in_bulk(some).items()
            }
            for name, found in keys.items()
        }

    def plain(self, name: str, value: Any) -> Any:
        if name in self.related and value is not None:
            return self.related[name].get(value, {"id": value, "text": ""})
        return plain(value)


def batches(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Neighbours that are reversed alike, and each row once. Rows that are checked go one by one,
    because what they may become hangs on the ones before them."""

    def kind(change: Change) -> Any:
        fields = frozenset(change.new) if change.op == Op.UPDATE else None
        alone = change.pk if hasattr(apps.get_model(change.noun), "check_restorable") else 0
        return change.noun, change.op, fields, alone

    for _kind, alike in groupby(changes, kind):
        batch: dict[int, Change] = {}
        for change in alike:
            if change.row in batch:
                yield list(batch.values())
                batch = {}
            batch[change.row] = change
        yield list(batch.values())


def built_on(other: Change) -> str:
    return _("%(who)s changed this since, at %(when)s (%(what)s). Undo that first.") % {
        "who": other.by or _("Someone"),
        "when": timezone.localtime(other.at).strftime("%H:%M"),
        "what": ", ".join(other.new or other.old),
    }


def leant_on(rows: Sequence[Any]) -> Any:
    """The first of the rows that others refer to."""
    for row in rows:
        try:
            with transaction.atomic():
                type(row)._base_manager.filter(pk=row.pk).delete()
        except models.ProtectedError:
            return row
    return rows[0]


def read(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A logged value as the field wants it back."""
    return value["id"] if isinstance(value, dict) and field.is_relation else field.to_python(value)


def rank(model: type[models.Model]) -> tuple[bool, bool, str]:
    """Names first, parts last."""
    return not issubclass(model, Named), hasattr(model, "part_of"), model._meta.label_lower


def chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
