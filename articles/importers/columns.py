"""The columns of a table of articles, the same for CSV and JSON Lines, and its lines."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO, NamedTuple

from articles.draft import ArticleDraft, Item, Unread
from articles.encoding import SAMPLE, Encoding, encoding_of
from articles.importers import plain_text
from articles.importers.compose import compose, language_tag, one_line, web_address
from articles.importers.dates import moment
from articles.importers.markup import paragraphs
from articles.importers.reading import Limits, Reading
from articles.text import BROKEN, UnreadableText, canonical, fold

PIECE = 1 << 18  # characters of a line that are read at a time
EMPTY = 2_000_000  # rows without a value that are passed over; spreadsheets write a million
# A byte that the encoding does not have, as "surrogateescape" decodes it.
WRONG = re.compile("[\udc80-\udcff]")


class Column(NamedTuple):
    """A column: its name, what it holds, an example, and other names that it is known by."""

    name: str
    holds: str
    example: str
    others: tuple[str, ...] = ()


COLUMNS = (
    Column(
        "title",
        "The headline. Where it is empty, the first line of the text is.",
        "Ferry service to resume in Northtown",
        ("headline", "heading"),
    ),
    Column(
        "text",
        "The article, a paragraph a line. Needed, unless there is html.",
        "The ferry will sail again on Monday.\nTickets cost $4.",
        ("body", "content", "article", "article_body", "body_text", "full_text"),
    ),
    Column("html", "The article as HTML, in place of text.", "", ("body_html", "content_html")),
    Column(
        "source",
        "Who published it. Needed, unless the text names its agency or the import names one.",
        "Northtown Gazette",
        ("publisher", "publication", "outlet", "source_name", "newspaper", "site"),
    ),
    Column("byline", "Who wrote it.", "Sam Reed", ("author", "authors", "by")),
    Column(
        "published",
        "When it was published: 2031-05-03, or 2031-05-03T16:05:00+02:00.",
        "2031-05-03T16:05:00+02:00",
        (
            *("date", "datetime", "time", "timestamp", "pub_date"),
            *("published_at", "publish_date", "date_published"),
        ),
    ),
    Column("language", "As BCP 47 writes it: en, zh-Hans.", "en", ("lang",)),
    Column(
        "url",
        "Its address on the web. It tells articles apart where there is no external_id.",
        "https://gazette.example/ferry",
        ("link", "canonical_url", "address", "permalink"),
    ),
    Column(
        "external_id",
        "Its id at the source. It tells articles apart before all else.",
        "gazette-2031-0503-1",
        ("guid", "uri", "article_id"),  # not "id": it may be a row's number in some database
    ),
)
NAMES = tuple(column.name for column in COLUMNS)
REPORTED = ("file", "line", "error")  # that a report adds, and an import passes over


def known_as(name: str) -> str:
    """Our column for a name that a file uses, or nothing; "Body Text" and "bodyText" are one."""
    return KNOWN.get(key(name), "")


def key(name: str) -> str:
    return fold(name).translate(JOINTS)


JOINTS = dict.fromkeys(map(ord, " _-"))
KNOWN = {key(name): column.name for column in COLUMNS for name in (column.name, *column.others)}


def example() -> dict[str, str]:
    """The one row of a template, under our names."""
    return {column.name: column.example for column in COLUMNS}


def likely(names: Sequence[str], how: Reading) -> dict[str, str]:
    """Which of our columns each name of the file is by choice or by its name; "" for the rest.

    Of two that are the same by name, the second is among the rest.
    """
    found = {name: ours for name, ours in how.columns.items() if name in names}
    taken = set(found.values())
    for name in names:
        ours = known_as(name)
        if name not in found:
            found[name] = "" if ours in taken else ours
            taken.add(ours)
    return {name: found[name] for name in names}


def mapping(names: Sequence[str], how: Reading, what: str = "column") -> dict[str, str]:
    """Which of our columns each name of the file is; "" for those left out.

    What was chosen wins over what the names tell. Raises UnreadableText for a name that is
    neither known nor left out by choice, and for two that are the same. `what` is a name's noun.
    """
    found: dict[str, str] = {}
    taken: dict[str, str] = {}
    unknown = []
    for name in names:
        ours = found[name] = how.columns.get(name, known_as(name))
        if ours in taken:
            raise UnreadableText(
                f"“{shown(taken[ours])}” and “{shown(name)}” are both the {ours}. Leave one out."
            )
        if ours:
            taken[ours] = name
        elif name not in how.columns and fold(name) not in REPORTED:
            unknown.append(name)
    if unknown:
        several = "s" if len(unknown) > 1 else ""
        raise UnreadableText(
            f"Unknown {what}{several} {listed(unknown)}. Choose in the preview what it is, or that"
            f" it is left out, or use our names: {', '.join(NAMES)}."
        )
    if strange := taken.keys() - set(NAMES):
        raise UnreadableText(
            f"There is no column {listed(sorted(strange))} of ours: choose from {', '.join(NAMES)}."
        )
    return found


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names in quotes, the first of them."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(f"“{shown(name)}”" for name in names[:most]) + more


def shown(text: str, longest: int = 60) -> str:
    """Words of a file as a message can hold them: no line end, NUL or half a character."""
    text = " ".join(text[:longest].split())
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def item_of(
    row: Mapping[str, str], how: Reading, *, line: int, reader: str, warnings: Sequence[str] = ()
) -> Item:
    """One row, under our names, as a draft, or why it is none."""
    try:
        draft = draft_of(row, how, line=line, reader=reader)
    except UnreadableText as error:
        return Unread(line=line, why=str(error), row=dict(row))
    return replace(draft, warnings=(*draft.warnings, *warnings)) if warnings else draft


def draft_of(row: Mapping[str, str], how: Reading, *, line: int, reader: str) -> ArticleDraft:
    """Raises UnreadableText. A text without a title is read as agency copy, byline and all."""
    refuse_broken(row)
    text, html = row.get("text", ""), row.get("html", "")
    for body in (text, html):
        size = len(body) if body.isascii() else len(body.encode(errors="surrogatepass"))
        how.limits.check("article_bytes", size, "bytes in one article")
    marked_up = bool(html.strip())
    if marked_up and text.strip():
        raise UnreadableText("There is both text and html. Leave one of them out.")
    title, published = row.get("title", "").strip(), moment(row.get("published", ""))
    language = row.get("language", "").strip() or how.language
    if not title and not marked_up:
        return copy_of(text, row, published=published, language=language, line=line, reader=reader)
    return compose(
        title=title,
        body=paragraphs(html, how.limits) if marked_up else text,
        byline=row.get("byline", ""),
        published=published,
        language=language,
        source=row.get("source", ""),
        url=row.get("url", ""),
        external_id=row.get("external_id", ""),
        line=line,
        reader=reader,
    )


def refuse_broken(row: Mapping[str, str]) -> None:
    """Raises UnreadableText for a NUL or half a character, with the column in which it stands."""
    for name, value in row.items():
        if ("\0" in value or not value.isascii()) and BROKEN.search(value):
            try:
                canonical(value)
            except UnreadableText as error:
                raise UnreadableText(f"In the {name}: {error}") from error


def copy_of(
    text: str,
    row: Mapping[str, str],
    *,
    published: datetime | None,
    language: str,
    line: int,
    reader: str,
) -> ArticleDraft:
    """A text as agency copy; what its row says wins over what the copy does."""
    text = canonical(text).strip("\n")
    if not text.strip():
        raise UnreadableText("There is neither a title nor a text. Fill in both.")
    draft = plain_text.article(text, language=language_tag(language), reader=reader, line=line)
    return replace(
        draft,
        title=one_line("first line", draft.title, 500),
        byline=one_line("byline", row.get("byline", "").strip() or draft.byline, 300),
        published=published or draft.published,
        source_name=one_line("source", row.get("source", ""), 200) or draft.source_name,
        canonical_url=web_address(row.get("url", "")),
        external_id=one_line("external_id", row.get("external_id", ""), 200),
    )


class Row(NamedTuple):
    """A row as it stands in the file: the line on which it begins, and its text.

    `size` is how many characters it has: more than are in `text`, where those were too many.
    """

    line: int
    text: str
    size: int

    def refuse_wrong(self, limits: Limits, encoding: Encoding) -> None:
        """Raises UnreadableText for a row that is too long, or has bytes that are no characters."""
        if self.size > len(self.text):
            limits.check("article_bytes", self.size, "characters in the row of one article")
        found = None if self.text.isascii() else WRONG.search(self.text)
        if found:
            before, byte = self.text[: found.start()], ord(found.group()) - 0xDC00
            place = len(before) - max(before.rfind("\n"), before.rfind("\r"))
            raise UnreadableText(
                f"Line {self.line + line_ends(before):,}, character {place} is the byte {byte:02X},"
                f" which is not {encoding.name}. Mend it, or choose another encoding."
            )


def line_ends(text: str) -> int:
    """How many lines end in it, be it with LF, CRLF or CR."""
    return text.count("\r") + text.count("\n") - text.count("\r\n")


def encoding_in(file: BinaryIO, how: Reading) -> Encoding:
    """How the file is read. Raises UnreadableText for an empty file and for what is no text."""
    sample = file.read(SAMPLE)
    file.seek(0)
    if not sample.strip() and len(sample) < SAMPLE:
        raise UnreadableText("The file is empty. Choose one that holds articles.")
    return encoding_of(sample, chosen=how.encoding)


def pieces(file: BinaryIO, encoding: Encoding, newline: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, line ends as they are; a long one in pieces of PIECE.

    `newline` is as `open` takes it. Raises UnreadableText where decoding cannot go on.
    """
    # UTF-16 and UTF-32 do not find back to their characters after a wrong byte.
    errors = "strict" if encoding.codec.startswith(("utf-16", "utf-32")) else "surrogateescape"
    text = io.TextIOWrapper(file, encoding.codec, errors, newline)
    ends = ("\n",) if newline else ("\n", "\r")
    number, last = 1, ""
    try:
        while piece := text.readline(PIECE):
            if last[-1:] == "\r" and piece == "\n":  # a pair of them, cut in two
                number -= 1
            yield number, piece
            number += piece.endswith(ends)
            last = piece
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"In line {number:,}, or soon after it, a byte is not {encoding.name}; nothing is read"
            " from that line on. Choose another encoding, or save the file as UTF-8."
        ) from error
    finally:
        if not file.closed:
            text.detach()  # or the file would be closed with its wrapper
