"""The XML of a feed, parsed whole and strictly: its items, and what it says of itself."""

import re
from collections.abc import Mapping
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ErrorString

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from articles.importers.reading import Limits, over
from articles.text import UnreadableText

XML = "{http://www.w3.org/XML/1998/namespace}"
# Namespaces, and what stands for them in a name. All else that has a namespace has no name.
SPACES = {
    "": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://www.w3.org/2005/atom": "atom:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
}
FORMS = {"rss": "RSS", "rdf:rdf": "RSS 1.0", "atom:feed": "Atom"}
HEAD = {"title", "link", "language", "dc:language", "atom:title", "atom:link", "atom:author"}
TAGS = 20  # times as many as one item may have, has a whole feed at most
# What expat calls the commonest errors, and what an editor may make of them.
WORDS = {
    3: "the feed ends here, before its last element has ended",
    4: "this sign must not stand here. A bare & is written &amp;, and a bare < is &lt;",
    5: "a tag begins here that has no end",
    7: "this end tag is not that of the element that is open",
    11: "XML has no such name for a sign. Write the sign itself, &#160; for &nbsp;",
    14: "this is the number of no sign that XML can hold",
}


class Feed:
    """What a parser tells of a feed. Items and the head are kept; all else is let go at once.

    `items` are elements with the names of `name_of`, below `root` and `head`, the elements that
    say something of the whole feed. `base` and `language` are those of xml:base and xml:lang.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.form = self.item = self.base = self.language = self.version = ""
        self.items: list[Element] = []
        self.head: list[Element] = []
        self.path: list[str] = []
        self.builder: TreeBuilder | None = None
        self.opened = self.tags = self.total = self.begun = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Raises UnreadableText for what passes a limit, and for an item within an item."""
        name = name_of(tag)
        parent = self.path[-1] if self.path else ""
        self.path.append(name)
        self.limits.check("depth", len(self.path), "elements within elements")
        self.limits.check("attributes", len(attributes), "attributes on one tag")
        self.total += 1
        if self.total > TAGS * self.limits.tags:
            raise UnreadableText(over("tags", TAGS * self.limits.tags, f"{self.total:,} tags"))
        if len(self.path) == 1:
            self.open_root(tag, name, attributes)
        elif name == self.item and not (self.builder and self.form == "Atom"):
            self.open_item()
        elif self.builder:
            self.tags += 1
            self.limits.check("tags", self.tags, "tags in one item")
        elif name == "channel":
            self.inherit(attributes)
        elif name in HEAD and parent in {"channel", "atom:feed"}:
            self.build()
        if self.builder:
            self.builder.start(name, attributes)

    def open_root(self, tag: str, name: str, attributes: Mapping[str, str]) -> None:
        self.form = FORMS.get(name, "")
        if not self.form:
            space, _, local = tag.removeprefix("{").rpartition("}")
            named = f"<{local[:40]}>" + (f" of {space[:80]}" if space else " of no namespace")
            raise UnreadableText(
                f"this is XML of {named}, which is neither RSS nor Atom 1.0. Save the articles as"
                " text or HTML."
            )
        self.version = attributes.get("version", "")[:10] if name == "rss" else ""
        self.item = "atom:entry" if self.form == "Atom" else "item"
        self.inherit(attributes)

    def open_item(self) -> None:
        if self.builder:
            raise UnreadableText(f"an <{self.item}> begins before the one above it has ended")
        self.begun += 1
        self.limits.check("items", self.begun, "items")
        self.build()

    def build(self) -> None:
        self.builder, self.opened, self.tags = TreeBuilder(), len(self.path), 0

    def inherit(self, attributes: Mapping[str, str]) -> None:
        self.base = attributes.get(f"{XML}base", self.base)
        self.language = attributes.get(f"{XML}lang", self.language)

    def data(self, text: str) -> None:
        if self.builder:
            self.builder.data(text)

    def end(self, _tag: str) -> None:
        name = self.path.pop()
        if not self.builder:
            return
        self.builder.end(name)
        if len(self.path) < self.opened:
            element = self.builder.close()
            (self.items if name == self.item else self.head).append(element)
            self.builder = None

    def close(self) -> None:
        return None


def name_of(tag: str) -> str:
    """The name in small letters, with a prefix of ours for its namespace."""
    space, _, local = tag.removeprefix("{").rpartition("}")
    prefix = SPACES.get(space.lower())
    return f"{prefix}{local.lower()}" if prefix is not None else "other:"


def parsed(text: str, limits: Limits) -> Feed:
    """The feed in the text. Raises UnreadableText, with line and character, for all of it."""
    feed = Feed(limits)
    parser = DefusedXMLParser(target=feed, forbid_dtd=True)
    try:
        parser.feed(text)  # at once: expat is slow with what comes in pieces
        parser.close()
    except ParseError as error:
        line, column = error.position
        what = WORDS.get(error.code) or ErrorString(error.code)
        refuse(feed, text, f"Line {line:,}, character {column + 1:,}: {what}", error)
    except DefusedXmlException as error:
        raise UnreadableText(
            f"Line {line_in(parser):,}: the feed contains a DTD (<!DOCTYPE), which may make it"
            " unfold without end, so it is not read. Take it out, and all that stands in it."
        ) from error
    except UnreadableText as error:
        refuse(feed, text, f"Line {line_in(parser):,}: {error}", error)
    return feed


def line_in(parser: DefusedXMLParser) -> int:
    """The line at which the parser stands."""
    line: int = parser.parser.CurrentLineNumber
    return line


def refuse(feed: Feed, text: str, why: str, cause: Exception) -> NoReturn:
    """Raises UnreadableText that says how much of the feed there was."""
    if feed.item:
        tag = re.escape(feed.item.rpartition(":")[2])
        begun = len(re.findall(rf"<(?:[\w.-]++:)?{tag}(?=[\s/>])", text, re.IGNORECASE))
        why = why.rstrip(".")
        why += (
            f". {len(feed.items):,} of {begun:,} items can be read, so nothing is stored. Mend it"
            " there, or save the feed again."
        )
    raise UnreadableText(why) from cause
