"""Claims for an export, fetched in chunks by key: tuples and not objects, for there are many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, repeat
from typing import Any, NamedTuple, TypeVar

from django.db.models import F, Q

from claims.models import Assessment, Claim, ClaimEvent, Evidence
from claims.models.claim import ClaimQuerySet
from claims.models.evidence import ran_out

CHUNK = 2_000  # claims that are fetched, and written, at a time
KEYS = 100_000  # keys that are looked up at a time
BESIDE = ("events", "evidence", "decision")  # what other tables say of a claim


class EventName(NamedTuple):
    name: str
    public_id: str


class FactBeside(NamedTuple):
    stance: str
    statement: str
    source_url: str
    changed: bool
    confirmed_at: datetime | None
    valid_until: date | None

    @property
    def waits(self) -> bool:
        return self.changed or ran_out(self.valid_until, self.confirmed_at)


class Decision(NamedTuple):
    """Of the assessment that decided a claim."""

    rationale: str
    revision: int


Chunk = dict[str, Sequence[Any]]  # by field, a value for each line of the export
Kind = TypeVar("Kind", EventName, FactBeside, Decision)


def chunks(claims: ClaimQuerySet, fields: Iterable[str], *, long: bool) -> Iterator[Chunk]:
    """The claims in the order of their tagging, with these fields and those of BESIDE.

    `long`: a line per claim and event. Which claims these are is looked up KEYS at a time; each
    is read as it stands when its chunk's turn comes. No cursor stays open in between: a slow
    download must not keep SQLite's writers waiting, and an abandoned one stops here.
    """
    paths = list(dict.fromkeys(["pk", *(field for field in fields if field not in BESIDE)]))
    for keys in in_chunks(claims):
        rows = read(keys, paths)
        if rows:
            yield beside(rows, keys, paths, long=long)


def in_chunks(claims: ClaimQuerySet) -> Iterator[list[int]]:
    """The keys in order. Few at first, so that the first line comes soon; then many, since a
    database that sorts them has to find them all for each look."""
    last, size = 0, CHUNK
    while True:
        rows = claims.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        found = list(rows[:size])
        for at in range(0, len(found), CHUNK):
            yield found[at : at + CHUNK]
        if len(found) < size:
            return
        last, size = found[-1], min(size * 8, max(KEYS, CHUNK))


def among(field: str, keys: list[int]) -> Q:
    """Rows of these keys. Where few lie between them it is a range, whose others are left to be
    dropped: that costs less than a thousand parameters."""
    if keys[-1] - keys[0] < 2 * len(keys):
        return Q(**{f"{field}__gte": keys[0], f"{field}__lte": keys[-1]})
    return Q(**{f"{field}__in": keys})


def read(keys: list[int], paths: list[str]) -> list[tuple[Any, ...]]:
    """The claims of these keys with the fields at these paths, the key first."""
    rows = list(Claim.objects.filter(among("pk", keys)).order_by("pk").values_list(*paths))
    if len(rows) <= len(keys):
        return rows
    wanted = set(keys)
    return [row for row in rows if row[0] in wanted]


def beside(rows: list[tuple[Any, ...]], keys: list[int], paths: list[str], *, long: bool) -> Chunk:
    """The rows as columns, and what other tables say: three queries."""
    events = by_claim(
        EventName,
        ClaimEvent.objects.filter(among("claim", keys))
        .order_by("claim_id", "pk")
        .values_list("claim_id", "event__name", "event__public_id"),
    )
    evidence = by_claim(
        FactBeside,
        Evidence.objects.filter(among("claim", keys))
        .order_by("claim_id", "pk")
        .values_list(
            *("claim_id", "stance", "fact__statement", "fact__source_url"),
            *("fact_changed", "confirmed_at", "fact__valid_until"),
        ),
    )
    decisions = by_claim(
        Decision,
        Assessment.objects.filter(
            among("claim", keys),
            made_at=F("claim__decided_at"),
            reviewer=F("claim__decided_by"),
        )
        .order_by("claim_id", "pk")
        .values_list("claim_id", "rationale", "revision__number"),
    )
    about: list[tuple[EventName, ...]] = [events.get(row[0], ()) for row in rows]
    if long:
        rows = list(chain.from_iterable(map(repeat, rows, [len(some) or 1 for some in about])))
        about = list(chain.from_iterable(map(one_by_one, about)))
    chunk: Chunk = dict(zip(paths, zip(*rows, strict=True), strict=True))
    chunk["events"] = about
    chunk["evidence"] = [evidence.get(key, ()) for key in chunk["pk"]]
    chunk["decision"] = [decisions[key][-1] if key in decisions else None for key in chunk["pk"]]
    return chunk


def one_by_one(events: tuple[EventName, ...]) -> list[tuple[EventName, ...]]:
    """What the lines of a claim say in the long shape; of a claim without events it has one."""
    return [(event,) for event in events] if events else [()]


def by_claim(kind: type[Kind], rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[Kind, ...]]:
    """Rows that begin with a claim's key, by it."""
    found: dict[int, list[Kind]] = defaultdict(list)
    for key, *said in rows:
        found[key].append(kind(*said))
    return {key: tuple(some) for key, some in found.items()}
