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


def test_event_list_has_pages(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    top = Event.objects.create(name="a summit", slug="a-summit")
    for n in range(3):
        Event.objects.create(name=f"day {n}", slug=f"day-{n}", parent=top)
    monkeypatch.setattr("claims.views.event.LINES", 3)
    first = desk.get("/events/")
    assert [event.name for event, _depth, _n in first.context["events"]] == [
        *("a summit", "day 0", "day 1")
    ]
    assert b'href="/events/?page=1"' in first.content
    second = desk.get("/events/?page=1")
    assert [(e.name, depth, n) for e, depth, n in second.context["events"]] == [("day 2", 1, 0)]
    assert b'rel="prev"' in second.content
    for beyond in ("9", "x", "99999999999999999999"):
        assert desk.get(f"/events/?page={beyond}").status_code == 200


def test_desk_shows_the_first_parts_of_an_event_and_leads_to_the_rest(
    desk: Client, events: dict[str, Event]
) -> None:
    for n in range(5):
        Event.objects.create(name=f"session {n}", slug=f"session-{n}", parent=events["year"])
    html = desk.get("/").content.decode()
    assert "session 3</a>" in html
    assert "session 4</a>" not in html
    assert "More of school summit 2031</a>" in html
    assert "More of school summit</a>" not in html


def test_desk_leaves_out_merged_events(desk: Client, events: dict[str, Event]) -> None:
    Event.objects.create(
        name="a twin", slug="twin", parent=events["series"], merged_into=events["year"]
    )
    assert "a twin</a>" not in desk.get("/").content.decode()


def test_articles_of_an_unknown_source_are_none(desk: Client, claim: Claim) -> None:
    assert desk.get("/articles/", {"source": "0000000000000000"}).context["articles"] == []
