"""Imports from what was handed in to the last item: kept, looked at, run, resumed, cancelled.

A run is in the hands of one process at a time, by a lease that every batch renews. A batch, the
counts and the lease move in one transaction: whatever kills the process, nothing is half stored,
and whoever takes the run on begins at the first item that is not counted.
"""

import hashlib
import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import store
from articles.draft import ArticleDraft, Unread
from articles.importers import IMPORTERS, Limits, Reading
from articles.importers.child import borrowed
from articles.importers.columns import NAMES
from articles.importers.peek import draft_of
from articles.models import (
    Article,
    Import,
    ImportChunk,
    ImportItem,
    ImportState,
    Outcome,
    Source,
    User,
    new_public_id,
)
from articles.models.imports import CHUNK
from articles.pipeline import Ready, batches, prepared
from articles.text import UnreadableText

NAME = 200  # characters of a name that are kept
FETCHED = 200  # failed items that are fetched at a time
GAP = 0.03  # seconds between two batches in which others can write


class Lost(Exception):
    """The run was cancelled, or another process has taken it on; nothing of the batch is stored."""


def limits() -> Limits:
    """The limits as the settings have them."""
    try:
        return Limits(**settings.IMPORT_LIMITS)
    except TypeError as error:
        raise ImproperlyConfigured(f"There is no limit of this name: {error}") from error


def receive(pieces: Iterable[bytes], *, name: str, by: User | None, **said: Any) -> Import:
    """Keeps what was handed in, a row for each CHUNK of bytes, and looks at it.

    `said` are fields of the import that tell how to read it. Raises UnreadableText for nothing at
    all, and for more than the limit.
    """
    size, sha256 = 0, hashlib.sha256()
    with transaction.atomic():
        made = Import.objects.create(
            name=shown_name(name), size=0, sha256="", created_by=by, **said
        )
        for number, piece in enumerate(rechunked(pieces)):
            size += len(piece)
            limits().check("file_bytes", size, _("bytes in the file"))
            sha256.update(piece)
            ImportChunk.objects.create(of=made, number=number, data=piece)
        if not size:
            raise UnreadableText(_("The file is empty. Choose one that holds an article."))
        made.size, made.sha256 = size, sha256.hexdigest()
        made.save(update_fields=["size", "sha256"])
    look(made)
    return made


def shown_name(name: str) -> str:
    """A file's name as it may be shown: no path, nothing that cannot be seen, not too long."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(sign if sign.isprintable() else "\ufffd" for sign in name)
    stem, dot, ending = name.rpartition(".")
    if len(name) > NAME and dot and len(ending) < 20:
        return f"{stem[: NAME - len(ending) - 2]}….{ending}"
    return name[:NAME]


def rechunked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of CHUNK."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    if held:
        yield bytes(held)


@contextmanager
def handed_in(run: Import) -> Iterator[BinaryIO]:
    """What was handed in, as a file of this process."""
    with tempfile.TemporaryFile() as file:
        for data in run.chunks.values_list("data", flat=True).iterator(chunk_size=1):
            file.write(data)
        file.seek(0)
        yield file


def look(run: Import) -> None:
    """Reads the beginning, in a process of its own, and keeps what a preview shows of it."""
    allowed = limits()
    with handed_in(run) as file, borrowed("articles.importers.peek:peek", allowed) as child:
        try:
            seen = child.call(
                file.read(),
                kind=run.kind,
                limits=asdict(allowed),
                name=run.name,
                language=run.language,
                encoding=run.encoding,
                delimiter=run.delimiter,
                columns=run.columns,
            )
        except UnreadableText as error:
            seen = {"kind": run.kind, "items": [], "more": False, "error": str(error)}
    run.kind, run.peek = seen["kind"], json.dumps(seen)
    run.save(update_fields=["peek", *SAID])


SAID = ("kind", "source", "language", "encoding", "delimiter", "columns")


@dataclass(frozen=True, slots=True)
class Previewed:
    """An item of a preview: what was read, what would become of it, and by what it is known.

    `said` is as `articles.importers.peek.shown` makes it; `why` is empty unless it would fail.
    """

    said: dict[str, Any]
    outcome: Outcome = Outcome.FAILED
    why: str = ""
    known_by: str = ""
    draft: ArticleDraft | None = None
    article: Article | None = None


def preview(run: Import) -> list[Previewed]:
    """What would become of the first items, as things stand now; three queries."""
    items = json.loads(run.peek or "{}").get("items", [])
    drafts = {n: draft_of(said) for n, said in enumerate(items) if "why" not in said}
    pairs = [(draft, items[n]["sha256"]) for n, draft in drafts.items()]
    foreseen = dict(zip(drafts, store.foresee(pairs, source=run.source), strict=True))
    found = []
    for n, said in enumerate(items):
        if n not in drafts:
            found.append(Previewed(said, why=said["why"]))
            continue
        draft, what = drafts[n], foreseen[n]
        by = store.known_by(draft)
        found.append(Previewed(said, what.outcome, what.refused, by, draft, what.article))
    return found


def begin(run: Import) -> bool:
    """Puts a run in the queue; False if it was there already, or is over."""
    waiting = Import.objects.filter(pk=run.pk, state=ImportState.PREVIEW)
    return bool(waiting.update(state=ImportState.QUEUED, seen_at=timezone.now()))


def cancel(run: Import) -> bool:
    """Stops a run before its next batch. What is stored stays; False if it was over already."""
    return bool(
        Import.objects.under_way()
        .filter(pk=run.pk)
        .update(state=ImportState.CANCELLED, lease="", finished_at=timezone.now())
    )


def resume(run: Import) -> bool:
    """Puts one that was cancelled or stopped in the queue again; it goes on behind its last item.

    False if it is there already, was never begun, or is done.
    """
    over = Import.objects.filter(pk=run.pk, state__in=(ImportState.CANCELLED, ImportState.FAILED))
    return bool(
        over.update(state=ImportState.QUEUED, error="", finished_at=None, seen_at=timezone.now())
    )


def throw_away(run: Import) -> bool:
    """Forgets one that was only looked at; False if it was begun meanwhile."""
    number, _of = Import.objects.filter(pk=run.pk, state=ImportState.PREVIEW).delete()
    return bool(number)


def forget_old() -> None:
    """Lets go of the bytes handed in for imports that ended, or were never begun, long ago.

    What became of their items stays, with the values of those that failed.
    """
    before = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS)
    over = Import.objects.filter(created_at__lt=before).exclude(
        state__in=(ImportState.QUEUED, ImportState.RUNNING)
    )
    ImportChunk.objects.filter(of__in=over).delete()


def take_on(pk: int) -> Import | None:
    """The run, with a lease on it for this process; None if it is over or in other hands."""
    lease, now = new_public_id(), timezone.now()
    free = Import.objects.abandoned().filter(pk=pk)
    if not free.update(state=ImportState.RUNNING, lease=lease, seen_at=now):
        return None
    Import.objects.filter(pk=pk, started_at=None).update(started_at=now)
    run: Import = Import.objects.select_related("created_by").get(pk=pk)
    return run


def carry_out(run: Import, file: BinaryIO, *, workers: int = 1) -> None:
    """Stores the items that are not dealt with yet. Raises Lost, and whatever the database does."""
    reading = Reading(
        name=run.name,
        language=run.language,
        encoding=run.encoding,
        delimiter=run.delimiter,
        columns=run.columns,
        limits=limits(),
    )
    items = IMPORTERS[run.kind].read(file, reading)
    committed = 0.0
    try:
        rest = islice(items, run.position, None)
        for batch in batches(prepared(rest, workers)):
            # Where one writes at a time, editors come between; with more processes they do not.
            if connection.vendor == "sqlite" and workers < 2:
                time.sleep(max(0.0, committed + GAP - time.monotonic()))
            store_batch(run, batch, read=min(file.tell(), run.size))
            committed = time.monotonic()
    except UnreadableText as error:
        finish(run, ImportState.FAILED, str(error))
    else:
        finish(run, ImportState.DONE)


def store_batch(run: Import, batch: Sequence[Ready], *, read: int) -> None:
    """One transaction: the articles, what became of each item, the counts, the lease."""
    by, source = run.created_by, run.source
    drafts = [item for item in batch if not isinstance(item, Unread)]
    mine = Import.objects.filter(pk=run.pk, lease=run.lease, state=ImportState.RUNNING)
    with transaction.atomic():
        # First, for it locks the row: whoever took the run on meanwhile is not interfered with.
        if not mine.update(seen_at=timezone.now(), bytes_read=read):
            raise Lost
        results = iter(store.store_all(drafts, by=by, source=source))
        rows = [
            item_row(item, None if isinstance(item, Unread) else next(results)) for item in batch
        ]
        for number, row in enumerate(rows, start=run.position):
            row.of, row.number = run, number
        ImportItem.objects.append(rows)
        counts = {o.value: sum(row.outcome == o for row in rows) for o in Outcome}
        mine.update(
            position=F("position") + len(rows),
            **{name: F(name) + number for name, number in counts.items()},
        )
    run.position += len(rows)
    for name, number in counts.items():
        setattr(run, name, getattr(run, name) + number)


def item_row(item: Ready, result: store.Stored | store.Refused | None) -> ImportItem:
    """What became of an item. `result` is the store's; None for one that could not be read."""
    row = ImportItem(outcome=Outcome.FAILED)
    if isinstance(item, Unread):
        row.line, row.file, row.why = item.line, item.file[:200], item.why
        row.row = json.dumps(dict(item.row)) if item.row else ""
        return row
    draft = item.draft
    row.line, row.file = draft.line, draft.file[:200]
    if isinstance(result, store.Stored):
        row.outcome, row.article = result.outcome, result.article
        row.why = " ".join(draft.warnings)
    else:
        row.why = str(result)
        row.row = json.dumps(values_of(draft))
    return row


def values_of(draft: ArticleDraft) -> dict[str, str]:
    """A draft as the row of a table that reads as the same article."""
    published: datetime | None = draft.published
    said = {
        "title": draft.title,
        "text": draft.text,
        "source": draft.source_name,
        "byline": draft.byline,
        "published": published.isoformat() if published else "",
        "language": draft.language,
        "url": draft.canonical_url,
        "external_id": draft.external_id,
    }
    return {name: said[name] for name in NAMES if said.get(name)}


def finish(run: Import, state: ImportState, error: str = "") -> None:
    Import.objects.filter(pk=run.pk, lease=run.lease, state=ImportState.RUNNING).update(
        state=state, error=error, lease="", finished_at=timezone.now(), bytes_read=run.size
    )
    run.state, run.error = state, error


def failed_rows(run: Import) -> Iterator[dict[str, str]]:
    """Every item that failed, as a row to be mended. No cursor stays open between two chunks."""
    failed = run.items.filter(outcome=Outcome.FAILED).order_by("number")
    chunk: list[ImportItem] = []
    while not chunk or len(chunk) == FETCHED:
        chunk = list(failed.filter(number__gt=chunk[-1].number if chunk else -1)[:FETCHED])
        if not chunk:
            return
        yield from map(row_to_mend, chunk)


def row_to_mend(item: ImportItem) -> dict[str, str]:
    """Where it stood, what is wrong, and its values under the names of our columns."""
    return {"file": item.file, "line": str(item.line), "error": item.why, **item.values}


def source_names() -> Iterable[str]:
    """For the field's suggestions."""
    return Source.objects.order_by("name").values_list("name", flat=True)[:500]
