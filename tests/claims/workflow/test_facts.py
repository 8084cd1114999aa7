"""The verbs of facts beside claims: what they write, what they refuse, and what undo gives back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from articles.changes import Stale
from articles.models import Change, Sentence, User
from claims import workflow
from claims.choices import State
from claims.models import Claim, Evidence, Fact, Scale

NOT_KEPT = {"version", "updated_at"}  # these count on, also when something is undone


def rows() -> list[dict[str, Any]]:
    """All that these verbs write, without the counters."""
    found: list[dict[str, Any]] = []
    for model in (Claim, Fact, Evidence):
        found += model.objects.order_by("pk").values()
    return [{k: v for k, v in row.items() if k not in NOT_KEPT} for row in found]


def fresh(claim: Claim) -> Claim:
    return Claim.objects.select_related("sentence__revision", "article").get(pk=claim.pk)


def stored(evidence: Evidence) -> Evidence:
    return Evidence.objects.select_related("claim__article", "fact").get(pk=evidence.pk)


def attach(evidence: Evidence, by: User, version: int) -> workflow.Done:
    return workflow.attach_fact(
        claim=fresh(evidence.claim),
        by=by,
        version=version,
        stance="refutes",
        values={"statement": "The union counted 180."},
        note="At the doors.",
    )


def say_otherwise(evidence: Evidence, by: User, version: int) -> workflow.Done:
    return workflow.edit_evidence(
        evidence=stored(evidence), by=by, version=version, stance="context", note="Perhaps."
    )


def detach(evidence: Evidence, by: User, version: int) -> workflow.Done:
    return workflow.detach_fact(evidence=stored(evidence), by=by, version=version)


def confirm(evidence: Evidence, by: User, version: int) -> workflow.Done:
    return workflow.confirm_evidence(claim=fresh(evidence.claim), by=by, version=version)


Verb = Callable[[Evidence, User, int], workflow.Done]
VERBS = [attach, say_otherwise, detach, confirm]


@pytest.fixture
def changed(evidence: Evidence, editor: User) -> Evidence:
    """Evidence whose fact was changed since."""
    workflow.edit_fact(
        fact=evidence.fact, by=editor, version=1, values={"statement": "The board counted 250."}
    )
    return evidence


@pytest.mark.parametrize("verb", VERBS)
def test_undo_gives_back_the_rows(changed: Evidence, reviewer: User, verb: Verb) -> None:
    before = rows()
    done = verb(changed, reviewer, fresh(changed.claim).version)
    after = rows()
    assert after != before
    undone = workflow.undo(done.action, by=reviewer)
    assert rows() == before
    workflow.undo(undone.id, by=reviewer)
    assert rows() == after


@pytest.mark.parametrize("verb", VERBS)
def test_stale_version_changes_nothing(changed: Evidence, reviewer: User, verb: Verb) -> None:
    before, log = rows(), Change.objects.count()
    with pytest.raises(Stale):
        verb(changed, reviewer, fresh(changed.claim).version - 1)
    assert rows() == before
    assert Change.objects.count() == log


@pytest.mark.parametrize("verb", [attach, say_otherwise, detach])
def test_facts_of_a_decided_claim_are_a_reviewers(
    evidence: Evidence, editor: User, reviewer: User, verb: Verb
) -> None:
    scale = Scale.objects.get(is_default=True)
    workflow.assess_claim(
        claim=fresh(evidence.claim),
        by=reviewer,
        version=2,
        scale=scale,
        option=scale.options.get(order=1),
        rationale="",
        decide=True,
    )
    before = rows()
    with pytest.raises(workflow.Refused, match="role"):
        verb(evidence, editor, 3)
    assert rows() == before
    assert verb(evidence, reviewer, 3).action
    assert fresh(evidence.claim).state == State.DECIDED


@pytest.mark.parametrize("verb", [attach, say_otherwise, detach])
def test_facts_of_a_withdrawn_claim_stay(
    evidence: Evidence, editor: User, reviewer: User, verb: Verb
) -> None:
    workflow.withdraw_claim(claim=fresh(evidence.claim), by=editor, version=2)
    before = rows()
    with pytest.raises(workflow.Refused, match="withdrawn"):
        verb(evidence, reviewer, 3)
    assert rows() == before


def test_fact_stands_beside_a_claim_once(evidence: Evidence, editor: User) -> None:
    with pytest.raises(workflow.Refused, match="already"):
        workflow.attach_fact(
            claim=fresh(evidence.claim),
            by=editor,
            version=2,
            stance="refutes",
            fact=evidence.fact,
        )
    assert Evidence.objects.get().stance == "supports"


def test_withdrawn_fact_is_not_attached(claim: Claim, fact: Fact, editor: User) -> None:
    workflow.withdraw_fact(fact=fact, by=editor, version=1)
    with pytest.raises(workflow.Refused, match="withdrawn"):
        workflow.attach_fact(claim=fresh(claim), by=editor, version=1, stance="context", fact=fact)
    assert not Evidence.objects.exists()


def test_refused_attach_leaves_no_new_fact_behind(
    claim: Claim, editor: User, reviewer: User
) -> None:
    workflow.withdraw_claim(claim=fresh(claim), by=editor, version=1)
    with pytest.raises(workflow.Refused):
        workflow.attach_fact(
            claim=fresh(claim),
            by=reviewer,
            version=2,
            stance="context",
            values={"statement": "Lost?"},
        )
    assert not Fact.objects.exists()


def test_same_stance_and_note_change_nothing(evidence: Evidence, editor: User) -> None:
    done = workflow.edit_evidence(
        evidence=stored(evidence), by=editor, version=2, stance="supports", note=""
    )
    assert done.action == ""
    assert fresh(evidence.claim).version == 2


@pytest.mark.parametrize(
    ("values", "waits"),
    [
        ({"statement": "Otherwise."}, True),
        ({"source_url": "https://example.org/other"}, True),
        ({"quotation": "Two hundred and forty."}, True),
        ({"note": "only for us"}, False),
        ({"archive_url": "https://archive.example.net/1"}, False),
    ],
)
def test_change_of_substance_makes_every_claim_wait(
    evidence: Evidence,
    sentences: list[Sentence],
    editor: User,
    values: dict[str, str],
    waits: bool,
) -> None:
    other = workflow.add_claim(sentence=sentences[2], by=editor).claim
    assert other
    workflow.attach_fact(claim=other, by=editor, version=1, stance="context", fact=evidence.fact)
    fact = Fact.objects.get()
    done = workflow.edit_fact(fact=fact, by=editor, version=1, values=values)
    assert [one.waits for one in Evidence.objects.select_related("fact")] == [waits, waits]
    assert Evidence.objects.waiting().count() == 2 * waits
    workflow.undo(done.action, by=editor)
    assert not Evidence.objects.waiting().exists()


def test_confirm_without_anything_that_waits_is_refused(evidence: Evidence, reviewer: User) -> None:
    with pytest.raises(workflow.Refused, match="No fact"):
        confirm(evidence, reviewer, 2)


def test_confirm_holds_until_the_fact_changes_again(
    changed: Evidence, editor: User, reviewer: User
) -> None:
    confirm(changed, reviewer, fresh(changed.claim).version)
    assert not stored(changed).waits
    fact = Fact.objects.get()
    workflow.edit_fact(fact=fact, by=editor, version=fact.version, values={"statement": "Or 251."})
    assert stored(changed).waits


def test_fact_that_ran_out_waits_until_confirmed(evidence: Evidence, reviewer: User) -> None:
    Fact.objects.update(valid_until=timezone.localdate())
    assert not stored(evidence).waits
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert stored(evidence).waits
        assert Evidence.objects.waiting().count() == 1
        confirm(evidence, reviewer, 2)
        assert not stored(evidence).waits
        assert not Evidence.objects.waiting().exists()
