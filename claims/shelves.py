"""What a list of facts holds, read once and counted in Python: the numbers beside its filters.

Of a longer list, the EXACT facts that changed last are counted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, QuerySet, Subquery, Value, When
from django.utils import timezone

from articles.paging import EXACT
from claims.models import Evidence
from claims.models.fact import FactQuerySet

NEWEST = ("-updated_at", "-pk")


class Seen(NamedTuple):
    """A fact, as far as it is counted. The last three are the key of a claim, or none: one beside
    which it stands, one that waits because it changed, and because it ran out."""

    withdrawn: bool
    source_url: str
    archive_url: str
    valid_until: date | None
    publisher: str
    language: str
    used: int | None = None
    changed: int | None = None
    lapsed: int | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Some facts of a list. `more`: it is longer."""

    rows: Sequence[Seen]
    more: bool

    @property
    def standing(self) -> "Shelf":
        """Without those that were withdrawn."""
        return Shelf([row for row in self.rows if not row.withdrawn], self.more)

    def by(self, field: str) -> "Counter[str]":
        """How many of the facts say what there."""
        return Counter(getattr(row, field) for row in self.rows)

    def states(self) -> dict[str, int]:
        """How many of the facts are in each state of the library; `evidently` read them."""
        here, today = self.standing.rows, timezone.localdate()
        used = sum(row.used is not None for row in here)
        return {
            "in_use": used,
            "unused": len(here) - used,
            "no_source": sum(not row.source_url for row in here),
            "no_archive": sum(row.source_url != "" and not row.archive_url for row in here),
            "expired": sum(row.valid_until is not None and row.valid_until < today for row in here),
            "waiting": sum(bool(row.changed or row.lapsed) for row in here),
            "withdrawn": len(self.rows) - len(here),
        }


def shelf(facts: FactQuerySet) -> Shelf:
    return _read(facts, Seen._fields[:6])


def evidently(facts: FactQuerySet) -> Shelf:
    """The same with what stands beside each fact, looked up one by one: a database that is asked
    whether there is any reads all evidence first, and some facts stand beside very many claims."""
    lapsed = When(valid_until__lt=timezone.localdate(), then=any_of(Evidence.objects.lapsed()))
    beside: dict[str, Any] = {
        "used": any_of(Evidence.objects.all()),
        "changed": any_of(Evidence.objects.changed()),
        "lapsed": Case(lapsed, default=Value(None)),
    }
    return _read(facts.annotate(**beside), Seen._fields)


def any_of(evidence: "QuerySet[Evidence]") -> Subquery:
    """The key of a claim beside which the fact stands so, if there is one."""
    return Subquery(evidence.beside().order_by().values("claim")[:1])  # type: ignore[attr-defined]


def _read(facts: FactQuerySet, names: Sequence[str]) -> Shelf:
    newest = facts.order_by(*NEWEST).values_list(*names)[: EXACT + 1]
    rows = [Seen(*row) for row in newest]
    return Shelf(rows[:EXACT], len(rows) > EXACT)
