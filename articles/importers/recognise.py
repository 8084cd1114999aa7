"""Which format a file is in, by its content; its name decides only what the content leaves open."""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from articles.encoding import BINARY, MARKS, SAMPLE, codec_named, refuse_binary
from articles.importers.columns import known_as
from articles.text import UnreadableText

EARLY = 20_000  # characters in which a page shows that it is one
FIELDS = 1_000  # of a first line that are looked at
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second begins one without entries
# The first entry of what is a ZIP inside, but a document to people.
DOCUMENTS = re.compile(
    rb"\[Content_Types\]\.xml\Z|_rels/\.rels\Z|docProps/(?:app|core)\.xml\Z"
    rb"|word/document\.xml\Z|xl/workbook\.xml\Z"
)
PACKED = (
    (re.compile(rb"\x1f\x8b"), "a gzip file"),
    (re.compile(rb"BZh[1-9]1AY&SY"), "a bzip2 file"),
    (re.compile(rb"\xfd7zXZ\x00"), "an xz file"),
    (re.compile(rb"7z\xbc\xaf"), "a 7z archive"),
    (re.compile(rb"Rar!"), "a RAR archive"),
    (re.compile(rb"(?s:.{257})ustar(?:\x00|  \x00)"), "a tar archive"),
)
PICTURES_AND_SUCH = (
    (re.compile(rb"RIFF(?s:.{4})WEBP"), "a WebP picture"),
    (re.compile(rb"II\*\x00|MM\x00\*"), "a TIFF picture"),
    (re.compile(rb"\x00\x00\x01\x00"), "an icon"),
    (re.compile(rb"\x00(?s:.{3})ftyp(?:avif|heic|mif1)"), "a picture"),
    (re.compile(rb"\x00(?s:.{3})ftyp"), "a video"),
    (re.compile(rb"wOF[F2]|OTTO\x00"), "a font"),
    (re.compile(rb"ID3[\x02-\x04]|OggS\x00"), "a sound recording"),
    (re.compile(rb"bplist0"), "a Safari web archive"),
    (re.compile(rb"\{\\rtf"), "an RTF document"),
)
# Protocols 2 to 5 announce themselves; older ones begin with a list, a dict or a callable.
PICKLE = re.compile(
    rb"\x80[\x02-\x05]|\([dl]p\d+\n"
    rb"|c(?:__builtin__|builtins|copy_?reg|posix|nt|os|subprocess|django\.[\w.]{1,60})\n"
    rb"\w{1,60}\n(?:p\d|\()"
)
HEADER = re.compile(r"[\w-]+:")
YAML_FIXTURE = re.compile(r"(?:---[^\n]*\n)?- model: \S+\n[ ]+(?:pk|fields):")
YAML_OBJECT = re.compile(r"[ \t]*(?:- )*(?:[\w.-]+: *)?\Z")
CODE = {"css": "a style sheet", "js": "a script", "mjs": "a script"}
DUMP = "This is a database dump, not articles. Export the articles as CSV or JSON Lines."

# What may stand before the first element of XML and HTML.
PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->"
    r"|<!DOCTYPE\s++(?P<name>[\w:.-]++)[^\[>]*+(?:\[.*?\]\s*+)?>",
    re.DOTALL | re.IGNORECASE,
)
ELEMENT = re.compile(r"<(?P<name>[A-Za-z_][\w:.-]{0,99})(?=[\s/>])(?P<rest>[^<>]{0,5000})")
FEEDS = {"rss", "feed", "rdf:rdf"}
PAGE_TAG = re.compile(r"<(!doctype\s+html|html|head|body)(?=[\s>])", re.IGNORECASE)
PARAGRAPH_END = re.compile(r"</p\s*>", re.IGNORECASE)
NAMES_IN_HTML = (
    "a abbr address article aside b base blockquote body br button center dd div dl dt em figure"
    " font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img li link main meta nav"
    " noscript ol p pre script section span strong style table tbody td title tr u ul"
)
HTML = frozenset(NAMES_IN_HTML.split())

JSON_OPENS = re.compile(r'(?:\[[\[\s]*+)?\{\s*+(?:["}]|\Z)|\[[\[\s]*+(?:\]\s*+(?:[\],]|\Z)|\Z)')
# An unclosed string reaches to the end, which keeps this linear.
TOKEN = re.compile(r'"(?P<string>(?:[^"\\]++|\\.)*+)(?:"|\\?\Z)|[\[\]{}:]', re.DOTALL)
FIXTURE = {"model", "fields"}
BODIES = {"bodies", "headlines", "standard", "body_text", "body_html", "body_xhtml", "body"}


def kind_of(data: bytes, name: str = "", *, encoding: str = "") -> str:
    """The key in IMPORTERS of the format that `data` is in: its first SAMPLE bytes, cut anywhere.

    `name` is the file's; `encoding` is what was chosen, if anything was. Raises UnreadableText
    for what is none of our formats, with what it is.
    """
    data = data[:SAMPLE]
    if data.startswith(ZIP):
        refuse_document(data)
        return "archive"
    refuse_other(data)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    text = text_of(data, encoding).lstrip("\ufeff \t\r\n\f\v\x00\xa0\u3000")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text:
        if len(data) == SAMPLE:
            return "plain_text"
        raise UnreadableText("The file is empty. Choose one that holds an article.")
    return kind_of_text(text, extension)


def kind_of_text(text: str, extension: str) -> str:
    refuse_text(text)
    if text[0] == "<" and (found := markup(text)):
        return found
    if JSON_OPENS.match(text):
        return json_kind(text)
    if is_table(text):
        return "csv_file"
    tags = {found.group(1)[:5].lower() for found in PAGE_TAG.finditer(text[:EARLY])}
    ends = len(PARAGRAPH_END.findall(text[:EARLY]))
    signs = len(tags) + ends + (text[0] == "<")
    if len(tags) > 1 or ends > 1 or (signs and extension in {"html", "htm", "xhtml"}):
        return "html_page"
    if extension in {"csv", "tsv"}:
        return "csv_file"
    if text[0] in "{[" and extension in {"json", "jsonl", "ndjson"}:
        return "json_lines"  # which says where it is broken
    if extension in CODE:
        refuse(CODE[extension], "It holds no article: leave it out.")
    return "plain_text"


def refuse(what: str, mend: str = "Save the article as text or HTML.") -> None:
    raise UnreadableText(f"This is {what}, not text. {mend}")


def refuse_document(data: bytes) -> None:
    """Raises UnreadableText for a ZIP that nobody calls one, and for one under a password."""
    first = data[30 : 30 + int.from_bytes(data[26:28], "little")]
    if DOCUMENTS.match(first):
        refuse("a Word, Excel or PowerPoint file", "Save it as text, HTML or CSV.")
    if first == b"mimetype":
        refuse("an OpenDocument file or an e-book", "Save it as text, HTML or CSV.")
    if data.startswith(ZIP[0]) and data[6:7] and data[6] & 1:
        raise UnreadableText(
            "The archive is encrypted. Unpack it with its password, and import what is inside."
        )


def refuse_other(data: bytes) -> None:
    """Raises UnreadableText for bytes that are packed, a picture, a program, or a pickle."""
    for magic, what in PACKED:
        if magic.match(data):
            refuse(what, "Unpack it, and import what is inside.")
    if PICKLE.match(data):
        refuse("a Python pickle", "Export the articles as CSV or JSON Lines.")
    for magic, what in PICTURES_AND_SUCH:
        if magic.match(data):
            refuse(what)
    for start, what in BINARY:
        if data.startswith(start):
            refuse(what)


def text_of(data: bytes, chosen: str) -> str:
    """The text as far as its form goes: what is not ASCII may be wrong, which no format minds.

    Raises UnreadableText for binary data. The reader of the format tells the encoding.
    """
    codec = next((codec for mark, codec in MARKS if data.startswith(mark)), "")
    if not codec and chosen:
        codec = codec_named(chosen)
    if not codec:
        refuse_binary(data)
        codec = "utf-8"
    try:
        return codecs.getincrementaldecoder(codec)("replace").decode(data)
    except (UnicodeError, LookupError):
        return data.decode("latin-1")


def refuse_text(text: str) -> None:
    """Raises UnreadableText for text that only programs read."""
    head = text[:EARLY].partition("\n\n")[0].lower()
    if HEADER.match(head) and "\ncontent-type: multipart/related" in f"\n{head}":
        refuse("a web archive (MHTML)", "Save the page as “HTML only”.")
    if YAML_FIXTURE.match(text):
        raise UnreadableText(DUMP)
    at = text.find("!!python/")
    if at >= 0 and YAML_OBJECT.match(text, max(text.rfind("\n", 0, at) + 1, at - 200), at):
        refuse("YAML that runs Python", "Export the articles as CSV or JSON Lines.")


def markup(text: str) -> str:
    """The format of XML or HTML; nothing for text that merely begins with "<"."""
    at, doctype = 0, ""
    while found := PROLOG.match(text, at):
        at, doctype = found.end(), doctype or found["name"] or ""
    element = ELEMENT.match(text, at)
    root = element["name"] if element else doctype
    if root.lower() in FEEDS:
        return "feed"
    declared = text[:5].lower() == "<?xml"
    if "html" in {doctype.lower(), root.lower()} or (not declared and root.lower() in HTML):
        return "html_page"
    is_xml = declared or text[:9].lower() == "<!doctype"
    if element and not is_xml:
        is_xml = "xmlns" in element["rest"] or text.rstrip().endswith(f"</{root}>")
    if not is_xml:
        return "html_page" if text.startswith("<!--") else ""
    if root == "svg":
        refuse("an SVG drawing")
    what = f"XML of <{root}>" if root else "XML without any element"
    raise UnreadableText(
        f"This is {what}, which is neither RSS nor Atom. Save the article as text or HTML."
    )


class Opening(NamedTuple):
    """How JSON begins: the keys of its first object, and whether another object follows it."""

    keys: frozenset[str]
    in_list: bool
    more: bool


def json_kind(text: str) -> str:
    """Raises UnreadableText for a dump of Django's."""
    opening = opening_of(text)
    if opening.keys >= FIXTURE and opening.keys <= FIXTURE | {"pk"}:
        raise UnreadableText(DUMP)
    if "uri" in opening.keys and opening.keys & BODIES:
        # Rows whose every name is a column of ours are a table, whatever they remind of.
        a_table = (opening.in_list or opening.more) and all(map(known_as, opening.keys))
        return "json_lines" if a_table else "ninjs"
    return "json_lines"


def opening_of(text: str) -> Opening:
    """Of JSON that may be broken, or cut: what is found before that."""
    in_list = text.lstrip().startswith("[")
    keys: set[str] = set()
    last, depth, base = "", 0, 2 if in_list else 1
    tokens: Iterator[re.Match[str]] = TOKEN.finditer(text)
    for found in tokens:
        sign = found.group()[0]
        if sign in "{[":
            depth += 1
        elif sign in "}]":
            depth -= 1
            if depth < base:
                break
        elif sign == ":" and last:
            keys.add(last)
        last = (found["string"] or "")[:100] if depth == base else ""
    follows = next(tokens, None)
    return Opening(frozenset(keys), in_list, bool(follows and follows.group() == "{"))


def is_table(text: str) -> bool:
    """Whether the first line names columns of ours.

    One that could be the article's text is enough if no line looks like prose; else it takes two.
    """
    lines = [line for line in islice(lines_of(text), 4) if line.strip()]
    if lines and re.fullmatch(r"sep=[^\"]\s*", lines[0], re.IGNORECASE):
        return True
    if not lines:
        return False
    first, delimiter = lines[0], max(",;\t", key=lines[0].count)
    fields = fields_of(first, delimiter)
    if len(fields) < 2 or (
        len(lines) > 1 and not any(sign in lines[1] for sign in (delimiter, '"'))
    ):
        return False
    known = [known_as(field) for field in fields if len(field) <= 100]
    found = {ours for ours in known if ours}
    like_prose = any(field[:1] == " " for field in fields)
    return len(found) > 1 or (bool(found & {"text", "html"}) and not like_prose)


def lines_of(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def fields_of(line: str, delimiter: str) -> list[str]:
    """The first FIELDS of them; none where quotes are in disorder."""
    if '"' not in line:
        return line.split(delimiter, FIELDS)[:FIELDS]
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))[:FIELDS]
    except (csv.Error, StopIteration):
        return []
