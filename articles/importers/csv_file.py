"""CSV: a header, then an article a row; a row that cannot be read costs no other."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import chain

from articles.draft import Item, Unread
from articles.encoding import Encoding
from articles.importers.columns import (
    EMPTY,
    NAMES,
    Row,
    encoding_in,
    example,
    item_of,
    known_as,
    likely,
    line_ends,
    listed,
    mapping,
    pieces,
    shown,
)
from articles.importers.reading import Header, Limits, Reading, Source, opened, over
from articles.text import UnreadableText

READER = "csv_file 1"
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
SEPARATOR = re.compile(r"\ufeff?sep=(?P<sign>[^\"\r\n])\s*\Z", re.IGNORECASE)  # Excel's own
WITHIN = re.compile(r'[^"]*+(?:""[^"]*+)*+')  # as far as quotes hold, which is never backtracked
LINES = 100_000  # of one row that is too long, after which its end is not looked for any more
ROOM = 100_000  # characters of a row, beside those of its article


class At(Enum):
    """Where in a row one is."""

    VALUE = auto()  # before the first character of a value
    PLAIN = auto()  # in a value without quotes, where a quote is a character like any other
    QUOTED = auto()
    QUOTE = auto()  # behind a quote within quotes: it ends them, or another one follows


def read(source: Source, how: Reading) -> Iterator[Item]:
    """An item a row, its line the one on which the row begins; rows without a value are none.

    Raises UnreadableText where there is no table, or where it cannot be read on.
    """
    file = opened(source)
    encoding = encoding_in(file, how)
    delimiter, names, rows = table(pieces(file, encoding, ""), how, encoding)
    ours = mapped(names, how)
    reader = f"{READER}, {encoding.name}"
    count, empty, most = 0, 0, how.limits.items
    for row in rows:
        values, why = values_of(row, delimiter, how.limits, encoding)
        if not why and not any(map(str.strip, values)):
            empty += 1
            if empty > EMPTY:
                raise UnreadableText(f"More than {EMPTY:,} rows are empty. Take them out.")
            continue
        count += 1
        if count > most:
            raise UnreadableText(over("items", most, f"More than {most:,} rows"))
        why = why or other_number(len(values), len(names), delimiter)
        said = under(ours, values, delimiter)
        if why:
            yield Unread(line=row.line, why=why, row=said)
        else:
            yield item_of(said, how, line=row.line, reader=reader, warnings=encoding.warnings)
    if not count:
        raise UnreadableText("There is a header, but no row below it. Add the articles.")


def header(source: Source, how: Reading) -> Header:
    """The form of the table. Raises UnreadableText where there is none."""
    file = opened(source)
    encoding = encoding_in(file, how)
    delimiter, names, _rows = table(pieces(file, encoding, ""), how, encoding)
    return Header(likely(names, how), encoding.name, delimiter)


def template() -> bytes:
    """A table with one row to be overwritten, marked so that spreadsheets read it as UTF-8."""
    file = io.StringIO()
    csv.writer(file).writerows([NAMES, example().values()])
    return file.getvalue().encode("utf-8-sig")


def table(
    lines: Iterator[tuple[int, str]], how: Reading, encoding: Encoding
) -> tuple[str, list[str], Iterator[Row]]:
    """The delimiter, the names in the header, and the rows below it. Raises UnreadableText."""
    chosen = how.delimiter
    for first in lines:
        line = first[1]
        if found := SEPARATOR.match(line):
            chosen = chosen or found["sign"]
        elif line.strip("\ufeff \t\r\n"):
            delimiter = delimiter_of(line, chosen)
            rows = rows_of(chain([first], lines), delimiter, how.limits)
            return delimiter, names_of(next(rows), delimiter, how.limits, encoding), rows
    raise UnreadableText("There is no header and no row. Choose a file that holds articles.")


def delimiter_of(line: str, chosen: str) -> str:
    """What was chosen, else what makes the most of our columns, else the most columns."""
    if not chosen:
        return max(DELIMITERS, key=lambda sign: columns_by(sign, line))
    if len(chosen) > 1 or chosen in '"\r\n\0':
        raise UnreadableText(
            f"“{shown(chosen)}” cannot stand between values. Choose comma, semicolon or tab."
        )
    return chosen


def columns_by(delimiter: str, line: str) -> tuple[int, int]:
    """How many columns of ours, and how many in all, a delimiter makes of a header."""
    names = split(line.removeprefix("\ufeff"), delimiter, strict=False)
    return sum(bool(known_as(name)) for name in names[:1_000] if len(name) <= 100), len(names)


def names_of(row: Row, delimiter: str, limits: Limits, encoding: Encoding) -> list[str]:
    """The names in the header, trimmed. Raises UnreadableText for an empty one and for twins."""
    limits.check("columns", len(split(row.text, delimiter, strict=False)), "columns")
    values, why = values_of(row, delimiter, limits, encoding)
    if why:
        raise UnreadableText(f"The header cannot be read. {why}")
    names = [name.strip("\ufeff \t\r\n") for name in values]
    if ("" in names or len(set(names)) < len(names)) and not any(map(known_as, names)):
        raise UnreadableText(no_header(names))
    for number, name in enumerate(names, start=1):
        if not name:
            raise UnreadableText(
                f"Column {number} has no name. Name it in the header, or take the column out."
            )
        if name in names[: number - 1]:
            raise UnreadableText(
                f"Columns {names.index(name) + 1} and {number} are both named “{shown(name)}”."
                " Name one otherwise, or take it out."
            )
    return names


def no_header(names: Sequence[str]) -> str:
    return (
        f"The first line is no header that is known: {listed(names)}. Let it name the columns"
        f" ({', '.join(NAMES)}), or choose in the preview which column is which."
    )


def mapped(names: Sequence[str], how: Reading) -> dict[str, str]:
    """Which column of ours each is. Raises UnreadableText if none is, or none the text."""
    if not any(likely(names, how).values()):
        raise UnreadableText(no_header(names))
    ours = mapping(names, how)
    if not {"text", "html"} & set(ours.values()):
        raise UnreadableText(
            "No column is the text. Choose in the preview which one is, or name it “text”."
        )
    return ours


def rows_of(lines: Iterable[tuple[int, str]], delimiter: str, limits: Limits) -> Iterator[Row]:
    """Lines, and pieces of them, put together to rows, which end where a line does outside quotes.

    Raises UnreadableText for quotes that are open at the end, or for too many lines.
    """
    most = 2 * limits.article_bytes + ROOM  # every character of an article may be a doubled quote
    at, begins, quote, size = At.VALUE, 1, 0, 0
    kept: list[str] = []
    for number, piece in lines:
        begins = begins if size else number
        at, opens = after(piece, at, delimiter)
        quote = number if opens else quote
        size += len(piece)
        if size <= most:
            kept.append(piece)
        if at is not At.QUOTED and piece[-1] in "\r\n":
            yield Row(begins, "".join(kept), size)
            at, size, kept = At.VALUE, 0, []
        elif size > most and number - begins > LINES:
            raise UnreadableText(unclosed(quote, begins, f" within {LINES:,} lines"))
    if at is At.QUOTED:
        raise UnreadableText(unclosed(quote, begins))
    if size:
        yield Row(begins, "".join(kept), size)


def unclosed(quote: int, row: int, within: str = "") -> str:
    return (
        f"The quote that opens on line {quote:,} is never closed{within}. Close it, or double it if"
        f" it belongs to the text. Nothing is read from line {row:,} on."
    )


def after(piece: str, at: At, delimiter: str) -> tuple[At, bool]:
    """Where one is behind a line or a piece of one, and whether quotes were opened in it."""
    place, opens = 0, False
    while place < len(piece):
        if at is At.QUOTED:
            found = WITHIN.match(piece, place)
            place = found.end() if found else place
            if place == len(piece):
                break
            place += 1
            at = At.QUOTE
        elif at is At.PLAIN:
            place = piece.find(f'{delimiter}"', place) + 2
            if place < 2:
                return (At.VALUE if piece.endswith(delimiter) else At.PLAIN), opens
            at, opens = At.QUOTED, True
        elif piece[place] == '"':
            opens = opens or at is At.VALUE
            at = At.QUOTED
            place += 1
        else:
            at = At.PLAIN
    return at, opens


def split(text: str, delimiter: str, *, strict: bool = True) -> list[str]:
    """The values of a row. Raises csv.Error."""
    if len(text) > csv.field_size_limit():  # of the whole process, so it is never lowered again
        csv.field_size_limit(len(text))
    return next(csv.reader([text], delimiter=delimiter, strict=strict), [])


def values_of(
    row: Row, delimiter: str, limits: Limits, encoding: Encoding
) -> tuple[list[str], str]:
    """The values of a row as they are, none if they cannot be told apart; and what is wrong."""
    values: list[str] = []
    try:
        if row.size == len(row.text):
            values = split(row.text, delimiter)
        row.refuse_wrong(limits, encoding)
    except UnreadableText as error:
        return values, str(error)
    except csv.Error:
        last = row.line + line_ends(row.text.rstrip("\r\n"))
        lines = (
            f"Lines {row.line:,} to {last:,} are one row, in which" if last > row.line else "In it,"
        )
        return values, (
            f"{lines} a value goes on behind its closing quote. Close the quote that was left open,"
            " or double those that belong to the text."
        )
    nul = row.text.find("\0")
    if nul >= 0:
        line = row.line + line_ends(row.text[:nul])
        return values, f"Line {line:,} holds a NUL, which no text does. Take it out."
    return values, ""


def other_number(values: int, columns: int, delimiter: str) -> str:
    """What is wrong with a row of more or fewer values than there are columns, or nothing."""
    sign = DELIMITERS.get(delimiter, f"“{shown(delimiter)}”")
    found = f"Values in the row: {values:,}, columns in the header: {columns:,}."
    if values > columns:
        return f"{found} Put quotes around a value that holds a {sign}."
    if values < columns:
        return f"{found} Add what is missing: a {sign} for each value that is empty."
    return ""


def under(ours: Mapping[str, str], values: Sequence[str], delimiter: str) -> dict[str, str]:
    """Values under our names; those too many stay with the last column that is ours."""
    places = [(place, name) for place, name in enumerate(ours.values()) if name]
    row = {name: values[place] for place, name in places if place < len(values)}
    if len(values) > len(ours):
        place, name = places[-1]
        row[name] = delimiter.join(values[place:])
    return row
