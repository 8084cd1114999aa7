"""The queue's filters and facets, the next claim of it, and what is done to all of it at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles.changes import undo
from articles.models import Change, Sentence, User
from claims import workflow
from claims.choices import State
from claims.models import Claim, Claimant, Event, Evidence, Fact, Scale

HTMX = {"HX-Request": "true"}


def decide(claim: Claim, by: User) -> None:
    scale = Scale.objects.get(is_default=True)
    fresh = Claim.objects.select_related("sentence__revision", "article").get(pk=claim.pk)
    workflow.assess_claim(
        claim=fresh,
        by=by,
        version=fresh.version,
        scale=scale,
        option=scale.options.first(),
        rationale="So.",
        decide=True,
    )


@pytest.fixture
def queue(
    client: Client, reviewer: User, tag: Callable[[int], list[Claim]], fact: Fact, editor: User
) -> Client:
    """A reviewer before four claims: one decided on a fact that changed, one theirs, two free."""
    decided, mine, *_free = tag(4)
    workflow.attach_fact(
        claim=decided, by=editor, version=decided.version, stance="supports", fact=fact
    )
    decide(decided, reviewer)
    workflow.edit_fact(fact=fact, by=editor, version=fact.version, values={"statement": "241."})
    workflow.assign_claim(claim=mine, to=reviewer, by=reviewer, version=mine.version)
    client.force_login(reviewer)
    return client


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 4),
        ("waits=facts", 1),
        ("waits=review", 3),
        ("waits=rain", -1),
        ("assigned=me", 1),
        ("assigned=reviewer", 1),
        ("assigned=none", 3),
        ("assigned=nobody-here", 0),
        ("decided_by=me", 1),
        ("decided_by=me&waits=review", 0),
        ("verdict=supported", 1),
        ("verdict=refuted", 0),
        ("verdict=none", 3),
        ("verdict=odd", -1),
        ("judged_on=no-such-scale", 0),
    ],
)
def test_queue_narrows_by_what_waits_and_in_whose_hands_it_is(
    queue: Client, query: str, found: int
) -> None:
    answer = queue.get(f"/claims/?{query}")
    assert answer.status_code == (422 if found < 0 else 200)
    assert len(answer.context["page"].rows) == max(0, found)


def test_queue_narrows_by_scale(queue: Client) -> None:
    scale = Scale.objects.get(is_default=True)
    rows = queue.get("/claims/", {"judged_on": scale.public_id}).context["page"].rows
    assert [row.state for row in rows] == ["decided"]


def test_queue_counts_each_facet(queue: Client) -> None:
    groups = queue.get("/claims/").context["facets"].groups
    said = {g.field: {str(c.words): c.count for c in g.choices} for g in groups}
    assert said["waits"] == {"a verdict": 3, "a look: a fact changed": 1}
    assert said["assigned"] == {"reviewer": 1, "nobody": 3}
    assert said["verdict"] == {"supported": 1, "none": 3}
    assert said["judged_on"] == {"AVeriTeC": 1}


def test_row_says_state_verdict_hands_facts_and_what_changed(queue: Client) -> None:
    html = queue.get("/claims/?waits=facts").content.decode()
    for words in ("decided", "supported", "a fact changed", "nobody’s", "tagged by editor"):
        assert words in html
    row = queue.get("/claims/?waits=facts").context["page"].rows[0]
    assert (row.facts, row.fact_changed) == (1, True)


def test_next_takes_my_own_first_and_keeps_the_filter(queue: Client, reviewer: User) -> None:
    mine = Claim.objects.get(assigned_to=reviewer)
    answer = queue.post("/claims/next/?sort=oldest&waits=review")
    mine.refresh_from_db()
    assert answer.headers["Location"] == f"{mine.get_absolute_url()}?sort=oldest&waits=review"
    assert mine.state == State.IN_REVIEW


def test_next_after_a_claim_leaves_it_and_takes_one_that_is_nobody_s(
    queue: Client, reviewer: User
) -> None:
    mine = Claim.objects.get(assigned_to=reviewer)
    queue.post("/claims/next/?sort=oldest", {"after": mine.public_id})
    taken = Claim.objects.filter(assigned_to=reviewer, state=State.IN_REVIEW).get()
    assert taken != mine
    assert taken.tagged_at > mine.tagged_at


def test_next_that_waits_for_a_look_is_opened_and_not_taken(queue: Client) -> None:
    changes = Change.objects.count()
    answer = queue.post("/claims/next/?waits=facts")
    assert Claim.objects.get(state="decided").public_id in answer.headers["Location"]
    assert Change.objects.count() == changes
    left = {"after": Claim.objects.get(state="decided").public_id}
    assert queue.post("/claims/next/?waits=facts", left).headers["Location"] == (
        "/claims/?waits=facts"
    )


def test_next_of_an_empty_list_says_so(queue: Client) -> None:
    answer = queue.post("/claims/next/?q=nothing-like-this", follow=True)
    assert b"No claim of this list waits for you." in answer.content


def test_next_with_a_broken_filter_takes_from_all(queue: Client) -> None:
    assert queue.post("/claims/next/?kind=gossip").status_code == 302


def ask(client: Client, query: str, **headers: str) -> Any:
    return client.get(f"/claims/bulk/?{query}", headers=headers or None)


@pytest.mark.parametrize(
    ("query", "question"),
    [
        ("do=assign&to=reviewer", "Assign 3 claims to reviewer?"),
        ("do=release", "Assign 1 claim to nobody?"),
        ("do=event&add_event=Opening Day", "Put 4 claims into the event “opening day”?"),
        ("do=claimant&set_claimant=the union", "Set the claimant of 4 claims to “The union”?"),
        ("do=review", "Take on 3 claims: they will be in review, and yours?"),
        ("do=reopen", "Reopen 1 claim: its verdict is taken off, its assessments stay?"),
        ("do=withdraw&waits=review", "Withdraw 3 claims?"),
    ],
)
def test_question_says_what_it_will_do_and_to_how_many(
    queue: Client, query: str, question: str
) -> None:
    Claimant.objects.create(name="The union")
    answer = ask(queue, query)
    assert answer.status_code == 200
    assert question in answer.content.decode()
    fragment = ask(queue, query, **HTMX)
    assert fragment.content.strip().startswith(b'<section id="bulk"')
    assert fragment.headers["Vary"].startswith("HX-Request")


def test_question_says_what_is_left_out(queue: Client) -> None:
    html = ask(queue, "do=review").content.decode()
    assert "1 claim is left out: its state or your role does not allow it." in html
    assert "1 claim is so already." in ask(queue, "do=assign&to=reviewer").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "do=assign&to=nobody-here",
        "do=assign",
        "do=event&add_event=no such event",
        "do=event",
        "do=burn",
        "",
    ],
)
def test_question_that_makes_no_sense_is_422(queue: Client, query: str) -> None:
    assert ask(queue, query).status_code == 422


def test_question_with_a_broken_filter_is_400(queue: Client) -> None:
    assert ask(queue, "do=withdraw&kind=gossip").status_code == 400


def confirm(client: Client, query: str, *, htmx: bool = False, **sent: Any) -> Any:
    return client.post(f"/claims/bulk/?{query}", sent, headers=HTMX if htmx else None)


def test_answer_changes_them_all_and_leads_back_with_an_undo(queue: Client, reviewer: User) -> None:
    sent = {"do": "assign", "to": "reviewer", "expected": 3}
    answer = confirm(queue, "sort=oldest", **sent)
    assert answer.headers["Location"] == "/claims/?sort=oldest"
    assert set(Claim.objects.values_list("assigned_to", flat=True)) == {reviewer.pk}
    html = queue.get("/claims/?sort=oldest").content.decode()
    action = Change.objects.latest("pk").action
    assert "3 claims assigned to reviewer" in html
    assert f"/undo/{action}/" in html
    undo(action, by=reviewer)
    assert Claim.objects.filter(assigned_to=None).count() == 3


def test_answer_to_htmx_loads_the_list(queue: Client) -> None:
    answer = confirm(queue, "assigned=me", htmx=True, do="release", expected=1)
    assert answer.headers["HX-Redirect"] == "/claims/?assigned=me"


@pytest.mark.parametrize("htmx", [True, False])
def test_answer_to_a_list_that_has_changed_is_409_and_asks_again(queue: Client, htmx: bool) -> None:
    answer = confirm(queue, "", htmx=htmx, do="assign", to="reviewer", expected=2)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "it would be 3 claims now" in html
    assert 'name="expected" value="3"' in html
    assert Claim.objects.filter(assigned_to=None).count() == 3


def test_more_than_the_most_are_refused_naming_the_limit(
    queue: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.workflow.MOST", 2)
    monkeypatch.setattr("claims.workflow.bulk.MOST", 2)
    assert b"more than 2 claims" in ask(queue, "do=withdraw").content
    answer = confirm(queue, "", do="withdraw", expected=4)
    assert answer.status_code == 422
    assert b"more than 2 claims" in answer.content
    assert not Claim.objects.filter(state="withdrawn").exists()


def test_editor_withdraws_only_open_claims_and_assigns_none(
    queue: Client, editor: User, events: dict[str, Event]
) -> None:
    queue.force_login(editor)
    assert b"Withdraw 3 claims?" in ask(queue, "do=withdraw").content
    assert b"Put 3 claims into the event" in ask(queue, "do=event&add_event=opening day").content
    for deed in ("release", "review", "reopen"):
        assert b"Your role does not allow this" in ask(queue, f"do={deed}").content
        assert confirm(queue, "", do=deed, expected=1).status_code == 422


def test_bulk_is_not_for_viewers(queue: Client, viewer: User) -> None:
    queue.force_login(viewer)
    assert ask(queue, "do=withdraw").status_code == 403
    assert confirm(queue, "", do="withdraw", expected=4).status_code == 403
    assert queue.post("/claims/next/").status_code == 403
    assert b"These 4 claims" not in queue.get("/claims/").content


def test_desk_says_what_waits_for_me(queue: Client) -> None:
    context = queue.get("/").context
    said = {name: int(context[name]) for name in ("mine", "facts_changed", "unseen", "nobodys")}
    assert said == {"mine": 1, "facts_changed": 1, "unseen": 1, "nobodys": 2}


def test_evidence_of_a_withdrawn_claim_waits_for_nobody(
    queue: Client, reviewer: User, sentences: list[Sentence]
) -> None:
    claim = Claim.objects.select_related("article", "sentence").get(state="decided")
    workflow.withdraw_claim(claim=claim, by=reviewer, version=claim.version)
    assert Evidence.objects.count() == 1
    assert queue.get("/claims/?waits=facts").context["page"].rows == []
