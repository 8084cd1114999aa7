"""Desk, search, help, events and the type-ahead: each opens, and what it shows is true."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article, User
from articles.store import store_draft
from claims.models import Claim, Claimant, ClaimantAlias, ClaimEvent, Event, EventAlias
from tests.conftest import draft


def test_desk_without_anything_says_how_to_begin(desk: Client) -> None:
    assert b'href="/articles/import/"' in desk.get("/").content


def test_desk_shows_my_progress_and_what_waits(desk: Client, claim: Claim) -> None:
    context = desk.get("/").context
    assert [(p.read, p.total) for _article, p in context["articles"]] == [(1, 6)]
    assert int(context["unnamed"]) == 1
    assert [change.verb for change in context["changes"]] == ["claim_tagged", "article_imported"]


@pytest.mark.parametrize(
    ("query", "sentences"),
    [
        ("schools", 2),
        ("SCHOOL", 2),
        ("schools ministry", 1),
        ('"240 schools"', 1),
        ('"schools 240"', 0),
        ("nothinglikethis", 0),
        ("'); DROP TABLE", 0),
        ('"', 0),
        ("* OR NEAR(", 0),
        ("学校", 1),
        ("学校 重新", 1),
        ("校重", 0),
    ],
)
def test_search_finds_words_in_any_case(
    desk: Client, article: Article, query: str, sentences: int
) -> None:
    store_draft(draft("中文", ("学校已经重新开放。",), source="某报"), by=None)
    context = desk.get("/search/", {"q": query}).context
    assert int(context["sentences"].count) == sentences


def test_search_finds_an_event_by_its_alias(desk: Client, events: dict[str, Event]) -> None:
    EventAlias.objects.create(of=events["year"], name="学校峰会", language="zh")
    assert list(desk.get("/search/", {"q": "峰会"}).context["events"]) == [events["year"]]


def test_event_shows_its_claims_and_those_of_its_parts(
    desk: Client, claim: Claim, events: dict[str, Event]
) -> None:
    ClaimEvent.objects.create(claim=claim, event=events["meeting"])
    for event in events.values():
        answer = desk.get(event.get_absolute_url())
        assert answer.context["page"].rows == [claim]
        assert b"Export 1 claim" in answer.content


def test_merged_event_leads_to_the_one_kept(desk: Client, events: dict[str, Event]) -> None:
    twin = Event.objects.create(name="twin", slug="twin", merged_into=events["year"])
    answer = desk.get(twin.get_absolute_url())
    assert answer.headers["Location"] == events["year"].get_absolute_url()


@pytest.mark.parametrize("typed", ["educ", "EDUC", "moe", "of education"])
def test_claimant_is_suggested_by_name_and_alias(
    desk: Client, claimant: Claimant, typed: str
) -> None:
    ClaimantAlias.objects.create(of=claimant, name="MoE")
    answer = desk.get("/claimants/suggest/", {"q": typed})
    assert answer.context["options"] == [claimant]


def test_claimant_suggest_offers_to_add_an_unknown_name(desk: Client, claimant: Claimant) -> None:
    assert b"data-new" in desk.get("/claimants/suggest/", {"q": "Harbour <b>"}).content
    assert b"<b>Harbour" not in desk.get("/claimants/suggest/", {"q": "Harbour <b>"}).content
    known = desk.get("/claimants/suggest/", {"q": "ministry of education"}).content
    assert b"data-new" not in known


def test_preferences_switch_the_keys_off(desk: Client, editor: User) -> None:
    desk.post("/preferences/", {})
    editor.refresh_from_db()
    assert not editor.shortcuts
    assert b"<body data-shortcuts" not in desk.get("/help/").content


def test_help_names_every_role_and_key(desk: Client) -> None:
    html = desk.get("/help/").content.decode()
    for word in ("viewer", "editor", "reviewer", "curator", "<kbd>c</kbd>", "<kbd>u</kbd>"):
        assert word in html


@pytest.mark.parametrize(
    "path", ["/", "/claims/", "/articles/", "/articles/import/", "/events/", "/search/?q=x"]
)
def test_page_of_an_empty_desk_opens(desk: Client, path: str) -> None:
    answer: Any = desk.get(path)
    assert answer.status_code == 200


def test_too_many_logins_show_the_desk_s_own_page(client: Client, db: None) -> None:
    for _time in range(31):
        answer = client.post("/account/login/", {"login": "eve", "password": "x"})
    assert answer.status_code == 429
    assert b"Too many tries" in answer.content
