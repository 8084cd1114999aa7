"""How a list of claims is narrowed by several filters at once: one leads, the others are looked at.

A list is read along one index, newest first. Which one, is decided here, by counting: SQLite keeps
no account of how many rows a value has, and would pick any.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Func, Model, Q, QuerySet
from django.db.models.expressions import F
from django.db.models.lookups import Exact, In, IsNull

from articles.paging import EXACT
from claims.models import Claim
from claims.models.claim import ClaimQuerySet


class Beside(Func):
    """A column that is compared, but by which no index is entered.

    SQLite's unary plus says so; PostgreSQL knows its rows, and decides for itself.
    """

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


def beside(name: str, model: type[Model] = Claim) -> Beside:
    field: Any = model._meta.get_field(name)
    target = field.target_field if field.is_relation else field
    return Beside(F(field.attname), output_field=type(target)())


@dataclass(frozen=True, slots=True)
class Column:
    """`name` of a claim is just `value`; None: it says nothing there."""

    name: str
    value: Any

    @property
    def leading(self) -> Q:
        if self.value is None:
            return Q(**{f"{self.name}__isnull": True})
        return Q(**{self.name: self.value})

    @property
    def looked_at(self) -> Q:
        if self.value is None:
            return Q(IsNull(beside(self.name), True))
        return Q(Exact(beside(self.name), self.value))

    def number(self, most: int) -> int:
        return Claim.objects.filter(self.leading).order_by()[:most].count()


@dataclass(frozen=True, slots=True)
class Listed:
    """A claim stands in one of some lists, each of a column and of the keys that it may have.

    `each`: about how many claims a key has.
    """

    lists: tuple[tuple[str, "QuerySet[Any, Any]"], ...]
    each: int = 1

    @property
    def leading(self) -> Q:
        found = Q()
        for name, keys in self.lists:
            found |= Q(**{f"{name}__in": keys})
        return found

    @property
    def looked_at(self) -> Q:
        found = Q()
        for name, keys in self.lists:
            found |= Q(In(beside(name), keys))
        return found

    def number(self, most: int) -> int:
        some = most // self.each + 1
        return self.each * sum(keys.order_by()[:some].count() for _name, keys in self.lists)


Condition = Column | Listed
# Of filters with many claims each, the ones with fewer as a rule come first.
ORDER = ("article", "claimant", "source", "assigned_to", "tagged_by", "verdict", "kind", "scale")


def rank(condition: Condition) -> int:
    if isinstance(condition, Listed):
        return len(ORDER) + 1
    return ORDER.index(condition.name) if condition.name in ORDER else len(ORDER)


class Sizes:
    """How many claims each condition leaves, counted once and to EXACT only."""

    def __init__(self) -> None:
        self.known: dict[int, int] = {}

    def of(self, condition: Condition) -> int:
        if id(condition) not in self.known:
            self.known[id(condition)] = min(condition.number(EXACT + 1), EXACT + 1)
        return self.known[id(condition)]


def narrow(claims: ClaimQuerySet, conditions: Iterable[Condition], sizes: Sizes) -> ClaimQuerySet:
    """The claims that meet all conditions. The one with the fewest claims leads, a list only if
    it is short: a long one is no order to read along."""
    found = list(conditions)
    if not found:
        return claims
    lead: Condition | None = found[0]
    if len(found) > 1 or isinstance(lead, Listed):
        lead = min(found, key=lambda one: (sizes.of(one), rank(one)))
        if isinstance(lead, Listed) and sizes.of(lead) > EXACT:
            lead = None
    for one in found:
        claims = claims.filter(one.leading if one is lead else one.looked_at)
    return claims
