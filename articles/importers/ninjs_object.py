"""A news object of ninjs: what it says of itself, and what is odd about it."""

import re
from collections.abc import Iterator
from typing import Any

from articles.importers.columns import shown
from articles.importers.markup import paragraphs
from articles.importers.ninjs_body import Body, bodies_in
from articles.importers.oddities import Oddities
from articles.importers.reading import Limits
from articles.text import UnreadableText

SCHEMA = re.compile(r"ninjs-schema[\w-]*?_v?(\d\.\d+)")
PUBLISHERS = {"source", "publisher", "provider", "originator", "creator", "distributor"}
# What was published first is the same for all versions of an article.
DATES = ("published", "datepublished", "firstpublished", "firstcreated", "versioncreated",
         "contentcreated")  # fmt: skip
WITHDRAWN = {"canceled", "cancelled", "withheld"}
LARGEST = 2**31 - 1  # version that the databases keep


def lowered(value: dict[str, Any]) -> dict[str, Any]:
    """The object with its names in small letters; of two that become one, that with a value."""
    found: dict[str, Any] = {}
    for name, said in value.items():
        found[name.lower()] = found.get(name.lower()) or said
    return found


class NewsObject:
    """A news object and what it says; what it does not say is empty.

    `odd` grows with the questions asked.
    """

    def __init__(self, value: dict[str, Any], warnings: tuple[str, ...] = ()) -> None:
        self.said = lowered(value)
        self.names = set(value)
        self.odd = Oddities(warnings)
        self.bodies: list[Body] = bodies_in(self.said)

    def text(self, *names: str) -> str:
        """The first text under one of the names, white space aside."""
        for name in names:
            value = self.said.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
            if value and not isinstance(value, (str, list, dict)):
                self.odd.tell(f"“{name}” is no text: it was left out.")
        return ""

    def objects(self, *names: str) -> list[dict[str, Any]]:
        """The objects in the lists under the names."""
        lists = [self.said.get(name) for name in names]
        every = (one for found in lists if isinstance(found, list) for one in found)
        return [lowered(one) for one in every if isinstance(one, dict)]

    def row(self) -> dict[str, str]:
        """Its values under the names of the columns, as they were."""
        body = max(self.bodies, key=lambda body: len(body.value), default=None)
        values = {
            "title": self.headlines()[0].value if self.headlines() else self.text("title"),
            "text": body.value if body and body.kind != "html" else "",
            "html": body.value if body and body.kind == "html" else "",
            "source": self.source(),
            "byline": self.byline(),
            "published": self.text(*DATES),
            "language": self.text("language"),
            "url": self.url(),
            "external_id": self.text("uri") or next(self.values("altids"), ""),
        }
        return {name: " ".join(v.split()) if name == "title" else v for name, v in values.items()}

    def values(self, name: str) -> Iterator[str]:
        """The texts of a list of ids or names, whether it holds them bare or in objects."""
        listed = self.said.get(name)
        for one in listed if isinstance(listed, list) else []:
            value = lowered(one) if isinstance(one, dict) else {"value": one}
            text = value.get("value") or value.get("name")
            if isinstance(text, str) and text.strip():
                yield text.strip()

    def headlines(self) -> list[Body]:
        """The main one first. 1 has `headline`, later ones `headlines` with roles."""
        plain = self.text("headline")
        found = [Body("main", "", "text", plain)] if plain else []
        for one in self.objects("headlines", "headline"):
            headline = Body.of(one, role=str(one.get("role") or one.get("name") or ""))
            if headline and headline.value.strip():
                found.append(headline)
        return sorted(found, key=lambda one: (one.role != "main", bool(one.role)))

    def headline(self, limits: Limits) -> str:
        """The main headline, without markup. Raises UnreadableText for one that passes a limit."""
        found = self.headlines()
        if len(found) > 1:
            roles = ", ".join(f"“{one.role or 'headline'}”" for one in found[1:6])
            self.odd.tell(f"Further headlines were left out: {roles}.")
        if not found:
            return self.text("title")  # which is no headline by the standard, but may be all
        if found[0].kind == "html":
            return " ".join(paragraphs(found[0].value, limits)) or found[0].value
        return found[0].value

    def byline(self) -> str:
        names = (*self.values("by"), *self.values("byline"), *self.values("bylines"))
        return self.text("by", "byline") or ", ".join(names)

    def source(self) -> str:
        """Who published it: an organisation is named as a subject too, so its `rel` must say so."""
        sources = [one for one in self.objects("infosources", "providers") if is_name(one)]
        sources.sort(key=lambda one: str(one.get("role")).lower() not in PUBLISHERS)
        sources += [
            one
            for one in self.objects("organisations", "organisation")
            if is_name(one) and str(one.get("rel")).lower() in PUBLISHERS
        ]
        if sources:
            return str(sources[0]["name"]).strip()
        return self.text("source", "provider", "copyrightholder")

    def url(self) -> str:
        """Its page. The standard has renditions only; `link` and `links` are often added to it."""
        own = self.text("canonicalurl", "url", "link")
        pages = [
            one.get("href") or one.get("url")
            for one in self.objects("links", "renditions")
            if one.get("rel") in {"canonical", "alternate"}
            or "html" in str(one.get("contenttype") or one.get("mimetype"))
        ]
        return own or next((page for page in pages if isinstance(page, str)), "")

    def version(self) -> int:
        """The number of the version; 0 where it is none."""
        said = self.said.get("version")
        if isinstance(said, str) and said.strip().isdecimal() and len(said) < 20:
            said = int(said)
        if type(said) is int and 0 <= said <= LARGEST:
            return said
        if said:
            self.odd.tell(f"Its version “{shown(str(said)[:60])}” is no number: it was left out.")
        return 0

    def standard(self) -> str:
        """Which ninjs it is, as it says itself or, with a "?", as its names tell."""
        said = lowered(said) if isinstance(said := self.said.get("standard"), dict) else {}
        name, version = (str(said.get(part) or "") for part in ("name", "version"))
        if version:
            return shown(f"{name or 'ninjs'} {version}", 40)
        if found := SCHEMA.search(f"{said.get('schema')} {self.said.get('$schema')}"):
            return f"ninjs {found[1]}"
        if {"versionCreated", "firstCreated", "pubStatus", "infoSources"} & self.names:
            return "ninjs 3?"
        return "ninjs 2?" if {"bodies", "headlines"} & self.names else "ninjs 1?"

    def refuse_unusable(self) -> None:
        """Raises UnreadableText for what is withdrawn, or no text."""
        status = self.text("pubstatus").rpartition(":")[2].lower()
        if status in WITHDRAWN:
            raise UnreadableText(
                f"The agency says of it “{status}”: it is not to be used. Leave it out."
            )
        if status not in {"", "usable"}:
            self.odd.tell(f"Its status is “{status}”, which the standard does not have.")
        kind = self.text("type").rpartition(":")[2].lower()
        if kind not in {"", "text"} and not (kind == "composite" and self.bodies):
            raise UnreadableText(
                f"Its type is “{shown(kind)}”, not text. Leave it out, or import the article that"
                " belongs to it."
            )

    def tell_left_out(self) -> Oddities:
        """All that is odd, the rest of it added."""
        others = self.said.get("associations")
        every = list(others.values()) if isinstance(others, dict) else others
        if isinstance(every, list) and every:
            kinds = {str(lowered(o).get("type") or "untyped") for o in every if isinstance(o, dict)}
            named = f" ({', '.join(sorted(kinds)[:9])})" if kinds else ""
            self.odd.tell(f"{len(every):,} associated items were left out{named}.")
        if until := self.text("embargoeduntil", "embargoed"):
            self.odd.tell(f"It is under embargo until {until}.")
        if self.text("representationtype") in {"partial", "incomplete"}:
            self.odd.tell("The agency says that it is only part of the item.")
        return self.odd


def is_name(one: dict[str, Any]) -> bool:
    name = one.get("name")
    return isinstance(name, str) and bool(name.strip())
