"""Title, names, date, language, address and publisher, in the order in which a page says them."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from lxml.html import document_fromstring

from articles.importers.page_facts import Page
from articles.importers.reading import Limits

URL = "https://gazette.example/ferry"


def page(head: str = "", body: str = "", *, html: str = "", guessed: Any = None) -> Page:
    text = f"<html {html}><head>{head}</head><body>{body}</body></html>"
    return Page(document_fromstring(text), guessed, Limits())


def ld(said: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(said)}</script>'


def meta(**said: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">'
        for name, value in said.items()
    )


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Ferry to resume",
    "author": {"@type": "Person", "name": "Ana Weber"},
    "publisher": {"@type": "Organization", "name": "Northtown Gazette"},
    "datePublished": "2031-05-03T16:05:00+02:00",
    "inLanguage": "en-GB",
    "url": URL,
}


def facts(page: Page) -> tuple[str, ...]:
    return (
        page.title(()), page.byline(), page.published(), page.language(), page.url, page.source,
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        ARTICLE,
        [{"@type": "BreadcrumbList"}, ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE]},
        {"@type": "WebPage", "mainEntity": ARTICLE},
        ARTICLE | {"@type": ["Article", "BlogPosting"], "author": ["Ana Weber", "Ana Weber"]},
        ARTICLE | {"author": [{"name": "Ana Weber"}, {"name": "https://x.example/ana"}]},
        ARTICLE | {"author": "By Ana Weber", "headline": "Ferry to <b>resume</b>"},
        ARTICLE | {"url": "", "mainEntityOfPage": {"@type": "WebPage", "@id": URL}},
        {"@graph": [ARTICLE | {"author": {"@id": "#ana"}}, {"@id": "#ana", "name": "Ana Weber"}]},
    ],
)
def test_json_ld_says_all(said: Any) -> None:
    found = page(ld(said) + meta(og__title="Other", author="Other", og__site_name="Other"))
    assert facts(found) == (
        "Ferry to resume", "Ana Weber", "2031-05-03T16:05:00+02:00", "en-GB", URL,
        "Northtown Gazette",
    )  # fmt: skip
    assert found.is_article
    assert found.warnings == []


def test_head_says_all() -> None:
    head = meta(
        og__title="Ferry to resume",
        author="Ana Weber and Sam Reed",
        article__published_time="2031-05-03",
        og__locale="de_DE",
        og__url=URL,
        og__site_name="Northtown Gazette",
    )
    assert facts(page(head)) == (
        "Ferry to resume", "Ana Weber and Sam Reed", "2031-05-03T00:00:00", "de-DE", URL,
        "Northtown Gazette",
    )  # fmt: skip


def test_guess_fills_what_the_page_does_not_say() -> None:
    guessed = SimpleNamespace(
        title="Ferry to resume", author="Ana Weber Published; May", date="2031-05-03", sitename="NG"
    )
    found = page(guessed=guessed)
    assert facts(found) == (
        "Ferry to resume", "Ana Weber", "2031-05-03T00:00:00", "", "", "NG",
    )  # fmt: skip
    assert found.warnings == ["The date 2031-05-03 is a guess from the page. Check it."]


def test_page_that_says_nothing_has_no_facts() -> None:
    assert facts(page()) == ("", "", "", "", "", "")


@pytest.mark.parametrize(
    ("said", "heads", "top", "expected"),
    [
        ("Ferry to sail again | Northtown Gazette", [], "", "Ferry to sail again"),
        ("Northtown Gazette: News - Ferry", [], "", "Northtown Gazette: News - Ferry"),
        ("The Northtown Gazette — Ferry to sail", [], "", "Ferry to sail"),
        ("Ferry - what now? | gazette.example", [], "", "Ferry - what now?"),
        ("Ferry - Boats - More", [], "", "Ferry - Boats - More"),
        ("Opinion | Let it sail again", ["Let it sail again"], "", "Let it sail again"),
        ("Ferry will sail on Monday", ["On Monday, the ferry will sail"], "",
         "On Monday, the ferry will sail"),
        ("Ferry will sail on Monday", ["Northtown Gazette"], "", "Ferry will sail on Monday"),
        ("Ferry will sail", ["Gazette", "No more waiting"], "No more waiting", "No more waiting"),
        ("", ["No more waiting"], "", "No more waiting"),
        ("x" * 501, ["No more waiting"], "", "No more waiting"),
    ],
)  # fmt: skip
def test_title_is_the_headline_without_the_site(
    said: str, heads: list[str], top: str, expected: str
) -> None:
    head = meta(og__title=said, og__site_name="Northtown Gazette", og__url=URL)
    found = page(head, "".join(f"<h1>{heading}</h1>" for heading in heads))
    assert found.title([top, "Body."]) == expected


def test_title_of_the_window_comes_last() -> None:
    found = page(f"<title>\n Ferry to sail | Gazette</title>{meta(og__url=URL)}")
    assert found.title([]) == "Ferry to sail"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["Ana Weber", "Sam Reed"], "Ana Weber, Sam Reed"),
        ("Northtown Gazette", "meta name"),
        ("admin", "meta name"),
        ("https://www.facebook.example/gazette", "meta name"),
        ({"@type": "Person"}, "meta name"),
        (None, "meta name"),
        (7, "meta name"),
        ("x" * 301, "meta name"),
    ],
)
def test_byline_names_people(said: Any, expected: str) -> None:
    assert page(ld(ARTICLE | {"author": said}) + meta(author="meta name")).byline() == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2031-05-03T16:05:00Z", "2031-05-03T16:05:00+00:00"),
        ("Sat, 03 May 2031 16:05:00 +0200", "2031-05-03T16:05:00+02:00"),
        ("May 3, 2031", "2031-05-03T00:00:00"),
        ("0001-01-01T00:00:00Z", "2031-01-02T00:00:00"),
        ("1970-01-01T00:00:00Z", "2031-01-02T00:00:00"),
        ("yesterday", "2031-01-02T00:00:00"),
        ("03/04/2031", "2031-01-02T00:00:00"),
        (1936362300, "2031-01-02T00:00:00"),
    ],
)
def test_date_is_one_that_is_certain(said: Any, expected: str) -> None:
    head = ld(ARTICLE | {"datePublished": said}) + meta(article__published_time="2031-01-02")
    assert page(head).published() == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<time pubdate datetime=2031-05-03>yesterday</time>", "2031-05-03T00:00:00"),
        ("<span itemprop=datePublished content=2031-05-03>x</span>", "2031-05-03T00:00:00"),
        ("<span itemprop=datePublished>May 3, 2031</span>", "2031-05-03T00:00:00"),
        ("<time datetime=2031-05-03>a</time><time datetime=2031-05-03>b", "2031-05-03T00:00:00"),
        ("<time datetime=2031-05-03>a</time><time datetime=2031-05-04>b", ""),
        (ld({"@type": "WebPage", "datePublished": "2031-05-03"}), "2031-05-03T00:00:00"),
    ],
)
def test_date_is_read_from_the_body(body: str, expected: str) -> None:
    assert page("", body).published() == expected


@pytest.mark.parametrize(
    ("html", "head", "expected"),
    [
        ("lang=fr", meta(og__locale="de_DE"), "fr"),
        ('xml:lang="pt_BR"', "", "pt-BR"),
        ("lang=''", "<meta http-equiv=Content-Language content='zh-Hans, en'>", "zh-Hans"),
        ("", ld(ARTICLE | {"inLanguage": [{"name": "English", "alternateName": "en"}]}), "en"),
        ("lang=und", ld(ARTICLE | {"inLanguage": "English language"}), ""),
    ],
)
def test_language_is_a_tag(html: str, head: str, expected: str) -> None:
    assert page(head, html=html).language() == expected


@pytest.mark.parametrize(
    ("links", "expected", "warnings"),
    [
        ([URL, "https://other.example/x"], URL, 0),
        (["//gazette.example/ferry"], URL, 0),
        (["/ferry", URL], URL, 0),
        (["https://gazette.example/", URL], URL, 0),
        (["https://gazette.example"], "", 0),
        (["https://gazette.example/?p=7"], "https://gazette.example/?p=7", 0),
        (["javascript:alert(1)", "data:text/html,x", "ftp://x.example/y"], "", 0),
        (["http://user:pw@gazette.example/x", URL], URL, 1),
        (["https://gazette.example\\@evil.example/", URL], URL, 1),
        ([f"{URL}?{'x' * 2049}", URL], URL, 1),
    ],
)
def test_address_is_one_on_the_web(links: list[str], expected: str, warnings: int) -> None:
    found = page("".join(f'<link rel="x Canonical" href="{link}">' for link in links))
    assert (found.url, len(found.warnings)) == (expected, warnings)


def test_source_is_the_host_where_nobody_is_named() -> None:
    assert page(meta(og__url="https://www.gazette.example/ferry")).source == "gazette.example"


@pytest.mark.parametrize(
    "script",
    [
        "{", "[" * 100_000, "null", '"text"', "[[[]]]", '{"@type": 7, "headline": []}', "9" * 5000,
        " " * 500_000 + "x", '{"@type": {"@type": "Article"}, "@graph": {"@graph": null}}',
    ],
    ids=lambda script: script[:9],
)  # fmt: skip
def test_json_ld_that_is_broken_is_none(script: str) -> None:
    found = page(f"<script type=application/ld+json>{script}</script>{meta(og__title='Ferry')}")
    assert found.title(()) == "Ferry"
    assert not found.is_article


@pytest.mark.parametrize("wrapped", ["<!-- {} -->", "//<![CDATA[\n{}\n//]]>", "{};", " \n{}\n"])
def test_json_ld_is_unwrapped(wrapped: str) -> None:
    script = wrapped.format(json.dumps(ARTICLE))
    found = page(f"<script type='application/LD+JSON'>{script}</script>")
    assert found.title(()) == "Ferry to resume"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One.\n\nTwo &amp; three.", "One.\nTwo & three."),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One.\nTwo."),
        ("a < b and c", "a < b and c"),
        ("<div>" * 300, ""),
        (["no", "text"], ""),
    ],
)
def test_body_of_json_ld_is_text(body: Any, expected: str) -> None:
    assert page(ld(ARTICLE | {"articleBody": body})).body() == expected
