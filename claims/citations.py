"""How a thing of the desk is cited elsewhere: in text, in Markdown and in HTML."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from articles.addresses import spelled_out
from claims.models import Claim, Fact

# What Markdown (CommonMark 0.31) could take for markup; a backslash before it makes it plain.
MARKS = re.compile(r"([\\`*_\[\]<>|~&])")
BEGINNING = re.compile(r"\A(\d*)([#+=.)-])")  # of a heading, a list or a line
IN_LINK = str.maketrans({"<": "%3C", ">": "%3E", '"': "%22"})


class Link(NamedTuple):
    """An address that becomes a link, shown with its host spelled out."""

    address: str


@dataclass(frozen=True, slots=True)
class Citation:
    """The same words three times. In `html` all that was typed is escaped."""

    text: str
    markdown: str
    html: str

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        """The code of each way, its name, and the citation in it."""
        yield "text", _("Text"), self.text
        yield "markdown", "Markdown", self.markdown
        yield "html", "HTML", self.html


def cite(fact: Fact) -> Citation:
    """Statement, quotation, publisher, day, address, day of access, archived copy."""
    pieces: list[str | Link] = [sentence(fact.statement)]
    if fact.quotation:
        pieces.append(f" “{one_line(fact.quotation)}”")
    if origin := ", ".join(filter(None, (fact.publisher, day(fact.published)))):
        pieces.append(f" {sentence(origin)}")
    if fact.source_url:
        pieces += [" ", Link(fact.source_url)]
        seen = _("accessed %(day)s") % {"day": day(fact.accessed)} if fact.accessed else ""
        if fact.archive_url:
            before = f" ({seen}; " if seen else " ("
            pieces += [f"{before}{_('archived')}: ", Link(fact.archive_url), ")."]
        elif seen:
            pieces.append(f" ({seen}).")
    return written(pieces)


def written(pieces: Sequence[str | Link]) -> Citation:
    """Words and links, one behind the other, in the three ways."""
    shown = [
        spelled_out(p.address).translate(IN_LINK) if isinstance(p, Link) else p for p in pieces
    ]
    both = list(zip(pieces, shown, strict=True))
    marked = "".join(f"<{s}>" if isinstance(p, Link) else plain_markdown(s) for p, s in both)
    linked = (
        format_html('<a href="{}" rel="noopener noreferrer">{}</a>', s, s)
        if isinstance(p, Link)
        else s
        for p, s in both
    )
    html = format_html("<p>{}</p>", format_html_join("", "{}", ((part,) for part in linked)))
    return Citation("".join(shown), BEGINNING.sub(r"\1\\\2", marked), html)


def plain_markdown(words: str) -> str:
    """Words in which Markdown finds no markup."""
    return MARKS.sub(r"\\\1", words)


def one_line(words: str) -> str:
    return " ".join(words.split())


def sentence(words: str) -> str:
    """On one line, with a full stop where it has no end of its own."""
    line = one_line(words)
    return line if line.endswith((".", "!", "?", "。", "！", "？", "…")) else f"{line}."


def day(date: datetime.date | None) -> str:
    return date_format(date, "j F Y") if date else ""


def cite_claim(claim: Claim, address: str) -> Citation:
    """The words, who printed them where and when, the verdict, and the claim's own page.

    `address` is that page's, in full. Needs the claim's article, source and revision loaded.
    """
    article, placed = claim.article, claim.sentence
    number = placed.number
    place = _("sentence %(number)s") % {"number": number} if number else _("headline")
    printed = article.published_printed
    origin = [
        f"{article.source}, “{one_line(article.title)}”",
        day(printed.date()) if printed else "",
        place,
        _("revision %(number)s") % {"number": placed.revision.number},
    ]
    pieces: list[str | Link] = [f"“{one_line(claim.quote)}” "]
    pieces.append(sentence(", ".join(filter(None, origin))))
    if article.canonical_url:
        pieces += [" ", Link(article.canonical_url)]
    if claim.decided_at:
        words = claim.verdict_words or _("decided in words")
        decided = day(timezone.localdate(claim.decided_at))
        pieces.append(" " + sentence(_("Judged: %(verdict)s") % {"verdict": f"{words}, {decided}"}))
    return written([*pieces, f" {_('Claim')}: ", Link(address)])
