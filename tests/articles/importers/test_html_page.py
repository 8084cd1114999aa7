"""Saved pages: the article alone, decoded rightly, nothing lost without a word."""

import gzip
import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from articles.draft import ArticleDraft, Role
from articles.importers import child
from articles.importers.html_page import main_text, read
from articles.importers.reading import Limits, Reading
from articles.text import UnreadableText
from tests.conftest import no_hang

PAGES = Path(__file__).parents[4] / "shared" / "data" / "pages"
PARAGRAPHS = [
    f"The ferry will sail again on Monday, said Ana Weber, who runs pier {n}. Tickets cost ${n}."
    for n in range(2, 9)
]
TITLE = "Ferry service to resume in Northtown"


def page(body: str = "", *, head: str = "", title: str = TITLE, html: str = 'lang="en"') -> str:
    story = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    menu = "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(9))
    return (
        f"<!doctype html><html {html}><head><title>{title}</title>{head}</head><body>"
        f"<nav><ul>{menu}</ul></nav><main><article><h1>{title}</h1>{story}{body}</article></main>"
        "<footer><p>All rights reserved.</p></footer></body></html>"
    )


def draft(html: str | bytes, **how: Any) -> ArticleDraft:
    data = html if isinstance(html, bytes) else html.encode()
    (found,) = read(data, Reading(**how))
    return found


def refusal(html: str | bytes, **how: Any) -> str:
    with pytest.raises(UnreadableText) as error:
        draft(html, **how)
    return str(error.value)


def test_page_becomes_its_article() -> None:
    found = draft(page())
    assert found.text.split("\n") == [TITLE, *PARAGRAPHS]
    assert [block.role for block in found.blocks] == [Role.HEADLINE] + [Role.BODY] * 7
    assert (found.title, found.language, found.warnings) == (TITLE, "en", ())
    assert found.reader.startswith("html_page 1, UTF-8, trafilatura 2.")


def test_language_of_the_reading_is_for_pages_that_name_none() -> None:
    assert draft(page(html=""), language="de").language == "de"
    assert draft(page(), language="de").language == "en"


def test_scripts_frames_and_htmx_leave_only_text() -> None:
    hostile = (
        "<p onclick=alert(1)>The harbour <b onerror=x>master</b> said no.</p>"
        "<svg onload=alert(1)></svg><iframe srcdoc='<p>framed</p>'></iframe>"
        "<script>document.write('<p>written</p>')</script><base href=//evil.example>"
        "<meta http-equiv=refresh content='0;url=//evil.example'>"
        "<div hx-get=/admin hx-trigger=load data-hx-post=/x>The mayor said yes to all of it.</div>"
        "<p>It <!-- a --> is <<!-- -->script>alert(2) the end of the matter, they said.</p>"
        '<noscript><p title="</noscript><img src=x onerror=1>">x</p></noscript>'
        "<img src=https://tracker.example/x.gif><form action=//evil.example><math><mtext></form>"
    )
    lines = draft(page(hostile)).text.split("\n")
    assert lines[8] == "The harbour master said no."
    assert "The mayor said yes to all of it." in lines
    assert not any(word in line for line in lines for word in ("framed", "written", "evil", "hx-"))


def test_paragraph_that_repeats_the_one_before_it_is_kept() -> None:
    words = "“We will wait for as long as it takes,” said the crowd at the pier, all of it."
    same = f"<p>{words}</p><p>{words}</p><p>{words}</p><p>So they <b>waited</b>.</p>"
    assert draft(page(same)).text.split("\n")[8:] == [words] * 3 + ["So they waited."]


def test_sentence_in_a_bare_div_is_kept() -> None:
    loose = "<div>The mayor said yes.</div><div class=ad>Buy our boats.</div><p>It rained.</p>"
    assert draft(page(loose)).text.split("\n")[8:] == ["The mayor said yes.", "It rained."]


def test_quoted_post_is_part_of_the_article() -> None:
    post = (
        '<div class="embed-twitter"><blockquote class="twitter-tweet"><p>The ferry is back, and'
        " I am on it.</p>— Sam Reed (@samreed)</blockquote></div>"
    )
    assert "The ferry is back, and I am on it." in draft(page(post)).text.split("\n")


def test_lines_that_lead_elsewhere_are_left_out_and_named() -> None:
    found = draft(
        page(
            "<p>READ MORE: Ten things to do in Northtown</p><p>It cost $4.</p>"
            "<p>Related Stories</p><p>A bridge too late</p>"
        )
    )
    assert found.text.split("\n")[8:] == ["It cost $4."]
    assert found.warnings == (
        "Lines that lead elsewhere were left out (3): “READ MORE: Ten things to do in Northtown”,"
        " “Related Stories”, “A bridge too late”.",
    )


@pytest.mark.parametrize(
    "line",
    [
        "Follow the money, the mayor said on Monday.",
        "Like many on Facebook, Reed asked when it would sail.",
        "Get your e-mails in order, the harbour master said.",
        "Related costs came to $4.",
        "Read the report in full at the town hall.",
    ],
)
def test_sentence_that_begins_like_a_lead_is_kept(line: str) -> None:
    assert draft(page(f"<p>{line}</p>")).text.split("\n")[8:] == [line]


def test_text_that_only_json_ld_has_is_read_from_there() -> None:
    body = json.dumps("\n\n".join(PARAGRAPHS * 2))
    said = f'{{"@type": "NewsArticle", "headline": "{TITLE}", "articleBody": {body}}}'
    html = (
        f"<html><title>x</title><script type=application/ld+json>{said}</script>"
        "<body><p>Turn on JavaScript to read this article.</p>"
    )
    found = draft(html)
    assert found.text.split("\n") == [TITLE, *PARAGRAPHS * 2]
    assert found.warnings == (
        "Most of the text is not shown on the page: it was read from its JSON-LD.",
    )


def test_page_with_much_more_beside_the_article_says_so() -> None:
    comments = "".join(f"<p>{n}. {'I was there when it sailed. ' * 6}</p>" for n in range(20))
    html = page().replace("</main>", f"</main><div id=comments class=comments>{comments}</div>")
    assert draft(html).warnings == (
        "20 of the longer paragraphs of the page were left out, 0 were taken. Look whether"
        " something is missing.",
    )


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("404 Not Found", "<p>The page that you asked for is gone.</p>"),
        ("403 Forbidden", ""),
        ("Access Denied", "<p>You have no permission to read this.</p>"),
        ("Just a moment...", "<p>Checking your browser before access.</p>"),
        ("Page not found | Northtown Gazette", "<p>Try our search.</p>"),
        ("503", "<p>Come back later.</p>"),
    ],
)
def test_error_page_is_told_as_such(title: str, body: str) -> None:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    name = title.removesuffix(" | Northtown Gazette")
    assert refusal(html) == (
        f"The page “{name}” is no article but the answer of a server that did not give one."
        " Open the article in a browser, and save it again."
    )


@pytest.mark.parametrize("title", ["404 families wait for the ferry", "Access denied to pier 4"])
def test_article_is_no_error_page_for_its_title(title: str) -> None:
    assert draft(page("".join(f"<p>{text}</p>" for text in PARAGRAPHS), title=title)).title == title


def test_page_without_text_is_refused() -> None:
    assert refusal("") == "The file is empty. Choose one that holds an article."
    assert refusal("<html><body></body></html>") == (
        "No article was found on the page. Save the article itself as text, and import that."
    )
    assert refusal("<title>Ferry</title><body><script>app()</script>") == (
        "No article was found on the page “Ferry”. Save the article itself as text, and import"
        " that."
    )
    assert refusal("only text") == (
        "This is no HTML: there is not one tag. Import it as plain text."
    )


@pytest.mark.parametrize(
    ("codec", "declared", "reader", "warnings"),
    [
        ("utf-8", "utf-8", "UTF-8", 0),
        ("utf-8-sig", "", "UTF-8", 0),
        ("utf-16", "", "UTF-16", 0),
        ("cp1252", "iso-8859-1", "Windows-1252", 0),
        ("gb18030", "gb2312", "GB18030", 0),
        ("shift_jis", "x-sjis", "Shift-JIS", 0),
        ("koi8-r", "koi8-r", "KOI8-R", 0),
        ("utf-8", "iso-8859-1", "UTF-8", 1),
        ("utf-8", "windows-1252", "UTF-8", 1),
        ("utf-8", "no-such-thing", "UTF-8", 1),
    ],
)
def test_encoding_is_found_and_a_conflict_told(
    codec: str, declared: str, reader: str, warnings: int
) -> None:
    words = {
        "gb18030": "渡轮周一恢复航行。",
        "shift_jis": "月曜日に船が出る。",
        "koi8-r": "Паром вернётся в понедельник.",
    }.get(codec, "Der Fährmann sagt „ja“ – für 4 €.")
    meta = f"<meta charset='{declared}'>" if declared else ""
    found = draft(page(f"<p>{words}</p>", head=meta).encode(codec))
    assert found.text.split("\n")[-1] == words
    assert found.reader.split(", ")[1] == reader
    assert len(found.warnings) == warnings
    if declared == "iso-8859-1" and warnings:
        assert found.warnings == ("The page says that it is iso-8859-1, but it was read as UTF-8.",)


def test_encoding_that_nothing_tells_is_a_guess_and_one_that_is_chosen_is_not() -> None:
    data = page("<p>She said “no” – again.</p>").encode("cp1252")
    assert draft(data).warnings[0].startswith("Read as Windows-1252, which is a guess.")
    chosen = draft(data, encoding="cp1252")
    assert (chosen.warnings, chosen.text.split("\n")[-1]) == ((), "She said “no” – again.")


def test_pictures_within_the_page_are_dropped_with_a_note() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 3_000_000}">'
    found = draft(page(picture))
    assert found.text.split("\n") == [TITLE, *PARAGRAPHS]
    assert found.warnings == ("Pictures within the page were left out (1).",)


def test_scripts_do_not_count_for_the_size_of_an_article() -> None:
    assert draft(page(f"<script>{'x' * 3_000_000}</script>")).text.count("\n") == 7


@pytest.mark.parametrize(
    ("html", "limit"),
    [
        (page("<div>" * 100_000), "IMPORT_MAX_DEPTH"),
        (page("<div>" * 300 + "x"), "IMPORT_MAX_DEPTH"),
        (page(f"<p>{'x' * 10_000_001}"), "IMPORT_MAX_ARTICLE_BYTES"),
        (page(f"<p {' '.join(f'a{n}=1' for n in range(200_000))}>"), "IMPORT_MAX_ATTRIBUTES"),
        (page("<a " * 10_000), "IMPORT_MAX_ATTRIBUTES"),
        (page("<!--" * 40_000), "comment <!-- (line 1) has no end"),
        (page("</p>" * 60_000), "IMPORT_MAX_TAGS"),
        ("<" * 500_000, "not one tag"),
    ],
    ids=["C31", "C32", "C33", "C34", "C35 a", "C35 comment", "C36 p", "C36 <"],
)
def test_what_chokes_parsers_is_refused_at_once(html: str, limit: str) -> None:
    draft(page())  # the process is there
    with no_hang():
        assert limit in refusal(html)


def test_depth_below_the_limit_keeps_all_text() -> None:
    deep = "<div>" * 190 + "<p>The sentinel stands at the very bottom of the page.</p>"
    assert main_text(page(deep).encode()).endswith(
        "The sentinel stands at the very bottom of the page."
    )


def test_file_over_the_limit_is_refused_before_it_is_read() -> None:
    limits = replace(Limits(), file_bytes=1000)
    assert "IMPORT_MAX_FILE_BYTES" in refusal(page(), limits=limits)


def test_nul_is_refused_with_its_place() -> None:
    assert "Line 1, character" in refusal(page("<p>a\x00b</p>"))


def test_title_that_turns_the_reading_order_is_refused() -> None:
    assert "U+202E" in refusal(page(title="Ferry \u202egnp"))


def test_process_is_used_again_for_the_next_page() -> None:
    child.close_all()
    draft(page())
    (first,) = child.IDLING
    draft(page())
    assert len(child.IDLING) == 1
    assert first.calls == 2
    child.close_all()


@pytest.mark.skipif(not PAGES.is_dir(), reason="the saved pages are not here")
def test_main_text_of_saved_pages_is_as_good_as_promised() -> None:
    spec = importlib.util.spec_from_file_location("score", PAGES / "score.py")
    assert spec
    assert spec.loader
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    precision = recall = 0.0
    gold = json.loads((PAGES / "gold.json").read_text())
    for key, row in gold.items():
        text = main_text(gzip.decompress((PAGES / "html" / f"{key}.html.gz").read_bytes()))
        wanted, found = score.shingles(row["text"]), score.shingles(text)
        hits = (wanted & found).total()
        precision += hits / found.total() / len(gold)
        recall += hits / wanted.total() / len(gold)
    assert 2 * precision * recall / (precision + recall) >= 0.97
