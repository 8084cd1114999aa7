"""The text of a piece of HTML: all that is shown, in order, whatever the markup."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.markup import Tag, paragraphs, pieces
from articles.importers.reading import Limits
from articles.text import UnreadableText
from tests.conftest import no_hang

LIMITS = Limits()


def read(html: str) -> list[str]:
    return paragraphs(html, LIMITS)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        ("Just text.", ["Just text."]),
        ("<p>One.</p>\n <p>Two\n  lines.</p>", ["One.", "Two lines."]),
        ("<p>One.<p>Two.", ["One.", "Two."]),
        ("One.<br>Two.<br/><br />Three.", ["One.", "Two.", "Three."]),
        ("<h2>Head</h2>Text <b>b</b>old, <i>it</i>.", ["Head", "Text bold, it."]),
        ("<ul><li>One<li>Two<ol><li>Deep</ol></ul>", ["One", "Two", "Deep"]),
        (
            "<table><tr><th>Day<td>Price<tr><td>Monday</td><td>$4</table>",
            ["Day Price", "Monday $4"],
        ),
        ("<blockquote>Quoted.</blockquote>said Reed.", ["Quoted.", "said Reed."]),
        ("<figure><img alt=x><figcaption>A ferry.</figcaption></figure>", ["A ferry."]),
        ("<pre>line 1\n  line 2</pre>\nnot\npre", ["line 1", "line 2", "not pre"]),
        ("a&nbsp;b\u3000c&#8212;&amp;&lt;p&gt; &eacute;&copy 2031", ["a b c—&<p> é© 2031"]),
        ("5 < 6 and 7 <8", ["5 < 6 and 7 <8"]),
        ("if a <b then", ["if a <b then"]),
        ("<p title='a > b' data-x=\"'>\">In.</p>", ["In."]),
        ('<p title="never closed>In.</p>', ["In."]),
        ("<P CLASS=x>In.</P>", ["In."]),
        ("a<!-- no --><!doctype html><?php no ?></ no>b", ["ab"]),
        ("a<!-->b<!--->c<!-- x --!>d", ["abcd"]),
        ("<![CDATA[a < b & c]]>", ["a < b & c"]),
        ("<script>if (a<b) '</p>'</script><style>p{}</style>In.", ["In."]),
        ("<SCRIPT>no</ScRiPt >In.<iframe src=x>no</iframe>", ["In."]),
        ("<textarea>typed <b></textarea>", ["typed <b>"]),
        ("<head><title>No</title><meta name=x></head><body>In.", ["In."]),
        ("<div/>a<iframe/><script src='x'/>b", ["ab"]),
    ],
)
def test_html_gives_its_paragraphs(html: str, expected: list[str]) -> None:
    assert read(html) == expected


def test_numbers_that_are_no_characters_are_replaced() -> None:
    assert read(f"a&#{'9' * 5000};b&#x{'f' * 5000};&#0;") == ["a\ufffdb\ufffd\ufffd"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("x\n<script>no", "The <script> (line 2) has no end. Close it, or take it out."),
        ("x<!-- no <p>x</p>", "The comment <!-- (line 1) has no end. Close it, or take it out."),
        ("x <b y='>'", "The <b (line 1) has no end. Close it, or take it out."),
    ],
)
def test_what_never_ends_is_refused_and_not_lost(html: str, expected: str) -> None:
    with pytest.raises(UnreadableText) as error:
        read(html)
    assert str(error.value) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>" * 201, "201 levels of elements or more (line 1): at most 200 are taken in."),
        ("<p>x</p>" * 30_000, "50,001 tags: at most 50,000 are taken in."),
        (
            f"\n<p {' '.join(f'a{n}=1' for n in range(200))}>",
            "101 attributes or more on one tag (line 2): at most 100 are taken in.",
        ),
    ],
)
def test_limits_are_named(html: str, expected: str) -> None:
    with pytest.raises(UnreadableText) as error:
        read(html)
    assert str(error.value).startswith(expected)
    assert "IMPORT_MAX_" in str(error.value)


@pytest.mark.parametrize(
    "html",
    [
        "<p>x" * 5000,
        "<p><b>x" * 5000,
        "<ul>" + "<li><font>x" * 5000,
        "<table>" + "<tr><td><font>x" * 5000,
        "<dl>" + "<dt>x<dd>y" * 5000,
        "<br>" * 5000,
        "<span/>" * 5000,
    ],
)
def test_what_need_not_be_closed_is_not_deep(html: str) -> None:
    paragraphs(html, Limits(depth=10))


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        f"<p {' '.join(f'a{n}=1' for n in range(200_000))}>",
        "<a " * 10_000,
        "<a " * 10_000 + ">",
        "<!--" * 40_000,
        "<!--" * 40_000 + "-->",
        "</p>" * 50_000,
        "<" * 500_000,
        "<" * 500_000 + ">",
        "</" * 500_000 + ">",
        "<![CDATA[" * 100_000 + ">",
        '<a x="' * 20_000 + ">",
        "<a x='<a x=\"" * 20_000 + ">",
        "<a b" + " " * 2_000_000 + ">",
        "&" * 500_000,
        "&a" * 500_000,
        "&#" + "9" * 1_000_000,
        "<script>" * 50_000,
        "<b>" * 190 + "<div></div>" * 20_000,
        "<ul><li>" + "<b>" * 180 + "<li>" * 20_000,
        "<p>" + "x" * 10_000_001,
    ],
    ids=lambda html: html[:12],
)
def test_time_stays_linear_on_what_chokes_other_parsers(html: str) -> None:
    with no_hang():
        try:
            paragraphs(html, LIMITS)
        except UnreadableText as error:
            assert "IMPORT_MAX_" in str(error) or "has no end" in str(error)  # noqa: PT017


@given(st.text(alphabet="<>/!-&;='\" \nabpx[]CDT?#0", max_size=200))
def test_any_text_is_read_or_refused(html: str) -> None:
    try:
        found = read(html)
    except UnreadableText:
        return
    assert all(line and line == " ".join(line.split()) for line in found)


@given(st.lists(st.text(alphabet="abcé <>&\"'", min_size=1, max_size=20), max_size=8))
def test_text_that_was_escaped_comes_back(texts: list[str]) -> None:
    expected = [" ".join(text.split()) for text in texts if text.strip()]
    assert read("".join(f"<p>{escape(text)}</p>" for text in texts)) == expected


def test_pieces_say_where_tags_stand() -> None:
    html = "a<B x=1>b</b><br/>"
    assert list(pieces(html, LIMITS)) == [
        "a",
        Tag("b", False, False, 1, 8),
        "b",
        Tag("b", True, False, 9, 13),
        Tag("br", False, True, 13, 18),
    ]
