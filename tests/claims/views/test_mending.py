"""Breaking and joining sentences, over HTTP."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Sentence, User
from articles.store import store_draft
from tests.conftest import draft

HTMX = {"HX-Request": "true"}


def post(client: Client, sentence: Sentence, verb: str, **data: Any) -> Any:
    values = {"end": sentence.end, **data}
    return client.post(f"/sentences/{sentence.pk}/{verb}/", values, headers=HTMX)


@pytest.mark.parametrize(("verb", "data", "total"), [("break", {"at": 18}, 7), ("join", {}, 5)])
def test_mending_answers_with_the_text_anew(
    desk: Client, sentences: list[Sentence], verb: str, data: dict[str, int], total: int
) -> None:
    answer = post(desk, sentences[1], verb, **data)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert body.startswith('<div class="sheet" id="sheet" data-rows>')
    assert f"of {total} sentences read" in body
    assert f'chosen" id="{sentences[1].anchor}"' in body
    assert "/undo/" in body


def test_mending_without_htmx_redirects_to_the_sentence(
    desk: Client, sentences: list[Sentence]
) -> None:
    address = f"/sentences/{sentences[1].pk}/join/"
    answer = desk.post(address, {"end": sentences[1].end})
    assert answer.status_code == 302
    assert answer.headers["Location"] == sentences[1].get_absolute_url()


def test_permalinks_find_their_words_after_mending(desk: Client, sentences: list[Sentence]) -> None:
    links = [sentence.get_absolute_url() for sentence in sentences[1:3]]
    post(desk, sentences[1], "join")
    rows = [
        next(row for row in desk.get(link).context["page"].rows if row.current) for link in links
    ]
    assert {row.sentence.text for row in rows} == {
        "The ministry said 240 schools had reopened by Monday. It gave no list."
    }


@pytest.mark.parametrize(
    ("verb", "data", "why"),
    [
        ("break", {"at": 0}, "before and behind it are words"),
        ("break", {"at": ""}, "Say where the sentence breaks"),
        ("break", {"at": 18, "end": 5}, "mended since"),
        ("join", {"end": 5}, "mended since"),
        ("join", {"end": "x"}, "whole number"),
    ],
)
def test_mending_that_cannot_be_is_422_with_the_row(
    desk: Client, sentences: list[Sentence], verb: str, data: dict[str, Any], why: str
) -> None:
    answer = post(desk, sentences[1], verb, **data)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == f"#{sentences[1].anchor}"
    assert why in answer.content.decode()
    assert Sentence.objects.count() == 7


def test_joining_at_the_end_of_a_paragraph_is_422(desk: Client, sentences: list[Sentence]) -> None:
    answer = post(desk, sentences[5], "join")
    assert answer.status_code == 422
    assert "The paragraph ends here" in answer.content.decode()


def test_form_asks_before_which_word(desk: Client, sentences: list[Sentence]) -> None:
    address = f"/sentences/{sentences[1].pk}/break/"
    page, fragment = desk.get(address), desk.get(address, headers=HTMX)
    assert page.context["places"][:2] == [(4, "ministry"), (13, "said")]
    assert fragment.content.decode().strip().startswith('<form class="card form break"')
    assert "HX-Request" in page.headers["Vary"]


def test_mending_is_for_editors(client: Client, viewer: User, sentences: list[Sentence]) -> None:
    client.force_login(viewer)
    assert post(client, sentences[1], "join").status_code == 403
    assert client.get(f"/sentences/{sentences[1].pk}/break/").status_code == 403
    page = client.get(sentences[1].revision.article.get_absolute_url()).content.decode()
    assert "data-break" not in page


def test_older_revisions_offer_neither_tagging_nor_mending(
    desk: Client, sentences: list[Sentence]
) -> None:
    store_draft(draft(paragraphs=("Nothing of it is left.",)), by=None)
    page = desk.get(sentences[1].get_absolute_url()).content.decode()
    assert "data-tag" not in page
    assert "data-break" not in page
    answer = desk.post(f"/sentences/{sentences[1].pk}/tag/", headers=HTMX)
    assert answer.status_code == 422
    assert "older revision" in answer.content.decode()


def test_undo_of_mending_loads_the_page_anew(desk: Client, sentences: list[Sentence]) -> None:
    post(desk, sentences[1], "join")
    here = f"http://testserver{sentences[1].revision.article.get_absolute_url()}"
    answer = desk.post("/undo/", headers={**HTMX, "HX-Current-URL": here})
    assert answer.headers["HX-Refresh"] == "true"
    assert Sentence.objects.count() == 7


def test_history_says_what_was_mended(desk: Client, sentences: list[Sentence]) -> None:
    post(desk, sentences[1], "join")
    article = sentences[1].revision.article
    page = desk.get(f"{article.get_absolute_url()}history/").content.decode()
    assert "joined two sentences" in page
