"""What a new wording does to claims, and what people decide of those that wait."""

from collections.abc import Callable
from typing import Any

import pytest

from articles.changes import CannotUndo, Stale, last_undoable, undo
from articles.models import Change, Sentence, User
from claims import workflow
from claims.choices import Decision, Fate, State
from claims.models import Anchoring, Assessment, Claim, ClaimEvent, Event, Evidence, Fact, Reading
from claims.models.scale import Scale
from claims.workflow import Refused
from tests.claims.workflow.conftest import (
    Revise,
    Tag,
    assert_nothing_is_lost,
    now,
    sentence_with,
    waiting,
)

MINISTRY = "The ministry said 240 schools had reopened by Monday. It gave no list."
REWORDED = "The ministry said 214 schools had reopened by Monday. It gave no list."
MINISTER = 'Minister Ana Weber said: "We are confident." She spoke in Northtown.'
UNION = "The union called the figure too high."


def decide(claim: Claim, by: User) -> Claim:
    scale = Scale.objects.get(is_default=True)
    workflow.assess_claim(
        claim=now(claim),
        by=by,
        version=now(claim).version,
        scale=scale,
        option=scale.options.get(verdict="supported"),
        rationale="",
        decide=True,
    )
    return now(claim)


def follow(claim: Claim, by: User, **values: Any) -> workflow.Done:
    return workflow.follow(
        anchoring=waiting(claim), by=by, version=values.pop("version", now(claim).version), **values
    )


def test_unchanged_and_moved_are_carried_over(tag_words: Tag, revise: Revise) -> None:
    claims = [tag_words("240 schools"), tag_words("She spoke"), tag_words("figure", narrow=True)]
    revise(UNION, MINISTRY, MINISTER)
    fates = {a.claim_id: (a.kind, a.fate) for a in Anchoring.objects.all()}
    assert {kind for kind, _fate in fates.values()} == {"unchanged", "moved"}
    assert {fate for _kind, fate in fates.values()} == {Fate.CARRIED}
    assert [now(claim).sentence.revision.number for claim in claims] == [2, 2, 2]
    assert [now(claim).quote for claim in claims] == [claim.quote for claim in claims]
    assert_nothing_is_lost()


def test_signs_are_no_change_and_the_quotation_is_the_new_one(
    tag_words: Tag, revise: Revise
) -> None:
    claim = tag_words("confident")
    revise(MINISTRY, MINISTER.replace('"We are confident."', "“We are confident.”"), UNION)
    assert now(claim).quote == "Minister Ana Weber said: “We are confident.”"
    assert Anchoring.objects.get().fate == Fate.CARRIED


def test_a_soft_hyphen_does_not_make_a_whole_sentence_wait(tag_words: Tag, revise: Revise) -> None:
    claim = tag_words("too high")
    revise(MINISTRY, MINISTER, UNION.replace("figure", "fig\u00adure"))
    assert now(claim).quote == UNION.replace("figure", "fig\u00adure")


@pytest.mark.parametrize(
    ("paragraphs", "kind"),
    [
        ((REWORDED, MINISTER, UNION), "reworded"),
        ((MINISTER, UNION), "deleted"),
        ((MINISTRY, MINISTRY, MINISTER, UNION), "unchanged"),
    ],
)
def test_what_does_not_hold_waits_and_says_why(
    tag_words: Tag, revise: Revise, paragraphs: tuple[str, ...], kind: str
) -> None:
    claim = tag_words("240 schools")
    revise(*paragraphs)
    assert Anchoring.objects.get().kind == kind
    assert now(claim).sentence.revision.number == (2 if kind == "unchanged" else 1)
    assert_nothing_is_lost()


def test_a_deleted_quotation_never_goes_to_a_lookalike(tag_words: Tag, revise: Revise) -> None:
    claim = tag_words("We are confident", narrow=True)
    revise(MINISTRY, 'Mayor Li Brandt said: "We are confident of nothing at all."', UNION)
    assert now(claim).sentence.revision.number == 1
    assert waiting(claim).fate == Fate.WAITING


def test_a_decided_claim_is_reopened_and_its_assessment_stays(
    tag_words: Tag, revise: Revise, reviewer: User
) -> None:
    claim = decide(tag_words("240 schools"), reviewer)
    revise(REWORDED, MINISTER, UNION)
    stored = now(claim)
    assert (stored.state, stored.verdict, stored.scale) == (State.REOPENED, "", None)
    assert waiting(claim).was_decided
    assert Assessment.objects.get(claim=claim).revision.number == 1


def test_a_decided_claim_whose_wording_holds_stays_decided(
    tag_words: Tag, revise: Revise, reviewer: User
) -> None:
    claim = decide(tag_words("240 schools"), reviewer)
    revise(UNION, MINISTRY)
    assert now(claim).state == State.DECIDED
    assert now(claim).sentence.revision.number == 2


def test_what_waits_is_compared_anew_from_its_own_wording(tag_words: Tag, revise: Revise) -> None:
    claim = tag_words("240 schools")
    revise(MINISTER, UNION)
    assert waiting(claim).kind == "deleted"
    revise(MINISTRY, MINISTER, UNION, "A note.")
    assert now(claim).sentence.revision.number == 3
    assert [a.fate for a in Anchoring.objects.order_by("pk")] == [Fate.OVERTAKEN, Fate.CARRIED]


def test_follow_moves_the_claim_and_keeps_what_belongs_to_it(
    tag_words: Tag,
    revise: Revise,
    editor: User,
    reviewer: User,
    events: dict[str, Event],
) -> None:
    claim = tag_words("240 schools")
    ClaimEvent.objects.create(claim=claim, event=events["year"])
    fact = Fact.objects.create(statement="The board counted 240 open schools.")
    Evidence.objects.create(claim=claim, fact=fact, stance="supports", added_at=claim.tagged_at)
    decide(claim, reviewer)
    before = {
        model: list(model.objects.filter(claim=claim).values())
        for model in (ClaimEvent, Evidence, Assessment)
    }
    revise(REWORDED, MINISTER, UNION)
    done = follow(claim, editor)
    assert now(claim).quote == "The ministry said 214 schools had reopened by Monday."
    assert Anchoring.objects.get().fate == Fate.FOLLOWED
    for model, rows in before.items():
        assert list(model.objects.filter(claim=claim).values()) == rows
    assert Reading.objects.get(editor=editor, sentence=now(claim).sentence).decision == "claim"
    assert_nothing_is_lost()
    undo(done.action, by=editor)
    assert now(claim).quote == claim.quote
    assert waiting(claim).decided_by is None
    assert_nothing_is_lost()


def test_follow_finds_the_words_again(tag_words: Tag, revise: Revise, editor: User) -> None:
    claim = tag_words("had reopened", narrow=True)
    revise(REWORDED, MINISTER, UNION)
    follow(claim, editor)
    assert now(claim).quote == "had reopened"


def test_follow_to_another_sentence_takes_the_words_chosen(
    tag_words: Tag, revise: Revise, editor: User
) -> None:
    claim = tag_words("240 schools")
    revise(MINISTER, UNION)
    with pytest.raises(Refused):
        follow(claim, editor)
    target = sentence_with("too high")
    follow(claim, editor, target=target, start=target.start + 4, end=target.start + 9)
    assert now(claim).quote == "union"
    assert Anchoring.objects.get().fate == Fate.CHOSEN


def test_follow_outside_the_sentence_is_refused(
    tag_words: Tag, revise: Revise, editor: User
) -> None:
    claim = tag_words("240 schools")
    revise(REWORDED, MINISTER, UNION)
    target = sentence_with("too high")
    with pytest.raises(Refused):
        follow(claim, editor, target=target, start=target.start, end=target.end + 1)
    assert waiting(claim)


def test_follow_to_words_that_another_claim_has_is_refused(
    tag_words: Tag, revise: Revise, editor: User
) -> None:
    claim = tag_words("240 schools")
    revise(REWORDED, MINISTER, UNION)
    other = tag_words("214 schools")
    with pytest.raises(Refused, match="Withdraw one"):
        follow(claim, editor)
    workflow.withdraw_claim(claim=now(other), by=editor, version=now(other).version)
    follow(claim, editor)
    assert now(claim).quote == now(other).quote
    assert_nothing_is_lost()


def test_follow_that_saw_an_older_version_is_stale(
    tag_words: Tag, revise: Revise, editor: User
) -> None:
    claim = tag_words("240 schools")
    revise(REWORDED, MINISTER, UNION)
    with pytest.raises(Stale):
        follow(claim, editor, version=now(claim).version - 1)


def test_follow_twice_is_refused(tag_words: Tag, revise: Revise, editor: User) -> None:
    claim = tag_words("240 schools")
    revise(REWORDED, MINISTER, UNION)
    follow(claim, editor)
    with pytest.raises(Refused, match="decided already"):
        workflow.follow(anchoring=Anchoring.objects.get(), by=editor, version=now(claim).version)


def test_claim_decided_while_it_waits_is_reopened_by_other_words(
    tag_words: Tag, revise: Revise, reviewer: User
) -> None:
    claim = tag_words("240 schools")
    revise(REWORDED, MINISTER, UNION)
    decide(claim, reviewer)
    follow(claim, reviewer)
    assert now(claim).state == State.REOPENED


def test_split_to_both_makes_a_claim_on_each(
    tag_words: Tag, revise: Revise, editor: User, events: dict[str, Event]
) -> None:
    long = "The board counted 120 open schools in the north and closed 14 schools in the south."
    revise(MINISTRY, MINISTER, UNION, long)
    claim = tag_words("120 open")
    ClaimEvent.objects.create(claim=claim, event=events["year"])
    revise(
        MINISTRY,
        MINISTER,
        UNION,
        "The board counted 120 open schools in the north. It closed 14 schools in the south.",
    )
    assert waiting(claim).kind == "split"
    done = workflow.split_to_both(anchoring=waiting(claim), by=editor, version=now(claim).version)
    assert [c.quote for c in Claim.objects.order_by("start")] == [
        "The board counted 120 open schools in the north.",
        "It closed 14 schools in the south.",
    ]
    assert ClaimEvent.objects.count() == 2
    assert_nothing_is_lost()
    undo(done.action, by=editor)
    assert waiting(claim)
    assert_nothing_is_lost()
    workflow.split_to_both(anchoring=waiting(claim), by=editor, version=now(claim).version)
    assert Claim.objects.standing().count() == 2


def test_split_of_one_sentence_is_refused(tag_words: Tag, revise: Revise, editor: User) -> None:
    claim = tag_words("240 schools")
    revise(REWORDED, MINISTER, UNION)
    with pytest.raises(Refused):
        workflow.split_to_both(anchoring=waiting(claim), by=editor, version=now(claim).version)


def test_two_claims_on_a_merged_sentence_do_not_collide(
    tag_words: Tag, revise: Revise, editor: User
) -> None:
    revise("Twelve schools in Northtown stayed closed. The board gave no reason for it.", UNION)
    claims = [tag_words("Twelve"), tag_words("no reason")]
    revise("Twelve schools in Northtown stayed closed and the board gave no reason for it.", UNION)
    assert {waiting(claim).kind for claim in claims} == {"merged"}
    follow(claims[0], editor)
    with pytest.raises(Refused, match="exactly these words"):
        follow(claims[1], editor)
    target = sentence_with("Twelve")
    start = target.start + target.text.index("the board")
    follow(claims[1], editor, target=target, start=start, end=target.end)
    assert_nothing_is_lost()


def test_withdrawn_with_its_statement_stays_on_the_old_wording(
    tag_words: Tag, revise: Revise, editor: User
) -> None:
    claim = tag_words("240 schools")
    revise(MINISTER, UNION)
    done = workflow.withdraw_with_statement(
        anchoring=waiting(claim), by=editor, version=now(claim).version
    )
    assert now(claim).state == State.WITHDRAWN
    assert now(claim).sentence.revision.number == 1
    undo(done.action, by=editor)
    assert waiting(claim).kind == "deleted"
    assert_nothing_is_lost()


def test_withdrawn_claims_stay_where_they_are(tag_words: Tag, revise: Revise, editor: User) -> None:
    claim = tag_words("240 schools")
    workflow.withdraw_claim(claim=now(claim), by=editor, version=now(claim).version)
    revise(UNION, MINISTRY)
    assert now(claim).sentence.revision.number == 1
    assert not Anchoring.objects.exists()


@pytest.mark.parametrize(("later", "number"), [((UNION, MINISTRY), 2), ((UNION,), 1)])
def test_undo_brings_a_claim_back_to_the_newest_wording(
    tag_words: Tag, revise: Revise, editor: User, later: tuple[str, ...], number: int
) -> None:
    claim = tag_words("240 schools")
    done = workflow.withdraw_claim(claim=now(claim), by=editor, version=now(claim).version)
    revise(*later)
    undo(done.action, by=editor)
    assert now(claim).sentence.revision.number == number
    assert_nothing_is_lost()
    undone = Change.objects.filter(verb="undone").latest("pk").action
    undo(undone, by=editor)
    assert now(claim).state == State.WITHDRAWN
    assert_nothing_is_lost()


def test_undo_of_withdrawing_in_the_queue_after_a_third_wording(
    tag_words: Tag, revise: Revise, editor: User
) -> None:
    claim = tag_words("240 schools")
    revise(MINISTER, UNION)
    done = workflow.withdraw_with_statement(
        anchoring=waiting(claim), by=editor, version=now(claim).version
    )
    revise(MINISTER, UNION, REWORDED)
    undo(done.action, by=editor)
    assert waiting(claim).revision.number == 3
    assert waiting(claim).kind == "reworded"
    assert_nothing_is_lost()


@pytest.mark.parametrize("third", [(REWORDED, MINISTER), (MINISTER, UNION)])
def test_undo_of_a_decision_after_a_third_wording_is_refused(
    tag_words: Tag, revise: Revise, editor: User, third: tuple[str, ...]
) -> None:
    claim = tag_words("240 schools")
    revise(REWORDED, MINISTER, UNION)
    done = follow(claim, editor)
    revise(*third)
    with pytest.raises(CannotUndo, match="changed again since"):
        undo(done.action, by=editor)
    assert_nothing_is_lost()


def test_a_waiting_claim_that_is_withdrawn_is_not_asked_any_more(
    tag_words: Tag, revise: Revise, editor: User
) -> None:
    claim = tag_words("240 schools")
    revise(REWORDED, MINISTER, UNION)
    done = workflow.withdraw_claim(claim=now(claim), by=editor, version=now(claim).version)
    assert not Anchoring.objects.waiting().exists()
    revise(REWORDED, UNION)
    undo(done.action, by=editor)
    assert waiting(claim).revision.number == 3
    assert_nothing_is_lost()


def test_tagging_an_older_revision_is_refused(
    sentences: list[Sentence], revise: Revise, editor: User
) -> None:
    revise(UNION, MINISTRY)
    with pytest.raises(Refused, match="older revision"):
        workflow.add_claim(sentence=sentences[1], by=editor)
    assert not Claim.objects.exists()


@pytest.mark.parametrize("verb", ["article_imported", "article_revised"])
def test_what_arrived_is_not_undone(
    tag_words: Tag, revise: Revise, editor: User, verb: str
) -> None:
    tagged = tag_words("240 schools")
    revise(UNION, MINISTRY)
    action = Change.objects.filter(verb=verb).latest("pk").action
    with pytest.raises(CannotUndo, match="stays"):
        undo(action, by=editor)
    newest = last_undoable(editor)
    assert Change.objects.filter(action=newest).earliest("pk").row in {
        tagged.pk,
        Reading.objects.order_by("pk")[0].pk,
    }


def test_readings_are_carried_over_with_the_wording(
    sentences: list[Sentence], revise: Revise, editor: User
) -> None:
    for sentence in sentences[1:3]:
        workflow.dismiss_sentence(sentence=sentence, by=editor)
    revise(REWORDED, MINISTER, UNION)
    read = Reading.objects.filter(sentence__revision__number=2)
    assert [r.sentence.text for r in read] == ["It gave no list."]
    assert [r.decision for r in read] == [Decision.NO_CLAIM]


def test_carrying_costs_the_same_queries_for_any_number_of_readings(
    sentences: list[Sentence],
    revise: Revise,
    person: Callable[..., User],
    django_assert_max_num_queries: Any,
) -> None:
    for n in range(4):
        workflow.dismiss_sentence(sentence=sentences[2], by=person(f"user{n}", "editor"))
    with django_assert_max_num_queries(30):
        revise(UNION, MINISTRY)
    assert Reading.objects.filter(sentence__revision__number=2).count() == 4
