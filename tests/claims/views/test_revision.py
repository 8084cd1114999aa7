"""The revisions of an article, and two of them side by side."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Sentence, User
from articles.store import store_draft
from claims import workflow
from tests.claims.views.conftest import CHANGED, compare_address, revise
from tests.conftest import PARAGRAPHS, draft


def test_list_says_how_each_revision_changed_and_what_it_touched(
    desk: Client, revised: Article
) -> None:
    answer = desk.get(f"/articles/{revised.public_id}/revisions/")
    html = answer.content.decode()
    rows = answer.context["rows"]
    assert [row.revision.number for row in rows] == [2, 1]
    assert [row.fates for row in rows] == [{"waiting": 2, "carried": 1}, {}]
    assert "1 reworded, 1 added, 1 gone" in html
    assert "number changed" in html
    assert "2 wait" in html
    assert 'Revisions <span class="n">2</span>' in html


def test_list_of_an_unchanged_article_offers_no_comparison(desk: Client, article: Article) -> None:
    html = desk.get(f"/articles/{article.public_id}/revisions/").content.decode()
    assert "has not changed" in html
    assert 'type="radio"' not in html


@pytest.mark.parametrize(("a", "b"), [("1", "2"), ("2", "1")])
def test_list_leads_to_the_two_chosen_older_first(
    desk: Client, revised: Article, a: str, b: str
) -> None:
    answer = desk.get(f"/articles/{revised.public_id}/revisions/", {"a": a, "b": b})
    assert answer.status_code == 302
    assert answer.headers["Location"] == compare_address(revised)


@pytest.mark.parametrize("asked", [{"a": "1", "b": "1"}, {"a": "x", "b": "²"}, {"b": "2"}])
def test_list_asked_for_one_revision_says_to_choose_two(
    desk: Client, revised: Article, asked: dict[str, str]
) -> None:
    answer = desk.get(f"/articles/{revised.public_id}/revisions/", asked)
    assert answer.status_code == 422
    assert b"two different revisions" in answer.content


@pytest.mark.parametrize(
    "path", ["revisions/", "revisions/1/2/", "revisions/1/9/", "revisions/0/1/"]
)
def test_article_or_revision_that_is_not_there_is_404(
    desk: Client, article: Article, path: str
) -> None:
    assert desk.get(f"/articles/0000000000000000/{path}").status_code == 404
    if path != "revisions/":
        assert desk.get(f"/articles/{article.public_id}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["revisions/", "revisions/1/2/"])
def test_pages_of_an_article_are_for_reading_only(
    client: Client, viewer: User, revised: Article, path: str
) -> None:
    address = f"/articles/{revised.public_id}/{path}"
    assert client.get(address).headers["Location"].startswith("/account/login/")
    client.force_login(viewer)
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 405


def test_comparison_shows_each_pair_with_its_words_marked(desk: Client, revised: Article) -> None:
    answer = desk.get(compare_address(revised))
    page = answer.context["page"]
    kinds = [level.kind for stretch in page.stretches for level in stretch.levels]
    assert kinds == [
        *("unchanged", "reworded", "deleted", "typographic", "unchanged", "added", "unchanged"),
    ]
    html = answer.content.decode()
    minus, plus = ('<span class="sign" aria-hidden="true">' + sign + "</span>" for sign in "−+")
    assert f"<del>{minus}<span>240</span></del>" in html
    assert f"<ins>{plus}<span>214</span></ins>" in html
    assert f"<del>{minus}<span>It gave no list.</span></del>" in html
    assert f"<ins>{plus}<span>A spokesman promised a list.</span></ins>" in html
    assert "number changed" in html
    assert "only in typography" in html


def test_comparison_puts_the_claims_beside_their_sentences(desk: Client, revised: Article) -> None:
    page = desk.get(compare_address(revised)).context["page"]
    beside = [
        (level.kind, [str(a.fate) for a in level.claims])
        for stretch in page.stretches
        for level in stretch.levels
        if level.claims
    ]
    assert beside == [
        ("reworded", ["waiting"]),
        ("deleted", ["waiting"]),
        ("unchanged", ["carried"]),
    ]
    assert (page.waiting, page.elsewhere) == (2, ())


def test_comparison_with_an_older_one_leaves_the_claims_out(desk: Client, revised: Article) -> None:
    revise((*CHANGED, "It ended."))
    first, last = (desk.get(compare_address(revised, 1, n)).context["page"] for n in (2, 3))
    assert (first.sides, first.waiting) == (False, 0)
    assert (last.sides, last.waiting) == (True, 2)


def test_claim_of_an_earlier_wording_is_counted_apart(desk: Client, revised: Article) -> None:
    revise((*CHANGED, "It ended."))
    page = desk.get(compare_address(revised, 2, 3)).context["page"]
    assert [a.claim.quote for a in page.elsewhere] == ["It gave no list."]
    assert b"1 of an earlier wording" in desk.get(compare_address(revised, 2, 3)).content


def test_comparison_the_other_way_round_is_turned(desk: Client, revised: Article) -> None:
    answer = desk.get(compare_address(revised, 2, 1))
    assert answer.headers["Location"] == compare_address(revised)


def test_comparison_with_itself_has_no_change(desk: Client, revised: Article) -> None:
    answer = desk.get(compare_address(revised, 2, 2))
    assert [stretch.kind for stretch in answer.context["page"].stretches] == ["unchanged"]
    assert b"no word changed" in answer.content


def test_unchanged_sentences_are_folded_and_opened_by_the_address(
    desk: Client, article: Article
) -> None:
    revise((PARAGRAPHS[0].replace("240", "214"), *PARAGRAPHS[1:]))
    folded = desk.get(compare_address(article)).content.decode()
    assert "4 unchanged sentences" in folded
    assert '<details class="folded">' in folded
    opened = desk.get(compare_address(article), {"all": "1"}).content.decode()
    assert '<details class="folded" open>' in opened


def test_unified_view_is_in_the_address(desk: Client, revised: Article) -> None:
    assert b'class="compare sides"' in desk.get(compare_address(revised)).content
    unified = desk.get(compare_address(revised), {"view": "unified"}).content
    assert b'class="compare unified sides"' in unified


def test_moved_sentence_says_from_where(desk: Client, article: Article) -> None:
    revise((PARAGRAPHS[2], PARAGRAPHS[0], PARAGRAPHS[1]))
    assert b"moved from 5" in desk.get(compare_address(article)).content


def test_markup_in_a_wording_is_shown_as_text(desk: Client, article: Article) -> None:
    evil = "The ministry said <script>alert(1)</script> {{ 7|add:7 }} schools had reopened."
    revise((evil,))
    for address in (compare_address(article), "/revisions/"):
        html = desk.get(address).content.decode()
        assert "<script>alert" not in html
        assert "{{ 7|add:7 }}" in html


@pytest.mark.parametrize("number", [1, 3])
def test_comparison_takes_the_same_queries_for_any_number_of_claims(
    desk: Client,
    sentences: list[Sentence],
    editor: User,
    number: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for sentence in sentences[1 : number + 1]:
        workflow.add_claim(sentence=sentence, by=editor)
    found = revise()
    with django_assert_num_queries(8):
        desk.get(compare_address(found))
    with django_assert_num_queries(5):
        desk.get(f"/articles/{found.public_id}/revisions/")


def test_unchanged_part_of_a_long_article_is_a_click_away(desk: Client, db: None) -> None:
    old = tuple(f"Sentence {n} is about the harbour." for n in range(620))
    for paragraphs in (old, (*old[:300], *old[301:])):
        found = store_draft(draft("Long", paragraphs), by=None).article
    html = desk.get(compare_address(found)).content.decode()
    assert "301 unchanged sentences" in html
    assert "Sentence 7 is" not in html
    assert "Sentence 300 is" in html
    opened = desk.get(compare_address(found), {"all": "1"}).content.decode()
    assert "Sentence 7 is" in opened
