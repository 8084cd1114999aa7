"""The one list of columns that every tabular export has, and what each cell is made of."""

import zoneinfo
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings

from claims.exporters.chunks import Decision, EventName, FactBeside
from claims.models import Claim
from claims.models.claim import ClaimQuerySet

ANY_ID = "0" * 16


@dataclass(frozen=True, slots=True)
class Options:
    """`long`: a row per claim and event instead of one per claim. `excel`: begin with a BOM."""

    long: bool = False
    excel: bool = False


class Exporter(NamedTuple):
    """A format: what to call it, and the function that writes it piece by piece."""

    content_type: str
    extension: str
    write: Callable[[ClaimQuerySet, Options], Iterator[bytes]]


class Column:
    """The fields of claims that a column is made of, and what makes it of theirs.

    A field is a path from the claim, or what `chunks.BESIDE` names of other tables.
    """

    def __init__(self, *fields: str, made: Callable[..., Iterable[Any]] = list) -> None:
        self.fields = fields
        self.made = made


def each(cell: Callable[..., Any]) -> Callable[..., Iterable[Any]]:
    """Makes a column cell by cell."""
    return partial(map, cell)


def when(moment: datetime | None, zone: str = "") -> str:
    """ISO 8601 with its offset: a publication in its source's time zone, all else in UTC."""
    if moment is None:
        return ""
    return (moment.astimezone(zoneinfo.ZoneInfo(zone)) if zone else moment).isoformat()


def link(url: str) -> str:
    return f"{settings.SITE_URL}{url}"


def permalinks(public_ids: Iterable[str]) -> Iterable[str]:
    """Cut from one: to work each out would take as long as all the rest."""
    before, after = link(Claim(public_id=ANY_ID).get_absolute_url()).split(ANY_ID)
    return [f"{before}{public_id}{after}" for public_id in public_ids]


def names(events: tuple[EventName, ...]) -> str:
    return "; ".join([event.name for event in events])


def ids(events: tuple[EventName, ...]) -> str:
    return "; ".join([event.public_id for event in events])


def statements(evidence: tuple[FactBeside, ...]) -> str:
    return "; ".join([f"{one.stance}: {one.statement}" for one in evidence])


def addresses(evidence: tuple[FactBeside, ...]) -> str:
    return "; ".join([one.source_url or "-" for one in evidence])


def changed(evidence: tuple[FactBeside, ...]) -> str:
    return "yes" if any(one.waits for one in evidence) else ""


def rationale(decision: Decision | None) -> str:
    return decision.rationale if decision else ""


def judged(decision: Decision | None) -> int | str:
    return decision.revision if decision else ""


COLUMNS: dict[str, Column] = {
    "claim_id": Column("public_id"),
    "article_id": Column("article__public_id"),
    "article_title": Column("article__title"),
    "source": Column("article__source__name"),
    "article_url": Column("article__canonical_url"),
    "published_at": Column("article__published_at", "article__source__time_zone", made=each(when)),
    "revision": Column("sentence__revision__number"),
    "paragraph": Column("sentence__paragraph"),
    "sentence_number": Column("sentence__number"),
    "sentence": Column("sentence__text"),
    "quote": Column("quote"),
    "start": Column("start"),
    "end": Column("end"),
    "claim": Column("wording"),
    "claimant": Column("claimant__name"),
    "cue": Column("cue"),
    "kind": Column("kind"),
    "events": Column("events", made=each(names)),
    "event_ids": Column("events", made=each(ids)),
    "state": Column("state"),
    "verdict": Column("verdict"),
    "verdict_words": Column("verdict_words"),
    "scale": Column("scale__name"),
    "scale_edition": Column("scale__edition"),
    "rationale": Column("decision", made=each(rationale)),
    "judged_revision": Column("decision", made=each(judged)),
    "decided_by": Column("decided_by__username"),
    "decided_at": Column("decided_at", made=each(when)),
    "assigned_to": Column("assigned_to__username"),
    "facts": Column("evidence", made=each(statements)),
    "fact_urls": Column("evidence", made=each(addresses)),
    "fact_changed": Column("evidence", made=each(changed)),
    "tagged_by": Column("tagged_by__username"),
    "tagged_at": Column("tagged_at", made=each(when)),
    "updated_at": Column("updated_at", made=each(when)),
    "note": Column("note"),
    "permalink": Column("public_id", made=permalinks),
}
