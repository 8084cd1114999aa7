"""What an item of a feed says, as RSS and as Atom write it."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from articles.importers.feed_words import Words, one_line, words_of
from articles.importers.feed_xml import XML, Feed
from articles.importers.oddities import Oddities
from articles.importers.reading import Limits

ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
MAILBOX = re.compile(r"\S+@\S+\s*\((?P<name>[^()]+)\)\Z")  # as RSS wants its authors


class Head(NamedTuple):
    """What a feed says of itself, and so of each item that does not say otherwise."""

    source: str = ""
    link: str = ""
    base: str = ""
    language: str = ""
    byline: str = ""


class Entry(NamedTuple):
    """An item; what it does not say is empty. `texts` are in the order in which they are wanted."""

    title: Words
    texts: tuple[Words, ...]
    source: str
    byline: str
    published: str
    language: str
    url: str
    external_id: str

    def row(self) -> dict[str, str]:
        """Its values under the names of the columns, as they were."""
        text = next((words for words in self.texts if words.value), Words(""))
        return {
            "title": " ".join(self.title.value.split()),
            "text": "" if text.is_html else text.value,
            "html": text.value if text.is_html else "",
            "source": self.source,
            "byline": self.byline,
            "published": self.published,
            "language": self.language,
            "url": self.url,
            "external_id": self.external_id,
        }


def head_of(feed: Feed, limits: Limits) -> Head:
    """What the elements beside the items say of all of them."""
    atom = "atom:" if feed.form == "Atom" else ""
    named: dict[str, list[Element]] = {}
    for element in feed.head:
        named.setdefault(str(element.tag), []).append(element)
    titles = [one_line(title_of(one), limits) for one in named.get(f"{atom}title", [])[:1]]
    languages = (*named.get("language", ()), *named.get("dc:language", ()))
    links = named.get(f"{atom}link", [])
    link = alternate(links) if atom else next(filter(None, map(text_of, links)), "")
    return Head(
        source=" ".join(titles),
        link=joined(feed.base, link),
        base=feed.base,
        language=next(filter(None, map(text_of, languages)), feed.language),
        byline=listed(names_in(named.get("atom:author", []))),
    )


def rss_entry(item: Element, head: Head, _odd: Oddities) -> Entry:
    """An item of RSS 2.0 or 1.0."""
    base = joined(head.base, item.get(f"{XML}base", "")) or head.base
    guid, title = item.find("guid"), item.find("title")
    said = text_of(guid)
    permanent = guid is not None and guid.get("isPermaLink", "true").strip().lower() != "false"
    page = said if permanent and said.startswith(("http://", "https://")) else ""
    texts = [
        words_of(element, kind, teaser=name == "description")
        for name, kind in (("content:encoded", ""), ("xhtml:body", "html"), ("description", ""))
        for element in item.findall(name)
    ]
    return Entry(
        title=Words("") if title is None else title_of(title),
        texts=tuple(texts),
        source=first(item, "source") or head.source,
        byline=listed(map(text_of, item.findall("dc:creator")))
        or listed(map(name_of_mailbox, item.findall("author"))),
        published=first(item, "pubdate", "dc:date"),
        language=first(item, "dc:language") or item.get(f"{XML}lang", head.language),
        url=joined(head.link, joined(base, first(item, "link"))) or page,
        external_id=said or item.get(ABOUT, ""),
    )


def atom_entry(entry: Element, head: Head, odd: Oddities) -> Entry:
    """An entry of Atom 1.0."""
    base = joined(head.base, entry.get(f"{XML}base", "")) or head.base
    title, origin = entry.find("atom:title"), entry.find("atom:source")
    language = entry.get(f"{XML}lang", head.language)
    content = entry.find("atom:content")
    if content is not None:
        language = content.get(f"{XML}lang", language)
    authors = names_in(entry.findall("atom:author"))
    if not authors and origin is not None:
        authors = names_in(origin.findall("atom:author"))
    texts = [
        words
        for name in ("atom:content", "atom:summary")
        for element in entry.findall(name)
        if (words := atom_words(element, odd, teaser=name == "atom:summary"))
    ]
    return Entry(
        title=Words("") if title is None else title_of(title),
        texts=tuple(texts),
        source=(first(origin, "atom:title") if origin is not None else "") or head.source,
        byline=listed(authors) or head.byline,
        published=first(entry, "atom:published", "atom:updated"),
        language=language,
        url=joined(head.link, joined(base, alternate(entry.findall("atom:link")))),
        external_id=first(entry, "atom:id"),
    )


def atom_words(element: Element, odd: Oddities, *, teaser: bool) -> Words | None:
    """Content or summary, by its type; nothing for what is elsewhere or no text, which is told."""
    kind = element.get("type", "text").partition(";")[0].strip().lower()
    if kind in {"html", "text/html"}:
        return words_of(element, "html", teaser=teaser)
    if kind.startswith("text") or len(element):
        return words_of(element, "text", teaser=teaser)
    if element.text and element.text.strip():
        odd.tell(f"Its content is {kind}, not text: it was left out.")
    return None


def title_of(element: Element) -> Words:
    """A title: in Atom of the type that it says, in RSS plain or escaped HTML."""
    if str(element.tag).startswith("atom:"):
        return words_of(element, "html" if element.get("type") == "html" else "text")
    return words_of(element)


def text_of(element: Element | None) -> str:
    """All its text on one line."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def first(element: Element, *names: str) -> str:
    """The text of the first child of one of the names that has one."""
    found = (text_of(child) for name in names for child in element.findall(name))
    return next(filter(None, found), "")


def alternate(links: Iterable[Element]) -> str:
    """Where the page itself is, HTML before other forms."""
    pages = [link for link in links if link.get("rel", "alternate") == "alternate"]
    pages.sort(key=lambda link: "html" not in link.get("type", "html"))
    return next((joined(link.get(f"{XML}base", ""), link.get("href", "")) for link in pages), "")


def joined(base: str, address: str) -> str:
    """The address seen from the base, where both can be read; nothing for nothing."""
    try:
        return urljoin(base.strip(), address.strip()) if address.strip() else ""
    except ValueError:
        return address


def names_in(authors: Iterable[Element]) -> list[str]:
    return [name for author in authors if (name := first(author, "atom:name"))]


def name_of_mailbox(element: Element) -> str:
    """The name of "sam@gazette.example (Sam Reed)", else all of it."""
    said = text_of(element)
    found = MAILBOX.match(said)
    return found["name"].strip() if found else said


def listed(names: Iterable[str] | Iterator[str]) -> str:
    """The names, each once."""
    return ", ".join(dict.fromkeys(filter(None, names)))
