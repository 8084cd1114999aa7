"""Broken and hostile XML is refused whole, at once, with its place."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from articles.draft import ArticleDraft
from articles.importers import feed
from articles.importers.reading import Limits, Reading
from articles.text import UnreadableText

ITEM = b"<item><title>Ferry</title><description>It sails.</description></item>"
OPEN, END = b'<rss version="2.0"><channel>\n', b"</channel></rss>"
HOW = Reading()
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)


@contextmanager
def in_a_second() -> Iterator[None]:
    began = time.perf_counter()
    yield
    assert time.perf_counter() - began < 1


def refused(data: bytes, how: Reading = HOW) -> str:
    with pytest.raises(UnreadableText) as caught, in_a_second():
        list(feed.read(data, how))
    return str(caught.value)


@pytest.mark.parametrize(
    "dtd",
    [
        f"<!DOCTYPE rss [{LAUGHS}]>",
        f'<!DOCTYPE rss [<!ENTITY a "{"x" * 100_000}">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://gazette.example/p.dtd"> %p;]>',
        '<!DOCTYPE rss SYSTEM "http://gazette.example/rss.dtd">',
        '<!DOCTYPE rss PUBLIC "-//Northtown//DTD RSS 0.91//EN" "rss-0.91.dtd">',
    ],
    ids=["laughs", "quadratic", "file", "parameter", "system", "public"],
)
@pytest.mark.parametrize("root", ["rss", 'feed xmlns="http://www.w3.org/2005/Atom"'])
def test_a_dtd_is_refused_outright(dtd: str, root: str) -> None:
    inside = "<title>&l9;&a;</title>" + "&a;" * 10_000
    data = f'<?xml version="1.0"?>\n{dtd}\n<{root}>{inside}</{root.split()[0]}>'
    assert refused(data.encode()) == (
        "Line 2: the feed contains a DTD (<!DOCTYPE), which may make it unfold without end, so it"
        " is not read. Take it out, and all that stands in it."
    )


def test_a_long_attribute_is_parsed_at_once() -> None:
    data = OPEN + b'<item a="' + b"x" * 2_000_000 + b'">' + ITEM[6:] + END
    with in_a_second():
        (found,) = feed.read(data, HOW)
    assert isinstance(found, ArticleDraft)
    assert found.text == "Ferry\nIt sails."


def test_unclosed_items_are_counted_and_none_is_stored() -> None:
    assert refused(OPEN + b"<item><title>Ferry\n" * 20_000) == (
        "Line 3: an <item> begins before the one above it has ended. 0 of 20,000 items can be"
        " read, so nothing is stored. Mend it there, or save the feed again."
    )
    assert "Line 3: an <item> begins before the one above it has ended. 1 of 20,001 items" in (
        refused(OPEN + ITEM + b"<item><title>Ferry\n" * 20_000)
    )


def test_unclosed_entries_of_atom_are_counted_too() -> None:
    data = b'<feed xmlns="http://www.w3.org/2005/Atom">' + b"<entry><title>Ferry\n" * 20_000
    assert refused(data) == (
        "Line 100: 201 elements within elements: at most 200 are taken in. Make it smaller, or have"
        " the setting IMPORT_MAX_DEPTH raised. 0 of 20,000 items can be read, so nothing is stored."
        " Mend it there, or save the feed again."
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (OPEN + ITEM, "Line 2, character 70: the feed ends here, before its last element has ended"
                      ". 1 of 1 items can be read, so nothing is stored."),
        (OPEN + ITEM + b"<item><title>Ferry", "Line 2, character 88: the feed ends here, before"),
        (OPEN + ITEM + b"<item><tit", "Line 2, character 76: a tag begins here that has no end. 1"
                                      " of 2 items can be read, so nothing is stored."),
        (OPEN + b"<item><title>A & B</title></item>" + END,
         "Line 2, character 17: this sign must not stand here. A bare & is written &amp;"),
        (OPEN + b"<item><title>A&nbsp;B</title></item>" + END,
         "Line 2, character 15: XML has no such name for a sign."),
        (OPEN + b"<item><title>A</item>" + END,
         "Line 2, character 17: this end tag is not that of the element that is open."),
        (OPEN + b"<item><title>&#xD800;</title></item>" + END,
         "Line 2, character 14: this is the number of no sign that XML can hold."),
        (OPEN + b"<item><title>a\x01</title></item>" + END, "Line 2, character 15: this sign must"),
        (OPEN + ITEM + END + b"<rss/>", "Line 2, character 86: junk after document element."),
        (OPEN + b"<a:item/>" + END, "Line 2, character 1: unbound prefix."),
        (OPEN + b"<item><title>a\x00</title></item>" + END, "Line 2, character 15 is a NUL."),
        (b"", "The file is empty."),
        (b"A headline, and no XML.", "Line 1, character 1: syntax error"),
        (OPEN + END, "The RSS feed has no items."),
    ],
)  # fmt: skip
def test_broken_xml_is_refused_whole_with_its_place(data: bytes, why: str) -> None:
    assert refused(data)[: len(why)] == why


@pytest.mark.parametrize(
    ("root", "named"),
    [
        (b"<nitf><body/></nitf>", "<nitf> of no namespace"),
        (b"<feed><entry/></feed>", "<feed> of no namespace"),
        (b'<feed xmlns="http://purl.org/atom/ns#"/>', "<feed> of http://purl.org/atom/ns#"),
    ],
)
def test_xml_of_another_kind_is_named(root: bytes, named: str) -> None:
    assert refused(root) == (
        f"Line 1: this is XML of {named}, which is neither RSS nor Atom 1.0. Save the articles as"
        " text or HTML."
    )


@pytest.mark.parametrize(
    ("inside", "setting"),
    [
        (b"<a>" * 100_000, "DEPTH"),
        (b"<item>" + b"<a>" * 100_000, "DEPTH"),
        (b"<item " + b"".join(b'a%d="1" ' % n for n in range(50_000)) + b"/>", "ATTRIBUTES"),
        (b"<item>" + b"<a/>" * 60_000 + b"</item>", "TAGS"),
        (b"<item/>" * 101_000, "ITEMS"),
    ],
    ids=["deep", "deep item", "attributes", "tags in an item", "items"],
)
def test_what_passes_a_limit_is_refused_by_name_in_a_second(inside: bytes, setting: str) -> None:
    assert f"IMPORT_MAX_{setting} raised" in refused(OPEN + inside + END)


@pytest.mark.parametrize("inside", [b"<a/>" * 2_000, (b"<item>" + b"<a/>" * 99 + b"</item>") * 20])
def test_a_feed_has_twenty_times_the_tags_of_an_item_at_most(inside: bytes) -> None:
    assert "Line 2: 2,001 tags: at most 2,000 are taken in." in (
        refused(OPEN + inside + END, Reading(limits=Limits(tags=100)))
    )


def test_a_file_over_the_limit_is_refused_before_it_is_parsed() -> None:
    how = Reading(limits=Limits(file_bytes=50))
    assert refused(OPEN + ITEM + END, how).startswith("51 bytes in the file: at most 50 are")


def test_deep_markup_that_a_raised_limit_lets_through_is_read() -> None:
    deep = b"<description>" + b"<b>" * 5_000 + b"It sails." + b"</b>" * 5_000 + b"</description>"
    data = OPEN + b"<item><title>Ferry</title>" + deep + b"</item>" + END
    (found,) = feed.read(data, Reading(limits=Limits(depth=10_000)))
    assert isinstance(found, ArticleDraft)
    assert found.text == "Ferry\nIt sails."


def test_a_thousand_items_are_read_in_a_second() -> None:
    with in_a_second():
        assert len(list(feed.read(OPEN + ITEM * 1_000 + END, HOW))) == 1_000
