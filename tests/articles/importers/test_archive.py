"""A ZIP is judged by its directory, tested whole, and then read entry by entry."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.draft import ArticleDraft, Item, Unread
from articles.importers import archive, plain_text
from articles.importers.reading import Limits, Reading
from articles.importers.recognise import kind_of
from articles.text import UnreadableText
from tests.conftest import no_hang

COPY = b"Ferry to sail again\n\nThe ferry will sail on Monday.\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
DAMAGED = "in the archive is damaged, so none of the archive is read."


def read_entry(data: bytes, how: Reading) -> Iterator[Item]:
    """As the real one, with one format: an article is what stands between lines of "==="."""
    kind_of(data, how.name)
    for n, part in enumerate(data.decode().split("===\n")):
        if part.startswith("broken"):
            raise UnreadableText("This part is broken. Mend it.")
        yield plain_text.article(part, line=n + 1, language=how.language)


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def read(data: bytes, how: Reading = Reading(), **limits: int) -> list[Item]:  # noqa: B008
    reading = Reading(language=how.language, limits=Limits(**limits))
    return list(archive.read(data, reading, read_entry=read_entry))


def drafts(data: bytes) -> list[ArticleDraft]:
    items = read(data)
    assert all(isinstance(item, ArticleDraft) for item in items)
    return [item for item in items if isinstance(item, ArticleDraft)]


def unread(data: bytes, **limits: int) -> list[tuple[str, int, str]]:
    return [
        (item.file, item.line, item.why)
        for item in read(data, **limits)
        if isinstance(item, Unread)
    ]


def why(data: bytes, **limits: int) -> str:
    """The refusal of the whole archive, before anything came of it."""
    items = archive.read(data, Reading(limits=Limits(**limits)), read_entry=read_entry)
    with pytest.raises(UnreadableText) as refused:
        next(items)
    return str(refused.value)


def renamed(data: bytes, before: bytes, after: bytes) -> bytes:
    assert len(before) == len(after)
    assert data.count(before) == 2
    return data.replace(before, after)


def in_directory(data: bytes, offset: int, form: str, *values: Any) -> bytes:
    """The archive with fields of its first directory entry changed."""
    changed = bytearray(data)
    struct.pack_into(form, changed, data.index(b"PK\x01\x02") + offset, *values)
    return bytes(changed)


def test_entries_are_read_in_their_order_under_their_names() -> None:
    data = zipped({"b/two.txt": COPY, "a.txt": b"Bus\n\nIt runs.\n===\nTrain\n\nIt waits.\n"})
    found = [(draft.file, draft.line, draft.title) for draft in drafts(data)]
    assert found == [
        ("b/two.txt", 1, "Ferry to sail again"),
        ("a.txt", 1, "Bus"),
        ("a.txt", 2, "Train"),
    ]
    assert drafts(data) == drafts(data)


def test_what_was_said_of_the_archive_is_said_of_its_entries() -> None:
    (item,) = read(zipped({"a.txt": COPY}), Reading(language="de"))
    assert isinstance(item, ArticleDraft)
    assert item.language == "de"


def test_open_file_is_read_like_bytes_and_stays_open() -> None:
    data = zipped({"a.txt": COPY})
    file = io.BytesIO(data)
    file.seek(7)
    assert list(archive.read(file, Reading(), read_entry=read_entry)) == read(data)
    assert not file.closed


def test_what_systems_add_is_passed_over() -> None:
    names = ["__MACOSX/._a.txt", ".DS_Store", "x/.DS_Store", "Thumbs.db", ".git/a.txt", "x/", "y\\"]
    entries = dict.fromkeys(names, b"")
    assert [draft.file for draft in drafts(zipped({**entries, "x/a.txt": COPY}))] == ["x/a.txt"]


@pytest.mark.parametrize("entries", [{}, {"x/": b"", ".DS_Store": b"a"}])
def test_archive_of_nothing_is_refused(entries: dict[str, bytes]) -> None:
    assert why(zipped(entries)).startswith("There is no file in the archive.")


def test_what_cannot_be_read_is_named_and_the_next_entry_follows() -> None:
    data = zipped(
        {
            "photo.png": PNG,
            "empty.txt": b"",
            "half.txt": COPY + b"===\nbroken\n===\nLost\n",
            "last.txt": COPY,
        }
    )
    assert unread(data) == [
        ("photo.png", 1, "This is a PNG picture, not text. Save the article as text or HTML."),
        ("empty.txt", 1, "The file is empty. Choose one that holds an article."),
        ("half.txt", 2, "This part is broken. Mend it."),
    ]
    assert [item.file for item in read(data)][2:] == ["half.txt", "half.txt", "last.txt"]


# C07


def test_archive_inside_an_archive_is_not_read() -> None:
    inner = zipped({"a.txt": COPY})
    for _level in range(4):
        inner = zipped({"inner.txt": inner})
    data = zipped({"inner.txt": inner, "b.txt": COPY})
    assert unread(data) == [
        (
            "inner.txt",
            1,
            "Archives inside archives are not read. Unpack it, and import it by itself.",
        )
    ]
    assert len(read(data)) == 2


def test_word_file_inside_an_archive_is_named() -> None:
    data = zipped({"a.docx": zipped({"[Content_Types].xml": b"<x/>"})})
    assert unread(data)[0][2].startswith("This is a Word, Excel or PowerPoint file, not text.")


def test_overlapping_entries_are_refused() -> None:
    data = zipped({"a.txt": COPY, "b.txt": COPY}, zipfile.ZIP_STORED)
    second = data.index(b"PK\x03\x04", 4)
    longer = in_directory(data, 20, "<LL", second + len(COPY), second + len(COPY))
    assert why(longer) == "“a.txt” and “b.txt” overlap in the archive. Make the archive again."


def test_two_entries_on_the_same_bytes_are_refused() -> None:
    data = zipped({"a.txt": COPY})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[start:end]
    tail = bytearray(data[end:])
    struct.pack_into("<HHL", tail, 8, 2, 2, len(entry) * 2)
    assert "overlap in the archive" in why(data[:start] + entry * 2 + bytes(tail))


def test_entry_over_the_directory_is_refused() -> None:
    data = in_directory(zipped({"a.txt": COPY}, zipfile.ZIP_STORED), 20, "<LL", 150, 150)
    assert why(data).startswith("“a.txt” overlaps the directory of the archive.")


# C05, C06: limits, before anything is unpacked


def test_bomb_is_refused_by_its_ratio() -> None:
    data = zipped({"ok.txt": COPY, "zeros.txt": b"0" * 5_000_000})
    assert why(data).endswith(
        "times its size is what “zeros.txt” unpacks to: at most 100 are taken in. Make it smaller,"
        " or have the setting IMPORT_MAX_RATIO raised."
    )


def test_short_repetitive_entry_is_no_bomb() -> None:
    assert len(read(zipped({"a.txt": b"Ferry " * 10_000}))) == 1


def test_all_entries_together_have_a_limit() -> None:
    data = zipped({"a.txt": COPY, "b.txt": COPY})
    assert why(data, unpacked_bytes=len(COPY) * 2 - 1) == (
        f"{len(COPY) * 2} bytes in the archive when it is unpacked: at most {len(COPY) * 2 - 1} are"
        " taken in. Make it smaller, or have the setting IMPORT_MAX_UNPACKED_BYTES raised."
    )
    assert len(read(data, unpacked_bytes=len(COPY) * 2)) == 2


def test_entry_has_the_limit_of_a_file() -> None:
    data = zipped({"long.txt": COPY * 2, "b.txt": COPY})
    ((file, _line, said),) = unread(data, file_bytes=len(COPY))
    assert (file, said.split(":")[0]) == ("long.txt", f"{len(COPY) * 2} bytes in the file")


def empty_entries(number: int) -> bytes:
    """As a ZIP of empty files, without the time that zipfile takes to write one."""
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 33, 0, 0, 0, 8, 0)
    headers = b"".join(local + b"%08d" % n for n in range(number))
    size = len(local) + 8
    fields = (20, 20, 0, 0, 0, 33, 0, 0, 0, 8, 0, 0, 0, 0, 0)
    entries = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *fields, n * size) + b"%08d" % n
        for n in range(number)
    )
    said = number % 65536
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, said, said, len(entries), len(headers), 0)
    return headers + entries + end


def test_hundred_thousand_entries_are_refused_at_once() -> None:
    data = empty_entries(100_000)
    with no_hang():
        assert why(data).startswith(
            "100,000 files and folders in the archive: at most 10,000 are taken in."
        )


def test_number_that_an_archive_gives_is_not_believed() -> None:
    data = empty_entries(11)
    end = data.index(b"PK\x05\x06")
    lying = data[: end + 8] + struct.pack("<HH", 1, 1) + data[end + 12 :]
    assert why(lying, entries=10).startswith("11 files and folders in the archive")
    assert len(read(lying, entries=11)) == 11


def test_articles_of_all_entries_together_have_a_limit() -> None:
    data = zipped({"a.txt": b"A\n===\nB\n", "b.txt": b"C\n"})
    items = archive.read(data, Reading(limits=Limits(items=2)), read_entry=read_entry)
    assert [next(items).file, next(items).file] == ["a.txt", "a.txt"]
    with pytest.raises(UnreadableText, match="IMPORT_MAX_ITEMS"):
        next(items)


# C08, C09: damaged and encrypted


def test_truncated_archive_is_refused() -> None:
    data = zipped({"a.txt": COPY, "b.txt": COPY})
    for end in range(4, len(data), 7):
        assert "was cut off on its way" in why(data[:end])


def test_bad_checksum_refuses_the_archive_and_names_the_entry() -> None:
    bodies = {f"{n}.txt": b"Ferry %d\n\nIt sails.\n" % n for n in range(1, 11)}
    data = zipped(bodies, zipfile.ZIP_STORED).replace(b"Ferry 7", b"Merry 7")
    assert why(data).startswith(f"“7.txt” {DAMAGED}")


def test_damaged_stream_is_refused() -> None:
    data = bytearray(zipped({"a.txt": COPY}))
    data[40:44] = b"\xff\xff\xff\xff"
    assert why(bytes(data)).startswith(f"“a.txt” {DAMAGED}")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("said", [len(COPY) - 5, len(COPY) + 5])
def test_entry_of_another_size_than_it_says_is_refused(method: int, said: int) -> None:
    seen = COPY[:said]  # with the checksum of what would be seen, only the size can tell
    data = in_directory(zipped({"a.txt": COPY}, method), 16, "<L", zlib.crc32(seen))
    assert why(in_directory(data, 24, "<L", said)).startswith(f"“a.txt” {DAMAGED}")


def test_entry_whose_two_names_differ_is_refused() -> None:
    data = zipped({"a.txt": COPY})
    assert why(data.replace(b"a.txt", b"b.txt", 1)).startswith(f"“a.txt” {DAMAGED}")


def test_encrypted_entry_is_refused() -> None:
    data = zipped({"a.txt": COPY, "b.txt": COPY})
    assert why(in_directory(data, 8, "<H", 1)) == (
        "“a.txt” is encrypted. Unpack the archive with its password, and import what is inside."
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_refused_with_the_mend(method: int) -> None:
    said = why(zipped({"a.txt": COPY}, method))
    assert said.endswith("Make the archive again with the usual method, which is called deflate.")


def test_word_file_taken_for_an_archive_is_refused() -> None:
    assert why(zipped({"[Content_Types].xml": b"<x/>"})).startswith("This is a Word, Excel")


# C50: names are shown, and nothing else


@pytest.mark.parametrize(
    "name", ["../../etc/x.txt", "/etc/x.txt", "C:\\x.txt", "..\\x.txt", "a/../../x.txt"]
)
def test_name_that_points_out_is_only_shown(name: str) -> None:
    (draft,) = drafts(zipped({name: COPY}))
    assert draft.file == name
    assert draft.warnings == (
        f"The name “{name}” points out of the archive. It is shown, and not followed.",
    )


@pytest.mark.parametrize(
    "name", ["CON", "<img onerror=x>.txt", "a/b..c/d.txt", "./a.txt", "新闻.txt"]
)
def test_odd_name_is_shown_as_it_is(name: str) -> None:
    (draft,) = drafts(zipped({name: COPY}))
    assert (draft.file, draft.warnings) == (name, ())


def test_signs_that_cannot_be_shown_are_replaced() -> None:
    data = renamed(zipped({"aXbY.txt": COPY}), b"aXbY.txt", b"a\x00b\x1b.txt")
    assert [draft.file for draft in drafts(data)] == ["a\ufffdb\ufffd.txt"]
    (draft,) = drafts(zipped({"x\u202etxt.exe\u2066\u200b": COPY}))
    assert draft.file == "x\ufffdtxt.exe\ufffd\ufffd"


def test_folder_sign_before_a_nul_hides_no_file() -> None:
    data = renamed(zipped({"aXb.txt": COPY}), b"aXb.txt", b"a/\x00.txt")
    assert [draft.file for draft in drafts(data)] == ["a/\ufffd.txt"]


def test_long_name_is_cut_in_its_middle() -> None:
    (draft,) = drafts(zipped({"a" * 150 + "b" * 146 + ".txt": COPY}))
    assert draft.file == "a" * 79 + "…" + "b" * 36 + ".txt"
    assert len(draft.file) == 120


def test_utf_8_name_that_does_not_say_so_is_understood() -> None:
    data = renamed(zipped({"xxxxxx.txt": COPY}), b"xxxxxx", "新闻".encode())
    assert [draft.file for draft in drafts(data)] == ["新闻.txt"]


# Anything else

WHOLE = zipped({"a.txt": COPY, "b/c.txt": COPY * 2})
PLACES = st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=6)


def refusal(data: bytes) -> str:
    """The last sign of the refusal, or nothing for an archive that was read."""
    try:
        read(data)
    except UnreadableText as error:
        return str(error)[-1:]
    return ""


@given(PLACES)
def test_any_damage_is_refused_in_words(places: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for at, value in places:
        data[at] = value
    assert refusal(bytes(data)) in {"", "."}


@given(st.binary(), st.binary(max_size=40), st.booleans())
def test_any_bytes_are_refused_in_words(data: bytes, end: bytes, as_zip: bool) -> None:
    whole = b"PK\x03\x04" + data + b"PK\x05\x06" + end if as_zip else data
    assert refusal(whole) in {"", "."}
