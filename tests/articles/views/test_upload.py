"""What is handed in gets a name that can be shown, and is packed without losing anything."""

import io
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.intake import NAME, shown_name
from articles.views.upload import pack, pasted_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\a.csv", "a.csv"),
        ("a\u202egpj.csv", "a\ufffdgpj.csv"),
        ("<img onerror>.csv", "<img onerror>.csv"),
        ("学校.csv", "学校.csv"),
        ("", ""),
    ],
)
def test_name_is_no_path_and_holds_nothing_unseen(name: str, shown: str) -> None:
    assert shown_name(name) == shown


@pytest.mark.parametrize("name", ["x" * 300, "x" * 300 + ".jsonl", "x." + "y" * 300])
def test_long_name_is_cut_and_keeps_its_ending(name: str) -> None:
    assert len(shown_name(name)) == NAME
    assert shown_name(name).endswith(".jsonl") == name.endswith(".jsonl")


def test_pasted_text_is_named_by_its_first_words() -> None:
    assert pasted_name("\r\n  See notes/data.csv \r\nIt rained.") == "“See notes∕data.csv”"
    assert pasted_name("x" * 100) == f"“{'x' * 79}…”"


def test_packed_files_of_one_name_are_all_there() -> None:
    files = [SimpleUploadedFile("a.txt", b"1"), SimpleUploadedFile("a.txt", b"2")]
    packed = io.BytesIO()
    pack(files, packed)
    with ZipFile(packed) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "a.txt": b"1",
            "2 a.txt": b"2",
        }
