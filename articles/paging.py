"""Keyset paging: a page is found by the row it follows; page 10,000 costs what page 1 does."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

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


def page(rows: "models.QuerySet[Row]", order: tuple[str, ...], cursor: str, size: int) -> Page[Row]:
    """The `size` rows behind `cursor`, in `order`: field names, all rising or all falling with a
    minus, the last of them unique. Raises SuspiciousOperation (a 400) for a cursor not ours."""
    back, key = read_cursor(cursor, rows.model, order) if cursor else (False, None)
    ordered = [flip(name) for name in order] if back else list(order)
    if key is not None:
        rows = rows.filter(behind(ordered, key))
    found = list(rows.order_by(*ordered)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if back:
        found.reverse()
    if not found:
        return Page([], "", "")
    first, last = key_of(found[0], order), key_of(found[-1], order)
    return Page(
        found,
        previous=write_cursor(True, first) if (more if back else key is not None) else "",
        next=write_cursor(False, last) if (more or back) else "",
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
    """Rows that come after `key`, field by field."""
    found, equal = Q(), Q()
    for name, value in zip(order, key, strict=True):
        field, lookup = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        found |= equal & Q(**{f"{field}__{lookup}": value})
        equal &= Q(**{field: value})
    return found


def key_of(row: Any, order: tuple[str, ...]) -> list[Any]:
    return [getattr(row, name.lstrip("-")) for name in order]


def write_cursor(back: bool, key: list[Any]) -> str:
    said = [back, *(v.isoformat() if hasattr(v, "isoformat") else v for v in key)]
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def read_cursor(
    cursor: str, model: type[models.Model], order: tuple[str, ...]
) -> tuple[bool, list[Any]]:
    """The direction and the key, each value as its field reads it."""
    try:
        back, *said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        names = [name.lstrip("-") for name in order]
        key = [read_value(model, n, value) for n, value in zip(names, said, strict=True)]
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
