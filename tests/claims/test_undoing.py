"""Undo of every verb of facts and reviews, and who may undo what."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models

from articles.changes import CannotUndo, last_undoable
from articles.models import Change, User
from claims import workflow
from claims.models import Assessment, Claim, ClaimEvent, Evidence, Fact, Scale
from claims.templatetags.desk import VERBS

NOT_COMPARED = {"version", "updated_at"}


def fresh(claim: Claim) -> Claim:
    return Claim.objects.select_related("sentence__revision", "article").get(pk=claim.pk)


def stored() -> list[dict[str, Any]]:
    """All that reviewing writes, without what counts on by itself."""
    found = []
    kinds: tuple[type[models.Model], ...] = (Claim, Fact, Evidence, Assessment, ClaimEvent)
    for model in kinds:
        names = [f.attname for f in model._meta.concrete_fields if f.name not in NOT_COMPARED]
        found += list(model._default_manager.order_by("pk").values(*names))
    return found


def verdict(claim: Claim, by: User, *, decide: bool, why: str = "So.") -> workflow.Done:
    scale = Scale.objects.get(is_default=True)
    return workflow.assess_claim(
        claim=claim,
        by=by,
        version=claim.version,
        scale=scale,
        option=scale.options.first(),
        rationale=why,
        decide=decide,
    )


def deeds(claim: Claim, reviewer: User) -> dict[str, Callable[[], workflow.Done]]:
    """Each verb on a claim that has a fact beside it and was decided, reopened or neither."""
    evidence = claim.evidence.select_related("claim__article", "fact").get()
    fact, by = evidence.fact, reviewer
    said = {"claim": claim, "by": by, "version": claim.version}
    return {
        "fact_added": lambda: workflow.add_fact(values={"statement": "New."}, by=by),
        "fact_edited": lambda: workflow.edit_fact(
            fact=fact, by=by, version=fact.version, values={"statement": "Other."}
        ),
        "fact_withdrawn": lambda: workflow.withdraw_fact(fact=fact, by=by, version=fact.version),
        "fact_attached": lambda: workflow.attach_fact(
            **said, stance="refutes", values={"statement": "Another."}
        ),
        "evidence_edited": lambda: workflow.edit_evidence(
            evidence=evidence, by=by, version=claim.version, stance="refutes", note="n"
        ),
        "fact_detached": lambda: workflow.detach_fact(
            evidence=evidence, by=by, version=claim.version
        ),
        "claim_assigned": lambda: workflow.assign_claim(**said, to=by),
        "claim_taken_on": lambda: workflow.take_on(**said),
        "claim_assessed": lambda: verdict(claim, by, decide=False),
        "claim_decided": lambda: verdict(claim, by, decide=True),
        "claim_withdrawn": lambda: workflow.withdraw_claim(**said),
        "claims_changed": lambda: workflow.Done(
            action=workflow.change_all(
                claims=Claim.objects.all(),
                what=workflow.Bulk(step="review"),
                by=by,
                expected=1,
            ).id
        ),
    }


VERB_NAMES = (
    *("fact_added", "fact_edited", "fact_withdrawn", "fact_attached", "evidence_edited"),
    *("fact_detached", "claim_assigned", "claim_taken_on", "claim_assessed", "claim_decided"),
    *("claim_withdrawn", "claims_changed"),
)


@pytest.mark.parametrize("verb", VERB_NAMES)
def test_each_verb_is_undone_and_done_again(evidence: Evidence, reviewer: User, verb: str) -> None:
    claim = fresh(evidence.claim)
    before, seen = stored(), claim.version
    done = deeds(claim, reviewer)[verb]()
    after = stored()
    assert after != before
    assert Change.objects.filter(action=done.action).values_list("verb").distinct().get() == (verb,)
    assert verb in VERBS
    assert last_undoable(reviewer) == done.action
    undone = workflow.undo(done.action, by=reviewer)
    assert stored() == before
    workflow.undo(undone.id, by=reviewer)
    assert stored() == after
    assert fresh(claim).version >= seen


def test_confirmed_and_reopened_are_undone(evidence: Evidence, reviewer: User) -> None:
    fact = evidence.fact
    verdict(fresh(evidence.claim), reviewer, decide=True)
    workflow.edit_fact(fact=fact, by=reviewer, version=fact.version, values={"statement": "X."})
    for verb in (workflow.confirm_evidence, workflow.reopen_claim):
        claim, before = fresh(evidence.claim), stored()
        done = verb(claim=claim, by=reviewer, version=claim.version)
        assert stored() != before
        workflow.undo(done.action, by=reviewer)
        assert stored() == before


def test_second_verdict_of_a_reviewer_is_undone_to_the_first(claim: Claim, reviewer: User) -> None:
    verdict(fresh(claim), reviewer, decide=True, why="First.")
    before = stored()
    done = verdict(fresh(claim), reviewer, decide=True, why="Second.")
    workflow.undo(done.action, by=reviewer)
    assert stored() == before


def test_undo_of_a_decision_needs_a_reviewer(claim: Claim, person: Callable[..., User]) -> None:
    li = person("li", "reviewer")
    done = verdict(fresh(claim), li, decide=True)
    li.groups.clear()
    editor = User.objects.get(pk=li.pk)
    editor.groups.set([person("ana", "editor").groups.get()])
    with pytest.raises(workflow.Refused, match="Only a reviewer"):
        workflow.undo(done.action, by=User.objects.get(pk=li.pk))
    assert fresh(claim).state == "decided"


def test_editor_undoes_no_edit_of_a_claim_that_was_decided_since(
    claim: Claim, editor: User, reviewer: User
) -> None:
    said = fresh(claim)
    done = workflow.edit_claim(
        claim=said, by=editor, version=said.version, values={"kind": "quantity"}
    )
    verdict(fresh(claim), reviewer, decide=True)
    with pytest.raises(workflow.Refused, match="Only a reviewer"):
        workflow.undo(done.action, by=editor)
    assert fresh(claim).kind == "quantity"


def test_editor_undoes_their_edit_of_a_fact_beside_a_decided_claim(
    evidence: Evidence, editor: User, reviewer: User
) -> None:
    verdict(fresh(evidence.claim), reviewer, decide=True)
    fact = evidence.fact
    done = workflow.edit_fact(
        fact=fact, by=editor, version=fact.version, values={"statement": "Wrong."}
    )
    assert Evidence.objects.waiting().count() == 1
    workflow.undo(done.action, by=editor)
    assert Evidence.objects.waiting().count() == 0


def test_undo_of_somebody_else_s_is_for_curators(
    claim: Claim, reviewer: User, curator: User
) -> None:
    action = Change.objects.latest("pk").action
    with pytest.raises(workflow.Refused, match="Only a curator"):
        workflow.undo(action, by=reviewer)
    workflow.undo(action, by=curator)
    assert fresh(claim).state == "withdrawn"


def test_undo_of_a_new_fact_in_use_by_others_is_refused(
    claim: Claim, editor: User, reviewer: User
) -> None:
    done = workflow.add_fact(values={"statement": "Counted."}, by=editor)
    workflow.attach_fact(
        claim=fresh(claim),
        by=reviewer,
        version=fresh(claim).version,
        stance="supports",
        fact=done.fact,
    )
    with pytest.raises(CannotUndo, match="in use by now"):
        workflow.undo(done.action, by=editor)


def test_undo_of_evidence_makes_open_pages_of_the_claim_stale(
    evidence: Evidence, reviewer: User
) -> None:
    claim = fresh(evidence.claim)
    done = workflow.edit_evidence(
        evidence=evidence, by=reviewer, version=claim.version, stance="refutes", note=""
    )
    seen = fresh(claim).version
    workflow.undo(done.action, by=reviewer)
    assert fresh(claim).version == seen + 1


def test_last_undoable_looks_behind_an_action_of_many_rows(
    tag: Callable[[int], list[Claim]], reviewer: User
) -> None:
    claim = tag(4)[0]
    first = workflow.assign_claim(
        claim=fresh(claim), to=reviewer, by=reviewer, version=fresh(claim).version
    )
    many = workflow.change_all(
        claims=Claim.objects.all(), what=workflow.Bulk(step="review"), by=reviewer, expected=4
    )
    workflow.undo(many.id, by=reviewer)
    assert last_undoable(reviewer) == first.action


def test_restored_row_is_logged_as_a_new_one_is(evidence: Evidence, editor: User) -> None:
    """Without its version and what is derived, which may be others by now than they were."""
    evidence.claim.refresh_from_db()
    done = workflow.detach_fact(evidence=evidence, by=editor, version=evidence.claim.version)
    workflow.undo(done.action, by=editor)
    made, removed, restored = Change.objects.filter(noun="claims.evidence").order_by("pk")
    assert restored.new.keys() == made.new.keys()
    assert removed.old.keys() - made.new.keys() == {"version", "updated_at", "article"}
    assert Evidence.objects.get().article_id == removed.old["article"]
