"""Judging a claim, taking it in hand, reopening it; and who else looks at it."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from articles.models import Sentence, User
from claims import workflow
from claims.choices import State
from claims.models import Assessment, Claim, Evidence, Presence, Scale

HTMX = {"HX-Request": "true"}


@pytest.fixture
def bench(client: Client, reviewer: User) -> Client:
    """A browser in which the reviewer is logged in."""
    client.force_login(reviewer)
    return client


def scale(slug: str = "averitec") -> Scale:
    return Scale.objects.get(slug=slug)


def judge(client: Client, claim: Claim, *, htmx: bool = True, query: str = "", **said: Any) -> Any:
    sent = {
        "version": claim.version,
        "scale": scale().public_id,
        "option": 1,
        "rationale": "The board says so.",
        "do": "decide",
    }
    url = f"{claim.get_absolute_url()}verdict/{query}"
    return client.post(url, sent | said, headers=HTMX if htmx else {})


def test_decide_answers_with_the_parts_it_changed(bench: Client, claim: Claim) -> None:
    answer = judge(bench, claim)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in html
    assert "Decided: supported" in html
    for part in ("claim-head", "facts", "assessments", "claim-history", "verdict", "toast"):
        assert html.count(f'id="{part}"') == 1
    assert answer.headers["HX-Trigger"]
    claim.refresh_from_db()
    assert (claim.state, claim.verdict, claim.version) == (State.DECIDED, "supported", 2)
    assert 'id="panel-version" value="2"' in html


def test_decide_without_javascript_redirects_to_the_claim_in_its_filter(
    bench: Client, claim: Claim
) -> None:
    answer = judge(bench, claim, htmx=False, query="?state=tagged")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{claim.get_absolute_url()}?state=tagged#verdict"
    assert "Decided: supported" in bench.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_decide_and_next_leads_to_the_next_that_waits(
    bench: Client, claim: Claim, sentences: list[Sentence], editor: User, htmx: bool
) -> None:
    following = workflow.add_claim(sentence=sentences[2], by=editor).claim
    assert following
    answer = judge(bench, claim, htmx=htmx, do="next", query="?sort=oldest")
    where = answer.headers["HX-Redirect" if htmx else "Location"]
    assert where == f"{following.get_absolute_url()}?sort=oldest"
    page = bench.get(where).content.decode()
    assert "Decided: supported" in page
    assert "/undo/" in page


def test_decide_and_next_after_the_last_leads_to_the_list(bench: Client, claim: Claim) -> None:
    answer = judge(bench, claim, htmx=False, do="next", query="?by=editor")
    assert answer.headers["Location"] == "/claims/?by=editor"


def test_decide_and_next_leaves_out_what_is_in_other_hands(
    bench: Client, claim: Claim, sentences: list[Sentence], editor: User, curator: User
) -> None:
    other = workflow.add_claim(sentence=sentences[2], by=editor).claim
    assert other
    workflow.assign_claim(claim=other, to=curator, by=curator, version=1)
    answer = judge(bench, claim, htmx=False, do="next")
    assert answer.headers["Location"] == "/claims/"


def test_save_only_notes_the_assessment(bench: Client, claim: Claim) -> None:
    judge(bench, claim, do="save")
    claim.refresh_from_db()
    assert (claim.state, claim.verdict) == (State.IN_REVIEW, "")
    assert Assessment.objects.get().words == "supported"


def test_conclusion_in_words_is_a_verdict(bench: Client, claim: Claim) -> None:
    words = scale("full-fact").public_id
    assert judge(bench, claim, scale=words, option="", rationale="").status_code == 422
    assert judge(bench, claim, scale=words, option="", rationale="It is so.").status_code == 200
    claim.refresh_from_db()
    assert (claim.state, claim.verdict, claim.scale) == (State.DECIDED, "", scale("full-fact"))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"option": ""}, "option"),
        ({"option": 9}, "option"),
        ({"option": "x"}, "option"),
        ({"scale": "0000000000000000"}, "scale"),
        ({"rationale": "x" * 10_001}, "rationale"),
        ({"rationale": "a\x00b"}, "rationale"),
        ({"do": "dance"}, "do"),
        ({"version": "one"}, "version"),
        ({"version": 2**40}, "version"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_verdict_that_cannot_be_read_is_422_and_keeps_what_was_typed(
    bench: Client, claim: Claim, said: dict[str, Any], field: str, htmx: bool
) -> None:
    answer = judge(bench, claim, htmx=htmx, **said)
    assert answer.status_code == 422
    assert field in answer.context["verdict"].errors
    assert str(said.get("rationale", "The board says so."))[:8] in answer.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("htmx", [True, False])
def test_verdict_on_a_stale_version_is_409_with_both(
    bench: Client, claim: Claim, curator: User, htmx: bool
) -> None:
    workflow.assess_claim(
        claim=claim,
        by=curator,
        version=1,
        scale=scale(),
        option=scale().options.get(order=2),
        rationale="The union counted.",
        decide=True,
    )
    answer = judge(bench, claim, htmx=htmx, version=1)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "curator changed this" in html
    assert html.index("<td>refuted</td>") < html.index("<td>supported</td>")
    assert "<td>curator: The union counted.</td>" in html
    assert "The board says so.</textarea>" in html.replace("\n", "")
    assert 'id="verdict-version" value="2"' in html
    assert Assessment.objects.get().words == "refuted"


def test_editor_sees_no_verdict_form_and_may_not_judge(desk: Client, claim: Claim) -> None:
    page = desk.get(claim.get_absolute_url()).content.decode()
    assert "Reviewers judge claims" in page
    assert judge(desk, claim).status_code == 403


def test_scale_is_chosen_by_the_address(bench: Client, claim: Claim) -> None:
    politifact = scale("politifact")
    page = bench.get(claim.get_absolute_url(), {"scale": politifact.public_id}).content.decode()
    assert "Pants on Fire" in page
    assert f'name="scale" value="{politifact.public_id}"' in page


def test_take_assign_and_release(bench: Client, claim: Claim, reviewer: User) -> None:
    url = claim.get_absolute_url()
    assert b"The claim is yours" in bench.post(f"{url}take/", {"version": 1}, headers=HTMX).content
    claim.refresh_from_db()
    assert (claim.state, claim.assigned_to) == (State.IN_REVIEW, reviewer)
    released = bench.post(f"{url}assign/", {"version": 2, "to": ""}, headers=HTMX)
    assert b"Given to nobody" in released.content
    given = bench.post(f"{url}assign/", {"version": 3, "to": "reviewer"})
    assert given.status_code == 302
    claim.refresh_from_db()
    assert claim.assigned_to == reviewer


@pytest.mark.parametrize("name", ["editor", "nobody-here", "x" * 5000])
def test_assign_to_somebody_who_reviews_nothing_is_422(
    bench: Client, claim: Claim, name: str
) -> None:
    url = f"{claim.get_absolute_url()}assign/"
    answer = bench.post(url, {"version": 1, "to": name}, headers=HTMX)
    assert answer.status_code == 422
    claim.refresh_from_db()
    assert claim.assigned_to is None


def test_reopen_takes_the_verdict_off(bench: Client, claim: Claim) -> None:
    judge(bench, claim)
    answer = bench.post(f"{claim.get_absolute_url()}reopen/", {"version": 2}, headers=HTMX)
    assert b"Claim reopened" in answer.content
    claim.refresh_from_db()
    assert (claim.state, claim.verdict) == (State.REOPENED, "")
    again = bench.post(f"{claim.get_absolute_url()}reopen/", {"version": 3}, headers=HTMX)
    assert again.status_code == 422


@pytest.mark.parametrize("verb", ["take", "assign", "reopen"])
@pytest.mark.parametrize("version", ["9", "", "x", "9" * 40])
@pytest.mark.parametrize("htmx", [True, False])
def test_step_on_another_version_is_409(
    bench: Client, claim: Claim, verb: str, version: str, htmx: bool
) -> None:
    if verb == "reopen":
        judge(bench, claim)
    url = f"{claim.get_absolute_url()}{verb}/"
    answer = bench.post(url, {"version": version}, headers=HTMX if htmx else {})
    assert answer.status_code == 409
    assert b"Somebody changed this claim" in answer.content
    assert (b"<html" in answer.content) is not htmx


def test_presence_is_noted_and_tells_of_others_only(
    bench: Client, claim: Claim, reviewer: User, editor: User
) -> None:
    url = f"{claim.get_absolute_url()}presence/"
    with time_machine.travel("2031-05-03 12:00:00+00:00", tick=False) as clock:
        bench.force_login(reviewer)  # a session of that year
        assert b"Also here" not in bench.post(url, headers=HTMX).content
        other = Client()
        other.force_login(editor)
        clock.shift(60)
        html = other.post(url, headers=HTMX).content.decode()
        assert "<b>reviewer</b>" in html
        assert "every 30s" in html
        assert "load" not in html
        clock.shift(120)
        assert b"Also here" not in other.post(url, headers=HTMX).content
        mine = Presence.objects.get(user=editor)
        assert mine.since == mine.seen_at  # away for longer than AWAY: here anew
    assert Presence.objects.count() == 2


def test_page_shows_who_else_is_here(bench: Client, claim: Claim, editor: User) -> None:
    other = Client()
    other.force_login(editor)
    other.post(f"{claim.get_absolute_url()}presence/")
    assert "<b>editor</b>" in bench.get(claim.get_absolute_url()).content.decode()


def test_undo_of_a_decision_from_the_toast(bench: Client, claim: Claim) -> None:
    judge(bench, claim)
    bench.post("/undo/")
    claim.refresh_from_db()
    assert (claim.state, claim.verdict) == (State.TAGGED, "")
    assert not Assessment.objects.exists()


def test_page_shows_the_banner_until_the_verdict_is_confirmed(
    bench: Client, evidence: Evidence, editor: User
) -> None:
    fact, claim = evidence.fact, evidence.claim
    workflow.edit_fact(
        fact=fact, by=editor, version=1, values={"statement": "The board counted 250."}
    )
    page = bench.get(claim.get_absolute_url()).content.decode()
    assert "A fact changed since a reviewer last looked" in page
    assert "<del>The school board counted 240 open schools on 3 May 2031.</del>" in page
    assert "<ins>The board counted 250.</ins>" in page
    url = f"{claim.get_absolute_url()}facts/confirm/"
    claim.refresh_from_db()
    assert bench.post(url, {"version": claim.version + 1}, headers=HTMX).status_code == 409
    answer = bench.post(url, {"version": claim.version}, headers=HTMX)
    assert answer.status_code == 200
    assert "A fact changed since" not in answer.content.decode()
    assert bench.post(url, {"version": claim.version + 1}, headers=HTMX).status_code == 422
