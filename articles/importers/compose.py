"""An article put together from its parts, as tables, feeds and pages hand them over."""

import re
from collections.abc import Sequence
from datetime import datetime

from articles import addresses
from articles.draft import ArticleDraft, Block, Role
from articles.importers import plain_text
from articles.text import UnreadableText, canonical, fold

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}\Z")
# Signs that turn the reading order of what stands beside them: no place in a title or an address.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def compose(
    *,
    title: str,
    body: str | Sequence[str],
    reader: str,
    byline: str = "",
    published: datetime | None = None,
    language: str = "",
    source: str = "",
    url: str = "",
    external_id: str = "",
    version: int = 0,
    line: int = 1,
    warnings: Sequence[str] = (),
) -> ArticleDraft:
    """The headline on a line of its own, then the body, a paragraph a line; nothing is left out.

    `body` is text or its paragraphs. Raises UnreadableText for a value that cannot be stored.
    """
    title = one_line("title", title, 500)
    body = canonical(body if isinstance(body, str) else "\n".join(body)).strip("\n")
    if not title and not body.strip():
        raise UnreadableText("There is neither a title nor a text. Fill in both.")
    if not body.strip():
        raise UnreadableText("There is a title but no text. Fill in the text.")
    first = body.lstrip().split("\n", 1)[0]
    if not title:
        title = one_line("first line", first, 500)
    repeated = fold(first) == fold(title)
    text = body if repeated else f"{title}\n{body}"
    blocks, said = blocks_of(text)
    agency = said.get("agency", "")
    return ArticleDraft(
        text=text,
        blocks=blocks,
        title=title,
        byline=one_line("byline", byline, 300),
        published=published,
        dateline_place=said.get("place", "").strip(),
        dateline_date=said.get("date", ""),
        agency=agency,
        language=language_tag(language) or plain_text.written_in(text),
        source_name=one_line("source", source, 200) or plain_text.AGENCIES.get(agency, agency),
        canonical_url=web_address(url),
        external_id=one_line("external_id", external_id, 200),
        version=version,
        line=line,
        reader=reader,
        warnings=tuple(warnings),
    )


def blocks_of(text: str) -> tuple[tuple[Block, ...], dict[str, str]]:
    """Headline, dateline, body and furniture of a text whose first line is the headline."""
    blocks: list[Block] = []
    said: dict[str, str] = {}
    in_body = below = False
    for n, (start, end) in enumerate(plain_text.lines_of(text)):
        line = text[start:end]
        if n == 0:
            blocks.append(Block(start, end, Role.HEADLINE))
        elif below or plain_text.is_furniture(line):
            below = below or bool(in_body and plain_text.HEADS_OF_OTHERS.match(line))
            blocks.append(Block(start, end, Role.FURNITURE))
        else:
            opening = [] if in_body else plain_text.opening(text, start, end, said)
            in_body = True
            blocks += opening or [Block(start, end, Role.BODY)]
    return tuple(blocks), said


def one_line(name: str, value: str, longest: int) -> str:
    """The value on one line. Raises UnreadableText for one too long, or that turns the line."""
    value = " ".join(canonical(value).split())
    if len(value) > longest:
        raise UnreadableText(
            f"The {name} has {len(value):,} characters: at most {longest} fit. Shorten it."
        )
    if found := TURNING.search(value):
        raise UnreadableText(
            f"The {name} holds U+{ord(found.group()):04X}, which turns the reading order around."
            " Take it out."
        )
    return value


def web_address(value: str) -> str:
    """An address on the web or nothing. Raises UnreadableText for any other."""
    value = one_line("url", value, 2048)
    if value and not value.startswith(("http://", "https://")):
        raise UnreadableText(
            f"{value[:80]!r} is no address on the web. Write it as https://example.org/article,"
            " or leave it empty."
        )
    try:
        if value:
            addresses.check(value)
    except addresses.UnfitAddress as error:
        raise UnreadableText(f"{value[:80]!r} cannot be kept. {error}") from error
    return value


def language_tag(value: str) -> str:
    """A language as BCP 47 writes it. Raises UnreadableText for what cannot be one."""
    value = value.strip().replace("_", "-")
    if value and not LANGUAGE.match(value):
        raise UnreadableText(f"{value[:40]!r} is no language. Write en, zh-Hans or pt-BR.")
    return value
