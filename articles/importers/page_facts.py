"""What a saved page says of its article: title, names, date, language, address, publisher."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from articles import addresses
from articles.importers.compose import LANGUAGE
from articles.importers.dates import moment
from articles.importers.markup import paragraphs, resolved
from articles.importers.plain_text import MONTHS
from articles.importers.reading import Limits
from articles.text import UnreadableText, fold

ARTICLE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report|SocialMediaPosting|Review)\Z")
SHELLS = ("<!--", "-->", "//<![CDATA[", "// <![CDATA[", "<![CDATA[", "//]]>", "// ]]>", "]]>", ";")
JOINTS = re.compile(r"\s+(?:[|\-–—»«:·•]|::|\|\|)\s+")
BY = re.compile(r"(?:by|von|par|por|di|текст|автор)[:\s]\s*", re.IGNORECASE)
# What stands after a name that was taken from the page, and is no part of it.
AFTER_NAME = re.compile(
    r"\s+(?:published|updated|posted|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b.*", re.IGNORECASE
)
NOBODY = frozenset({"admin", "administrator", "editor", "webmaster", "guest", *MONTHS})
FIRST_PAGE = re.compile(r"https?://[^/?#]+/?(?:#.*)?\Z", re.IGNORECASE)
LONGEST = {"title": 500, "byline": 300, "source": 200, "url": 2048}  # that an article can hold
# Names under which the heads of pages say the same things, the commonest first.
METAS = {
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title"),
    "byline": ("author", "article:author", "byl", "parsely-author", "sailthru.author",
               "dc.creator", "dcterms.creator", "article:author_name"),
    "date": ("article:published_time", "og:article:published_time", "article:published",
             "datepublished", "parsely-pub-date", "sailthru.date", "article.published",
             "dc.date.issued", "dcterms.created", "dc.date", "pubdate", "publish-date",
             "publish_date", "publication_date", "originalpublicationdate", "date"),
    "language": ("og:locale", "inlanguage", "content-language", "dc.language", "language"),
    "source": ("og:site_name", "publisher", "dc.publisher", "application-name"),
}  # fmt: skip


class Page:
    """A parsed page, and `guessed`, trafilatura's document of it or None.

    What it says is taken from JSON-LD first, then the head of the page, then `guessed`. What it
    does not say is empty. `warnings` grow with the questions asked.
    """

    def __init__(self, tree: HtmlElement, guessed: Any, limits: Limits) -> None:
        self.tree, self.guessed, self.limits = tree, guessed, limits
        self.warnings: list[str] = []
        self.nodes = list(json_ld(tree))
        self.metas = metas_of(tree)
        articles = list(filter(is_article, self.nodes))
        titled = (node for node in articles if node.get("headline"))
        self.article = next(titled, next(iter(articles), {}))
        self.is_article = bool(articles) or self.metas.get("og:type", [""])[0] == "article"
        self.url = self.address()
        self.source = self.publisher()

    def said(self, what: str) -> Iterator[str]:
        for name in METAS[what]:
            yield from self.metas.get(name, ())

    def guess(self, what: str) -> str:
        return getattr(self.guessed, what, None) or ""

    def body(self) -> str:
        """The whole text, where JSON-LD has it, a paragraph a line."""
        return text_in(self.article.get("articleBody"), self.limits, "\n")

    def headings(self) -> list[str]:
        heads = (" ".join(h1.text_content().split()) for h1 in self.tree.iter("h1"))
        return [head for head in heads if head]

    def own_title(self) -> str:
        """What a browser shows as the name of the page."""
        said = self.tree.findtext(".//head/title") or self.tree.findtext(".//title") or ""
        return " ".join(said.split())

    def title(self, body: Sequence[str]) -> str:
        """The headline as the page shows it, where one can be told; else as its head says it."""
        heads = self.headings()
        top = fold(body[0]) if body else ""
        told = [
            text_in(self.article.get("headline") or self.article.get("name"), self.limits),
            *self.said("title"),
        ]
        candidates = [
            *(head for head in heads if fold(head) == top),
            *(head for head in heads if len(heads) == 1 and any(alike(head, t) for t in told)),
            *told,
            *(head for head in heads if len(heads) == 1),
            self.guess("title"),
            self.own_title(),
        ]
        fitting = (value for value in candidates if value and len(value) <= LONGEST["title"])
        return self.without_site(next(fitting, ""))

    def without_site(self, title: str) -> str:
        """The title without the name of the site before or after it."""
        parts = list(JOINTS.finditer(title))
        if not parts:
            return title
        before, after = title[: parts[-1].start()], title[parts[-1].end() :]
        host = host_of(self.url)
        sites = {squeezed(name) for name in (self.source, host, host.split(".")[0]) if name}
        if squeezed(after) in sites or fold(before) in map(fold, self.headings()):
            return before
        before, after = title[: parts[0].start()], title[parts[0].end() :]
        if squeezed(before) in sites or fold(after) in map(fold, self.headings()):
            return after
        return title

    def byline(self) -> str:
        """Names of people, without addresses and without the publisher's own name."""
        author = self.article.get("author") or self.article.get("creator")
        for names in (
            names_in(author, self.nodes, self.limits),
            *([value] for value in self.said("byline")),
            [AFTER_NAME.sub("", name) for name in self.guess("author").split("; ")],
        ):
            people = [BY.sub("", name, count=1) if BY.match(name) else name for name in names]
            people = [
                name
                for name in dict.fromkeys(people)
                if name
                and "://" not in name
                and fold(name) not in NOBODY
                and squeezed(name) != squeezed(self.source)
            ]
            if people and len(", ".join(people)) <= LONGEST["byline"]:
                return ", ".join(people)
        return ""

    def published(self) -> str:
        """As `datetime.isoformat` writes it; a date that trafilatura found is told as such."""
        shown = [
            element.get("datetime") or element.get("content") or element.text_content()
            for element in self.tree.iter("time", "span", "div")
            if element.get("pubdate") is not None or element.get("itemprop") == "datePublished"
        ]
        said = {str(node["datePublished"]) for node in self.nodes if node.get("datePublished")}
        times = {time.get("datetime") for time in self.tree.iter("time") if time.get("datetime")}
        for value in (
            self.article.get("datePublished"),
            *self.said("date"),
            *(said if len(said) == 1 else ()),
            *shown[:3],
            *(times if len(times) == 1 else ()),
            self.article.get("dateCreated"),
        ):
            if isinstance(value, str) and (when := known(value)):
                return when.isoformat()
        guess = self.guess("date")
        if when := known(guess):
            self.warnings.append(f"The date {guess} is a guess from the page. Check it.")
            return when.isoformat()
        return ""

    def language(self) -> str:
        said = self.article.get("inLanguage")
        said = said[0] if isinstance(said, list) and said else said
        said = said.get("alternateName") or said.get("name") if isinstance(said, dict) else said
        html = next(self.tree.iter("html"), self.tree)
        for value in (html.get("lang"), html.get("xml:lang"), *self.said("language"), said):
            tag = value.split(",")[0].strip().replace("_", "-") if isinstance(value, str) else ""
            if LANGUAGE.match(tag) and tag.lower() not in {"und", "zxx"}:
                return tag
        return ""

    def address(self) -> str:
        """The page's own. A site's first page is none: all its articles would become one."""
        page = self.article.get("mainEntityOfPage")
        page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
        links = [
            link.get("href")
            for link in self.tree.iter("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ]
        for value in (*links, *self.metas.get("og:url", ()), self.article.get("url"), page):
            url = value.strip() if isinstance(value, str) else ""
            url = f"https:{url}" if url.startswith("//") else url
            if not url.lower().startswith(("http://", "https://")):
                continue
            if not addresses.fit(url):
                self.warnings.append(
                    f"The page's address cannot be kept, and is left out: {url[:80]!r}."
                )
            elif FIRST_PAGE.match(url) is None:
                return url
        return ""

    def publisher(self) -> str:
        sites = [node.get("name") for node in self.nodes if node.get("@type") == "WebSite"]
        for name in (
            *names_in(self.article.get("publisher"), self.nodes, self.limits),
            *self.said("source"),
            *(text_in(site, self.limits) for site in sites),
            host_of(self.url),
            self.guess("sitename"),
        ):
            if name and "://" not in name and len(name) <= LONGEST["source"]:
                return name.removeprefix("@")
        return ""


def json_ld(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Each thing that JSON-LD describes on its own, also within @graph; what is broken is none."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            said = json.loads(unwrapped(script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [said]
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting = node[:100] + waiting
            elif isinstance(node, dict):
                yield node
                waiting = [node.get("@graph"), node.get("mainEntity"), *waiting]


def unwrapped(script: str) -> str:
    """JSON without the marks by which it was hidden from old browsers."""
    for shell in SHELLS:
        script = script.strip().removeprefix(shell).removesuffix(shell)
    return script


def is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and ARTICLE.match(kind.rsplit("/", 1)[-1]) for kind in kinds)


def metas_of(tree: HtmlElement) -> dict[str, list[str]]:
    """What the meta tags say, by name in small letters; itemprop counts as a name."""
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = " ".join(resolved(meta.get("content") or "").split())
        names = (meta.get(kind) or "" for kind in ("property", "name", "itemprop", "http-equiv"))
        for name in " ".join(names).lower().split() if content else ():
            found.setdefault(name, []).append(content)
    return found


def text_in(value: Any, limits: Limits, joint: str = " ") -> str:
    """The text of a value of JSON-LD, which may be escaped, marked up, or no text at all."""
    if not isinstance(value, str):
        return ""
    lines = "<br>".join(value.split("\n"))
    try:
        parts = paragraphs(lines, limits)
        if any("<" in part and ">" in part for part in parts):
            parts = paragraphs("<br>".join(parts), limits)  # it was escaped as a whole
    except UnreadableText:
        return ""
    return joint.join(parts)


def names_in(value: Any, nodes: list[dict[str, Any]], limits: Limits) -> list[str]:
    """Names of people or organisations: a text, a thing with a name or an @id, or several."""
    if isinstance(value, list):
        return [name for each in value[:20] for name in names_in(each, nodes, limits)]
    if isinstance(value, dict):
        if not value.get("name") and (key := value.get("@id")):
            value = next((n for n in nodes if n.get("@id") == key and n.get("name")), value)
        value = value.get("name")
        if isinstance(value, list):
            return [text_in(each, limits) for each in value[:20]]
    return [text_in(value, limits)]


def squeezed(name: str) -> str:
    return re.sub(r"\W", "", fold(name)).removeprefix("the")


def alike(heading: str, title: str) -> bool:
    """Whether they share half their words: search engines are told another wording than readers."""
    words, others = ({*re.findall(r"\w+", fold(value))} for value in (heading, title))
    return 2 * len(words & others) >= min(len(words), len(others)) > 2


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def known(value: str) -> datetime | None:
    """The moment, if it is one; programs write the years 1 and 1970 for "no date"."""
    try:
        when = moment(value)
    except UnreadableText:
        return None
    return when if when and when.year > 1 and when.timetuple()[:3] != (1970, 1, 1) else None
