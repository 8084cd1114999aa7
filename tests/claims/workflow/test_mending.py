"""Sentences broken and joined: everything on them follows, and undo gives all of it back."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from articles.changes import CannotUndo, undo
from articles.models import Change, Revision, Sentence, User
from claims import workflow
from claims.choices import Decision, State
from claims.models import Claim, ClaimEvent, Event, Reading
from claims.workflow import Refused
from tests.claims.workflow.conftest import (
    Revise,
    Tag,
    assert_nothing_is_lost,
    now,
    sentence_with,
    texts,
    waiting,
)
from tests.claims.workflow.test_carrying import MINISTER, MINISTRY, REWORDED, UNION, decide

SPAN = "240 schools had reopened by Monday."


def rows(model: Any) -> list[dict[str, Any]]:
    return list(model.objects.order_by("pk").values())


def without_version(model: Any) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if name not in {"version", "updated_at"}}
        for row in rows(model)
    ]


def numbered() -> list[tuple[int | None, str]]:
    found = Sentence.objects.taggable().order_by("revision", "start")
    return [(s.number, s.text) for s in found]


def split(before: str, by: User) -> workflow.Done:
    sentence = sentence_with(before)
    at = sentence.start + sentence.text.index(before)
    return workflow.split_sentence(sentence=sentence, at=at, by=by)


def merge(first: str, by: User) -> workflow.Done:
    return workflow.merge_with_next(sentence=sentence_with(first), by=by)


def test_split_makes_two_and_counts_on(article: Any, editor: User) -> None:
    text = Revision.objects.get().text
    split("schools had", editor)
    assert numbered()[1:5] == [
        (1, "The ministry said 240"),
        (2, "schools had reopened by Monday."),
        (3, "It gave no list."),
        (4, 'Minister Ana Weber said: "We are confident."'),
    ]
    assert Revision.objects.get().text == text
    assert_nothing_is_lost()


def test_split_at_white_space_is_split_behind_it(article: Any, editor: User) -> None:
    sentence = sentence_with("240 schools")
    at = sentence.start + sentence.text.index(" schools")
    workflow.split_sentence(sentence=sentence, at=at, by=editor)
    assert sentence_with("reopened").text == "schools had reopened by Monday."


@pytest.mark.parametrize("place", [-5, 0, 53, 54, 500])
def test_split_at_an_end_is_refused(article: Any, editor: User, place: int) -> None:
    sentence = sentence_with("240 schools")
    with pytest.raises(Refused):
        workflow.split_sentence(sentence=sentence, at=sentence.start + place, by=editor)
    assert not Change.objects.filter(verb="sentence_split").exists()


def test_split_of_a_headline_numbers_nothing(article: Any, editor: User) -> None:
    headline = Sentence.objects.select_related("revision__article").get(number=0)
    workflow.split_sentence(sentence=headline, at=headline.start + 8, by=editor)
    assert numbered()[:3] == [
        (0, "Schools"),
        (0, "reopen in Northtown"),
        (1, "The ministry said 240 schools had reopened by Monday."),
    ]


def test_split_of_a_byline_is_refused(article: Any, editor: User) -> None:
    byline = Sentence.objects.select_related("revision__article").get(role="byline")
    with pytest.raises(Refused):
        workflow.split_sentence(sentence=byline, at=byline.start + 3, by=editor)


def test_claims_go_with_their_part(tag_words: Tag, editor: User) -> None:
    claims = [tag_words("ministry", narrow=True), tag_words(SPAN, narrow=True)]
    split("240", editor)
    assert texts(claims) == ["ministry", SPAN]
    assert [now(claim).sentence.text for claim in claims] == ["The ministry said", SPAN]
    assert_nothing_is_lost()


def test_claim_on_the_whole_sentence_becomes_two(
    tag_words: Tag, editor: User, events: dict[str, Event]
) -> None:
    claim = tag_words("240 schools")
    ClaimEvent.objects.create(claim=claim, event=events["year"])
    done = split("240", editor)
    assert [c.quote for c in Claim.objects.order_by("start")] == ["The ministry said", SPAN]
    assert ClaimEvent.objects.count() == 2
    assert_nothing_is_lost()
    undo(done.action, by=editor)
    assert [(c.quote, c.state) for c in Claim.objects.order_by("pk")] == [
        (f"The ministry said {SPAN}", State.TAGGED),
        (SPAN, State.WITHDRAWN),
    ]
    assert_nothing_is_lost()
    undo(Change.objects.filter(verb="undone").latest("pk").action, by=editor)
    assert [(c.quote, c.state) for c in Claim.objects.order_by("pk")] == [
        ("The ministry said", State.TAGGED),
        (SPAN, State.TAGGED),
    ]
    assert_nothing_is_lost()


def test_claim_across_the_break_is_refused(tag_words: Tag, editor: User) -> None:
    tag_words("said 240", narrow=True)
    with pytest.raises(Refused, match="Narrow it"):
        split("240", editor)
    assert Sentence.objects.count() == 7


def test_withdrawn_claim_across_the_break_keeps_what_stands_before(
    tag_words: Tag, editor: User
) -> None:
    claim = tag_words("said 240", narrow=True)
    workflow.withdraw_claim(claim=now(claim), by=editor, version=now(claim).version)
    split("240", editor)
    assert now(claim).quote == "said"
    assert_nothing_is_lost()


def test_part_that_is_claimed_already_is_refused(tag_words: Tag, editor: User) -> None:
    tag_words("240 schools")
    tag_words("The ministry said", narrow=True)
    with pytest.raises(Refused, match="Withdraw one"):
        split("240", editor)
    assert Sentence.objects.count() == 7


def test_decided_claims_need_a_reviewer(tag_words: Tag, editor: User, reviewer: User) -> None:
    claim = decide(tag_words(SPAN, narrow=True), reviewer)
    for mend in (lambda: split("240", editor), lambda: merge("240", editor)):
        with pytest.raises(Refused, match="reviewer"):
            mend()
    split("240", reviewer)
    assert now(claim).state == State.DECIDED
    assert now(claim).quote == SPAN


def test_decided_claim_whose_words_are_cut_is_reopened(tag_words: Tag, reviewer: User) -> None:
    claim = decide(tag_words("240 schools"), reviewer)
    done = split("240", reviewer)
    assert now(claim).state == State.REOPENED
    undo(done.action, by=reviewer)
    assert now(claim).state == State.DECIDED


def test_mending_an_older_revision_is_refused(
    sentences: list[Sentence], revise: Revise, editor: User
) -> None:
    revise(UNION, MINISTRY)
    with pytest.raises(Refused, match="older revision"):
        workflow.merge_with_next(sentence=sentences[1], by=editor)
    with pytest.raises(Refused, match="older revision"):
        workflow.split_sentence(sentence=sentences[1], at=sentences[1].start + 4, by=editor)


def test_mending_what_was_mended_meanwhile_is_refused(
    sentences: list[Sentence], editor: User
) -> None:
    split("240", editor)
    with pytest.raises(Refused, match="mended since"):
        workflow.merge_with_next(sentence=sentences[1], by=editor)
    with pytest.raises(Refused, match="mended since"):
        workflow.add_claim(sentence=sentences[1], by=editor)


def test_merge_joins_what_a_paragraph_holds(tag_words: Tag, editor: User) -> None:
    claims = [tag_words("240 schools"), tag_words("It gave"), tag_words("list", narrow=True)]
    merge("240", editor)
    assert numbered()[1:3] == [(1, MINISTRY), (2, 'Minister Ana Weber said: "We are confident."')]
    assert texts(claims) == [claim.quote for claim in claims]
    assert {now(claim).sentence.text for claim in claims} == {MINISTRY}
    assert_nothing_is_lost()


@pytest.mark.parametrize("last", ["It gave no list", "too high", "Schools reopen"])
def test_merge_at_the_end_of_a_paragraph_is_refused(article: Any, editor: User, last: str) -> None:
    with pytest.raises(Refused, match="paragraph ends"):
        merge(last, editor)


@pytest.mark.parametrize("mend", ["split", "merge"])
def test_undo_gives_back_the_same_rows(
    tag_words: Tag, sentences: list[Sentence], editor: User, curator: User, mend: str
) -> None:
    tag_words("240 schools") if mend == "merge" else tag_words(SPAN, narrow=True)
    tag_words("It gave")
    tag_words("She spoke")
    workflow.dismiss_sentence(sentence=sentences[1], by=curator)
    workflow.dismiss_sentence(sentence=sentences[2], by=curator)
    stored = rows(Sentence), without_version(Claim), without_version(Reading)
    done = split("240", editor) if mend == "split" else merge("240", editor)
    mended = rows(Sentence), without_version(Claim), without_version(Reading)
    assert mended != stored
    undo(done.action, by=editor)
    assert (rows(Sentence), without_version(Claim), without_version(Reading)) == stored
    undo(Change.objects.filter(verb="undone").latest("pk").action, by=editor)
    assert (rows(Sentence), without_version(Claim), without_version(Reading)) == mended
    assert_nothing_is_lost()


def test_undo_of_a_split_is_refused_when_somebody_tagged_a_part(
    tag_words: Tag, editor: User
) -> None:
    done = split("240", editor)
    tag_words("had reopened")
    with pytest.raises(CannotUndo, match="in use"):
        undo(done.action, by=editor)


def test_undo_of_a_merge_is_refused_when_a_claim_lies_across(tag_words: Tag, editor: User) -> None:
    done = merge("240", editor)
    claim = tag_words("Monday. It gave", narrow=True)
    with pytest.raises(CannotUndo, match="does not fit"):
        undo(done.action, by=editor)
    assert now(claim).sentence.text == MINISTRY


def test_undo_of_a_merge_gives_each_sentence_the_claims_in_it(tag_words: Tag, editor: User) -> None:
    done = merge("240", editor)
    claim = tag_words("no list", narrow=True)
    undo(done.action, by=editor)
    assert now(claim).sentence.text == "It gave no list."
    assert_nothing_is_lost()
    undo(Change.objects.filter(verb="undone").latest("pk").action, by=editor)
    assert now(claim).sentence.text == MINISTRY
    assert_nothing_is_lost()


def test_undo_in_the_wrong_order_is_refused(article: Any, editor: User) -> None:
    first, second = split("240", editor), split("reopened", editor)
    with pytest.raises(CannotUndo):
        undo(first.action, by=editor)
    undo(second.action, by=editor)
    undo(first.action, by=editor)
    assert numbered()[1] == (1, "The ministry said 240 schools had reopened by Monday.")


@pytest.mark.parametrize(
    ("first", "second", "united"),
    [
        ("claim", "no_claim", "claim"),
        ("no_claim", "claim", "claim"),
        ("no_claim", "no_claim", "no_claim"),
        ("claim", "", "claim"),
        ("", "claim", "claim"),
        ("no_claim", "", ""),
        ("", "no_claim", ""),
    ],
)
def test_readings_of_two_are_united(
    sentences: list[Sentence], editor: User, first: str, second: str, united: str
) -> None:
    for sentence, decision in zip(sentences[1:3], (first, second), strict=True):
        if decision:
            Reading.objects.create(editor=editor, sentence=sentence, decision=decision)
    merge("240", editor)
    found = list(Reading.objects.values_list("sentence__text", "decision"))
    assert found == ([(MINISTRY, united)] if united else [])


def test_readings_of_a_part_say_what_stands_in_it(
    tag_words: Tag, sentences: list[Sentence], editor: User, curator: User
) -> None:
    tag_words(SPAN, narrow=True)
    workflow.dismiss_sentence(sentence=sentences[1], by=curator)
    split("240", editor)
    found = Reading.objects.order_by("editor__username", "sentence__start")
    assert [(r.editor.username, r.decision) for r in found] == [
        ("curator", Decision.NO_CLAIM),
        ("curator", Decision.NO_CLAIM),
        ("editor", Decision.NO_CLAIM),
        ("editor", Decision.CLAIM),
    ]


def test_what_waits_finds_its_place_in_a_mended_sentence(
    tag_words: Tag, revise: Revise, editor: User
) -> None:
    claim = tag_words("It gave")
    revise(MINISTRY.replace("It gave no list.", "It gave us no list."), MINISTER, UNION)
    merge("240", editor)
    workflow.follow(anchoring=waiting(claim), by=editor, version=now(claim).version)
    assert now(claim).sentence.text == MINISTRY.replace("It gave no list.", "It gave us no list.")
    assert_nothing_is_lost()


def test_mended_sentences_meet_the_next_wording(
    tag_words: Tag, revise: Revise, editor: User
) -> None:
    merge("240", editor)
    claim = tag_words("240 schools")
    revise(REWORDED, MINISTER, UNION)
    assert waiting(claim).kind == "split"
    assert_nothing_is_lost()


def test_the_database_keeps_claims_in_their_sentences(tag_words: Tag, article: Any) -> None:
    claim = tag_words("240 schools")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sentence.objects.filter(pk=claim.sentence_id).update(
            text="The ministry said", end=claim.start + len("The ministry said")
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.update(sentence=sentence_with("too high"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.update(sentence=sentence_with("It gave"))


def test_mending_a_long_article_is_quick_in_queries(
    article: Any, editor: User, revise: Revise, django_assert_max_num_queries: Any
) -> None:
    revise(*(f"Sentence {n} stands here. It is followed by another." for n in range(100)))
    with django_assert_max_num_queries(30):
        merge("Sentence 0 stands", editor)
    assert Change.objects.filter(verb="sentences_merged").count() == 200
