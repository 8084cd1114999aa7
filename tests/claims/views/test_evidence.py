"""Facts beside a claim: attached, said otherwise, detached; and when two do it at once."""

from typing import Any

import pytest
from django.test import Client

from articles.models import User
from claims import workflow
from claims.choices import Stance
from claims.models import Claim, Evidence, Fact

HTMX = {"HX-Request": "true"}
NEW = {
    "statement": "The union counted 180 schools with open doors.",
    "source_url": "https://example.org/union",
    "publisher": "Teachers’ Union",
    "published": "2031-05-04",
    "accessed": "2031-05-06",
}


def attach(client: Client, claim: Claim, *, htmx: bool = True, query: str = "", **said: Any) -> Any:
    sent = {"version": claim.version, "stance": "refutes", "beside_note": "Counted at the doors."}
    url = f"{claim.get_absolute_url()}facts/new/{query}"
    return client.post(url, sent | said, headers=HTMX if htmx else {})


def address(evidence: Evidence, verb: str = "") -> str:
    return f"{evidence.claim.get_absolute_url()}facts/{evidence.fact.public_id}/{verb}"


def test_attach_of_a_fact_of_the_library(desk: Client, claim: Claim, fact: Fact) -> None:
    answer = attach(desk, claim, fact=fact.public_id, words="counted")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["HX-Reswap"] == "none"
    assert "Attached as refutes" in html
    assert f'id="fact-{fact.public_id}"' in html
    assert 'id="attach-open"' in html
    evidence = Evidence.objects.get()
    assert (evidence.stance, evidence.note) == (Stance.REFUTES, "Counted at the doors.")


def test_attach_of_a_new_fact_makes_it_in_the_same_action(desk: Client, claim: Claim) -> None:
    assert attach(desk, claim, **NEW).status_code == 200
    fact = Fact.objects.get()
    assert (fact.publisher, str(fact.accessed)) == ("Teachers’ Union", "2031-05-06")
    desk.post("/undo/")
    assert not Fact.objects.exists()
    assert not Evidence.objects.exists()


def test_attach_without_javascript_redirects_to_the_claim_in_its_filter(
    desk: Client, claim: Claim, fact: Fact
) -> None:
    answer = attach(desk, claim, htmx=False, query="?state=tagged", fact=fact.public_id)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{claim.get_absolute_url()}?state=tagged#attach"


def test_attach_form_is_a_fragment_for_htmx_and_a_page_without(desk: Client, claim: Claim) -> None:
    url = f"{claim.get_absolute_url()}facts/new/"
    fragment, page = desk.get(url, headers=HTMX), desk.get(url)
    assert fragment.content.decode().count('id="attach"') == 1
    assert b"<html" not in fragment.content
    assert b"<html" in page.content
    assert b'hx-target="this"' not in page.content
    assert "HX-Request" in fragment.headers["Vary"]
    assert "HX-Request" in page.headers["Vary"]


def test_attach_page_without_javascript_searches_the_library(
    desk: Client, claim: Claim, fact: Fact
) -> None:
    url = f"{claim.get_absolute_url()}facts/new/"
    found = desk.get(url, {"words": "board counted"}).content.decode()
    assert f'<input type="radio" name="fact" value="{fact.public_id}">' in found
    none = desk.get(url, {"words": "nothing holds this"}).content.decode()
    assert 'name="fact" value="' not in none.replace('name="fact" id', "")
    assert "data-write open" in none


def test_attach_offers_what_is_nearly_the_same_first(
    desk: Client, claim: Claim, fact: Fact
) -> None:
    answer = attach(desk, claim, statement=fact.statement.replace("240", "241"))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'name="fact" value="{fact.public_id}"' in html
    assert f'name="confirm" value="{fact.public_id} "' in html
    assert "241" in html
    again = attach(
        desk,
        claim,
        statement=fact.statement.replace("240", "241"),
        confirm=f"{fact.public_id} ",
        fact=["", ""],
    )
    assert again.status_code == 200
    assert Fact.objects.count() == 2


def test_attach_takes_the_similar_one_that_was_chosen(
    desk: Client, claim: Claim, fact: Fact
) -> None:
    answer = attach(desk, claim, statement="Anything", fact=["", fact.public_id])
    assert answer.status_code == 200
    assert Fact.objects.count() == 1
    assert Evidence.objects.get().fact == fact


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"fact": "0000000000000000"},
        {"fact": "x" * 17},
        {"words": "what is it"},
        {"stance": ""},
        {"stance": "denies"},
        {"version": "x"},
        {"beside_note": "x" * 2001},
        {"beside_note": "a\x00b"},
        NEW | {"statement": ""},
        NEW | {"source_url": "javascript:alert(1)"},
        NEW | {"published": "yesterday"},
        NEW | {"statement": "x" * 2001},
        NEW | {"valid_from": "2031-05-04", "valid_until": "2031-05-03"},
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_attach_that_cannot_be_read_is_422_and_makes_nothing(
    desk: Client, claim: Claim, said: dict[str, Any], htmx: bool
) -> None:
    answer = attach(desk, claim, htmx=htmx, **said)
    assert answer.status_code == 422
    assert 'id="attach"' in answer.content.decode()
    assert "rror" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert not Fact.objects.exists()


def test_attach_twice_is_refused(desk: Client, evidence: Evidence) -> None:
    claim = evidence.claim
    claim.refresh_from_db()
    answer = attach(desk, claim, fact=evidence.fact.public_id)
    assert answer.status_code == 422
    assert b"stands beside the claim already" in answer.content


@pytest.mark.parametrize("htmx", [True, False])
def test_attach_to_a_stale_claim_is_409_and_keeps_what_was_typed(
    desk: Client, evidence: Evidence, htmx: bool
) -> None:
    answer = attach(desk, evidence.claim, htmx=htmx, **NEW, version=1)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "editor changed this" in html
    assert f"<td>supports: {evidence.fact}</td>" in html
    assert f"<td>refutes: {NEW['statement']}</td>" in html
    assert f'value="{NEW["source_url"]}"' in html
    assert 'id="attach-version" value="2"' in html
    assert Evidence.objects.count() == 1


def test_attach_of_a_new_fact_asks_for_the_right_to_add_one(
    desk: Client, claim: Claim, editor: User
) -> None:
    group = editor.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="add_fact"))
    assert attach(desk, claim, **NEW).status_code == 422
    assert not Fact.objects.exists()


def test_stance_is_switched_by_one_button_and_keeps_the_note(
    desk: Client, evidence: Evidence
) -> None:
    Evidence.objects.update(note="As it was.")
    answer = desk.post(address(evidence), {"version": 2, "stance": "context"}, headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Now context" in html
    assert f'stance-context chosen"\n           id="fact-{evidence.fact.public_id}"' in html
    evidence.refresh_from_db()
    assert (evidence.stance, evidence.note) == (Stance.CONTEXT, "As it was.")


def test_note_is_edited_in_place_and_on_a_page(desk: Client, evidence: Evidence) -> None:
    fragment, page = desk.get(address(evidence), headers=HTMX), desk.get(address(evidence))
    assert b"<html" not in fragment.content
    assert b"<html" in page.content
    sent = {"version": 2, "stance": "supports", "note": "A look at it."}
    answer = desk.post(address(evidence), sent)
    assert answer.status_code == 302
    evidence.refresh_from_db()
    assert evidence.note == "A look at it."


@pytest.mark.parametrize(
    "said", [{"stance": "denies"}, {"note": "x" * 2001}, {"version": ""}, {"note": "a\x00"}]
)
def test_evidence_that_cannot_be_read_is_422(
    desk: Client, evidence: Evidence, said: dict[str, Any]
) -> None:
    sent = {"version": 2, "stance": "supports", "note": ""} | said
    assert desk.post(address(evidence), sent, headers=HTMX).status_code == 422


@pytest.mark.parametrize("htmx", [True, False])
def test_evidence_of_a_stale_claim_is_409_with_both(
    desk: Client, evidence: Evidence, htmx: bool
) -> None:
    desk.post(address(evidence), {"version": 2, "stance": "context", "note": "first"})
    sent = {"version": 2, "stance": "refutes", "note": "second"}
    answer = desk.post(address(evidence), sent, headers=HTMX if htmx else {})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert html.index("<td>context</td>") < html.index("<td>refutes</td>")
    assert html.index("<td>first</td>") < html.index("<td>second</td>")
    assert 'name="version" value="3"' in html
    evidence.refresh_from_db()
    assert evidence.note == "first"


@pytest.mark.parametrize("htmx", [True, False])
def test_detach_takes_the_fact_away_and_leaves_it_in_the_library(
    desk: Client, evidence: Evidence, htmx: bool
) -> None:
    url = address(evidence, "detach/")
    headers = HTMX if htmx else {}
    assert desk.post(url, {"version": 1}, headers=headers).status_code == 409
    answer = desk.post(url, {"version": 2}, headers=headers)
    assert answer.status_code == (200 if htmx else 302)
    assert not Evidence.objects.exists()
    assert Fact.objects.count() == 1
    desk.post("/undo/")
    assert Evidence.objects.get().pk == evidence.pk
    assert desk.post(url.replace(evidence.fact.public_id, "0" * 16)).status_code == 404


def test_editor_may_not_touch_the_facts_of_a_decided_claim(
    desk: Client, evidence: Evidence, curator: User
) -> None:
    claim = evidence.claim
    claim.refresh_from_db()
    workflow.withdraw_claim(claim=claim, by=curator, version=claim.version)
    answer = attach(desk, claim, **NEW, version=claim.version)
    assert answer.status_code == 422
    page = desk.get(claim.get_absolute_url()).content.decode()
    assert 'data-key="Delete"' not in page
    assert 'data-key="f"' not in page


def test_page_warns_of_a_fact_without_source_and_of_a_late_one(
    desk: Client, evidence: Evidence
) -> None:
    from articles.models import Article

    Article.objects.update(published_at="2031-05-01T10:00Z")
    Fact.objects.update(source_url="", published="2031-05-03")
    page = desk.get(evidence.claim.get_absolute_url()).content.decode()
    assert "no source" in page
    assert "dated after the claim" in page
    assert "used in 1 claim<" in page
