"""What a preview shows of an import: how it was read, and what would become of its first items."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from articles import intake
from articles.forms import DELIMITERS, OptionsForm
from articles.http import Request
from articles.importers import IMPORTERS
from articles.importers.columns import shown
from articles.intake import Previewed
from articles.models import Import, Outcome

LONGEST = 200  # characters of a title that is shown of what cannot be stored


@dataclass(frozen=True, slots=True)
class Row:
    """An item with the warnings that are its own, and a title that can be shown as it stands."""

    item: Previewed
    warnings: list[str]
    title: str


@dataclass(frozen=True, slots=True)
class Preview:
    """`warnings` are those that every item has; `number` items would be stored, of those shown."""

    items: list[Row]
    warnings: list[str]
    facts: list[str]
    number: int
    known: int
    failed: int
    more: bool
    error: str

    @property
    def unread(self) -> bool:
        """Whether how it is read has to be mended first."""
        return not self.number and not self.known

    @property
    def runnable(self) -> bool:
        """Whether running it could do anything."""
        return bool(self.items)


def seen(run: Import) -> dict[str, Any]:
    """What was kept of the first look."""
    found: dict[str, Any] = json.loads(run.peek or "{}")
    return found


def columns_of(run: Import) -> dict[str, str]:
    """The names in the file's header to ours; empty for what is no table."""
    return seen(run).get("columns") or {}


def preview_of(run: Import) -> Preview:
    said = seen(run)
    items = intake.preview(run)
    read = [item for item in items if item.draft]
    common = [
        warning
        for warning in (read[0].said["warnings"] if read else [])
        if all(warning in item.said["warnings"] for item in read)
    ]
    outcomes = [item.outcome for item in items]
    return Preview(
        items=[row_of(item, common) for item in items],
        warnings=common,
        facts=facts_of(run, said, read),
        number=outcomes.count(Outcome.NEW) + outcomes.count(Outcome.REVISED),
        known=outcomes.count(Outcome.UNCHANGED),
        failed=outcomes.count(Outcome.FAILED),
        more=said.get("more", False),
        error=said.get("error", ""),
    )


def row_of(item: Previewed, common: list[str]) -> Row:
    own = [warning for warning in item.said.get("warnings", ()) if warning not in common]
    title = item.draft.title if item.draft else item.said.get("row", {}).get("title", "")
    return Row(item, own, title_shown(title))


def title_shown(title: str) -> str:
    """Halves of characters and such are what some rows fail for, and no page can hold them."""
    return shown(title, LONGEST) if not title.isprintable() else title


def facts_of(run: Import, said: dict[str, Any], read: list[Previewed]) -> list[str]:
    """Format, encoding and delimiter in words, as far as they are known."""
    kind = IMPORTERS[run.kind].name if run.kind in IMPORTERS else ""
    _reader, _comma, encoding = str(read[0].said["reader"] if read else "").rpartition(", ")
    sign = said.get("delimiter", "")
    delimiter = str(DELIMITERS.get(sign, f"“{sign}”")) if sign else ""
    return [fact for fact in (kind, said.get("encoding") or encoding, delimiter) if fact]


def preview_page(
    request: Request, run: Import, form: OptionsForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of an import that is to be looked at. `form` is one that was filled in wrongly."""
    context = {
        "run": run,
        "preview": preview_of(run),
        "form": form or OptionsForm(run=run, columns=columns_of(run)),
        "sources": intake.source_names(),
        "mine": Import.objects.writable_by(request.user).filter(pk=run.pk).exists(),
    }
    return render(request, "articles/import_preview.html", context, status=status)
