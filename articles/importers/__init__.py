"""The ways in, one file a format: `read(source, how)` yields drafts; no database, no network.

To add one: its file, one line here, a sample and its test.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from articles.draft import Item
from articles.importers import plain_text
from articles.importers.reading import Limits, Reading, Source

Read = Callable[[Source, Reading], Iterator[Item]]


class Importer(NamedTuple):
    """A format: what it is called, how it is read."""

    name: str
    read: Read


IMPORTERS: dict[str, Importer] = {
    "plain_text": Importer("plain text", plain_text.read),
}

__all__ = ["IMPORTERS", "Importer", "Limits", "Read", "Reading", "Source"]
