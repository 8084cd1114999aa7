"""The part `export`: all claims as CSV over HTTP, against `csv.writer` over a bare cursor."""

import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from claims.management.benchmarks.bare import raw
from claims.management.benchmarks.figures import Figure, Stopwatch, percentile
from claims.management.benchmarks.ground import Served
from claims.management.benchmarks.plan import Plan
from claims.management.benchmarks.processes import Growth, megabytes, processor_seconds
from claims.management.benchmarks.visits import Visitor

PIECE = 1 << 16
RUNS = 3  # the median of so many downloads; fewer where these take longer than:
LONG = 120  # seconds
ROWS = 1_000  # that the bare reference takes from its cursor at a time
PATIENCE = 10.0  # seconds in which a server is given up that still works for nobody
QUIET = 0.5  # seconds without work are idleness
# What the columns of the export say, as one join: names, times and texts as they are stored, with
# events and facts of a claim in one cell each. Its only parameter is how texts are put together.
JOIN = """
SELECT c.public_id, a.public_id, a.title, s.name, a.canonical_url, a.published_at, r.number,
  t.paragraph, t.number, t.text, c.quote, c.start, c."end", c.wording, p.name, c.cue, c.kind,
  (SELECT {agg}(e.name, '; ') FROM claims_claimevent l JOIN claims_event e ON e.id = l.event_id
    WHERE l.claim_id = c.id),
  (SELECT {agg}(e.public_id, '; ') FROM claims_claimevent l JOIN claims_event e
    ON e.id = l.event_id WHERE l.claim_id = c.id),
  c.state, c.verdict, c.verdict_words, k.name, k.edition, j.rationale, jr.number, d.username,
  c.decided_at, m.username,
  (SELECT {agg}(v.stance || ': ' || f.statement, '; ') FROM claims_evidence v
    JOIN claims_fact f ON f.id = v.fact_id WHERE v.claim_id = c.id),
  (SELECT {agg}(f.source_url, '; ') FROM claims_evidence v
    JOIN claims_fact f ON f.id = v.fact_id WHERE v.claim_id = c.id),
  (SELECT max(CASE WHEN v.fact_changed THEN 1 ELSE 0 END) FROM claims_evidence v
    WHERE v.claim_id = c.id),
  g.username, c.tagged_at, c.updated_at, c.note, c.public_id
FROM claims_claim c
JOIN articles_article a ON a.id = c.article_id
JOIN articles_source s ON s.id = a.source_id
JOIN articles_sentence t ON t.id = c.sentence_id
JOIN articles_revision r ON r.id = t.revision_id
LEFT JOIN claims_claimant p ON p.id = c.claimant_id
LEFT JOIN claims_scale k ON k.id = c.scale_id
LEFT JOIN articles_user d ON d.id = c.decided_by_id
LEFT JOIN articles_user m ON m.id = c.assigned_to_id
LEFT JOIN articles_user g ON g.id = c.tagged_by_id
LEFT JOIN claims_assessment j ON j.claim_id = c.id AND j.made_at = c.decided_at
  AND j.reviewer_id = c.decided_by_id
LEFT JOIN articles_revision jr ON jr.id = j.revision_id
WHERE c.state <> 'withdrawn' ORDER BY c.id
"""


@dataclass(frozen=True, slots=True)
class Download:
    rows: int
    size: int  # bytes
    seconds: float
    first: float  # seconds until its first byte


def measure(plan: Plan) -> Iterator[Figure]:
    served = plan.ground.served
    path = "/claims/export/csv/"
    plan.say("Taking all claims out …")
    downloaded(served.visitor, path, pieces=1)
    served.visitor.connection.close()
    before = megabytes(served.workers)
    with Growth(served.workers) as growth:
        found = [downloaded(served.visitor, path)]
        while len(found) < RUNS and sum(one.seconds for one in found) < LONG:
            found.append(downloaded(served.visitor, path))
    plan.say("The same bare …")
    bare, rows = written_bare(plan.scratch / "bare.csv")
    yield Figure("export.rows", "claims taken out as CSV", found[0].rows, "rows", rows, "bare")
    yield Figure("export.size", "the file", found[0].size / 1e6, "MB")
    yield Figure(
        "export.rate",
        "claims taken out as CSV",
        percentile([one.rows / one.seconds for one in found], 0.5),
        "rows/s",
        rows / bare.seconds,
        "csv.writer over a cursor of the same",
    )
    first = percentile([one.first for one in found], 0.5)
    yield Figure("export.first_byte", "until the first byte", first, "s")
    yield Figure("export.growth", "a web process grows meanwhile by", growth.most, "MB")
    yield Figure(
        "export.cancelled",
        "until the server rests after a cancelled download",
        cancelled(served, path),
        "s",
    )
    held = megabytes(served.workers)
    yield Figure("export.memory", "a web process afterwards", held, "MB", before, "before")


def downloaded(visitor: Visitor, path: str, pieces: int = 1 << 40) -> Download:
    """The file, counted and thrown away; no more than so many pieces of it."""
    began = time.perf_counter()
    answer = visitor.begin("GET", path)
    piece = answer.read(1)
    first = time.perf_counter() - began
    quoted, rows, size = False, 0, len(piece)
    while piece and pieces:
        # Cells hold line ends only between quotes; of an even number of quotes none is open.
        for n, part in enumerate(piece.split(b'"')):
            quoted ^= n > 0
            rows += 0 if quoted else part.count(b"\n")
        piece = answer.read(PIECE)
        size += len(piece)
        pieces -= 1
    return Download(rows - 1, size, time.perf_counter() - began, first)


def written_bare(path: Path) -> tuple[Stopwatch, int]:
    """The same rows and columns by a cursor of the driver into a file; time and rows."""
    watch, rows = Stopwatch(), 0
    agg = "group_concat" if connection.vendor == "sqlite" else "string_agg"
    with raw() as plain, path.open("w", encoding="utf-8", newline="") as file, watch:
        writer = csv.writer(file)
        cursor = streaming(plain)
        cursor.execute(JOIN.format(agg=agg))
        while some := cursor.fetchmany(ROWS):
            writer.writerows(some)
            rows += len(some)
        cursor.close()
        if connection.vendor != "sqlite":
            plain.execute("COMMIT")
    path.unlink()
    return watch, rows


def streaming(plain: Any) -> Any:
    """A cursor that does not take all rows at once: PostgreSQL has those in a transaction only."""
    if connection.vendor == "sqlite":
        return plain.cursor()
    plain.execute("BEGIN")
    return plain.cursor(name="bare_export")


def cancelled(served: Served, path: str) -> float:
    """Seconds from hanging up in the middle of the file until neither the web processes nor the
    database do anything for it any more; PATIENCE where that does not come."""
    visitor = served.visitor
    answer = visitor.begin("GET", path)
    answer.read(PIECE)
    answer.close()
    visitor.connection.close()
    began = last = time.perf_counter()
    used = processor_seconds(served.workers)
    while time.perf_counter() - last < QUIET and time.perf_counter() - began < PATIENCE:
        time.sleep(0.02)
        now = processor_seconds(served.workers)
        if now > used or asks():
            used, last = now, time.perf_counter()
    return last - began


def asks() -> bool:
    """Whether PostgreSQL works for somebody else on this database."""
    if connection.vendor == "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state = 'active' AND backend_type = 'client backend'"
        )
        found: int = cursor.fetchone()[0]
    return found > 0
