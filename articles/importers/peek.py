"""The first look at what was handed in: its format, its columns, its first items, its problems.

Runs in a process of its own (`articles.importers.child`), for what it reads is not trusted.
"""

import io
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from articles.draft import ArticleDraft, Item, Unread
from articles.encoding import SAMPLE
from articles.importers import IMPORTERS, Limits, Reading
from articles.importers.recognise import kind_of
from articles.prepared import prepare
from articles.text import UnreadableText

SHOWN = 20  # items of a preview
FIRST = 3  # sentences shown of each
SCALARS = (
    *("title", "byline", "language", "source_name", "canonical_url", "external_id"),
    *("dateline_place", "dateline_date", "agency", "version", "line", "file", "reader"),
)


def peek(
    payload: bytes, *, kind: str = "", limits: Mapping[str, int], **how: Any
) -> dict[str, Any]:
    """What a preview shows of `payload`, as plain values.

    `kind` overrules what the content tells; `how` are the fields of a Reading. Answers with
    `kind`, `columns` (the file's names to ours; None where there are none), `encoding`,
    `delimiter`, `items`, `more` and `error`; an item is a dict with `why` if it was not read.
    """
    reading = Reading(limits=Limits(**limits), **how)
    answer: dict[str, Any] = {
        "kind": kind,
        "columns": None,
        "encoding": "",
        "delimiter": "",
        "items": [],
        "more": False,
        "error": "",
    }
    try:
        answer["kind"] = kind = kind or kind_of(
            payload[:SAMPLE], reading.name, encoding=reading.encoding
        )
        importer = IMPORTERS[kind]
        if importer.header:
            header = importer.header(io.BytesIO(payload), reading)
            answer |= header._asdict()
        for item in islice(importer.read(io.BytesIO(payload), reading), SHOWN + 1):
            answer["items"].append(shown(item))
    except UnreadableText as error:
        answer["error"] = str(error)
    answer["more"] = len(answer["items"]) > SHOWN
    del answer["items"][SHOWN:]
    return answer


def shown(item: Item) -> dict[str, Any]:
    if isinstance(item, Unread):
        return {"line": item.line, "file": item.file, "why": item.why, "row": dict(item.row)}
    prepared = prepare(item)
    sentences = [part.text for part in prepared.parts if part.number]
    return {
        **{name: getattr(item, name) for name in SCALARS},
        "published": item.published.isoformat() if item.published else "",
        "warnings": list(item.warnings),
        "sha256": prepared.sha256,
        "sentences": len(sentences),
        "first": sentences[:FIRST],
        "characters": len(item.text),
    }


def draft_of(said: Mapping[str, Any]) -> ArticleDraft:
    """What an item of a preview tells of the article, all but its text."""
    return ArticleDraft(
        text="",
        blocks=(),
        published=datetime.fromisoformat(said["published"]) if said["published"] else None,
        **{name: said[name] for name in SCALARS},
    )
