"""What a list of claims holds, read once and counted in Python: the facets' numbers.

Of a longer list, the newest EXACT claims are counted. All facets that no filter narrows share one
list; each that does has the list that the other filters leave.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from articles.paging import EXACT, Count
from claims.choices import State
from claims.filters import SORTS, ClaimFilter
from claims.models import ClaimEvent, Evidence
from claims.models.claim import FACETED, ClaimQuerySet
from claims.models.evidence import expired_unseen

WITHDRAWN = 1000  # claims that are read beyond EXACT, as some of them may not count
COLUMNS = ("pk", *FACETED)
FEW = 1000  # claims that are looked up by key faster than they are looked for
CLOSE = 5  # keys of which one is wanted: a range is read five times as fast as keys are looked up


@dataclass(frozen=True, slots=True)
class Tally:
    """The newest claims of a list, a tuple of COLUMNS each; no more than EXACT + 1 of them."""

    rows: Sequence[tuple[Any, ...]]
    total: Count

    @property
    def counted(self) -> Sequence[tuple[Any, ...]]:
        return self.rows[:EXACT]

    @property
    def keys(self) -> list[int]:
        return [row[0] for row in self.counted]

    @property
    def first(self) -> tuple[int, ...]:
        return tuple(row[0] for row in self.rows[:FEW])

    def by(self, column: str) -> Counter[Any]:
        """How many of the claims say what there."""
        return Counter(map(itemgetter(COLUMNS.index(column)), self.counted))

    def in_state(self, asked: str = "") -> list[tuple[Any, ...]]:
        """Those in this state; or, where none is asked for, all but the withdrawn ones."""
        state = COLUMNS.index("state")
        if asked:
            return [row for row in self.rows if row[state] == asked]
        return [row for row in self.rows if row[state] != State.WITHDRAWN]


def tally(claims: ClaimQuerySet, more: int = 1) -> Tally:
    """`more`: how many beyond EXACT are read."""
    newest = claims.order_by(*SORTS[""][1]).values_list(*COLUMNS)[: EXACT + more]
    rows = read(newest)
    return Tally(rows, Count(len(rows)))


def read(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of `values_list`, by the driver: thousands of keys and codes, of which nothing
    wants converting."""
    try:
        sql, said = rows.query.sql_with_params()
    except EmptyResultSet:  # a filter that nothing can match
        return []
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, said)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


class Tallies:
    """The tallies of one filter, each read when it is first asked for."""

    def __init__(self, query: ClaimFilter) -> None:
        self.query = query
        self.known: dict[str, Tally] = {}

    @cached_property
    def all_states(self) -> Tally:
        """Withdrawn claims among them, as one may choose those, too."""
        return tally(self.query.without("state"), WITHDRAWN)

    @cached_property
    def whole(self) -> Tally:
        """What all filters leave: of the list of all states those that are asked for, unless it is
        longer than was read and too few of them are left."""
        rows = self.all_states.in_state(self.query.said.get("state", ""))
        read_all = self.all_states.total.number < EXACT + WITHDRAWN
        if read_all or len(rows) > EXACT:
            return Tally(rows, Count(len(rows)))
        return tally(self.query.qs)

    @property
    def more(self) -> bool:
        """Whether one of the lists that were read is longer than what was counted of it."""
        read = (self.all_states, self.whole, *self.known.values())
        return any(one.total.more for one in read)

    def without(self, field: str) -> Tally:
        """What all filters but this one leave."""
        if field == "state":
            return self.all_states
        if field not in self.query.said:
            return self.whole
        if field not in self.known:
            self.known[field] = tally(self.query.without(field))
        return self.known[field]


def listed(keys: Iterable[int], using: str) -> RawSQL:
    """The keys as a list that a query can look into, in one parameter."""
    if connections[using].vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def near(column: str, keys: Sequence[int], using: str) -> Q:
    """Where the column holds one of the keys; or, where they lie close together, any key between
    the first of them and the last."""
    if keys and max(keys) - min(keys) < CLOSE * len(keys):
        return Q(**{f"{column}__gte": min(keys), f"{column}__lte": max(keys)})
    return Q(**{f"{column}__in": listed(keys, using)})


def linked(found: Tally) -> list[tuple[Any, ...]]:
    """Event and claim, for each event that one of the claims belongs to."""
    links, keys = ClaimEvent.objects.all(), found.keys
    pairs: Any = links.filter(near("claim", keys, links.db)).values_list("event", "claim")
    wanted = set(keys)
    return [pair for pair in read(pairs) if pair[1] in wanted]


def waiting(found: Tally) -> int:
    """How many of the claims wait because a fact changed."""
    evidence = Evidence.objects.order_by()
    keys = [row[0] for row in found.in_state()[:EXACT]]
    waits = Q(fact_changed=True) | expired_unseen()
    some = evidence.filter(near("claim", keys, evidence.db), waits).values_list("claim")
    return len({claim for (claim,) in read(some)}.intersection(keys))
