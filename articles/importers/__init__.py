"""The ways in, one file a format: `read(source, how)` yields drafts; no database, no network.

To add one: its file, one line here, a sample and its test.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from articles.draft import Item
from articles.encoding import SAMPLE
from articles.importers import archive, csv_file, feed, html_page, json_lines, ninjs, plain_text
from articles.importers.reading import Header, Limits, Reading, Source
from articles.importers.recognise import kind_of

Read = Callable[[Source, Reading], Iterator[Item]]


class Importer(NamedTuple):
    """A format: what it is called, how it is read, and how its columns are, if it has any."""

    name: str
    extensions: tuple[str, ...]
    read: Read
    header: Callable[[Source, Reading], Header] | None = None


def read_entry(data: bytes, how: Reading) -> Iterator[Item]:
    """One entry of an archive, whatever it is."""
    return IMPORTERS[kind_of(data[:SAMPLE], how.name, encoding=how.encoding)].read(data, how)


IMPORTERS: dict[str, Importer] = {
    "plain_text": Importer("plain text", ("txt", "text"), plain_text.read),
    "html_page": Importer("web page", ("html", "htm", "xhtml"), html_page.read),
    "csv_file": Importer("CSV table", ("csv", "tsv"), csv_file.read, csv_file.header),
    "json_lines": Importer(
        "JSON Lines", ("jsonl", "ndjson", "json"), json_lines.read, json_lines.header
    ),
    "ninjs": Importer("ninjs", ("json",), ninjs.read),
    "feed": Importer("RSS or Atom feed", ("xml", "rss", "atom"), feed.read),
    "archive": Importer("ZIP archive", ("zip",), partial(archive.read, read_entry=read_entry)),
}

__all__ = ["IMPORTERS", "Header", "Importer", "Limits", "Read", "Reading", "Source"]
