"""What a page weighs on its first visit, with all that it loads; and whether that is all ours."""

import gzip
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.core.management.base import CommandError

from claims.management.benchmarks.figures import Figure
from claims.management.benchmarks.visits import Answer, Visitor

LOADED = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
SOURCES = {"script", "img", "iframe", "video", "audio", "source", "embed", "track"}
LEVEL = 6  # at which a proxy compresses what the desk sends as it is


class Loading(HTMLParser):
    """The addresses of what a browser fetches for a page without a click."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "link" and LOADED & set(said.get("rel", "").split()):
            self.found.append(said.get("href", ""))
        elif tag in SOURCES and said.get("src"):
            self.found.append(said["src"])


def figures(visitor: Visitor, path: str) -> Iterator[Figure]:
    """Yields sizes in KB and how many of the addresses lead to another host."""
    page = answered(visitor, path)
    loading = Loading()
    loading.feed(page.plain.decode())
    addresses = list(dict.fromkeys(loading.found))
    away = [one for one in addresses if urlsplit(one).netloc]
    ours = [answered(visitor, urljoin(path, one)) for one in addresses if one not in away]
    html = zipped(page)
    whole = html + sum(map(zipped, ours))
    yield Figure("pages.article_html", "its HTML, gzipped", html / 1000, "KB")
    yield Figure(
        "pages.article_sent", "its HTML, as the desk sends it", len(page.body) / 1000, "KB"
    )
    yield Figure(
        "pages.article_first_load",
        f"its first load: HTML and {len(ours)} files, gzipped",
        whole / 1000,
        "KB",
    )
    yield Figure("pages.article_away", "of its files from another host", len(away), "files")


def answered(visitor: Visitor, path: str) -> Answer:
    answer = visitor.ask("GET", path)
    if answer.status != 200:
        raise CommandError(f"{path} was answered with {answer.status}.")
    return answer


def zipped(answer: Answer) -> int:
    """Bytes of its body: as it was sent, or as a proxy compresses it."""
    return len(answer.body if answer.encoding else gzip.compress(answer.body, LEVEL))
