"""The verbs of reviewing: what they write, what they refuse, and that undo gives back the rows."""

from collections.abc import Callable

import pytest

from articles.changes import Stale
from articles.models import Change, Sentence, User
from claims import workflow
from claims.choices import State
from claims.models import Assessment, Claim, Scale

Rows = tuple[list[dict[str, object]], list[dict[str, object]]]
NOT_KEPT = {"version", "updated_at"}  # these count on, also when something is undone


def rows() -> Rows:
    """All that reviewing writes, without the counters."""
    claims = [
        {name: value for name, value in row.items() if name not in NOT_KEPT}
        for row in Claim.objects.order_by("pk").values()
    ]
    made = [
        {name: value for name, value in row.items() if name not in NOT_KEPT}
        for row in Assessment.objects.order_by("pk").values()
    ]
    return claims, made


def fresh(claim: Claim) -> Claim:
    return Claim.objects.select_related("sentence__revision", "article").get(pk=claim.pk)


def scale(slug: str = "averitec") -> Scale:
    return Scale.objects.get(slug=slug)


def judge(
    claim: Claim,
    by: User,
    order: int | None = 1,
    *,
    on: str = "averitec",
    why: str = "",
    decide: bool = True,
    version: int | None = None,
) -> workflow.Done:
    found = fresh(claim)
    return workflow.assess_claim(
        claim=found,
        by=by,
        version=found.version if version is None else version,
        scale=scale(on),
        option=scale(on).options.get(order=order) if order else None,
        rationale=why,
        decide=decide,
    )


def test_decide_makes_the_assessment_the_desks_verdict(claim: Claim, reviewer: User) -> None:
    done = judge(claim, reviewer, 4, why="Two counts.")
    found, made = fresh(claim), Assessment.objects.get()
    assert (found.state, found.verdict, found.verdict_words, found.scale) == (
        State.DECIDED,
        "conflicting_evidence",
        "conflicting evidence",
        scale(),
    )
    assert (found.decided_by, found.decided_at) == (reviewer, made.made_at)
    assert (made.revision, made.rationale) == (claim.sentence.revision, "Two counts.")
    assert {c.noun for c in Change.objects.filter(action=done.action)} == {
        "claims.claim",
        "claims.assessment",
    }


def test_original_words_of_a_scale_are_kept_beside_the_normalised_value(
    claim: Claim, reviewer: User
) -> None:
    judge(claim, reviewer, 6, on="politifact")
    found = fresh(claim)
    assert (found.verdict, found.verdict_words) == ("refuted", "Pants on Fire")


def test_same_verdict_again_changes_nothing(claim: Claim, reviewer: User) -> None:
    judge(claim, reviewer, why="So.")
    assert judge(claim, reviewer, why="So.").action == ""
    assert Assessment.objects.count() == 1


def test_second_reviewer_decides_otherwise_and_both_assessments_stand(
    claim: Claim, reviewer: User, curator: User
) -> None:
    judge(claim, reviewer, 1)
    judge(claim, curator, 2)
    found = fresh(claim)
    assert (found.verdict, found.decided_by) == ("refuted", curator)
    assert Assessment.objects.standing().count() == 2


@pytest.mark.parametrize(
    ("on", "order", "why"),
    [("averitec", None, "In words."), ("full-fact", None, "")],
)
def test_verdict_that_the_scale_does_not_have_is_refused(
    claim: Claim, reviewer: User, on: str, order: int | None, why: str
) -> None:
    before = rows()
    with pytest.raises(workflow.Refused):
        judge(claim, reviewer, order, on=on, why=why)
    assert rows() == before


def test_verdict_of_another_scale_is_refused(claim: Claim, reviewer: User) -> None:
    with pytest.raises(workflow.Refused):
        workflow.assess_claim(
            claim=fresh(claim),
            by=reviewer,
            version=1,
            scale=scale(),
            option=scale("politifact").options.get(order=1),
            rationale="",
            decide=True,
        )


def test_editor_may_not_decide_nor_take_on(claim: Claim, editor: User) -> None:
    before = rows()
    with pytest.raises(workflow.Refused, match="role"):
        judge(claim, editor)
    with pytest.raises(workflow.Refused, match="role"):
        workflow.take_on(claim=fresh(claim), by=editor, version=1)
    assert rows() == before


def test_withdrawn_claim_is_not_decided_taken_on_or_reopened(
    claim: Claim, editor: User, reviewer: User
) -> None:
    workflow.withdraw_claim(claim=fresh(claim), by=editor, version=1)
    before = rows()
    for verb in (workflow.take_on, workflow.reopen_claim):
        with pytest.raises(workflow.Refused, match="withdrawn"):
            verb(claim=fresh(claim), by=reviewer, version=2)
    with pytest.raises(workflow.Refused, match="withdrawn"):
        judge(claim, reviewer)
    assert rows() == before


def test_reopen_of_an_open_claim_is_refused(claim: Claim, reviewer: User) -> None:
    with pytest.raises(workflow.Refused, match="tagged"):
        workflow.reopen_claim(claim=fresh(claim), by=reviewer, version=1)


def decide(claim: Claim, by: User, version: int) -> workflow.Done:
    return judge(claim, by, 2, why="Again.", version=version)


def assess(claim: Claim, by: User, version: int) -> workflow.Done:
    return judge(claim, by, 3, why="A look.", decide=False, version=version)


def take(claim: Claim, by: User, version: int) -> workflow.Done:
    return workflow.take_on(claim=fresh(claim), by=by, version=version)


def assign(claim: Claim, by: User, version: int) -> workflow.Done:
    return workflow.assign_claim(claim=fresh(claim), to=by, by=by, version=version)


def reopen(claim: Claim, by: User, version: int) -> workflow.Done:
    return workflow.reopen_claim(claim=fresh(claim), by=by, version=version)


Verb = Callable[[Claim, User, int], workflow.Done]


@pytest.mark.parametrize("verb", [decide, assess, take, assign, reopen])
def test_undo_gives_back_the_rows(claim: Claim, reviewer: User, verb: Verb) -> None:
    judge(claim, reviewer, 1, why="First.", decide=verb is reopen)
    if verb is take:
        workflow.undo(Change.objects.latest("pk").action, by=reviewer)
    before = rows()
    done = verb(claim, reviewer, fresh(claim).version)
    assert rows() != before
    undone = workflow.undo(done.action, by=reviewer)
    assert rows() == before
    workflow.undo(undone.id, by=reviewer)
    assert rows() != before


@pytest.mark.parametrize("verb", [decide, assess, take, assign, reopen])
def test_stale_version_changes_nothing(claim: Claim, reviewer: User, verb: Verb) -> None:
    judge(claim, reviewer, 1, why="First.", decide=verb is reopen)
    if verb is take:
        workflow.undo(Change.objects.latest("pk").action, by=reviewer)
    before, log = rows(), Change.objects.count()
    with pytest.raises(Stale):
        verb(claim, reviewer, 1)
    assert rows() == before
    assert Change.objects.count() == log


def test_take_next_skips_what_is_decided_or_in_other_hands(
    claim: Claim, sentences: list[Sentence], editor: User, reviewer: User, curator: User
) -> None:
    second = workflow.add_claim(sentence=sentences[2], by=editor).claim
    third = workflow.add_claim(sentence=sentences[3], by=editor).claim
    assert second
    assert third
    judge(claim, curator)
    workflow.take_on(claim=fresh(second), by=curator, version=1)
    done = workflow.take_next(
        queue=Claim.objects.standing(), order=("tagged_at", "pk"), by=reviewer
    )
    assert done.claim == third
    assert fresh(third).assigned_to == reviewer
