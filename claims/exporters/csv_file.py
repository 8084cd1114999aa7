"""CSV after RFC 4180 in UTF-8, with cells that no spreadsheet takes for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from claims.exporters.columns import COLUMNS, Exporter, Options, lines
from claims.models.claim import ClaimQuerySet

BATCH = 200  # rows a piece of the stream
# What a spreadsheet may run: OWASP's list, and its full-width twins. Apostrophes before it count,
# so that taking one away again gives back exactly what was written.
FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def neutral(cell: Any) -> Any:
    """The cell with an apostrophe before what looks like a formula; `plain` takes it off."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """What `neutral` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


class Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def write(claims: ClaimQuerySet, options: Options) -> Iterator[bytes]:
    rows = ([column(line) for column in COLUMNS.values()] for line in lines(claims, options))
    return stream(COLUMNS, rows, excel=options.excel)


def stream(
    header: Iterable[str], rows: Iterable[Iterable[Any]], *, excel: bool = False
) -> Iterator[bytes]:
    """A table piece by piece, each cell neutral. `excel`: begin with a BOM."""
    writer = csv.writer(Echo())
    batch = ["\ufeff" if excel else "", writer.writerow(header)]
    for row in rows:
        batch.append(writer.writerow([neutral(cell) for cell in row]))
        if len(batch) >= BATCH:
            yield "".join(batch).encode()
            batch = []
    yield "".join(batch).encode()


EXPORTER = Exporter("text/csv; charset=utf-8", "csv", write)
