"""A web page saved to disk: its article, read in a process that can be killed."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from articles.draft import ArticleDraft
from articles.encoding import Encoding, codec_named, decode
from articles.importers.child import borrowed
from articles.importers.compose import compose
from articles.importers.markup import Tag, pieces
from articles.importers.reading import Limits, Reading, Source, whole
from articles.text import UnreadableText, fold

if TYPE_CHECKING:
    from articles.importers.page_facts import Page

READER = "html_page 1"
HEAD = 4096  # bytes in which a page names its encoding
DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE
)
SHORT = 1000  # characters of an error page, at most
DATA_URI = re.compile(r"data:[\w.+-]+/[\w.+-]+[;,][^\"'\s)>]{100,}+", re.IGNORECASE)
NO_ARTICLE = re.compile(
    r"(?:error:? |http )?(?:40\d|410|429|451|50[0-4])(?:$|\W.{0,60}(?:not found|forbidden|error"
    r"|denied|unavailable|gateway|gone|bad request|required|too many))"
    r"|(?:access|permission) (?:to this page has been )?denied\b|just a moment\b"
    r"|attention required\b|not found$|forbidden$|(?:please )?verify (?:that )?you are (?:a )?human"
    r"|(?:the |this )?page (?:you requested )?(?:was |could )?not (?:be )?found"
    r"|are you a (?:robot|human)\b|robot check$|pardon our interruption\b|one more step$"
    r"|(?:service |temporarily )?unavailable$|bad gateway\b|too many requests\b"
    r"|internal server error\b|security check\b|seite nicht gefunden\b|page introuvable\b"
    r"|p[áa]gina no encontrada\b|p[áa]gina n[ãa]o encontrada\b|页面不存在|找不到",
    re.IGNORECASE,
)
MEND = "Save the article itself as text, and import that."


def read(source: Source, how: Reading = Reading()) -> Iterator[ArticleDraft]:  # noqa: B008
    """The one article of a page. Raises `articles.text.UnreadableText`, for error pages too."""
    data = whole(source, how)
    with borrowed("articles.importers.html_page:extract", how.limits) as child:
        said = child.call(data, encoding=how.encoding, limits=asdict(how.limits))
    published = said.pop("published")
    yield compose(
        title=said["title"],
        body=said["body"],
        byline=said["byline"],
        published=datetime.fromisoformat(published) if published else None,
        language=said["language"] or how.language,
        source=said["source"],
        url=said["url"],
        reader=said["reader"],
        warnings=said["warnings"],
    )


def extract(data: bytes, *, encoding: str, limits: dict[str, int]) -> dict[str, Any]:
    """What `read` puts together, as JSON has it. Parses what may be hostile: run it in a child."""
    from trafilatura import __version__

    from articles.importers.page_text import article_of, without_others

    allowed = Limits(**limits)
    html, found, warnings = text_of(data, encoding)
    html, pictures = slim(html, allowed)
    if pictures:
        warnings.append(f"Pictures within the page were left out ({pictures:,}).")
    page, body = article_of(html, allowed, warnings)
    title = page.title(body)
    refuse_no_article(page, title, body)
    body, left_out = without_others(body)
    if left_out:
        shown = ", ".join(f"“{line[:60]}”" for line in left_out[:5])
        warnings.append(f"Lines that lead elsewhere were left out ({len(left_out)}): {shown}.")
    return {
        "title": title,
        "body": body,
        "byline": page.byline(),
        "published": page.published(),
        "language": page.language(),
        "source": page.source,
        "url": page.url,
        "reader": f"{READER}, {found.name}, trafilatura {__version__}",
        "warnings": [*warnings, *page.warnings],
    }


def main_text(html: bytes, url: str | None = None) -> str:
    """The article's text without its title, a paragraph a line; `url` is of no use to it."""
    from articles.importers.page_text import article_of, without_others

    text, _found, _warnings = text_of(html, "")
    slimmed, _pictures = slim(text, Limits())
    page, body = article_of(slimmed, Limits(), [])
    title = fold(page.title(body))
    body, _left_out = without_others(body)
    return "\n".join(body[1:] if body and fold(body[0]) == title else body)


def text_of(data: bytes, chosen: str) -> tuple[str, Encoding, list[str]]:
    """The page as text, how it was decoded, and what to tell of that. Raises UnreadableText."""
    found = DECLARED.search(data[:HEAD])
    named = found[1].decode("ascii", "replace") if found else ""
    declared, warnings = named.removeprefix("x-"), []
    try:
        codec = codec_named(declared) if declared else ""
    except UnreadableText:
        declared = codec = ""
        warnings.append(f"The page names the encoding {named[:40]!r}, which nobody knows.")
    text, encoding = decode(data, chosen=chosen, declared=declared)
    plain = encoding.codec.removesuffix("-sig")
    if codec and codec != plain and encoding.known_by != "declared" and not text.isascii():
        warnings.append(f"The page says that it is {named}, but it was read as {encoding.name}.")
    return text, encoding, [*warnings, *encoding.warnings]


def slim(html: str, limits: Limits) -> tuple[str, int]:
    """The page without scripts (but for JSON-LD), styles, comments and the pictures within it.

    With it, how many pictures those were. Raises UnreadableText for what passes a limit.
    """
    kept: list[str] = []
    pictures, before, wanted = 0, 0, False
    for piece in pieces(html, limits):
        if isinstance(piece, str):
            kept.append(piece.replace("<", "&lt;"))  # what was text must not become a tag
            continue
        tag = html[piece.start : piece.end]
        if wanted:
            kept.append(html[before : piece.start])
        wanted = opens_wanted(piece, tag)
        before = piece.end
        if len(tag) > 100 and "data:" in tag.lower():
            tag, found = DATA_URI.subn("", tag)
            pictures += found
        kept.append(tag)
    if not before:
        raise UnreadableText("This is no HTML: there is not one tag. Import it as plain text.")
    slimmed = "".join(kept)
    size = len(slimmed.encode())
    limits.check("article_bytes", size, "bytes of text and tags in the page")
    return slimmed, pictures


def opens_wanted(piece: Tag, tag: str) -> bool:
    """Whether the raw text after this tag is needed: a title, or data in JSON-LD."""
    if piece.closing or piece.closed:
        return False
    return piece.name == "title" or (piece.name == "script" and "ld+json" in tag.lower())


def refuse_no_article(page: "Page", title: str, body: list[str]) -> None:
    """Raises UnreadableText for an error page, and for one without any text."""
    size = sum(map(len, body))
    named = f" “{title[:80]}”" if title else ""
    names = (title, *page.headings(), page.own_title())
    if size < SHORT and not page.is_article and any(map(NO_ARTICLE.match, names)):
        raise UnreadableText(
            f"The page{named} is no article but the answer of a server that did not give one."
            " Open the article in a browser, and save it again."
        )
    if not size:
        raise UnreadableText(f"No article was found on the page{named}. {MEND}")
