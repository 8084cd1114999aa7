"""News objects are read as ninjs 1, 2 and 3 write them, and what is left out is said."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.draft import ArticleDraft, Item, Unread
from articles.importers import ninjs
from articles.importers.columns import NAMES
from articles.importers.reading import Limits, Reading
from articles.text import UnreadableText

SAMPLES = Path(__file__).parent / "samples" / "ninjs"
HOW = Reading()
TEXT = "The ferry will sail again on Monday.\nTickets cost $4."
ITEM = {
    "uri": "urn:example:1",
    "headlines": [{"role": "main", "value": "Ferry service to resume"}],
    "bodies": [{"contenttype": "text/plain", "value": TEXT}],
}


def read(value: Any, how: Reading = HOW) -> list[Item]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(ninjs.read(data, how))


def draft(changes: dict[str, Any], how: Reading = HOW) -> ArticleDraft:
    (found,) = read({**ITEM, **changes}, how)
    assert isinstance(found, ArticleDraft), found
    return found


def unread(changes: dict[str, Any], how: Reading = HOW) -> Unread:
    (found,) = read({**ITEM, **changes}, how)
    assert isinstance(found, Unread), found
    return found


def refused(value: Any, how: Reading = HOW) -> str:
    with pytest.raises(UnreadableText) as caught:
        read(value, how)
    return str(caught.value)


def test_version_2_is_read_for_what_it_is() -> None:
    (found,) = read((SAMPLES / "2.1.json").read_bytes())
    assert isinstance(found, ArticleDraft)
    assert found.text.split("\n") == [
        "Ferry service to resume in Northtown",
        "The ferry will sail again on Monday, the harbour board of Northtown said.",
        "Tickets cost $4, as they did before the winter storm.",
        "Nobody was hurt in it.",
    ]
    assert found.title == "Ferry service to resume in Northtown"
    assert found.published == datetime(2031, 5, 3, 9, 30, 4, tzinfo=UTC)
    assert (found.byline, found.source_name) == ("Sam Reed", "Northtown Press")
    assert found.external_id == "urn:newsml:northtownpress.example:20310503:ferry-1"
    assert (found.version, found.language) == (6, "en-GB")
    assert found.reader == "ninjs 1, ninjs 2.1, UTF-8"
    assert found.warnings == (
        "Further headlines were left out: “short”.",
        "2 associated items were left out (picture).",
    )


def test_version_3_is_read_with_its_capitals_and_a_picture_is_not_text() -> None:
    found, picture = read((SAMPLES / "3.0.json").read_bytes())
    assert isinstance(found, ArticleDraft)
    assert found.text == (
        "Die Fähre fährt wieder\nDie Fähre fährt ab Montag.\nEine Karte kostet 4 Euro."
    )
    assert (found.source_name, found.version) == ("Northtown Gazette", 2)
    assert found.published == datetime.fromisoformat("2031-05-03T16:05:00+02:00")
    assert found.canonical_url == "https://gazette.example/faehre"
    assert found.reader == "ninjs 1, ninjs 3.0, UTF-8"
    assert found.warnings == ()
    assert isinstance(picture, Unread)
    assert picture.line == 2
    assert picture.why.startswith("Its type is “picture”, not text.")
    assert picture.row["title"] == "The pier at Northtown"


def test_version_1_is_read_by_its_own_names() -> None:
    (found,) = read({
        "uri": "urn:example:1",
        "headline": "Ferry service to resume",
        "versioncreated": "2031-05-03T09:46:53Z",
        "byline": "Sam Reed",
        "body_xhtml": "<p>The ferry will sail again on Monday.</p><p>Tickets cost $4.</p>",
        "associations": {"main": {"type": "picture"}, "other": {"type": "text"}},
    })  # fmt: skip
    assert isinstance(found, ArticleDraft)
    assert found.text == f"Ferry service to resume\n{TEXT}"
    assert found.byline == "Sam Reed"
    assert found.reader == "ninjs 1, ninjs 1?, UTF-8"
    assert found.warnings == ("2 associated items were left out (picture, text).",)


@pytest.mark.parametrize("wrapped", [[ITEM, ITEM], {"items": [ITEM, ITEM]}, {"Data": [ITEM, ITEM]}])
def test_objects_are_found_in_a_list_and_in_what_wraps_it(wrapped: Any) -> None:
    assert [item.line for item in read(wrapped) if isinstance(item, ArticleDraft)] == [1, 2]


def test_what_is_no_object_costs_no_other_item() -> None:
    items = read([1, ITEM])
    assert items[0] == Unread(line=1, why="This is no object. Write every item in braces.")
    assert isinstance(items[1], ArticleDraft)


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"version": 3}, "version", 3),
        ({"version": "3"}, "version", 3),
        ({"firstCreated": "2031-05-01", "versionCreated": "2031-05-03"}, "published",
         datetime(2031, 5, 1)),
        ({"by": ["Ana Weber", "Sam Reed"]}, "byline", "Ana Weber, Sam Reed"),
        ({"bylines": [{"name": "Ana Weber"}, {"value": "Sam Reed"}]}, "byline",
         "Ana Weber, Sam Reed"),
        ({"by": "Von Ana Weber"}, "byline", "Ana Weber"),
        ({"providers": [{"name": "Northtown Press"}]}, "source_name", "Northtown Press"),
        ({"organisations": [{"name": "Board", "rel": "about"}]}, "source_name", ""),
        ({"organisations": [{"name": "Press", "rel": "publisher"}]}, "source_name", "Press"),
        ({"link": "https://gazette.example/a"}, "canonical_url", "https://gazette.example/a"),
        ({"links": [{"rel": "self", "href": "https://gazette.example/b"},
                    {"rel": "canonical", "href": "https://gazette.example/a"}]},
         "canonical_url", "https://gazette.example/a"),
        ({"uri": None, "altIds": [{"role": "a", "value": "4711"}]}, "external_id", "4711"),
        ({"type": "composite"}, "title", "Ferry service to resume"),
        ({"pubstatus": "usable", "type": "ninat:text"}, "title", "Ferry service to resume"),
        ({"headlines": [], "title": "Ferry"}, "title", "Ferry"),
        ({"headlines": [{"contenttype": "text/html", "value": "The <b>ferry</b> &amp; I"}]},
         "title", "The ferry & I"),
        ({"standard": {"schema": "http://iptc.example/ninjs-schema_2.0.json"}}, "reader",
         "ninjs 1, ninjs 2.0, UTF-8"),
        ({"pubStatus": "usable"}, "reader", "ninjs 1, ninjs 3?, UTF-8"),
        ({"language": "de-AT"}, "language", "de-AT"),
    ],
)  # fmt: skip
def test_values_are_found_where_they_stand(
    changes: dict[str, Any], field: str, value: object
) -> None:
    found = draft(changes)
    assert (getattr(found, field), found.warnings) == (value, ())


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({"version": "2b"}, "Its version “2b” is no number: it was left out."),
        ({"version": 2**40}, "Its version “1099511627776” is no number: it was left out."),
        ({"embargoedUntil": "2031-05-04"}, "It is under embargo until 2031-05-04."),
        ({"representationtype": "partial"}, "The agency says that it is only part of the item."),
        ({"pubstatus": "held"}, "Its status is “held”, which the standard does not have."),
        ({"headlines": []}, "It has no headline: its first line was taken for one."),
        ({"by": 5}, "“by” is no text: it was left out."),
        ({"language": "English, mostly"}, "'English, mostly' is no language. Write en, zh-Hans or"
         " pt-BR. It was left out."),
        ({"url": "gazette.example/a"}, "'gazette.example/a' is no address on the web. Write it as"
         " https://example.org/article, or leave it empty. It was left out."),
        ({"uri": "x" * 201, "link": "https://gazette.example/a"}, "Its id has 201 characters, of"
         " which 200 can be kept. It was left out: its address tells it apart."),
    ],
)  # fmt: skip
def test_what_is_odd_is_told(changes: dict[str, Any], warning: str) -> None:
    assert draft(changes).warnings == (warning,)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"pubstatus": "canceled"}, "The agency says of it “canceled”: it is not to be used."),
        ({"pubStatus": "stat:withheld"}, "The agency says of it “withheld”: it is not to be used."),
        ({"type": "video"}, "Its type is “video”, not text."),
        ({"type": "composite", "bodies": []}, "Its type is “composite”, not text."),
        ({"bodies": []}, "It has no body. Ask for the full item, or add the text"),
        ({"bodies": [{"contenttype": "application/xml", "value": "<nitf/>"}]},
         "Its body is “application/xml”, not plain text or HTML. Add it as text."),
        ({"bodies": [{"contenttype": "text/html", "value": "<p> </p>"}]},
         "Its body is markup without words, not plain text or HTML."),
        ({"versioncreated": "lately"}, "'lately' is no date that is known."),
        ({"versioncreated": "Mon, 03 May 2031 16:05:00 +99999999999999999999"},
         "'Mon, 03 May 2031 16:05:00 +99999999999999999999' is no date that is known."),
        ({"by": "Sam \ud83d Reed"}, "In the byline: Line 1, character 5 is half a character"),
        ({"headlines": [{"value": "a" * 501}]}, "The title has 501 characters"),
        ({"uri": "x" * 201}, "The external_id has 201 characters: at most 200 fit."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why_and_keeps_its_values(
    changes: dict[str, Any], why: str
) -> None:
    found = unread(changes)
    assert found.why.startswith(why)
    assert tuple(found.row) == NAMES


def test_the_language_of_the_import_is_that_of_items_that_name_none() -> None:
    how = Reading(language="fr")
    assert draft({}, how).language == "fr"
    assert draft({"language": "de"}, how).language == "de"


def test_a_long_body_passes_its_limit_by_name() -> None:
    how = Reading(limits=Limits(article_bytes=20))
    assert unread({}, how).why == (
        "53 bytes in one article: at most 20 are taken in. Make it smaller, or have the setting"
        " IMPORT_MAX_ARTICLE_BYTES raised."
    )


def bodies(*of: tuple[str, str, str]) -> dict[str, Any]:
    return {"bodies": [{"role": r, "contentType": c, "value": v} for r, c, v in of]}


def test_html_is_taken_where_plain_text_has_lost_its_paragraphs() -> None:
    html = "<p>The ferry will sail again on Monday.</p><p>Tickets cost $4.</p>"
    plain = TEXT.replace("\n", " ")
    found = draft(bodies(("main", "text/plain", plain), ("rich", "text/html; charset=utf-8", html)))
    assert found.text == f"Ferry service to resume\n{TEXT}"
    assert found.warnings == ()


def test_a_further_body_with_words_of_its_own_is_told() -> None:
    found = draft(bodies(("lead", "text/plain", "It is back!"), ("main", "text/plain", TEXT)))
    assert found.text == f"Ferry service to resume\n{TEXT}"
    assert found.warnings == ("A further body “lead” (11 characters) was left out.",)


def test_markup_in_a_body_of_no_type_is_seen() -> None:
    found = draft({"bodies": [{"value": "<p>It sails.</p><p>Tickets &amp; more.</p>"}]})
    assert found.text == "Ferry service to resume\nIt sails.\nTickets & more."
    assert draft({"bodies": [{"value": "a < b\n<c> & d"}]}).text.endswith("\na < b\n<c> & d")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "The file is empty."),
        (b"{", "Line 1, character 2: this is not JSON"),
        (b'{"uri": NaN}', "Line 1, character 9: NaN is not JSON."),
        (b'{"uri": "a", "uri": "b"}', "Line 1, character 14: “uri” stands twice in one object."),
        (b"[" * 300 + b"]" * 300, "Line 1, character 201: 201 brackets within brackets"),
        (b"5", "There is no news object in it"),
        (b'{"id": 1, "items": []}', "There is no news object in it"),
        (b'{"id": 1}', "There is no news object in it"),
    ],
)
def test_a_file_that_is_no_ninjs_is_refused(data: bytes, why: str) -> None:
    assert refused(data).startswith(why)


def test_more_items_than_the_limit_are_refused_by_name() -> None:
    assert refused([ITEM] * 3, Reading(limits=Limits(items=2))).startswith(
        "3 news objects: at most 2 are taken in."
    )


def test_a_thousand_items_are_read_in_a_second() -> None:
    data = json.dumps([ITEM] * 1_000).encode()
    began = time.perf_counter()
    assert len(read(data)) == 1_000
    assert time.perf_counter() - began < 1


def values() -> st.SearchStrategy[Any]:
    names = st.sampled_from([
        "uri", "type", "headlines", "bodies", "by", "version", "pubstatus", "role", "value", "name",
        "contenttype", "items", "links", "associations", "infosources", "altids", "standard",
        "versioncreated", "body_html", "language", "url",
    ])  # fmt: skip
    words = st.text(max_size=8) | st.sampled_from(["main", "text/html", "<p>a</p>", "<!--", "1"])
    leaves = words | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=6),
        max_leaves=25,
    )


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | values().map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_items_or_refused(data: bytes) -> None:
    try:
        items = read(data)
    except UnreadableText:
        return
    assert [item.line for item in items] == list(range(1, len(items) + 1))
