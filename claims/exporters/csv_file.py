"""CSV after RFC 4180 in UTF-8, with cells that no spreadsheet takes for a formula."""

import csv
import re
from collections.abc import Iterator
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
    writer = csv.writer(Echo())
    batch = ["\ufeff" if options.excel else "", writer.writerow(COLUMNS)]
    for line in lines(claims, options):
        batch.append(writer.writerow([neutral(column(line)) for column in COLUMNS.values()]))
        if len(batch) >= BATCH:
            yield "".join(batch).encode()
            batch = []
    yield "".join(batch).encode()


EXPORTER = Exporter("text/csv; charset=utf-8", "csv", write)
