"""The search page: the best first, what was looked for marked, and a way to all the rest."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from articles.models import Article, Sentence, User
from articles.store import store_draft
from claims import workflow
from claims.models import Claim, Fact
from claims.pages import found
from tests.conftest import draft


def stored(*lines: str, title: str = "Ferry news") -> Article:
    return store_draft(draft(title, lines), by=None).article


def shown(desk: Client, **said: str) -> tuple[str, list[str]]:
    """The page, and the sentences on it."""
    answer: Any = desk.get("/search/", said)
    assert answer.status_code == 200
    return answer.content.decode(), [row.text for row in answer.context["sentences"].rows]


def test_best_sentence_comes_first_and_is_marked(desk: Client) -> None:
    stored("A tunnel, a bridge, a road and one tunnel more.", "Tunnel by tunnel.", "No road.")
    html, texts = shown(desk, q="tunnel")
    assert texts == ["Tunnel by tunnel.", "A tunnel, a bridge, a road and one tunnel more."]
    assert "<mark>Tunnel</mark> by <mark>tunnel</mark>." in html
    assert "of them, the best first" not in html


def test_what_is_marked_is_escaped_and_in_its_language(desk: Client) -> None:
    stored("<script>alert(1)</script> & a tunnel.")
    Article.objects.update(language="zh-Hans")
    html, _texts = shown(desk, q="script tunnel")
    assert "&lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt; &amp; a" in html
    assert "<script>alert" not in html
    assert 'lang="zh-Hans"' in html


@pytest.mark.parametrize("typed", ["学校", "校", "重新开放", "学校 重新"])
def test_chinese_is_marked(desk: Client, typed: str) -> None:
    stored("学校已经重新开放。")
    html, texts = shown(desk, q=typed)
    assert texts == ["学校已经重新开放。"]
    assert f"<mark>{typed.split()[0]}</mark>" in html


def test_ranked_pages_are_followed_by_the_older_ones(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "RANKED", 3)
    monkeypatch.setattr(found, "SIZE", 2)
    stored(*(f"Tunnel number {n}." for n in range(8)))
    html, texts = shown(desk, q="tunnel")
    assert '<span class="n">3+</span>' in html
    assert "The newest 3 of them, the best first." in html
    seen = texts
    for address in ({"page": "2"}, {"before": ""}, {"before": ""}, {"before": ""}):
        last = Sentence.objects.get(text=seen[-1]).pk
        said = {name: value or str(last) for name, value in address.items()}
        link = "&amp;".join(f"{name}={value}" for name, value in {"q": "tunnel", **said}.items())
        assert f'rel="next" href="/search/?{link}"' in html
        html, texts = shown(desk, q="tunnel", **said)
        seen += texts
    assert seen == [f"Tunnel number {n}." for n in range(7, -1, -1)]
    assert 'rel="next"' not in html
    assert "Older than the newest 3, the newest first." in html
    assert 'href="/search/?q=tunnel"' in html


@pytest.mark.parametrize("said", ["0", "-1", "x", "1.5", "9" * 40, "²", "１"])
@pytest.mark.parametrize("name", ["page", "before"])
def test_page_that_is_none_is_refused(desk: Client, article: Article, name: str, said: str) -> None:
    assert desk.get("/search/", {"q": "the", name: said}).status_code == 400
    assert desk.get("/search/", {"q": "the", name: "99"}).status_code == 200


def test_claim_is_found_by_its_sentence_and_by_its_wording(desk: Client, claim: Claim) -> None:
    Claim.objects.update(wording="A tunnel was dug.")
    by_wording: Any = desk.get("/search/", {"q": "tunnel"})
    assert by_wording.context["claims"].rows == [claim]
    assert b"A <mark>tunnel</mark> was dug." in by_wording.content
    by_sentence: Any = desk.get("/search/", {"q": "reopened by monday"})
    assert by_sentence.context["claims"].rows == [claim]
    assert "A tunnel was dug.\n</a>" in by_sentence.content.decode()
    assert by_sentence.content.count(b"<mark>Monday</mark>") == 2
    assert [int(a.context["claims"].count) for a in (by_wording, by_sentence)] == [1, 1]


def test_withdrawn_claim_and_fact_are_not_found(
    desk: Client, claim: Claim, fact: Fact, editor: User
) -> None:
    workflow.withdraw_claim(claim=claim, by=editor, version=claim.version)
    Fact.objects.update(withdrawn=True)
    context: Any = desk.get("/search/", {"q": "240"}).context
    assert (context["claims"].rows, context["facts"].rows) == ([], [])
    assert len(context["sentences"].rows) == 1


def test_whoever_may_read_articles_alone_sees_no_claim_or_fact(
    client: Client, person: Any, claim: Claim, fact: Fact
) -> None:
    reader = person("reader")
    reader.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(reader)
    answer: Any = client.get("/search/", {"q": "240"})
    counts = [int(answer.context[name].count) for name in ("sentences", "claims", "facts")]
    assert counts == [1, 0, 0]


def test_claims_on_the_sentences_that_are_ranked_are_counted_and_more_may_be(
    desk: Client,
    editor: User,
    sentences: list[Sentence],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for sentence in sentences:
        if "Northtown" in sentence.text:
            workflow.add_claim(sentence=sentence, by=editor)
    for ranked, said in ((9, "2"), (1, "1+")):
        monkeypatch.setattr(found, "RANKED", ranked)
        page = desk.get("/search/", {"q": "northtown"}).context
        assert (str(page["claims"].count), len(page["claims"].hits)) == (said, int(said[0]))
