"""Objects are read line by line, strictly: what is wrong with one costs no other."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.draft import ArticleDraft, Item, Unread
from articles.importers import json_lines
from articles.importers.columns import NAMES, example
from articles.importers.reading import Header, Limits, Reading
from articles.text import UnreadableText
from tests.conftest import no_hang

HOW = Reading()
GOOD = '{"title": "Ferry", "text": "It sails.", "source": "Northtown Gazette"}\n'


def read(source: str | bytes, how: Reading = HOW) -> list[Item]:
    data = source if isinstance(source, bytes) else source.encode()
    return list(json_lines.read(data, how))


def texts(source: str | bytes, how: Reading = HOW) -> list[str]:
    return [item.text for item in read(source, how) if isinstance(item, ArticleDraft)]


def unread(source: str | bytes, how: Reading = HOW) -> Unread:
    """The only object that is not read."""
    (found,) = (item for item in read(source, how) if isinstance(item, Unread))
    return found


def refused(source: str | bytes, how: Reading = HOW) -> str:
    with pytest.raises(UnreadableText) as caught:
        read(source, how)
    return str(caught.value)


def all_of(source: bytes) -> Iterator[Item]:
    """What is read before the file is refused, if it is."""
    with suppress(UnreadableText):
        yield from json_lines.read(source, HOW)


def test_every_line_is_an_article_and_blank_ones_count_as_lines() -> None:
    items = read(f"{GOOD}\r\n\n{GOOD.strip()}\r\n \n{GOOD.strip()}")
    assert [item.line for item in items] == [1, 4, 6]
    assert texts(GOOD * 2) == ["Ferry\nIt sails."] * 2


@pytest.mark.parametrize(
    ("said", "field", "found"),
    [
        ({"external_id": 12345678901234567890}, "external_id", "12345678901234567890"),
        ({"authors": ["Ana Weber", "Sam Reed"]}, "byline", "Ana Weber, Sam Reed"),
        ({"byline": None, "html": None, "url": None}, "byline", ""),
        ({"headline": None, "error": "old", "line": 3, "file": "x"}, "title", "Ferry"),
        ({"lang": "zh-Hans"}, "language", "zh-Hans"),
    ],
)
def test_values_are_taken_as_text_where_that_is_safe(
    said: dict[str, Any], field: str, found: str
) -> None:
    title = {} if "headline" in said else {"title": "Ferry"}
    text = "It sails." if title else "Ferry\nIt sails."
    (item,) = read(json.dumps({"text": text, **title, **said}))
    assert getattr(item, field) == found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"title": "a" "text": "b"}', "Line 2, character 15: this is not JSON (Expecting ','"),
        ('{"title": "a"} x', "Line 2, character 16: this is not JSON (Extra data). Mend it there."),
        ('{"title": NaN}', "Line 2, character 11: NaN is not JSON."),
        ('{"title": -Infinity}', "Line 2, character 11: -Infinity is not JSON."),
        ('{"id": ' + "9" * 5_000 + "}", "Line 2, character 8: a number of 5,000 digits: at most"),
        ('{"title": "a", "title": "b"}', "Line 2, character 16: “title” stands twice in one"),
        ('{"\\ud800": 1, "\\ud800": 1}', "Line 2, character 15: “�” stands twice in one"),
        (
            '{"x": ' + "[" * 100_000 + "]" * 100_000 + "}",
            "Line 2, character 206: 201 brackets within brackets: at most 200 are taken in. Make it"
            " smaller, or have the setting IMPORT_MAX_DEPTH raised.",
        ),
        ("[1]", "This is a list, not an object."),
        ('"text"', "This is text, not an object."),
        ("null", "This is null, not an object."),
        ('{"title": "a\tb"}', "Line 2, character 13: this is not JSON (Invalid control"),
    ],
)
def test_line_that_is_no_object_costs_no_other(line: str, said: str) -> None:
    source = f"{GOOD}{line}\n{GOOD}"
    found = unread(source)
    assert found.why.startswith(said)
    assert (found.line, found.row) == (2, {})
    assert len(texts(source)) == 2


@pytest.mark.parametrize(
    ("said", "why", "row"),
    [
        (
            {"title": "a", "text": "b", "is_staff": True, "id": 1, "created_by": 2, "version": 3},
            "Unknown fields “is_staff”, “id”, “created_by”, “version”. Choose in the preview",
            {"title": "a", "text": "b"},
        ),
        (
            {"title": "a", "headline": "b", "text": "c"},
            "“title” and “headline” are both the title. Leave one out.",
            {"title": "a", "text": "c"},
        ),
        (
            {"title": 5, "text": "b"},
            "“title” is a number, not text. Write it as text, in quotes.",
            {"title": "5", "text": "b"},
        ),
        ({"text": True}, "“text” is true or false, not text.", {"text": "true"}),
        ({"external_id": 1.5}, "“external_id” is a number, not text.", {"external_id": "1.5"}),
        ({"external_id": True}, "“external_id” is true or false", {"external_id": "true"}),
        ({"by": ["Ana", 1]}, "“by” is a list, not text.", {"byline": '["Ana", 1]'}),
        ({"source": {"n": "ü"}}, "“source” is an object, not text.", {"source": '{"n": "ü"}'}),
        (
            {"text": "a\ud800", "title": "b"},
            "In the text: Line 1, character 2 is half a character (a lone surrogate).",
            {"text": "a\ud800", "title": "b"},
        ),
        (
            {"text": "a\x00", "title": "b"},
            "In the text: Line 1, character 2 is a NUL.",
            {"text": "a\x00", "title": "b"},
        ),
        (
            {"text": "a", "published": 1589932800},
            "1589932800 may be a count of seconds.",
            {"text": "a", "published": "1589932800"},
        ),
        ({"title": "a"}, "There is a title but no text.", {"title": "a"}),
        ({}, "There is neither a title nor a text.", {}),
        ({"\ud800\n": 1}, "Unknown field “�”.", {}),
    ],
)
def test_object_that_is_no_article_says_why_and_keeps_its_values(
    said: dict[str, Any], why: str, row: dict[str, str]
) -> None:
    source = f"{GOOD}{json.dumps(said)}\n{GOOD}"
    found = unread(source)
    assert found.why.startswith(why)
    assert (found.line, found.row) == (2, row)
    assert len(texts(source)) == 2


def test_field_that_is_left_out_by_choice_may_hold_anything() -> None:
    how = Reading(columns={"id": "", "tags": "", "titel": "title"})
    source = json.dumps({"id": {"a": [1]}, "tags": ["b"], "titel": "Ferry", "text": "It sails."})
    assert texts(source, how) == ["Ferry\nIt sails."]


def test_header_is_the_names_of_the_first_objects() -> None:
    source = '{"title": "a"}\nbroken\n{"text": "b", "id": 1, "\\ud800": 2, "headline": "c"}\n'
    columns = {"title": "title", "text": "text", "id": "", "headline": ""}
    assert json_lines.header(source.encode(), HOW) == Header(columns, "UTF-8")
    chosen = Reading(columns={"id": "external_id"})
    assert json_lines.header(source.encode(), chosen).columns == columns | chosen.columns


def test_header_of_what_holds_no_object_says_what_is_wrong() -> None:
    with pytest.raises(UnreadableText, match="Line 1, character 1: this is not JSON"):
        json_lines.header(b"Ferry sails\nIt does.\n", HOW)
    with pytest.raises(UnreadableText, match="There is no article in it"):
        json_lines.header(b"[]", HOW)


def test_last_line_that_breaks_off_is_unread() -> None:
    found = unread(GOOD + GOOD[:30])
    assert (found.line, found.row) == (2, {})
    assert found.why.startswith("Line 2, character ")


@pytest.mark.parametrize("line", ["x" * 500_000, '{"text": "' + "[" * 500_000 + '"}'])
def test_line_too_long_is_refused_by_name_and_the_next_is_read(line: str) -> None:
    how = Reading(limits=Limits(article_bytes=1_000))
    found = unread(f"{GOOD}{line}\n{GOOD}", how)
    assert found.why == (
        f"{len(line) + 1:,} characters in the row of one article: at most 1,000 are taken in."
        " Make it smaller, or have the setting IMPORT_MAX_ARTICLE_BYTES raised."
    )
    assert [item.line for item in read(f"{GOOD}{line}\n{GOOD}", how)] == [1, 2, 3]


def test_long_line_takes_no_memory() -> None:
    class Endless(io.RawIOBase):
        """A line of 50 MB that is nowhere as a whole."""

        left = 50_000_000

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def seek(self, offset: int, whence: int = 0) -> int:
            self.left = 50_000_000
            return 0

        def readinto(self, buffer: Any) -> int:
            size = min(len(buffer), self.left)
            buffer[:size] = b"x" * size
            self.left -= size
            return size

    tracemalloc.start()
    (found,) = json_lines.read(io.BufferedReader(Endless()), HOW)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(found, Unread)
    assert found.why.startswith("50,000,000 characters in the row of one article")
    assert peak < 25_000_000


def test_article_of_the_largest_size_is_read_however_it_is_written() -> None:
    text = "é" * 500_000
    (item,) = read(
        json.dumps({"title": "T", "text": text}), Reading(limits=Limits(article_bytes=1_000_000))
    )
    assert isinstance(item, ArticleDraft)
    assert len(item.text) == 500_002


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "gb18030"])
def test_encoding_is_read_by_its_mark_or_as_chosen(codec: str) -> None:
    source = '{"title": "标题", "text": "正文。"}\n'.encode(codec)
    how = Reading(encoding=codec if codec == "gb18030" else "")
    assert texts(source, how) == ["标题\n正文。"]


def test_wrong_byte_costs_its_line_and_an_escaped_one_is_no_byte() -> None:
    bad = b'{"title": "a", "text": "caf\xe9 b"}\n'
    found = unread(b"\xef\xbb\xbf" + GOOD.encode() + bad + GOOD.encode())
    assert (found.line, found.row) == (2, {})
    assert found.why == (
        "Line 2, character 28 is the byte E9, which is not UTF-8. Mend it, or choose another"
        " encoding."
    )
    assert unread('{"title": "a", "text": "\\udce9"}').why.startswith("In the text: Line 1")


@pytest.mark.parametrize(
    "source",
    [
        f"[{GOOD.strip()}, {GOOD.strip()}]",
        f"\ufeff\n[\n{GOOD.strip()},\n{GOOD}]\n",
        json.dumps([json.loads(GOOD)] * 2, indent=2),
    ],
)
def test_list_of_objects_is_read_and_its_items_are_numbered(source: str) -> None:
    assert texts(source) == ["Ferry\nIt sails."] * 2
    assert [item.line for item in read(source)] == [1, 2]


def test_object_of_many_lines_is_one_article() -> None:
    source = json.dumps(json.loads(GOOD), indent=2)
    assert texts(source) == ["Ferry\nIt sails."]
    assert json_lines.header(source.encode(), HOW).columns["title"] == "title"


def test_item_of_a_list_that_is_wrong_costs_no_other_and_broken_json_all() -> None:
    found = unread(f'[{GOOD}, {{"title": 3}}, {GOOD}]')
    assert (found.line, found.row) == (2, {"title": "3"})
    assert refused(f"[{GOOD}, {GOOD}").startswith("Line 3, character 1: this is not JSON")
    assert refused('[{"\\ud800": 1, "\\ud800": 2}]').isprintable()
    assert refused("[" * 201).endswith("IMPORT_MAX_DEPTH raised.")
    assert refused("[1]", Reading(limits=Limits(file_bytes=2))).startswith("3 bytes in the file")


@pytest.mark.parametrize("source", ["", "\n \n", "[]", "\ufeff\n"])
def test_file_without_an_object_is_refused(source: str) -> None:
    assert refused(source).split(".")[0] in {"The file is empty", "There is no article in it"}


def test_more_objects_than_the_limit_are_refused_by_name_behind_those_within() -> None:
    reading = json_lines.read((GOOD * 3).encode(), Reading(limits=Limits(items=2)))
    assert [item.line for item in (next(reading), next(reading))] == [1, 2]
    with pytest.raises(UnreadableText, match=r"More than 2 objects: at most 2 .* IMPORT_MAX_ITEMS"):
        next(reading)


def test_more_fields_than_the_limit_are_refused_by_name_and_fast() -> None:
    with no_hang():
        found = unread(json.dumps(dict.fromkeys(map(str, range(300_000)))))
        assert found.why.startswith("300,000 fields: at most 200 are taken in.")


def test_memory_does_not_grow_with_the_file() -> None:
    source = GOOD.replace("It sails.", "It sails. " * 500).encode() * 1_600
    tracemalloc.start()
    assert sum(1 for _item in json_lines.read(io.BytesIO(source), HOW)) == 1_600
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(source) > 8_000_000
    assert peak < 5_000_000


def test_template_reads_as_the_article_of_its_example() -> None:
    data = json_lines.template()
    assert json_lines.header(data, HOW).columns == {name: name for name in NAMES}
    (found,) = read(data)
    assert isinstance(found, ArticleDraft)
    assert found.text == f"{example()['title']}\n{example()['text']}"


FIELDS = st.sampled_from(NAMES)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS | st.text(), inner),
    max_leaves=20,
)


@given(st.lists(JSON_VALUES, max_size=4))
def test_any_json_is_read_or_refused(values: list[Any]) -> None:
    for source in ("\n".join(map(json.dumps, values)), json.dumps(values)):
        for item in all_of(source.encode()):
            assert isinstance(item, ArticleDraft) or (item.why and item.why.isprintable())


@given(st.binary() | st.text(alphabet='{}[]",:\\u \nntrue1', max_size=80).map(str.encode))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    for source in (data, GOOD.encode() + data):
        for item in all_of(source):
            assert isinstance(item, ArticleDraft) or (item.why and item.why.isprintable())


@given(st.dictionaries(FIELDS, st.text(st.characters(codec="utf-8")), min_size=1))
def test_values_of_any_object_are_kept_exactly(said: dict[str, str]) -> None:
    (found,) = read(json.dumps(said | {"published": "never"}))
    assert isinstance(found, Unread)
    assert found.row == said | {"published": "never"}
