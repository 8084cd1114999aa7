"""What importing gives as files: a template to fill in, and the rows that failed, to be mended."""

import csv
from collections.abc import Iterator, Mapping
from itertools import islice

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles import intake
from articles.http import Request, download, needs
from articles.importers import csv_file, json_lines
from articles.importers.columns import NAMES, REPORTED
from articles.models import Import

BATCH = 200  # rows a piece of the stream


@needs("articles.add_article")
@require_safe
def template_csv(request: Request) -> HttpResponse:
    """A table with our columns and one row to be overwritten."""
    return attached(HttpResponse(csv_file.template(), "text/csv; charset=utf-8"), "articles.csv")


@needs("articles.add_article")
@require_safe
def template_jsonl(request: Request) -> HttpResponse:
    """One object with our names, to be overwritten."""
    return attached(HttpResponse(json_lines.template(), "application/jsonl"), "articles.jsonl")


@needs("articles.add_article")
@require_safe
def failed_csv(request: Request, run: str) -> HttpResponseBase:
    """Every item that failed: where, why, and its values under the names of our columns.

    Cells are exactly what was handed in, so that a mended file imports as it was meant; a
    spreadsheet is told nothing that the file did not say already.
    """
    found = get_object_or_404(Import.objects.visible_to(request.user), public_id=run)
    written = rows_as_csv(intake.failed_rows(found))
    name = f"failed-{found.public_id}.csv"
    return download(request, written, name, "text/csv; charset=utf-8")


def attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def rows_as_csv(rows: Iterator[Mapping[str, str]]) -> Iterator[bytes]:
    """Marked as UTF-8 for spreadsheets, with a header."""
    writer = csv.writer(Echo())
    columns = (*REPORTED, *NAMES)
    yield encoded("\ufeff" + str(writer.writerow(columns)))
    while batch := list(islice(rows, BATCH)):
        lines = (writer.writerow([row.get(name, "") for name in columns]) for row in batch)
        yield encoded("".join(map(str, lines)))


def encoded(text: str) -> bytes:
    """As UTF-8. A byte or half a character that could not be read stays one, so that a row which
    was not mended fails again and is not taken in with a hole."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
