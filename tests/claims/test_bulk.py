"""The verbs on many claims: all or nothing, within the role, undone as one and quickly."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.changes import CannotUndo, undo
from articles.models import Change, Sentence, User
from claims import workflow
from claims.choices import State
from claims.models import Claim, Claimant, ClaimEvent, Event, Reading, Scale

Tag = Callable[[int], list[Claim]]


def change(by: User, expected: int, **what: Any) -> Any:
    return workflow.change_all(
        claims=Claim.objects.standing(), what=workflow.Bulk(**what), by=by, expected=expected
    )


def decide(claim: Claim, by: User) -> None:
    fresh = Claim.objects.select_related("sentence__revision", "article").get(pk=claim.pk)
    scale = Scale.objects.get(is_default=True)
    workflow.assess_claim(
        claim=fresh,
        by=by,
        version=fresh.version,
        scale=scale,
        option=scale.options.first(),
        rationale="So.",
        decide=True,
    )


def stored() -> list[Any]:
    return [
        *Claim.objects.order_by("pk").values(
            "state", "claimant", "assigned_to", "verdict", "verdict_words", "scale", "decided_by"
        ),
        *Claim.objects.order_by("pk").values("decided_at"),
        *ClaimEvent.objects.order_by("pk").values(),
        *Reading.objects.order_by("pk").values("sentence", "editor", "decision"),
    ]


@pytest.mark.parametrize("what", ["assign", "unassign", "event", "claimant", "review", "withdraw"])
def test_change_all_is_one_action_and_undone_as_one(
    tag: Tag, reviewer: User, events: dict[str, Event], what: str
) -> None:
    tag(3)
    Claim.objects.update(assigned_to=reviewer if what == "unassign" else None)
    bulk: dict[str, Any] = {
        "assign": {"assign_to": reviewer},
        "unassign": {"unassign": True},
        "event": {"add_event": events["meeting"]},
        "claimant": {"claimant": Claimant.objects.create(name="The union")},
    }.get(what, {"step": what})
    before = stored()
    done = change(reviewer, 3, **bulk)
    after = stored()
    assert after != before
    assert {c.verb for c in done.changes if c.noun == "claims.claim"} <= {"claims_changed"}
    assert set(Claim.objects.values_list("version", flat=True)) == {2}
    undone = undo(done.id, by=reviewer)
    assert stored() == before
    undo(undone.id, by=reviewer)
    assert stored() == after
    with pytest.raises(CannotUndo):
        undo(undone.id, by=reviewer)


def test_reopen_takes_the_verdicts_off_and_undo_puts_them_back(tag: Tag, reviewer: User) -> None:
    for claim in tag(2):
        decide(claim, reviewer)
    before = stored()
    done = change(reviewer, 2, step="reopen")
    assert set(Claim.objects.values_list("state", "verdict")) == {(State.REOPENED, "")}
    undo(done.id, by=reviewer)
    assert stored() == before


def test_withdraw_takes_my_marks_off_as_one_by_one(tag: Tag, editor: User) -> None:
    tag(3)
    change(editor, 3, step="withdraw")
    assert not Reading.objects.exists()


def test_take_on_makes_them_mine(tag: Tag, reviewer: User) -> None:
    tag(2)
    change(reviewer, 2, step="review")
    assert set(Claim.objects.values_list("state", "assigned_to")) == {
        (State.IN_REVIEW, reviewer.pk)
    }


def test_another_number_than_was_announced_changes_nothing(tag: Tag, reviewer: User) -> None:
    tag(3)
    with pytest.raises(workflow.ListChanged, match="3 claims now"):
        change(reviewer, 2, assign_to=reviewer)
    assert not Claim.objects.exclude(assigned_to=None).exists()


def test_nothing_to_change_and_too_many_are_refused(
    tag: Tag, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag(3)
    with pytest.raises(workflow.Refused, match="no claim"):
        change(reviewer, 3, unassign=True)
    monkeypatch.setattr("claims.workflow.bulk.MOST", 2)
    with pytest.raises(workflow.Refused, match="more than 2 claims"):
        change(reviewer, 3, assign_to=reviewer)


@pytest.mark.parametrize(
    ("what", "open_ones", "of_reviewer"),
    [
        ({"step": "withdraw"}, 2, 3),
        ({"step": "review"}, 0, 2),
        ({"step": "reopen"}, 0, 1),
        ({"claimant": True}, 2, 3),
        ({"unassign": True}, 0, 3),
    ],
)
def test_decided_claims_are_touched_only_as_the_table_of_states_allows(
    tag: Tag,
    editor: User,
    reviewer: User,
    what: dict[str, Any],
    open_ones: int,
    of_reviewer: int,
) -> None:
    claims = tag(3)
    decide(claims[0], reviewer)
    Claim.objects.update(assigned_to=reviewer)
    if "claimant" in what:
        what = {"claimant": Claimant.objects.create(name="The union")}
    bulk, found = workflow.Bulk(**what), Claim.objects.standing()
    assert workflow.affected(found, bulk, editor).count() == open_ones
    assert workflow.affected(found, bulk, reviewer).count() == of_reviewer


def test_undo_of_many_is_refused_once_somebody_built_on_one(
    tag: Tag, reviewer: User, person: Callable[..., User]
) -> None:
    tag(3)
    done = change(reviewer, 3, assign_to=reviewer)
    li, claim = person("li", "reviewer"), Claim.objects.latest("pk")
    workflow.assign_claim(claim=claim, to=li, by=li, version=claim.version)
    before = Change.objects.count()
    with pytest.raises(CannotUndo, match="li changed this"):
        undo(done.id, by=reviewer)
    assert Claim.objects.filter(assigned_to=reviewer).count() == 2
    assert Change.objects.count() == before


@pytest.mark.parametrize("what", ["assign", "event"])
def test_change_and_undo_take_the_same_queries_for_any_number(
    sentences: list[Sentence], editor: User, reviewer: User, events: dict[str, Event], what: str
) -> None:
    took = []
    assert reviewer.has_perm("claims.review_claim")  # read once a request
    for number in (1, 4):
        for sentence in sentences[:number]:
            workflow.add_claim(sentence=sentence, by=editor)
        assert set(Claim.objects.values_list("version", flat=True)) == {1}
        bulk = {"assign_to": reviewer} if what == "assign" else {"add_event": events["year"]}
        with CaptureQueriesContext(connection) as doing:
            done = change(reviewer, number, **bulk)
        with CaptureQueriesContext(connection) as undoing:
            undo(done.id, by=reviewer)
        took.append((len(doing), len(undoing)))
        Claim.objects.update(assigned_to=None, version=1)
    assert took[0] == took[1]
