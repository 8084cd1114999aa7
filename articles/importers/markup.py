"""The text of HTML, read in one pass whose time grows with its length and nothing else."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from articles.importers.reading import Limits
from articles.text import UnreadableText

MARK = re.compile(r"<(?=[A-Za-z/!?])")
NAME = re.compile(r"</?([A-Za-z][^\s/>]*+)")
# As the HTML standard reads it. Possessive, so that no input makes it try twice.
ATTRIBUTE = re.compile(
    r"[\s/]*+[^\s/>][^\s/>=]*+"
    r"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|(?![\"'])[^\s>]*+))?+"
)
TAG_END = re.compile(r"[\s/]*+>")
COMMENT_END = re.compile(r"--!?>")
LONG_NUMBER = re.compile(r"&#0*+[0-9]{8,}+;?")  # no character; int() refuses the longest

# Elements whose content is not marked up; what is in them is no text of an article either.
RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "title", "iframe", "noembed", "noframes", "xmp", "textarea")
}
SHOWN = frozenset({"xmp", "textarea"})  # of those, the ones whose content is seen
VOID = frozenset({
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
LISTED = frozenset({"li", "dt", "dd", "option", "optgroup"})
TABLED = frozenset({"tr", "tbody", "thead", "tfoot", "colgroup", "caption"})
CELLS = frozenset({"td", "th"})
BLOCKS = LISTED | TABLED | frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "center", "details",
    "dialog", "dir", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "legend", "main",
    "menu", "nav", "noscript", "ol", "p", "pre", "search", "section", "select", "summary",
    "table", "template", "ul",
})  # fmt: skip
LISTS = frozenset({"ul", "ol", "menu", "dl", "select"}) | CELLS
TABLE = frozenset({"table"})
NO_END_OF_P = CELLS | TABLED | frozenset({"br", "option", "optgroup", "body", "html", "button"})
# What need not be closed: the tag on the left ends those in the middle, and what is open within
# them, that are open within the innermost on the right.
ENDS = {
    "li": (frozenset({"li"}), LISTS),
    "dt": (frozenset({"dt", "dd"}), LISTS),
    "dd": (frozenset({"dt", "dd"}), LISTS),
    "option": (frozenset({"option"}), LISTS),
    "td": (CELLS, TABLE),
    "th": (CELLS, TABLE),
    "tr": (CELLS | {"tr"}, TABLE),
    "tbody": (CELLS | TABLED, TABLE),
    "tfoot": (CELLS | TABLED, TABLE),
}
P = frozenset({"p"})


class Tag(NamedTuple):
    """A tag, its name in small letters, and where it stands; `closed` is XHTML's "/>"."""

    name: str
    closing: bool
    closed: bool
    start: int
    end: int


def paragraphs(html: str, limits: Limits) -> list[str]:
    """The text of a piece of HTML in its order, white space collapsed; nothing shown is left out.

    A block, a row of a table and a line break each begin a new paragraph. Raises UnreadableText
    for what passes a limit, and for a comment, script or tag that has no end.
    """
    found: list[str] = []
    words: list[str] = []
    pre = 0

    def end_paragraph() -> None:
        if paragraph := " ".join("".join(words).split()):
            found.append(paragraph)
        words.clear()

    for piece in pieces(html, limits):
        if isinstance(piece, str):
            for n, line in enumerate(resolved(piece).split("\n") if pre else [resolved(piece)]):
                if n:
                    end_paragraph()
                words.append(line)
        elif piece.name == "pre":
            end_paragraph()
            pre = max(0, pre + (-1 if piece.closing else 1))
        elif piece.name in BLOCKS:
            end_paragraph()
        elif piece.name in CELLS:
            words.append(" ")
    end_paragraph()
    return found


def resolved(text: str) -> str:
    """The text with its character references replaced."""
    return unescape(LONG_NUMBER.sub("\ufffd", text)) if "&" in text else text


def check(html: str, limits: Limits) -> None:
    """Raises UnreadableText for what a parser of HTML would choke on or lose text over."""
    for _piece in pieces(html, limits):
        pass


def pieces(html: str, limits: Limits) -> Iterator[str | Tag]:
    """Texts, references unresolved, and tags. Comments, declarations and scripts are left out."""
    nested, tags, at = Nested(), 0, 0
    last = html.rfind(">")
    while (found := MARK.search(html, at)) and found.start() < last:
        start = found.start()
        if start > at:
            yield html[at:start]
        name = NAME.match(html, start)
        if not name:
            text, at = declaration(html, start)
            if text:
                yield text
            continue
        tags += 1
        limits.check("tags", tags, "tags")
        end = tag_end(html, name, limits)
        tag = Tag(name[1].lower(), html[start + 1] == "/", "/" in end[0], start, end.end())
        depth = nested.depth_after(tag)
        if depth > limits.depth:
            limits.check("depth", depth, f"levels of elements or more{where(html, start)}")
        yield tag
        at = tag.end
        if tag.name in RAW and not tag.closing:
            raw = RAW[tag.name].search(html, at)
            if not raw and not tag.closed:
                raise UnreadableText(unended(html, start, f"<{tag.name}>"))
            if raw and tag.name in SHOWN:
                yield html[at : raw.start()]
            at = raw.start() if raw else at
    if html[at:]:
        yield html[at:]


def tag_end(html: str, name: "re.Match[str]", limits: Limits) -> "re.Match[str]":
    """The end of the tag. Raises UnreadableText for too many attributes, and for no end."""
    at, attributes = name.end(), 0
    while not (end := TAG_END.match(html, at)):
        attribute = ATTRIBUTE.match(html, at)
        if not attribute:
            raise UnreadableText(unended(html, name.start(), f"<{name[1][:40]}"))
        at, attributes = attribute.end(), attributes + 1
        if attributes > limits.attributes:
            what = f"attributes or more on one tag{where(html, name.start())}"
            limits.check("attributes", attributes, what)
    return end


def declaration(html: str, start: int) -> tuple[str, int]:
    """The text of a CDATA section, nothing for all other marks, and where the mark ends.

    There is a ">" after `start`. Raises UnreadableText for a comment that has no end.
    """
    if html.startswith("<!--", start):
        end = COMMENT_END.search(html, start + 2)
        if not end:
            raise UnreadableText(unended(html, start, "comment <!--"))
        return "", end.end()
    if html.startswith("<![CDATA[", start) and (close := html.find("]]>", start)) >= 0:
        return html[start + 9 : close].replace("&", "&amp;"), close + 3
    return "", html.index(">", start) + 1


def where(html: str, start: int) -> str:
    return f" (line {html.count(chr(10), 0, start) + 1})"


def unended(html: str, start: int, what: str) -> str:
    return f"The {what}{where(html, start)} has no end. Close it, or take it out."


class Nested:
    """The elements that are open, as a browser would have them."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.count: Counter[str] = Counter()

    def depth_after(self, tag: Tag) -> int:
        """How many elements are open once the tag is read."""
        if tag.closing:
            if self.count[tag.name]:
                while self.pop() != tag.name:
                    pass
            return len(self.open)
        if tag.name in BLOCKS and tag.name not in NO_END_OF_P:
            self.end(P, BLOCKS | CELLS)
        if tag.name in ENDS:
            self.end(*ENDS[tag.name])
        if tag.name not in VOID and not tag.closed:
            self.open.append(tag.name)
            self.count[tag.name] += 1
        return len(self.open)

    def end(self, names: frozenset[str], within: frozenset[str]) -> None:
        """Close the outermost of the names that is open within the innermost of the others."""
        if not any(self.count[name] for name in names):
            return
        keep = len(self.open)
        for n in range(len(self.open) - 1, -1, -1):
            if self.open[n] in names:
                keep = n
            elif self.open[n] in within:
                break
        while len(self.open) > keep:
            self.pop()

    def pop(self) -> str:
        name = self.open.pop()
        self.count[name] -= 1
        return name
