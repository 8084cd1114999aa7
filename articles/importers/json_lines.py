"""JSON Lines: an article an object, a line each; or one JSON document that is a list of them."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from articles.draft import Item, Unread
from articles.encoding import Encoding
from articles.importers.columns import (
    EMPTY,
    Row,
    encoding_in,
    example,
    item_of,
    likely,
    mapping,
    pieces,
    shown,
)
from articles.importers.reading import Header, Limits, Reading, Source, opened, over, whole
from articles.importers.strict_json import loads
from articles.text import UnreadableText

READER = "json_lines 1"
SAID = 50  # objects that are looked at for a preview of the names
ROOM = 100_000  # characters of a line, beside those of its article
NUMBERED = {"external_id", "published"}  # where a whole number is as good as its digits
KINDS = {
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    type(None): "null",
}

Found = tuple[int, Any]  # where, and what stands there or the UnreadableText why it is not read


def read(source: Source, how: Reading) -> Iterator[Item]:
    """An item an object. Its line is that of the file, in a list the number of the object.

    Raises UnreadableText for what holds no object, for a list that is not JSON as a whole, and
    where lines cannot be read on.
    """
    encoding, values = values_in(source, how)
    reader = f"{READER}, {encoding.name}"
    most = how.limits.items

    @lru_cache(maxsize=256)  # the objects of a file have the same names, mostly
    def ours(names: tuple[str, ...]) -> dict[str, str]:
        return mapping(names, how, "field")

    number = 0
    for number, (line, value) in enumerate(values, start=1):
        if number > most:
            raise UnreadableText(over("items", most, f"More than {most:,} objects"))
        try:
            if isinstance(value, UnreadableText):
                raise value
            row = row_of(value, ours(names_in(value, how.limits)))
        except UnreadableText as error:
            why = shown(str(error), 1_000)
            yield Unread(line=line, why=why, row=as_it_was(value, how))
        else:
            yield item_of(row, how, line=line, reader=reader, warnings=encoding.warnings)
    if not number:
        raise UnreadableText("There is no article in it. Write one object a line.")


def header(source: Source, how: Reading) -> Header:
    """The names in the first objects. Raises UnreadableText where none of them can be read."""
    encoding, values = values_in(source, how)
    first = list(islice(values, SAID))
    found = [value for _line, value in first if isinstance(value, dict)]
    # What cannot be shown cannot be chosen; it is an error of its own line.
    names = dict.fromkeys(name for name in chain(*found) if name.isprintable())
    if not found:
        error = next((value for _line, value in first if isinstance(value, UnreadableText)), None)
        raise error or UnreadableText("There is no article in it. Write one object a line.")
    how.limits.check("columns", len(names), "fields")
    return Header(likely(list(names), how), encoding.name)


def template() -> bytes:
    """One object, to be overwritten."""
    return json.dumps(example(), ensure_ascii=False).encode() + b"\n"


def values_in(source: Source, how: Reading) -> tuple[Encoding, Iterator[Found]]:
    """What stands in a file, by line; in a list and in one object of many lines by number."""
    file = opened(source)
    encoding = encoding_in(file, how)
    lines = lines_of(pieces(file, encoding, "\n"), how.limits)
    first = next(lines, None)
    start = first.text.strip("\ufeff \t\r\n") if first else ""
    if start.startswith("[") or start == "{":
        return encoding, document(source, how, encoding)
    rows = chain([first], lines) if first else lines
    return encoding, ((row.line, value_of(row, how.limits, encoding)) for row in rows)


def document(source: Source, how: Reading, encoding: Encoding) -> Iterator[Found]:
    """The objects of a file that is one list, or one object. Raises UnreadableText."""
    data = whole(source, how)
    try:
        text = data.decode(encoding.codec)
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"Byte {error.start + 1:,} is not {encoding.name}."
            " Choose another encoding, or save the file as UTF-8."
        ) from error
    del data
    try:
        value = loads(text.removeprefix("\ufeff"), how.limits)
    except UnreadableText as error:
        raise UnreadableText(shown(str(error), 1_000)) from error
    yield from enumerate(value if isinstance(value, list) else [value], start=1)


def lines_of(parts: Iterator[tuple[int, str]], limits: Limits) -> Iterator[Row]:
    """The lines that hold something; of one too long only the beginning is kept."""
    most = 3 * limits.article_bytes + ROOM  # "\\u00e9" takes six characters for two bytes
    size = empty = 0
    kept: list[str] = []
    for number, part in parts:
        size += len(part)
        if size <= most:
            kept.append(part)
        if part[-1] == "\n":
            if size > len(part) or not part.isspace():
                yield Row(number, "".join(kept), size)
            else:
                empty += 1
                if empty > EMPTY:
                    raise UnreadableText(f"More than {EMPTY:,} lines are empty. Take them out.")
            size, kept = 0, []
    if size and not "".join(kept).isspace():
        yield Row(number, "".join(kept), size)


def value_of(row: Row, limits: Limits, encoding: Encoding) -> Any:
    """What a line says, or why that cannot be read."""
    try:
        row.refuse_wrong(limits, encoding)
        return loads(row.text.removeprefix("\ufeff"), limits, line=row.line)
    except UnreadableText as error:
        return error


def names_in(value: Any, limits: Limits) -> tuple[str, ...]:
    """The names of an object. Raises UnreadableText for what is none, or has too many."""
    if not isinstance(value, dict):
        raise UnreadableText(
            f"This is {kind_of(value)}, not an object. Write every article as an object, in braces,"
            " on a line of its own."
        )
    limits.check("columns", len(value), "fields")
    return tuple(value)


def row_of(value: Mapping[str, Any], ours: Mapping[str, str]) -> dict[str, str]:
    """The values under our names. Raises UnreadableText for one that is no text."""
    row = {}
    for name, said in value.items():
        if column := ours[name]:
            row[column] = said if isinstance(said, str) else text_of(name, column, said)
    return row


def text_of(name: str, column: str, said: Any) -> str:
    """The text for null, for the digits of an id, for a list of authors. Raises UnreadableText."""
    if said is None:
        return ""
    if type(said) is int and column in NUMBERED:
        return str(said)
    if column == "byline" and isinstance(said, list) and all(isinstance(one, str) for one in said):
        return ", ".join(said)
    raise UnreadableText(
        f"“{shown(name)}” is {kind_of(said)}, not text. Write it as text, in quotes."
    )


def kind_of(value: Any) -> str:
    return KINDS.get(type(value), "an object")


def as_it_was(value: Any, how: Reading) -> dict[str, str]:
    """What an object says under our names, where it is one; what is no text as JSON writes it."""
    if not isinstance(value, dict) or len(value) > how.limits.columns:
        return {}
    row = {}
    for name, ours in likely(list(value), how).items():
        said = value[name]
        if ours:
            row[ours] = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    return row
