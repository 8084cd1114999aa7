"""CSV after RFC 4180 in UTF-8, with cells that no spreadsheet takes for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from claims.exporters.chunks import Chunk, chunks
from claims.exporters.columns import COLUMNS, Exporter, Options
from claims.models.claim import ClaimQuerySet

# What a spreadsheet may run: OWASP's list, and its full-width twins. Apostrophes before it count,
# so that taking one away again gives back exactly what was written.
RISKY = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
FORMULA = re.compile(f"'*[{re.escape(RISKY)}]")
SUSPECT = frozenset(f"'{RISKY}")  # most cells begin with none of these, and are through


def neutral(cell: Any) -> Any:
    """The cell with an apostrophe before what looks like a formula; `plain` takes it off."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """What `neutral` was given."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell


def write(claims: ClaimQuerySet, options: Options) -> Iterator[bytes]:
    fields = [field for column in COLUMNS.values() for field in column.fields]
    found = chunks(claims, fields, long=options.long)
    return stream(COLUMNS, map(rows_of, found), excel=options.excel)


def rows_of(chunk: Chunk) -> Iterable[tuple[Any, ...]]:
    """A chunk's cells, made a column at a time."""
    columns = COLUMNS.values()
    return zip(*[one.made(*[chunk[name] for name in one.fields]) for one in columns], strict=True)


def stream(
    header: Iterable[str], chunks: Iterable[Iterable[Iterable[Any]]], *, excel: bool = False
) -> Iterator[bytes]:
    """A table piece by piece, the header at once and then each chunk of rows, cells neutral.

    `excel`: begin with a BOM. A fault on the way is the last line of the table and is raised
    again, which breaks the connection off: half a table does not look like a whole one, not even
    behind a proxy that cannot tell the two apart.
    """
    yield ("\ufeff" if excel else "").encode() + written([list(header)])
    try:
        for rows in chunks:
            yield written(rows)
    except Exception:
        yield written([[_("THIS FILE IS NOT WHOLE. An error broke it off. Export it again.")]])
        raise


def written(rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(
        [neutral(cell) if type(cell) is str and cell[:1] in SUSPECT else cell for cell in row]
        for row in rows
    )
    return text.getvalue().encode()


EXPORTER = Exporter("text/csv; charset=utf-8", "csv", write)
