"""Saved feeds: each item is an article, an Unread that says why, or none as the XML is broken."""

from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.draft import ArticleDraft, Item, Unread
from articles.importers import feed
from articles.importers.columns import NAMES
from articles.importers.reading import Limits, Reading
from articles.text import UnreadableText

SAMPLES = Path(__file__).parent / "samples" / "feed"
HOW = Reading()
ITEM = "<title>Ferry</title><description>It sails.</description>"
TEASER = "Its text is the description in the feed, which may be only a teaser."
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def rss(*items: str, head: str = "<link>https://gazette.example/</link>") -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {SPACES}><channel>{head}{inside}</channel></rss>'.encode()


def atom(*entries: str, head: str = "") -> bytes:
    inside = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{inside}</feed>'.encode()


def read(data: bytes, how: Reading = HOW) -> list[Item]:
    return list(feed.read(data, how))


def draft(data: bytes, how: Reading = HOW) -> ArticleDraft:
    (found,) = read(data, how)
    assert isinstance(found, ArticleDraft), found
    return found


def unread(data: bytes) -> Unread:
    (found,) = read(data)
    assert isinstance(found, Unread), found
    return found


def test_rss_is_read_for_what_it_is() -> None:
    ferry, bread, rain = read((SAMPLES / "rss.xml").read_bytes())
    assert isinstance(ferry, ArticleDraft)
    assert ferry.text == (
        "Ferry & pier to reopen\nThe ferry will sail again on Monday.\nTickets cost $4."
    )
    assert ferry.published == datetime.fromisoformat("2031-05-03T16:05:00+02:00")
    assert (ferry.byline, ferry.source_name) == ("Ana Weber, Sam Reed", "Northtown Gazette")
    assert (ferry.canonical_url, ferry.external_id) == (
        "https://gazette.example/2031/ferry", "gazette-1",
    )  # fmt: skip
    assert (ferry.language, ferry.version) == ("en-gb", 0)
    assert (ferry.reader, ferry.warnings) == ("feed 1, RSS 2.0, UTF-8", ())
    assert isinstance(bread, ArticleDraft)
    assert bread.text == "Bread gets dearer\nA loaf costs $5 now, a baker said."
    assert (bread.byline, bread.source_name) == ("Sam Reed", "Northtown Press")
    assert bread.canonical_url == bread.external_id == "https://gazette.example/2031/bread"
    assert bread.warnings == (TEASER,)
    assert isinstance(rain, Unread)
    assert (rain.line, rain.row["url"]) == (3, "https://gazette.example/2031/rain")


def test_atom_is_read_for_what_it_is() -> None:
    ferry, bread = read((SAMPLES / "atom.xml").read_bytes())
    assert isinstance(ferry, ArticleDraft)
    assert ferry.text == "Fähre & Pier\nDie Fähre fährt wieder.\nEine Karte\nkostet 4 Euro."
    assert ferry.published == datetime.fromisoformat("2031-05-03T16:05:00.25+02:00")
    assert (ferry.byline, ferry.source_name) == ("Ana Weber, Sam Reed", "Northtown Gazette")
    assert ferry.canonical_url == "https://gazette.example/de/ferry"
    assert ferry.external_id == "tag:gazette.example,2031:1"
    assert (ferry.language, ferry.reader) == ("de", "feed 1, Atom, UTF-8")
    assert isinstance(bread, ArticleDraft)
    assert bread.text == "Bread & butter\nA loaf costs $5 now."
    assert bread.published == datetime(2031, 5, 4, 8, tzinfo=UTC)
    assert (bread.byline, bread.source_name) == ("Lee Park", "Northtown Press")
    assert (bread.language, bread.warnings) == ("en", (TEASER,))


def test_rss_1_has_its_items_beside_the_channel() -> None:
    found = draft(
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        b' xmlns="http://purl.org/rss/1.0/"><channel><title>Northtown Gazette</title></channel>'
        b'<image><title>Logo</title></image><item rdf:about="https://gazette.example/1">'
        b"<link>https://gazette.example/1</link>" + ITEM.encode() + b"</item></rdf:RDF>"
    )
    assert (found.text, found.source_name) == ("Ferry\nIt sails.", "Northtown Gazette")
    assert found.canonical_url == found.external_id == "https://gazette.example/1"
    assert found.reader == "feed 1, RSS 1.0, UTF-8"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("&lt;b&gt;Ferry&lt;/b&gt; &amp;amp; pier", "Ferry & pier"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("&lt;script&gt;alert(1)", "<script>alert(1)"),
        ("AT&amp;T", "AT&T"),
        ("A &lt; B, C &gt; D", "A < B, C > D"),
        ("A &lt;Vessel&gt; sails", "A <Vessel> sails"),
        ("&amp;lt;b&amp;gt;", "<b>"),
        ("{{ 7*7 }} {% debug %}", "{{ 7*7 }} {% debug %}"),
    ],
)
def test_a_title_of_rss_with_escaped_markup_is_plain_text(title: str, shown: str) -> None:
    found = draft(rss(f"<title>{title}</title><description>It sails.</description>"))
    assert (found.title, found.text) == (shown, f"{shown}\nIt sails.")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<title>AT&amp;amp;T &lt;b&gt;</title>", "AT&amp;T <b>"),
        ('<title type="html">AT&amp;amp;T &lt;b&gt;now&lt;/b&gt;</title>', "AT&T now"),
        ('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">AT&amp;T <b>now</b></div>'
         "</title>", "AT&T now"),
    ],
)  # fmt: skip
def test_a_title_of_atom_is_of_the_type_that_it_says(title: str, shown: str) -> None:
    assert draft(atom(f"{title}<content>It sails.</content>")).title == shown


@pytest.mark.parametrize(
    ("item", "body"),
    [
        ("<description>Old &amp;amp; new.\nIt sails.</description>", "Old & new.\nIt sails."),
        ("<description>It sails on Monday\nagain.\n\nTickets</description>",
         "It sails on Monday again.\nTickets"),
        ("<description>&lt;p&gt;It sails.&lt;p&gt;Tickets</description>", "It sails.\nTickets"),
        ("<description><p>It sails.</p><p>A &lt;b&gt;</p></description>", "It sails.\nA <b>"),
        ("<content:encoded>&lt;img src='a'&gt;</content:encoded><description>It sails."
         "</description>", "It sails."),
    ],
)  # fmt: skip
def test_a_body_of_rss_may_be_plain_or_marked_up(item: str, body: str) -> None:
    assert draft(rss(f"<title>Ferry</title>{item}")).text == f"Ferry\n{body}"


@pytest.mark.parametrize(
    ("content", "body", "warnings"),
    [
        ("<content>A &lt;b&gt; sails.</content>", "A <b> sails.", ()),
        ('<content type="text/plain">It sails.</content>', "It sails.", ()),
        ('<content type="html">&lt;p&gt;It&lt;p&gt;sails.</content>', "It\nsails.", ()),
        ('<content type="image/png">AAAA</content><summary>It sails.</summary>', "It sails.",
         ("Its content is image/png, not text: it was left out.", TEASER)),
        ('<content type="video/mp4" src="a.mp4"/><summary>It sails.</summary>', "It sails.",
         (TEASER,)),
    ],
)  # fmt: skip
def test_content_of_atom_is_of_the_type_that_it_says(
    content: str, body: str, warnings: tuple[str, ...]
) -> None:
    found = draft(atom(f"<title>Ferry</title>{content}"))
    assert (found.text, found.warnings) == (f"Ferry\n{body}", warnings)


@pytest.mark.parametrize(
    ("head", "link", "url"),
    [
        ("<link>https://gazette.example/a/</link>", "b", "https://gazette.example/a/b"),
        ("<link>https://gazette.example/a/</link>", "//other.example/b", "https://other.example/b"),
        ("", "https://gazette.example/b", "https://gazette.example/b"),
        ("<link>https://gazette.example/</link>", "", ""),
    ],
)
def test_a_link_is_seen_from_that_of_the_feed(head: str, link: str, url: str) -> None:
    found = draft(rss(f"{ITEM}<link>{link}</link>", head=head))
    assert (found.canonical_url, found.warnings) == (url, (TEASER,))


@pytest.mark.parametrize("link", ["b", "javascript:alert(1)", "http://[::1", "ftp://x.example/a"])
def test_a_link_that_is_none_is_left_out_and_told(link: str) -> None:
    found = draft(rss(f"{ITEM}<link>{link}</link>", head=""))
    assert found.canonical_url == ""
    assert found.warnings[1].startswith(f"{link!r} is no address on the web.")


def test_an_id_too_long_to_keep_is_left_out_beside_an_address() -> None:
    long = f"<guid isPermaLink='false'>{'x' * 201}</guid>"
    assert unread(rss(ITEM + long)).why.startswith("The external_id has 201 characters")
    found = draft(rss(f"{ITEM}{long}<link>/a</link>"))
    assert (found.external_id, found.canonical_url) == ("", "https://gazette.example/a")
    assert found.warnings[1].startswith("Its id has 201 characters, of which 200 can be kept.")


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ("<title>Ferry</title><link>/a</link>", "It has a headline and a link but no text: the"
         " feed only lists the article. Save the page itself, and import that."),
        ("<title>Ferry</title><description>ferry</description>", "It has a headline but no text:"),
        ("<category>Sea</category>", "It has neither a headline nor a link, and no text:"),
        (f"{ITEM}<pubDate>Montag</pubDate>", "'Montag' is no date that is known."),
        (f"{ITEM}<title>x</title><author>{'x' * 301}</author>", "The byline has 301 characters"),
        ("<description>&lt;p&gt;It &lt;!-- &gt;</description>", "The comment &lt;!-- (line 1)"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why_and_costs_no_other(item: str, why: str) -> None:
    found, other = read(rss(item, ITEM))
    assert isinstance(found, Unread)
    assert escape(found.why).startswith(why)
    assert tuple(found.row) == NAMES
    assert isinstance(other, ArticleDraft)
    assert other.line == 2


def test_the_language_of_the_import_is_that_of_feeds_that_name_none() -> None:
    how = Reading(language="fr")
    assert draft(rss(ITEM), how).language == "fr"
    assert draft(rss(ITEM, head="<language>de</language>"), how).language == "de"
    odd = draft(rss(ITEM, head="<language>the usual</language>"), how)
    assert (odd.language, len(odd.warnings)) == ("fr", 2)


@pytest.mark.parametrize("codec", ["windows-1252", "utf-16", "GB18030", "utf-8-sig"])
def test_a_feed_is_read_in_the_encoding_that_it_declares(codec: str) -> None:
    text = rss("<title>“é”</title><description>Naïve “é”.</description>").decode()
    found = draft(f'<?xml version="1.0" encoding="{codec}"?>{text}'.encode(codec))
    assert found.text == "“é”\nNaïve “é”."


def test_an_encoding_that_nobody_knows_is_told_and_one_that_breaks_is_refused() -> None:
    found = draft(b'<?xml version="1.0" encoding="x-none"?>' + rss(ITEM))
    assert found.warnings[0] == "The feed names the encoding “x-none”, which nobody knows."
    with pytest.raises(UnreadableText, match="It is not UNDEFINED. Choose another encoding"):
        read(b'<?xml version="1.0" encoding="undefined"?>\xff' + rss(ITEM))


def test_items_over_the_limit_and_long_articles_are_refused_by_name() -> None:
    with pytest.raises(UnreadableText, match=r"3 items: at most 2 are .* IMPORT_MAX_ITEMS"):
        read(rss(ITEM, ITEM, ITEM), Reading(limits=Limits(items=2)))
    (found,) = read(rss(ITEM), Reading(limits=Limits(article_bytes=5)))
    assert isinstance(found, Unread)
    assert found.why.startswith("9 bytes in one article: at most 5 are taken in.")


PIECES = st.sampled_from([
    "<rss>", "</rss>", "<channel>", "</channel>", "<item>", "</item>", "<title>", "</title>", "a",
    "<description>", "</description>", "<link>", "</link>", "<guid>", "</guid>", "&lt;p&gt;",
    "&#0;", "<pubDate>", "</pubDate>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml?>", "é", ".\n",
    "&nbsp;", '<feed xmlns="http://www.w3.org/2005/Atom">', "</feed>", "<entry>", "</entry>",
    "<content/>", '<title type="xhtml">', '<content type="html">', "</content>",
    '<link href="//["/>',
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=80) | st.lists(PIECES, max_size=20).map(lambda p: "".join(p).encode()))
def test_any_bytes_are_items_or_refused(data: bytes) -> None:
    for source in (data, rss(data.decode("utf-8", "replace"))):
        try:
            items = read(source)
        except UnreadableText:
            continue
        assert [item.line for item in items] == list(range(1, len(items) + 1))


@given(st.lists(st.text(max_size=20), min_size=5, max_size=5))
def test_any_values_of_an_item_are_read_or_kept(values: list[str]) -> None:
    clean = [escape("".join(s for s in value if s.isprintable())) for value in values]
    names = ("title", "link", "guid", "pubDate", "description")
    item = "".join(f"<{name}>{value}</{name}>" for name, value in zip(names, clean, strict=True))
    assert len(read(rss(item))) == 1
