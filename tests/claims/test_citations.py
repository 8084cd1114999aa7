"""A fact cited in text, in Markdown and in HTML: true, and inert."""

import datetime

from claims.citations import cite, cite_claim
from claims.models import Claim, Fact


def test_citation_names_source_and_day_of_access() -> None:
    fact = Fact(
        statement="The board counted 240 schools",
        quotation="We counted\n240.",
        publisher="Northtown School Board",
        published=datetime.date(2031, 5, 3),
        accessed=datetime.date(2031, 6, 1),
        source_url="https://board.example/count?a=1&b=2",
        archive_url="https://archive.example/1",
    )
    found = cite(fact)
    assert found.text == (
        "The board counted 240 schools. “We counted 240.” Northtown School Board, 3 May 2031. "
        "https://board.example/count?a=1&b=2 (accessed 1 June 2031; archived: "
        "https://archive.example/1)."
    )
    assert found.markdown == (
        "The board counted 240 schools. “We counted 240.” Northtown School Board, 3 May 2031. "
        "<https://board.example/count?a=1&b=2> (accessed 1 June 2031; archived: "
        "<https://archive.example/1>)."
    )
    assert found.html == (
        "<p>The board counted 240 schools. “We counted 240.” Northtown School Board, 3 May 2031. "
        '<a href="https://board.example/count?a=1&amp;b=2" rel="noopener noreferrer">'
        "https://board.example/count?a=1&amp;b=2</a> (accessed 1 June 2031; archived: "
        '<a href="https://archive.example/1" rel="noopener noreferrer">'
        "https://archive.example/1</a>).</p>"
    )
    assert [code for code, _words, _text in found] == ["text", "markdown", "html"]


def test_bare_statement_is_its_own_citation() -> None:
    assert cite(Fact(statement="It rained?")).text == "It rained?"
    assert cite(Fact(statement="下雨了。")).text == "下雨了。"
    accessed = Fact(
        statement="It rained",
        source_url="https://x.example/",
        accessed=datetime.date(2031, 6, 1),
    )
    assert cite(accessed).text == "It rained. https://x.example/ (accessed 1 June 2031)."
    archived = Fact(
        statement="It rained", source_url="https://x.example/", archive_url="https://y.example/"
    )
    assert cite(archived).text == "It rained. https://x.example/ (archived: https://y.example/)."


def test_what_was_typed_is_no_markup() -> None:
    fact = Fact(
        statement="1. *bold* [x](javascript:y) <script>alert(1)</script> `c` & _i_ a|b",
        source_url='https://аpple.com/"><b>',
    )
    found = cite(fact)
    assert found.markdown == (
        "1\\. \\*bold\\* \\[x\\](javascript:y) \\<script\\>alert(1)\\</script\\> \\`c\\` \\& "
        "\\_i\\_ a\\|b. <https://xn--pple-43d.com/%22%3E%3Cb%3E>"
    )
    assert "<script" not in found.html
    assert "<b>" not in found.html
    assert 'href="https://xn--pple-43d.com/%22%3E%3Cb%3E"' in found.html


def test_line_that_would_begin_a_list_is_words() -> None:
    assert cite(Fact(statement="# 1")).markdown == "\\# 1."
    assert cite(Fact(statement="- one")).markdown == "\\- one."
    assert cite(Fact(statement="2031 was wet")).markdown == "2031 was wet."


def test_claim_is_cited_with_its_words_source_place_and_page(claim: Claim) -> None:
    found = Claim.objects.select_related("sentence__revision", "article__source").get(pk=claim.pk)
    found.article.published_at = datetime.datetime(2031, 5, 4, 10, tzinfo=datetime.UTC)
    found.article.canonical_url = "https://example.org/schools"
    cited = cite_claim(found, "https://desk.example.org/claims/x/")
    assert cited.text == (
        "“The ministry said 240 schools had reopened by Monday.” Northtown Gazette, “Schools "
        "reopen in Northtown”, 4 May 2031, sentence 1, revision 1. https://example.org/schools "
        "Claim: https://desk.example.org/claims/x/"
    )
    assert "<https://desk.example.org/claims/x/>" in cited.markdown
    assert cited.html.count("<a href=") == 2


def test_decided_claim_is_cited_with_its_verdict(claim: Claim) -> None:
    found = Claim.objects.select_related("sentence__revision", "article__source").get(pk=claim.pk)
    found.verdict_words = "Half True"
    found.decided_at = datetime.datetime(2031, 5, 6, 10, tzinfo=datetime.UTC)
    assert " Judged: Half True, 6 May 2031. Claim: " in cite_claim(found, "https://d.example").text
