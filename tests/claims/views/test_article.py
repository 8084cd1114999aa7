"""The side-by-side page and the clicks on its sentences."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Sentence, User
from articles.store import store_draft
from claims.models import Claim, Reading
from tests.conftest import draft

HTMX = {"HX-Request": "true"}


def test_page_shows_text_and_claims(desk: Client, claim: Claim) -> None:
    html = desk.get(claim.article.get_absolute_url()).content.decode()
    assert "1 of 6 sentences read" in html
    assert f'id="card-{claim.public_id}"' in html
    assert 'lang="en"' in html


def test_page_of_an_unknown_article_is_404(desk: Client) -> None:
    assert desk.get("/articles/0000000000000000/").status_code == 404


def test_permalink_chooses_the_sentence_of_its_place(
    desk: Client, sentences: list[Sentence]
) -> None:
    html = desk.get(sentences[2].get_absolute_url()).content.decode()
    assert f'chosen" id="{sentences[2].anchor}"' in html
    assert html.count('chosen" id=') == 1


@pytest.mark.parametrize("at", ["x", "-1", "9" * 30, "²"])
def test_permalink_of_a_damaged_place_chooses_nothing(
    desk: Client, article: Article, at: str
) -> None:
    answer = desk.get(f"{article.get_absolute_url()}revisions/1/", {"at": at})
    assert answer.status_code == 200
    assert b'chosen" id=' not in answer.content


def test_tag_by_htmx_answers_with_its_row(desk: Client, sentences: list[Sentence]) -> None:
    answer = desk.post(f"/sentences/{sentences[1].pk}/tag/", headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<section") == 1
    assert "Sentence 1 tagged" in html
    assert "1 of 6 sentences read" in html
    assert "<html" not in html


def test_tag_without_javascript_redirects_to_the_sentence(
    desk: Client, sentences: list[Sentence]
) -> None:
    answer = desk.post(f"/sentences/{sentences[1].pk}/tag/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == sentences[1].get_absolute_url()
    assert b"Sentence 1 tagged" in desk.get(answer.headers["Location"]).content


@pytest.mark.parametrize(
    "words",
    [
        {"start": 4, "end": 12, "words": "minister"},
        {"start": 4},
        {"start": "x", "end": 3},
        {"start": 9, "end": 4, "words": ""},
        {"start": 0, "end": 10**12, "words": "\ud800".encode("utf-8", "replace").decode()},
    ],
)
def test_tag_of_words_that_are_not_there_is_422(
    desk: Client, sentences: list[Sentence], words: dict[str, Any]
) -> None:
    answer = desk.post(f"/sentences/{sentences[1].pk}/tag/", words, headers=HTMX)
    assert answer.status_code == 422
    assert not Claim.objects.exists()


def test_tag_of_chosen_words_counts_code_points(desk: Client, editor: User) -> None:
    article = store_draft(draft(paragraphs=("😀 Ana said 8 of 𝟗 agreed.",)), by=None).article
    sentence = Sentence.objects.get(revision=article.current, role="body")
    words = {"start": 11, "end": 17, "words": "8 of 𝟗"}
    desk.post(f"/sentences/{sentence.pk}/tag/", words, headers=HTMX)
    assert Claim.objects.get().quote == "8 of 𝟗"


def test_tag_of_furniture_is_422(desk: Client, article: Article) -> None:
    byline = Sentence.objects.get(role="byline")
    answer = desk.post(f"/sentences/{byline.pk}/tag/", headers=HTMX)
    assert answer.status_code == 422


def test_dismiss_by_htmx_marks_and_unmarks(desk: Client, sentences: list[Sentence]) -> None:
    url = f"/sentences/{sentences[1].pk}/dismiss/"
    assert 'aria-pressed="true"' in desk.post(url, headers=HTMX).content.decode()
    assert 'aria-pressed="false"' in desk.post(url, headers=HTMX).content.decode()
    assert not Reading.objects.exists()


def test_dismiss_of_a_tagged_sentence_is_422(desk: Client, claim: Claim) -> None:
    answer = desk.post(f"/sentences/{claim.sentence_id}/dismiss/", headers=HTMX)
    assert answer.status_code == 422


def test_viewer_cannot_tag(client: Client, viewer: User, sentences: list[Sentence]) -> None:
    client.force_login(viewer)
    assert client.post(f"/sentences/{sentences[1].pk}/tag/").status_code == 403
    assert (
        b'data-key="c"' not in client.get(sentences[1].revision.article.get_absolute_url()).content
    )


def test_ended_session_sends_the_whole_page_to_login(
    client: Client, sentences: list[Sentence]
) -> None:
    page = f"http://testserver{sentences[1].get_absolute_url()}"
    answer = client.post(
        f"/sentences/{sentences[1].pk}/tag/", headers=HTMX | {"HX-Current-URL": page}
    )
    assert answer.headers["HX-Redirect"].startswith("/account/login/?next=%2Farticles%2F")


def test_markup_in_a_text_is_shown_as_text(desk: Client) -> None:
    evil = '<script>alert(1)</script> {{ 7|add:7 }} <img src=x onerror=alert(1)> said "no" & left.'
    article = store_draft(draft(paragraphs=(evil,)), by=None).article
    html = desk.get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in html
