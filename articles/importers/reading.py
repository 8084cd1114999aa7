"""How a source is to be read, and how much of anything is taken in."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from articles.text import UnreadableText


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is over one of these is refused by name, never cut.

    Each is a setting: IMPORT_MAX_ and its name in capitals.
    """

    file_bytes: int = 50_000_000  # of an upload
    unpacked_bytes: int = 500_000_000  # of all entries of an archive together
    ratio: int = 100  # to how many times its size an entry may unpack
    entries: int = 10_000  # of an archive
    items: int = 100_000  # articles of one import
    article_bytes: int = 2_000_000  # of one article, as a line, a cell or a page holds it
    columns: int = 200
    depth: int = 200  # of elements within elements, or of JSON
    tags: int = 50_000
    attributes: int = 100  # on one tag
    seconds: int = 10  # of reading one item
    memory_bytes: int = 1_000_000_000  # address space of the process that reads

    def check(self, name: str, found: int, what: str) -> None:
        """Raises UnreadableText with what was found and which limit it passes."""
        limit: int = getattr(self, name)
        if found > limit:
            raise UnreadableText(over(name, limit, f"{found:,} {what}"))


def over(name: str, limit: int, found: str) -> str:
    """The words for what passes a limit."""
    return (
        f"{found}: at most {limit:,} are taken in. Make it smaller, or have the setting"
        f" IMPORT_MAX_{name.upper()} raised."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the one who imports says of a source; what is empty, the source itself tells."""

    name: str = ""  # of the file, shown and never used as a path
    language: str = ""  # of texts that name none
    encoding: str = ""
    delimiter: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)  # the file's name to ours, or ""
    limits: Limits = Limits()


class Header(NamedTuple):
    """What a table of articles says of its own form, for a preview.

    `columns` maps each name in the file to ours, or to "" where it is not known.
    """

    columns: dict[str, str]
    encoding: str
    delimiter: str = ""


Source = bytes | BinaryIO


def opened(source: Source) -> BinaryIO:
    """The source as a file at its beginning; bytes are not copied."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    source.seek(0)
    return source


def whole(source: Source, how: Reading) -> bytes:
    """All of a source that holds one article or a feed of them. Raises UnreadableText."""
    file = opened(source)
    data = file.read(how.limits.file_bytes + 1)
    how.limits.check("file_bytes", len(data), "bytes in the file")
    return data
