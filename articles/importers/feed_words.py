"""The words of a feed: plain, marked up, or, as RSS leaves it open, either."""

import re
from html import escape
from typing import NamedTuple
from xml.etree.ElementTree import Element

from articles.importers.markup import VOID, paragraphs, resolved
from articles.importers.reading import Limits
from articles.importers.recognise import HTML
from articles.text import UnreadableText

TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,11})(?=[\s/>])")
BLANK = re.compile(r"\n[ \t]*\n")
ENDS = tuple(".!?:;…。！？：；\"'”’»」』)）")


class Words(NamedTuple):
    """A text, how it is written ("text", "html", or "" where RSS does not say), and if a teaser."""

    value: str
    kind: str = ""
    teaser: bool = False

    @property
    def is_html(self) -> bool:
        """Whether it is, by its word or by a tag of HTML in it."""
        if self.kind:
            return self.kind == "html"
        return any(found[1].lower() in HTML for found in TAG.finditer(self.value))


def words_of(element: Element, kind: str = "", *, teaser: bool = False) -> Words:
    """What stands in an element; what is marked up within it is HTML, whatever was said."""
    if len(element):
        return Words(markup_of(element), "html", teaser)
    return Words((element.text or "").strip(), kind, teaser)


def markup_of(element: Element) -> str:
    """The element as HTML, names without prefix, attributes left out; of any depth."""
    parts: list[str] = []
    left: list[Element | str] = [element]
    while left:
        one = left.pop()
        if isinstance(one, str):
            parts.append(one)
            continue
        name = str(one.tag).rpartition(":")[2]
        name = "div" if one is element else name if name in HTML else "span"
        parts.append(f"<{name}>{escape(one.text or '', quote=False)}")
        end = "" if name in VOID else f"</{name}>"
        left.append(end + escape((one is not element and one.tail) or "", quote=False))
        left.extend(reversed(one))
    return "".join(parts)


def one_line(words: Words, limits: Limits) -> str:
    """A title without markup, its references resolved once.

    What is nothing but a script stays as it is written, to be shown as text.
    """
    if not words.is_html:
        value = words.value if words.kind else resolved(words.value)
        return " ".join(value.split())
    try:
        found = " ".join(paragraphs(words.value, limits))
    except UnreadableText:
        found = ""
    return found or " ".join(words.value.split())


def lines(words: Words, limits: Limits) -> list[str]:
    """The paragraphs. Raises UnreadableText for what passes a limit."""
    limits.check("article_bytes", len(words.value.encode()), "bytes in one article")
    if words.is_html:
        return paragraphs(words.value, limits)
    value = words.value if words.kind else resolved(words.value)
    return [line for block in BLANK.split(value) for line in unwrapped(block)]


def unwrapped(block: str) -> list[str]:
    """Lines that all end like sentences are paragraphs; others are one that was wrapped."""
    found = [line.strip() for line in block.split("\n") if line.strip()]
    if all(line.endswith(ENDS) for line in found):
        return found
    return [" ".join(found)]
