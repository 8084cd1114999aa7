"""Hostile files through the door that the pages use: each gets an answer, and the rest goes on."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from articles.importers import Limits
from articles.importers.child import borrowed
from tests.conftest import no_hang

GOOD = {"title": "Rain", "text": "It rained. It stopped.", "source": "Gazette"}
SMALL = Limits(file_bytes=10_000_000, unpacked_bytes=50_000_000, entries=500, items=5_000)


def lines(*rows: Any) -> bytes:
    return "\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows).encode()


def packed(*entries: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def broken_crc() -> bytes:
    data = bytearray(packed(*[(f"{n}.txt", b"Rain\n\nIt rained.") for n in range(10)], how=0))
    at = data.index(b"6.txt") + 10
    data[at] ^= 1
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(packed(("a.txt", b"Rain\n\nIt rained."), how=0))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<rss><channel><item><title>&b;</title></item></channel></rss>"
)
PAGE = "<html><head><title>{}</title></head><body>{}</body></html>"
CSV = b"title,text,source\n"
# What is wrong with the whole file: part of the answer.
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "C01 nothing": (lambda: b"", "empty"),
    "C02 over the limit": (lambda: b"x" * 10_000_001, "IMPORT_MAX_FILE_BYTES"),
    "C05 gzip": (lambda: b"\x1f\x8b\x08\x00" + b"\0" * 50, "gzip"),
    "C06 100,000 entries": (
        lambda: packed(*[(f"{n}", b"") for n in range(100_000)], how=0),
        "IMPORT_MAX_",
    ),
    "C05 bomb": (lambda: packed(("a.txt", b"0" * 60_000_000)), "IMPORT_MAX_"),
    "C08 truncated": (lambda: packed(("a.txt", b"x" * 900), how=0)[:500], "ZIP"),
    "C08 wrong CRC": (broken_crc, "6.txt"),
    "C09 encrypted": (encrypted, "ncrypted"),
    "C09 docx": (
        lambda: packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")),
        "Word",
    ),
    "C09 PNG": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "PNG"),
    "C12 CESU": (lambda: "Régen\n\nÉté à Nîmes.\n".encode() * 9 + b"\xed\xa0\x80", "UTF-8"),
    "C14 UTF-16 unmarked": (lambda: "Rain fell on the town.".encode("utf-16-le") * 9, "UTF-16"),
    "C31 nested": (lambda: PAGE.format("x", "<div>" * 100_000).encode(), "IMPORT_MAX_DEPTH"),
    "C34 attributes": (
        lambda: PAGE.format("x", f"<p {' '.join(f'a{n}=1' for n in range(200_000))}>").encode(),
        "IMPORT_MAX_ATTRIBUTES",
    ),
    "C37 entity bomb": (lambda: LAUGHS, "DTD"),
    "C39 unclosed": (
        lambda: b"<rss><channel>" + b"<item><title>x" * 20_000,
        "nothing is stored",
    ),
    "C42 unclosed quote": (lambda: CSV + b'A,"It rained.,G\nB,C,D\n', "line 2"),
    "C43 doubled column": (lambda: b"title,text,title\nA,B,C\n", "title"),
    "million columns": (lambda: b"title,text," + b"x," * 1_000_000, "IMPORT_MAX_COLUMNS"),
    "C48 fixture": (
        lambda: json.dumps([{"model": "auth.user", "pk": 1, "fields": {}}]).encode(),
        "database",
    ),
    "C48 pickle": (lambda: b"\x80\x04\x95" + b"\0" * 40, "pickle"),
    "C48 YAML": (lambda: b"!!python/object/apply:os.system ['id']\n", "YAML"),
    "error page": (
        lambda: PAGE.format("404 Not Found", "<h1>404 Not Found</h1><p>No such page.</p>").encode(),
        "404",
    ),
}
# What is wrong with one item; the others of the file are read.
ITEMS: dict[str, tuple[Callable[[], bytes], str]] = {
    "C07 zip in zip": (
        lambda: packed(("a.zip", packed(("b.txt", b"x"))), ("c.txt", b"Rain\n\nIt rained.")),
        "Archives inside archives",
    ),
    "C10 NUL": (lambda: lines({**GOOD, "text": "a\x00b"}, GOOD), "NUL"),
    "C11 half an emoji": (lambda: lines('{"title": "\\ud800", "text": "x"}', GOOD), "half"),
    "C17 turned title": (lambda: lines({**GOOD, "title": "a\u202eb"}, GOOD), "202E"),
    "C26 javascript:": (lambda: lines({**GOOD, "url": "javascript:alert(1)"}, GOOD), "address"),
    "C27 credentials": (lambda: lines({**GOOD, "url": "http://u:p@x.example/"}, GOOD), "password"),
    "C28 long address": (lambda: lines({**GOOD, "url": "https://x.example/" + "y" * 2049}, GOOD),
                         "2048"),
    "C41 huge cell": (lambda: CSV + b"A," + b"x" * 2_100_000 + b",G\nB,It rained.,G\n",
                      "IMPORT_MAX_ARTICLE_BYTES"),
    "C44 too many values": (lambda: CSV + b"A,B,C,D\nB,It rained.,G\n", "4"),
    "C46 NaN": (lambda: lines('{"title": NaN, "text": "x"}', GOOD), "NaN"),
    "C46 twice": (lambda: lines('{"title": "a", "title": "b", "text": "x"}', GOOD), "twice"),
    "C46 deep": (lambda: lines('{"text": ' + "[" * 100_000, GOOD), "IMPORT_MAX_DEPTH"),
    "C46 digits": (lambda: lines('{"external_id": ' + "9" * 5_000 + "}", GOOD), "digits"),
    "C46 cut off": (lambda: lines(GOOD, '{"title": "a", "te'), "Line 2"),
    "C47 unknown field": (lambda: lines({**GOOD, "is_staff": True}, GOOD), "is_staff"),
    "date of two readings": (lambda: lines({**GOOD, "published": "03/04/2031"}, GOOD), "month"),
    "no date": (lambda: lines({**GOOD, "published": "soon"}, GOOD), "no date"),
    "feed without bodies": (
        lambda: b"<rss><channel><title>G</title><item><title>A</title><link>https://g.example/a"
        b"</link></item><item><title>B</title><description>It rained.</description></item>"
        b"</channel></rss>",
        "no text",
    ),
}  # fmt: skip
SECONDS = 5


def looked_at(data: bytes) -> dict[str, Any]:
    with no_hang(), borrowed("articles.importers.peek:peek", SMALL) as child:
        found: dict[str, Any] = child.call(data, limits=asdict(SMALL), name="upload")
    return found


@pytest.mark.parametrize("case", REFUSED)
def test_file_is_refused_with_its_reason(case: str) -> None:
    make, why = REFUSED[case]
    found = looked_at(make())
    said = found["error"] or " ".join(item.get("why", "") for item in found["items"])
    assert why in said, said


@pytest.mark.parametrize("case", ITEMS)
def test_item_is_refused_and_the_rest_goes_on(case: str) -> None:
    make, why = ITEMS[case]
    found = looked_at(make())
    assert found["error"] == ""
    wrong = [item["why"] for item in found["items"] if "why" in item]
    assert len(wrong) == 1, found["items"]
    assert why in wrong[0], wrong[0]
    assert [item for item in found["items"] if "why" not in item]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Rain\n\n“It rained,” she said – twice.", "cp1252"),
        ("学校\n\n学校已经重新开放。部长说有240所。" * 9, "gb18030"),
        ("Rain\n\nIt rained.", "utf-16"),
        ("Rain\n\nÉté.", "utf-8-sig"),
    ],
)
def test_encodings_are_told(text: str, encoding: str) -> None:
    (item,) = looked_at(text.encode(encoding))["items"]
    assert item["title"] == text.split("\n")[0]
    assert "�" not in "".join(item["first"])
    guessed = any("guess" in warning for warning in item["warnings"])
    assert guessed == (encoding in {"cp1252", "gb18030"})
