"""Undo by key, by toast and from the history."""

from collections.abc import Callable

from django.test import Client

from articles.models import Change, User
from claims.choices import State
from claims.models import Claim

HTMX = {"HX-Request": "true"}


def last_action() -> str:
    return Change.objects.latest("pk").action


def test_undo_by_key_takes_back_the_latest(desk: Client, claim: Claim) -> None:
    answer = desk.post("/undo/")
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert claim.state == State.WITHDRAWN


def test_undo_on_the_article_page_answers_with_the_rows_it_touched(
    desk: Client, claim: Claim
) -> None:
    page = f"http://testserver{claim.article.get_absolute_url()}"
    answer = desk.post("/undo/", headers=HTMX | {"HX-Current-URL": page})
    html = answer.content.decode()
    assert f'id="{claim.sentence.anchor}" hx-swap-oob="true"' in html
    assert "0 of 6 sentences read" in html
    assert html.count("<section") == 1


def test_undo_elsewhere_loads_the_page_anew(desk: Client, claim: Claim) -> None:
    answer = desk.post("/undo/", headers=HTMX | {"HX-Current-URL": "http://testserver/claims/"})
    assert answer.headers["HX-Refresh"] == "true"


def test_undo_of_nothing_says_so(desk: Client) -> None:
    answer = desk.post("/undo/", headers=HTMX)
    assert answer.status_code == 409
    assert b"nothing of yours" in answer.content


def test_undo_of_somebody_elses_action_is_for_curators(
    client: Client, claim: Claim, person: Callable[..., User]
) -> None:
    action = last_action()
    client.force_login(person("li", "editor"))
    client.post(f"/undo/{action}/")
    claim.refresh_from_db()
    assert claim.state == State.TAGGED
    client.force_login(person("rosa", "curator"))
    client.post(f"/undo/{action}/")
    claim.refresh_from_db()
    assert claim.state == State.WITHDRAWN


def test_undo_twice_of_the_same_is_refused(desk: Client, claim: Claim) -> None:
    action = last_action()
    desk.post(f"/undo/{action}/", headers=HTMX)
    answer = desk.post(f"/undo/{action}/", headers=HTMX)
    assert answer.status_code == 409
    assert b"undone already" in answer.content


def test_undo_stands_in_the_history(desk: Client, claim: Claim) -> None:
    desk.post("/undo/")
    html = desk.get(claim.get_absolute_url()).content.decode()
    assert "undid a change" in html
    assert "undone" in html


def test_undo_leads_to_no_other_host(desk: Client, claim: Claim) -> None:
    answer = desk.post("/undo/", {"next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
