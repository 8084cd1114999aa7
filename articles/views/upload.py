"""What was pasted or uploaded, as bytes and a name; never more than the limit on the disk."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import ngettext

from articles.intake import shown_name

FIRST = 80  # characters of a pasted text that name it
PIECE = 1 << 20


class Quota(FileUploadHandler):
    """Stands before the handlers that keep an upload, and hands them no more than `most` bytes.

    The rest is read and dropped, so that the browser gets its answer and the form its other fields.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.seen = most, 0

    @property
    def over(self) -> bool:
        return self.seen > self.most

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.seen += len(raw_data)
        return None if self.over else raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def pasted_name(text: str) -> str:
    """The first words in quotes; so they never look like the name of a file."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    cut = first[: FIRST - 1] + "…" if len(first) > FIRST else first
    return f"“{shown_name(cut.replace('/', '∕'))}”"


@contextmanager
def handed_in(
    text: str, files: Sequence["UploadedFile[Any]"]
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Its name and its bytes in pieces. Several files are one ZIP of them."""
    if not files:
        yield pasted_name(text), iter([text.encode("utf-8", "surrogatepass")])
    elif len(files) == 1:
        yield shown_name(str(files[0].name)), files[0].chunks(PIECE)
    else:
        with tempfile.TemporaryFile() as packed:
            pack(files, packed)
            packed.seek(0)
            number = len(files)
            name = ngettext("%(number)s file", "%(number)s files", number) % {"number": number}
            yield name, iter(lambda: packed.read(PIECE), b"")


def pack(files: Sequence["UploadedFile[Any]"], packed: IO[bytes]) -> None:
    """Writes files into a ZIP, each under a name of its own."""
    taken: set[str] = set()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for number, file in enumerate(files, start=1):
            name: Any = shown_name(str(file.name)) or "-"
            name = f"{number} {name}" if name in taken else name
            taken.add(name)
            with archive.open(name, "w") as entry:
                for piece in file.chunks(PIECE):
                    entry.write(piece)
