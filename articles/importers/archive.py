"""A ZIP of files in any of the formats: judged by its directory, tested whole, then read."""

import copy
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from articles.draft import ArticleDraft, Item, Unread
from articles.importers.reading import Reading, Source, opened, over
from articles.importers.recognise import ZIP, refuse_document
from articles.text import UnreadableText

ReadEntry = Callable[[bytes, Reading], Iterator[Item]]

PIECE = 1 << 16  # bytes read or unpacked at once
ENTRY = b"PK\x01\x02"  # what each entry of the directory begins with
LOCAL_HEADER = 30  # bytes before an entry's name
ENCRYPTED = 0x1 | 0x40 | 0x2000
SMALL = 100_000  # bytes up to which a high ratio is a short and repetitive file, and no bomb
NAME = 120  # characters of a name that are shown
# Control characters, what turns the reading order or cannot be seen, and halves of characters.
UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                     "\ud800-\udfff\U000e0000-\U000e0fff]")  # fmt: skip
DRIVE = re.compile(r"[A-Za-z]:")
# What systems put in an archive of their own accord, besides what begins with a dot.
FOLDERS_OF_SYSTEMS = {"__MACOSX"}
FILES_OF_SYSTEMS = {"thumbs.db", "desktop.ini"}
BROKEN = (
    BadZipFile,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,  # encrypted; and, by what it inherits, packed in a way that is not known here
    ValueError,
    struct.error,
    zlib.error,
)


def read(source: Source, how: Reading, *, read_entry: ReadEntry) -> Iterator[Item]:
    """The items of every entry, in the archive's order, each with the entry's name as its `file`.

    `read_entry` recognises one entry and reads it; what it cannot read is Unread, and the next
    one follows. Nothing is written to disk, and a name is only shown. Raises UnreadableText,
    before the first item, for an archive that is damaged, encrypted, or passes a limit; between
    items for too many of them.
    """
    file = opened(source)
    with directory(file, how) as archive:
        entries = archive.infolist()
        check_directory(file, archive, how)
        for entry in entries:
            verify(archive, entry)
        wanted = [entry for entry in entries if is_wanted(entry)]
        if not wanted:
            raise UnreadableText("There is no file in the archive. Choose one that holds articles.")
        number = 0
        for entry in wanted:
            for item in items_of(archive, entry, how, read_entry):
                number += 1
                how.limits.check("items", number, "articles in the archive")
                yield item


@contextmanager
def directory(file: BinaryIO, how: Reading) -> Iterator[ZipFile]:
    """The archive, opened. Raises UnreadableText for what is none, and for too many entries."""
    refuse_document(file.read(PIECE))
    # Counted as bytes: the number that an archive gives may be wrong, and to list 100,000
    # entries takes a second.
    number, rest = 0, b""
    file.seek(0)
    while piece := file.read(PIECE * 16):
        piece = rest + piece
        number += piece.count(ENTRY)
        rest = piece[1 - len(ENTRY) :]
    if number > how.limits.entries:
        raise UnreadableText(
            over("entries", how.limits.entries, f"{number:,} files and folders in the archive")
        )
    try:
        archive = ZipFile(file)
    except BROKEN as error:
        raise UnreadableText(
            "The archive has no directory at its end that can be read: it is no ZIP, is damaged, or"
            " was cut off on its way. Make it or fetch it again."
        ) from error
    with archive:
        yield archive


def check_directory(file: BinaryIO, archive: ZipFile, how: Reading) -> None:
    """Raises UnreadableText for what the directory tells to be a bomb, encrypted or strange."""
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    how.limits.check("unpacked_bytes", total, "bytes in the archive when it is unpacked")
    for entry in entries:
        label = label_of(entry)
        if entry.flag_bits & ENCRYPTED:
            raise UnreadableText(
                f"“{label}” is encrypted. Unpack the archive with its password, and import what is"
                " inside."
            )
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise UnreadableText(
                f"“{label}” is packed in a way that is not read (method {entry.compress_type})."
                " Make the archive again with the usual method, which is called deflate."
            )
        if entry.file_size > SMALL:
            ratio = -(-entry.file_size // max(entry.compress_size, 1))
            how.limits.check("ratio", ratio, f"times its size is what “{label}” unpacks to")
    refuse_overlap(file, archive)


def refuse_overlap(file: BinaryIO, archive: ZipFile) -> None:
    """Raises UnreadableText where two entries share bytes, as in archives made to mislead."""
    end, before = 0, ""
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        label = label_of(entry)
        if not 0 <= entry.header_offset <= archive.start_dir - LOCAL_HEADER:
            raise damaged(label)
        if entry.header_offset < end:
            raise UnreadableText(
                f"“{before}” and “{label}” overlap in the archive. Make the archive again."
            )
        file.seek(entry.header_offset)
        header = file.read(LOCAL_HEADER)
        names = sum(struct.unpack("<HH", header[-4:]))
        end, before = entry.header_offset + LOCAL_HEADER + names + entry.compress_size, label
    if end > archive.start_dir:
        raise UnreadableText(
            f"“{before}” overlaps the directory of the archive. Make the archive again."
        )


def verify(archive: ZipFile, entry: ZipInfo) -> None:
    """Unpacks an entry to nowhere. Raises UnreadableText for one that is not what it says."""
    # One byte more than it says is asked for, so that an entry which holds more is found out.
    probe = copy.copy(entry)
    probe.file_size += 1
    size = 0
    try:
        with archive.open(probe) as unpacked:
            while piece := unpacked.read(PIECE):
                size += len(piece)
    except BROKEN as error:
        raise damaged(label_of(entry)) from error
    if size != entry.file_size:
        raise damaged(label_of(entry))


def damaged(label: str) -> UnreadableText:
    return UnreadableText(
        f"“{label}” in the archive is damaged, so none of the archive is read. Make it or fetch it"
        " again."
    )


def is_wanted(entry: ZipInfo) -> bool:
    """Whether people put the entry there: no folder, and nothing that a system adds."""
    *folders, file = parts_of(name_of(entry))
    if not file and not entry.file_size:
        return False
    hidden = any(part.startswith(".") and part not in {".", ".."} for part in (*folders, file))
    of_system = FOLDERS_OF_SYSTEMS.intersection(folders) or file.lower() in FILES_OF_SYSTEMS
    return not hidden and not of_system


def parts_of(name: str) -> list[str]:
    """Folders and file; Windows has its own sign between them."""
    return name.replace("\\", "/").split("/")


def points_out(name: str) -> bool:
    """Whether the name, if it were a path, would leave the folder that it is unpacked in."""
    parts = parts_of(name)
    return ".." in parts or (len(parts) > 1 and not parts[0]) or bool(DRIVE.match(name))


def items_of(
    archive: ZipFile, entry: ZipInfo, how: Reading, read_entry: ReadEntry
) -> Iterator[Item]:
    """The items of one entry; the last is Unread if it could not be read to its end."""
    label = label_of(entry)
    warnings: tuple[str, ...] = ()
    if points_out(name_of(entry)):
        warnings = (
            f"The name “{label}” points out of the archive. It is shown, and not followed.",
        )
    line = 0
    try:
        data = content(archive, entry, how)
        for item in read_entry(data, replace(how, name=label)):
            line = item.line
            if isinstance(item, ArticleDraft):
                yield replace(item, file=label, warnings=item.warnings + warnings)
            else:
                yield replace(item, file=label)
    except UnreadableText as error:
        yield Unread(line=line + 1, file=label, why=str(error))


def content(archive: ZipFile, entry: ZipInfo, how: Reading) -> bytes:
    """The entry unpacked. Raises UnreadableText for one too large, and for an archive."""
    how.limits.check("file_bytes", entry.file_size, "bytes in the file")
    data = archive.read(entry)
    if data.startswith(ZIP):
        refuse_document(data)
        raise UnreadableText(
            "Archives inside archives are not read. Unpack it, and import it by itself."
        )
    return data


def name_of(entry: ZipInfo) -> str:
    """The name as it was written, which may hold a NUL."""
    name = entry.orig_filename
    if entry.flag_bits & 0x800:
        return name
    try:  # many write UTF-8 without saying so, and zipfile then takes it for cp437
        return name.encode("cp437").decode()
    except UnicodeError:
        return name


def label_of(entry: ZipInfo) -> str:
    """The name to be shown: in print, and cut in its middle, so that the extension is there."""
    name = UNSHOWN.sub("\ufffd", name_of(entry))
    if len(name) <= NAME:
        return name
    return f"{name[: NAME - 41]}…{name[-40:]}"
