"""The one list of columns that every tabular export has, and how rows are fetched for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings

from articles.models import Source
from claims.models import Claim, Event
from claims.models.claim import ClaimQuerySet

CHUNK = 1000


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


class Line(NamedTuple):
    """One row to write: a claim with all its events, or in the long shape with one of them."""

    claim: Claim
    events: tuple[Event, ...]


def when(moment: datetime | None, source: Source | None = None) -> str:
    """ISO 8601 with its offset: a publication in its source's time zone, all else in UTC."""
    if moment is None:
        return ""
    return (moment.astimezone(source.zone()) if source else moment).isoformat()


def link(url: str) -> str:
    return f"{settings.SITE_URL}{url}"


def deciding(claim: Claim, name: str) -> Any:
    """Of the assessment that decided the claim: its rationale, or its revision's number."""
    for made in claim.assessments.all():
        return made.revision.number if name == "number" else made.rationale
    return ""


COLUMNS: dict[str, Callable[[Line], Any]] = {
    "claim_id": lambda line: line.claim.public_id,
    "article_id": lambda line: line.claim.article.public_id,
    "article_title": lambda line: line.claim.article.title,
    "source": lambda line: line.claim.article.source.name,
    "article_url": lambda line: line.claim.article.canonical_url,
    "published_at": lambda line: when(line.claim.article.published_at, line.claim.article.source),
    "revision": lambda line: line.claim.sentence.revision.number,
    "paragraph": lambda line: line.claim.sentence.paragraph,
    "sentence_number": lambda line: line.claim.sentence.number,
    "sentence": lambda line: line.claim.sentence.text,
    "quote": lambda line: line.claim.quote,
    "start": lambda line: line.claim.start,
    "end": lambda line: line.claim.end,
    "claim": lambda line: line.claim.wording,
    "claimant": lambda line: line.claim.claimant.name if line.claim.claimant else "",
    "cue": lambda line: line.claim.cue,
    "kind": lambda line: line.claim.kind,
    "events": lambda line: "; ".join(event.name for event in line.events),
    "event_ids": lambda line: "; ".join(event.public_id for event in line.events),
    "state": lambda line: line.claim.state,
    "verdict": lambda line: line.claim.verdict,
    "verdict_words": lambda line: line.claim.verdict_words,
    "scale": lambda line: line.claim.scale.name if line.claim.scale else "",
    "scale_edition": lambda line: line.claim.scale.edition if line.claim.scale else "",
    "rationale": lambda line: deciding(line.claim, "rationale"),
    "judged_revision": lambda line: deciding(line.claim, "number"),
    "decided_by": lambda line: line.claim.decided_by.username if line.claim.decided_by else "",
    "decided_at": lambda line: when(line.claim.decided_at),
    "assigned_to": lambda line: line.claim.assigned_to.username if line.claim.assigned_to else "",
    "facts": lambda line: "; ".join(
        f"{one.stance}: {one.fact.statement}" for one in line.claim.evidence.all()
    ),
    "fact_urls": lambda line: "; ".join(
        one.fact.source_url or "-" for one in line.claim.evidence.all()
    ),
    "fact_changed": lambda line: "yes" if any(e.waits for e in line.claim.evidence.all()) else "",
    "tagged_by": lambda line: line.claim.tagged_by.username if line.claim.tagged_by else "",
    "tagged_at": lambda line: when(line.claim.tagged_at),
    "updated_at": lambda line: when(line.claim.updated_at),
    "note": lambda line: line.claim.note,
    "permalink": lambda line: link(line.claim.get_absolute_url()),
}


def lines(claims: ClaimQuerySet, options: Options) -> Iterator[Line]:
    """The claims in the order of their tagging, fetched in chunks by key.

    No cursor stays open between chunks: a slow download must not keep SQLite's writers waiting.
    """
    rows = claims.judged().order_by("pk")
    chunk: list[Claim] = []
    while not chunk or len(chunk) == CHUNK:
        chunk = list(rows.filter(pk__gt=chunk[-1].pk if chunk else 0)[:CHUNK])
        if not chunk:
            return
        for claim in chunk:
            events = tuple(link.event for link in claim.links.all())
            if options.long:
                for event in events:
                    yield Line(claim, (event,))
            if not options.long or not events:
                yield Line(claim, events)
