"""Keyset paging: a page is found by the row it follows; page 10,000 costs what page 1 does."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, overload

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.planned import planned_once

Row = TypeVar("Row", bound=models.Model)
EXACT = 10_000  # rows that are counted; beyond, a count says "10,000+"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows in order, and the cursors of the pages beside them, empty where there is none."""

    rows: list[Row]
    previous: str
    next: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows there are, exactly up to `most`."""

    number: int
    most: int = EXACT

    @property
    def more(self) -> bool:
        return self.number > self.most

    def __str__(self) -> str:
        return f"{self.most:,}+" if self.more else f"{self.number:,}"

    def __int__(self) -> int:
        return self.number


def count(rows: "models.QuerySet[Any]") -> Count:
    return Count(rows.order_by()[: EXACT + 1].count())


@overload
def page(
    rows: "models.QuerySet[Row]", order: tuple[str, ...], cursor: str, size: int
) -> Page[Row]: ...


@overload
def page(
    rows: "models.QuerySet[Any, Any]",
    order: tuple[str, ...],
    cursor: str,
    size: int,
    shown: "models.QuerySet[Row]",
) -> Page[Row]: ...


def page(
    rows: "models.QuerySet[Any, Any]",
    order: tuple[str, ...],
    cursor: str,
    size: int,
    shown: "models.QuerySet[Any] | None" = None,
) -> Page[Any]:
    """The `size` rows behind `cursor`, in `order`: field names, all rising or all falling with a
    minus, the last of them unique. Raises SuspiciousOperation (a 400) for a cursor not ours.

    With `shown`, all rows of a table with what is shown of each, they are found in two steps:
    first the names of `order` alone, which an index may hold, then the rows whose primary keys are
    the last of them. A database that does it in one prepares all that is shown of every row that
    it passes by.
    """
    back, key = read_cursor(cursor, rows.model, order) if cursor else (False, None)
    ordered = [flip(name) for name in order] if back else list(order)
    if key is not None:
        rows = rows.filter(behind(ordered, key))
    some = rows.order_by(*ordered)
    found: list[Any] = []
    if shown is None:
        found = list(some[: size + 1])
        keys = [key_of(row, order) for row in found]
    else:
        keys = [list(k) for k in some.values_list(*names_of(order))[: size + 1]]
    more = len(keys) > size
    keys, found = keys[:size], found[:size]
    if not keys:
        return Page([], "", "")
    if shown is not None:
        place = {key[-1]: n for n, key in enumerate(keys)}
        with planned_once():
            found = sorted(shown.filter(pk__in=list(place)), key=lambda row: place[row.pk])
    if back:
        found.reverse()
        keys.reverse()
    return Page(
        found,
        previous=write_cursor(True, keys[0]) if (more if back else key is not None) else "",
        next=write_cursor(False, keys[-1]) if (more or back) else "",
    )


def beside(rows: "models.QuerySet[Row]", order: tuple[str, ...], row: Row) -> tuple[Any, Any]:
    """The rows just before and just behind `row`, or None."""
    key = key_of(row, order)
    turned = tuple(flip(name) for name in order)
    return (
        rows.filter(behind(list(turned), key)).order_by(*turned).first(),
        rows.filter(behind(list(order), key)).order_by(*order).first(),
    )


def ahead(rows: "models.QuerySet[Row]", order: tuple[str, ...], row: Row) -> "models.QuerySet[Row]":
    """The rows that come before `row` in `order`."""
    return rows.filter(behind([flip(name) for name in order], key_of(row, order)))


def flip(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def behind(order: list[str], key: list[Any]) -> Q:
    """Rows that come after `key`, field by field. The first field's bound is said on its own, too:
    that is what an index is entered by."""
    first = order[0].lstrip("-")
    bound = Q(**{f"{first}__{'lte' if order[0].startswith('-') else 'gte'}": key[0]})
    found, equal = Q(), Q()
    for name, value in zip(order, key, strict=True):
        field, lookup = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        found |= equal & Q(**{f"{field}__{lookup}": value})
        equal &= Q(**{field: value})
    return bound & found


def names_of(order: tuple[str, ...]) -> list[str]:
    return [name.lstrip("-") for name in order]


def key_of(row: Any, order: tuple[str, ...]) -> list[Any]:
    return [getattr(row, name) for name in names_of(order)]


def write_cursor(back: bool, key: list[Any]) -> str:
    said = [back, *(v.isoformat() if hasattr(v, "isoformat") else v for v in key)]
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def read_cursor(
    cursor: str, model: type[models.Model], order: tuple[str, ...]
) -> tuple[bool, list[Any]]:
    """The direction and the key, each value as its field reads it."""
    try:
        back, *said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        key = [read_value(model, n, v) for n, v in zip(names_of(order), said, strict=True)]
        if isinstance(back, bool):
            return back, key
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        pass
    raise SuspiciousOperation("The page mark in the address is damaged. Begin at the first page.")


def read_value(model: type[models.Model], name: str, value: Any) -> Any:
    field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise TypeError(name)
    value = field.to_python(value)
    if isinstance(value, datetime):
        if timezone.is_naive(value):
            raise ValueError(name)
        return value.astimezone(UTC)
    if isinstance(value, int) and abs(value) >= 2**63:
        raise ValueError(name)
    return value
