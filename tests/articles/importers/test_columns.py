"""A row becomes a draft, whatever its columns are called; what it holds wins over a guess."""

import io
from datetime import UTC, datetime

import pytest

from articles.draft import ArticleDraft, Role, Unread
from articles.encoding import Encoding
from articles.importers.columns import (
    COLUMNS,
    KNOWN,
    NAMES,
    REPORTED,
    Row,
    item_of,
    key,
    known_as,
    likely,
    listed,
    mapping,
    pieces,
    shown,
)
from articles.importers.reading import Limits, Reading
from articles.text import UnreadableText

HOW = Reading()
UTF8 = Encoding("utf-8", "utf-8")
COPY = "Ferry sails again\n\nBy Ana Weber\n\nNORTHTOWN, May 3 (Reuters) - It sails on Monday.\n"


def draft(how: Reading = HOW, **row: str) -> ArticleDraft:
    item = item_of(row, how, line=7, reader="test 1")
    assert isinstance(item, ArticleDraft), item
    return item


def why(how: Reading = HOW, **row: str) -> str:
    item = item_of(row, how, line=7, reader="test 1")
    assert isinstance(item, Unread), item
    assert (item.line, item.row) == (7, row)
    return item.why


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("title", "title"),
        (" Headline ", "title"),
        ("Full Text", "text"),
        ("full_text", "text"),
        ("bodyText", "text"),
        ("External-ID", "external_id"),
        ("datePublished", "published"),
        ("id", ""),
        ("is_staff", ""),
        ("file", ""),
        ("", ""),
    ],
)
def test_name_of_a_column_is_known_in_its_usual_spellings(name: str, ours: str) -> None:
    assert known_as(name) == ours


def test_every_name_of_a_column_is_its_own_alone() -> None:
    names = [key(name) for column in COLUMNS for name in (column.name, *column.others)]
    assert len(names) == len(KNOWN)
    assert not KNOWN.keys() & set(REPORTED)


def test_mapping_takes_the_choice_before_the_name_and_passes_over_a_report() -> None:
    how = Reading(columns={"title": "", "Kopf": "title"})
    names = ["file", "line", "error", "title", "Kopf", "body"]
    found = mapping(names, how)
    assert list(found.values()) == ["", "", "", "", "title", "text"]
    assert likely(names, how) == found


def test_names_that_are_the_same_column_are_refused_and_the_second_is_shown_as_open() -> None:
    with pytest.raises(UnreadableText, match="“headline” and “title” are both the title"):
        mapping(["headline", "title"], HOW)
    assert likely(["headline", "title"], HOW) == {"headline": "title", "title": ""}
    assert likely(["headline", "title"], Reading(columns={"title": "title"})) == {
        "headline": "",
        "title": "title",
    }


def test_unknown_names_are_refused_by_name() -> None:
    with pytest.raises(UnreadableText) as caught:
        mapping(["text", "is_staff", "created_by"], HOW, "field")
    assert str(caught.value) == (
        "Unknown fields “is_staff”, “created_by”. Choose in the preview what it is, or that it is"
        " left out, or use our names: title, text, html, source, byline, published, language, url,"
        " external_id."
    )
    with pytest.raises(UnreadableText, match="There is no column “body” of ours"):
        mapping(["x"], Reading(columns={"x": "body"}))


def test_names_are_shown_without_what_no_message_can_hold() -> None:
    assert shown("a\x00b\ud800c\u202ed\ne") == "a�b�c�d e"
    assert listed(["a"] * 7) == "“a”, “a”, “a”, “a”, “a” and 2 more"


def test_row_with_a_title_is_composed_of_its_columns() -> None:
    found = draft(
        title="Ferry sails",
        text="It sails.\n\nTickets cost $4.",
        source="Northtown Gazette",
        byline="Sam Reed",
        published="2031-05-03T16:05:00Z",
        language="en_GB",
        url="https://gazette.example/ferry",
        external_id="g-1",
    )
    assert found.text == "Ferry sails\nIt sails.\n\nTickets cost $4."
    assert (found.title, found.byline, found.language) == ("Ferry sails", "Sam Reed", "en-GB")
    assert found.published == datetime(2031, 5, 3, 16, 5, tzinfo=UTC)
    assert (found.source_name, found.external_id) == ("Northtown Gazette", "g-1")
    assert (found.canonical_url, found.line) == ("https://gazette.example/ferry", 7)


def test_row_without_a_title_is_read_as_agency_copy() -> None:
    found = draft(text=COPY)
    assert (found.title, found.byline) == ("Ferry sails again", "Ana Weber")
    assert (found.source_name, found.dateline_place) == ("Reuters", "NORTHTOWN")
    assert [block.role for block in found.blocks][1:3] == [Role.BYLINE, Role.DATELINE]


def test_row_says_more_than_its_agency_copy() -> None:
    found = draft(
        text=COPY,
        byline="Sam Reed",
        source="Northtown Gazette",
        url="https://gazette.example/1",
        external_id="g-1",
        published="2031-05-03",
    )
    assert (found.byline, found.source_name) == ("Sam Reed", "Northtown Gazette")
    assert (found.canonical_url, found.external_id) == ("https://gazette.example/1", "g-1")
    assert found.published == datetime(2031, 5, 3)


def test_html_is_read_in_place_of_text() -> None:
    found = draft(title="Ferry", html="<p>It sails.</p><p>Tickets cost $4.</p>", text=" \n")
    assert found.text == "Ferry\nIt sails.\nTickets cost $4."


def test_language_of_the_import_is_for_rows_that_name_none() -> None:
    how = Reading(language="de")
    assert draft(how, title="T", text="Text.", language=" ").language == "de"
    assert draft(how, title="T", text="Text.", language="fr").language == "fr"


def test_title_that_begins_with_an_apostrophe_keeps_it() -> None:
    assert draft(title="'=1+1", text="'-2").text == "'=1+1\n'-2"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "There is neither a title nor a text."),
        ({"text": " \n"}, "There is neither a title nor a text."),
        ({"title": "T"}, "There is a title but no text."),
        ({"text": "a", "html": "<p>a"}, "There is both text and html."),
        ({"title": "T", "text": "a\nb\x00"}, "In the text: Line 2, character 2 is a NUL."),
        ({"title": "a\ud800", "text": "b"}, "In the title: Line 1, character 2 is half a"),
        ({"text": "a", "byline": "\udce9"}, "In the byline: Line 1, character 1 is half a"),
        ({"title": "T", "text": "a", "published": "3/4/2031"}, "'3/4/2031' may begin with"),
        ({"text": "a", "url": "javascript:alert(1)"}, "'javascript:alert(1)' is no address"),
        ({"text": "a", "language": "English!"}, "'English!' is no language."),
        ({"text": "a", "external_id": "x" * 201}, "The external_id has 201 characters"),
        ({"text": "x" * 501}, "The first line has 501 characters"),
        ({"title": "\u202egpj", "text": "a"}, "The title holds U+202E"),
    ],
)
def test_row_that_is_no_article_says_why_and_keeps_its_values(
    row: dict[str, str], said: str
) -> None:
    assert why(**row).startswith(said)


def test_article_over_the_limit_is_refused_by_name_and_counted_in_bytes() -> None:
    how = Reading(limits=Limits(article_bytes=10))
    assert draft(how, title="T", text="ä" * 5).text == "T\n" + "ä" * 5
    assert why(how, title="T", text="ä" * 6) == (
        "12 bytes in one article: at most 10 are taken in. Make it smaller, or have the setting"
        " IMPORT_MAX_ARTICLE_BYTES raised."
    )


def test_lines_of_a_file_keep_their_ends_and_the_file_stays_open() -> None:
    file = io.BytesIO(b"a\r\nb\rc\n\nd")
    found = [(1, "a\r\n"), (2, "b\r"), (3, "c\n"), (4, "\n"), (5, "d")]
    assert list(pieces(file, UTF8, "")) == found
    assert not file.closed
    assert list(pieces(io.BytesIO(b"a\r\nb\rc"), UTF8, "\n")) == [(1, "a\r\n"), (2, "b\rc")]


@pytest.mark.parametrize("length", [*range(262_140, 262_150), 524_287, 524_288])
def test_long_lines_come_in_pieces_and_count_once(length: int) -> None:
    data = b"x" * length + b"\r\nend"
    found = list(pieces(io.BytesIO(data), UTF8, ""))
    assert "".join(piece for _number, piece in found).encode() == data
    assert found[-1] == (2, "end")


def test_lines_given_up_half_way_leave_the_file_open() -> None:
    file = io.BytesIO(b"a\nb\n")
    lines = pieces(file, UTF8, "\n")
    next(lines)
    del lines
    assert not file.closed


def test_lines_given_up_after_their_file_was_closed_raise_nothing() -> None:
    file = io.BytesIO(b"a\nb\n")
    lines = pieces(file, UTF8, "\n")
    next(lines)
    file.close()
    del lines


def test_utf_16_that_breaks_names_the_line() -> None:
    data = "title\nÜ\n".encode("utf-16") + b"\x00\xd8\x00\x00"
    with pytest.raises(UnreadableText, match="In line 1, or soon after it, a byte is not UTF-16"):
        list(pieces(io.BytesIO(data), Encoding("utf-16", "mark"), ""))


def test_wrong_byte_of_a_row_is_named_with_its_place() -> None:
    text = "a\r\nb\rcaf\udce9"
    with pytest.raises(UnreadableText, match="Line 7, character 4 is the byte E9, which is not"):
        Row(5, text, len(text)).refuse_wrong(Limits(), UTF8)


def test_example_of_the_columns_is_an_article() -> None:
    found = draft(**{column.name: column.example for column in COLUMNS})
    assert (found.source_name, found.external_id) == ("Northtown Gazette", "gazette-2031-0503-1")
    assert [column.name for column in COLUMNS] == list(NAMES)
