"""The verbs: what they write, what they refuse, and that none of it is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from articles.changes import CannotUndo, Stale, last_undoable, undo
from articles.models import Change, Sentence, User
from claims import workflow
from claims.choices import Decision, State
from claims.models import Claim, Claimant, ClaimantAlias, ClaimEvent, Event, EventAlias, Reading


def edit(claim: Claim, by: User, *, version: int | None = None, **values: Any) -> workflow.Done:
    fresh = Claim.objects.select_related("sentence__revision", "article").get(pk=claim.pk)
    events = values.pop("events", None)
    span = values.pop("span", None)
    return workflow.edit_claim(
        claim=fresh,
        by=by,
        version=fresh.version if version is None else version,
        values=values,
        events=events,
        span=span,
    )


def test_add_claim_takes_the_whole_sentence(sentences: list[Sentence], editor: User) -> None:
    claim = workflow.add_claim(sentence=sentences[1], by=editor).claim
    assert claim is not None
    assert claim.quote == sentences[1].text
    assert not claim.narrowed
    assert claim.sentence.revision.text[claim.start : claim.end] == claim.quote
    assert Reading.objects.get(editor=editor).decision == Decision.CLAIM


def test_add_claim_twice_is_once(claim: Claim, sentences: list[Sentence], editor: User) -> None:
    before = Change.objects.count()
    done = workflow.add_claim(sentence=sentences[1], by=editor)
    assert done.claim == claim
    assert done.action == ""
    assert Claim.objects.count() == 1
    assert Change.objects.count() == before


def test_add_claim_of_two_spans_makes_two(
    claim: Claim, sentences: list[Sentence], editor: User
) -> None:
    sentence = sentences[1]
    start = sentence.start + sentence.text.index("240 schools")
    done = workflow.add_claim(
        sentence=sentence, by=editor, start=start, end=start + len("240 schools ")
    )
    assert done.claim is not None
    assert done.claim.quote == "240 schools"
    assert done.claim.narrowed
    assert Claim.objects.count() == 2


@pytest.mark.parametrize("shift", [(-1, 0), (0, 1), (5, -60)])
def test_add_claim_outside_its_sentence_is_refused(
    sentences: list[Sentence], editor: User, shift: tuple[int, int]
) -> None:
    sentence = sentences[1]
    with pytest.raises(workflow.Refused):
        workflow.add_claim(
            sentence=sentence,
            by=editor,
            start=sentence.start + shift[0],
            end=sentence.end + shift[1],
        )
    assert not Claim.objects.exists()


def test_add_claim_on_a_byline_is_refused(sentences: list[Sentence], editor: User) -> None:
    byline = Sentence.objects.select_related("revision__article").get(role="byline")
    with pytest.raises(workflow.Refused):
        workflow.add_claim(sentence=byline, by=editor)


def test_withdraw_claim_keeps_the_row_and_its_id(claim: Claim, editor: User) -> None:
    workflow.withdraw_claim(claim=claim, by=editor, version=claim.version)
    claim.refresh_from_db()
    assert claim.state == State.WITHDRAWN
    assert not Reading.objects.exists()
    again = workflow.add_claim(sentence=claim.sentence, by=editor).claim
    assert again is not None
    assert (again.public_id, again.state) == (claim.public_id, State.TAGGED)


def test_edit_claim_of_a_stale_version_changes_nothing(claim: Claim, editor: User) -> None:
    edit(claim, editor, kind="quantity")
    with pytest.raises(Stale) as stale:
        edit(claim, editor, version=1, kind="opinion")
    claim.refresh_from_db()
    assert claim.kind == "quantity"
    assert stale.value.row == claim


def test_edit_claim_links_any_number_of_events(
    claim: Claim, editor: User, events: dict[str, Event]
) -> None:
    edit(claim, editor, events=[events["year"], events["meeting"]])
    edit(claim, editor, events=[events["meeting"], events["series"]])
    linked = set(claim.links.values_list("event__slug", flat=True))
    assert linked == {"opening-day", "school-summit"}
    claim.refresh_from_db()
    assert claim.version == 3


def test_edit_claim_to_words_of_another_is_refused(
    claim: Claim, sentences: list[Sentence], editor: User
) -> None:
    sentence = sentences[1]
    other = workflow.add_claim(
        sentence=sentence, by=editor, start=sentence.start, end=sentence.start + 12
    ).claim
    assert other is not None
    with pytest.raises(workflow.Refused):
        edit(other, editor, span=(sentence.start, sentence.end))
    other.refresh_from_db()
    assert other.quote == "The ministry"


def test_edit_claim_of_equal_values_writes_nothing(claim: Claim, editor: User) -> None:
    before = Change.objects.count()
    assert edit(claim, editor, kind="").action == ""
    assert Change.objects.count() == before


def test_dismiss_sentence_twice_takes_the_mark_off(sentences: list[Sentence], editor: User) -> None:
    workflow.dismiss_sentence(sentence=sentences[2], by=editor)
    assert Reading.objects.get().decision == Decision.NO_CLAIM
    assert workflow.dismiss_sentence(sentence=sentences[2], by=editor).taken_off
    assert not Reading.objects.exists()


def test_dismiss_sentence_with_a_claim_is_refused(claim: Claim, editor: User) -> None:
    with pytest.raises(workflow.Refused):
        workflow.dismiss_sentence(sentence=claim.sentence, by=editor)


def test_tag_after_dismissing_changes_the_reading(sentences: list[Sentence], editor: User) -> None:
    workflow.dismiss_sentence(sentence=sentences[2], by=editor)
    done = workflow.add_claim(sentence=sentences[2], by=editor)
    assert Reading.objects.get().decision == Decision.CLAIM
    undo(done.action, by=editor)
    assert Reading.objects.get().decision == Decision.NO_CLAIM


def test_undo_walks_back_through_all_that_was_done(
    sentences: list[Sentence], editor: User, events: dict[str, Event]
) -> None:
    claim = workflow.add_claim(sentence=sentences[1], by=editor).claim
    assert claim is not None
    edit(claim, editor, kind="quantity", events=[events["year"]])
    edit(claim, editor, kind="opinion", note="odd")
    seen = []
    while action := last_undoable(editor):
        undo(action, by=editor)
        claim.refresh_from_db()
        seen.append((claim.kind, claim.note, claim.links.count(), claim.state))
    assert seen == [
        ("quantity", "", 1, "tagged"),
        ("", "", 0, "tagged"),
        ("", "", 0, "withdrawn"),
    ]


def test_undo_of_an_undo_does_it_again(claim: Claim, editor: User) -> None:
    done = edit(claim, editor, kind="quantity")
    undone = undo(done.action, by=editor)
    undo(undone.id, by=editor)
    claim.refresh_from_db()
    assert claim.kind == "quantity"
    undo(done.action, by=editor)
    claim.refresh_from_db()
    assert claim.kind == ""


def test_undo_of_an_undone_action_is_refused(claim: Claim, editor: User) -> None:
    done = edit(claim, editor, kind="quantity")
    undo(done.action, by=editor)
    with pytest.raises(CannotUndo):
        undo(done.action, by=editor)


def test_undo_is_refused_once_somebody_built_on_it(
    claim: Claim, editor: User, person: Callable[..., User]
) -> None:
    done = edit(claim, editor, kind="quantity")
    edit(claim, person("li", "editor"), kind="opinion")
    with pytest.raises(CannotUndo, match="li changed this"):
        undo(done.action, by=editor)
    claim.refresh_from_db()
    assert claim.kind == "opinion"


def test_undo_leaves_what_others_wrote_in_other_fields(
    claim: Claim, editor: User, person: Callable[..., User]
) -> None:
    done = edit(claim, editor, kind="quantity")
    edit(claim, person("li", "editor"), note="seen")
    undo(done.action, by=editor)
    claim.refresh_from_db()
    assert (claim.kind, claim.note) == ("", "seen")


def test_undo_of_an_event_link_makes_open_forms_stale(
    claim: Claim, editor: User, events: dict[str, Event]
) -> None:
    done = edit(claim, editor, events=[events["year"]])
    claim.refresh_from_db()
    seen = claim.version
    undo(done.action, by=editor)
    with pytest.raises(Stale):
        edit(claim, editor, version=seen, note="late")


def test_merge_of_claimants_moves_claims_and_names_and_can_be_undone(
    claim: Claim, claimant: Claimant, editor: User
) -> None:
    twin = Claimant.objects.create(name="Education Ministry")
    ClaimantAlias.objects.create(of=twin, name="MoE")
    edit(claim, editor, claimant=twin)
    before = list(Claim.objects.values_list("claimant", "kind"))
    done = workflow.merge(kept=claimant, merged=twin, by=editor)
    claim.refresh_from_db()
    assert claim.claimant == claimant
    assert set(claimant.aliases.values_list("name", flat=True)) == {"Education Ministry", "MoE"}
    assert list(Claimant.objects.called("moe")) == [claimant]
    undo(done.action, by=editor)
    assert list(Claim.objects.values_list("claimant", "kind")) == before
    assert not claimant.aliases.exists()
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_merge_of_events_moves_links_children_and_names_and_can_be_undone(
    claim: Claim, editor: User, events: dict[str, Event]
) -> None:
    twin = Event.objects.create(name="2031 summit", slug="summit-2031")
    child = Event.objects.create(name="closing day", slug="closing-day", parent=twin)
    EventAlias.objects.create(of=twin, name="峰会", language="zh")
    edit(claim, editor, events=[twin, events["year"]])
    links = set(ClaimEvent.objects.values_list("pk", "claim", "event"))
    done = workflow.merge(kept=events["year"], merged=twin, by=editor)
    assert list(claim.links.values_list("event", flat=True)) == [events["year"].pk]
    child.refresh_from_db()
    assert child.parent == events["year"]
    undo(done.action, by=editor)
    assert set(ClaimEvent.objects.values_list("pk", "claim", "event")) == links
    child.refresh_from_db()
    assert child.parent == twin


def test_merge_into_a_part_of_itself_is_refused(editor: User, events: dict[str, Event]) -> None:
    with pytest.raises(workflow.Refused):
        workflow.merge(kept=events["meeting"], merged=events["series"], by=editor)


@pytest.mark.parametrize(
    "wrong",
    [
        {"quote": "something else"},
        {"start": 0},
        {"end": 10_000},
        {"state": "lost"},
        {"verdict": "supported"},
        {"kind": "gossip"},
    ],
)
def test_database_refuses_a_claim_that_is_not_in_its_sentence(
    claim: Claim, wrong: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**wrong)


def test_merge_that_would_lead_back_to_itself_is_refused_to_an_undo(
    editor: User, events: dict[str, Event]
) -> None:
    one, other = Event.objects.create(name="a", slug="a"), Event.objects.create(name="b", slug="b")
    merged = workflow.merge(kept=other, merged=one, by=editor)
    undone = undo(merged.action, by=editor)
    one.refresh_from_db()
    other.refresh_from_db()
    workflow.merge(kept=one, merged=other, by=editor)
    with pytest.raises(CannotUndo):
        undo(undone.id, by=editor)
    other.refresh_from_db()
    assert other.kept() == one


def test_merge_of_rows_read_before_another_merge_is_stale(editor: User) -> None:
    one, other = Claimant.objects.create(name="a"), Claimant.objects.create(name="b")
    again, crossed = Claimant.objects.order_by("pk")
    workflow.merge(kept=one, merged=other, by=editor)
    with pytest.raises(Stale):
        workflow.merge(kept=crossed, merged=again, by=editor)


def test_undo_of_a_new_claimant_is_refused_once_it_has_an_alias(claim: Claim, editor: User) -> None:
    fresh = Claim.objects.select_related("sentence__revision", "article").get(pk=claim.pk)
    done = workflow.edit_claim(
        claim=fresh, by=editor, version=1, values={}, new_claimant=Claimant(name="Union")
    )
    claimant = Claimant.objects.get()
    ClaimantAlias.objects.create(of=claimant, name="HU")
    with pytest.raises(CannotUndo, match="in use"):
        undo(done.action, by=editor)
    assert claimant.aliases.count() == 1


def test_claim_brought_back_is_tagged_by_who_brought_it_back(
    claim: Claim, editor: User, person: Callable[..., User]
) -> None:
    workflow.withdraw_claim(claim=claim, by=editor, version=claim.version)
    li = person("li", "editor")
    workflow.add_claim(sentence=claim.sentence, by=li)
    claim.refresh_from_db()
    assert claim.tagged_by == li


def test_last_undoable_passes_over_what_a_curator_undid(
    sentences: list[Sentence], editor: User, person: Callable[..., User]
) -> None:
    first = workflow.add_claim(sentence=sentences[1], by=editor)
    second = workflow.add_claim(sentence=sentences[2], by=editor)
    undo(second.action, by=person("rosa", "curator"))
    assert last_undoable(editor) == first.action


def test_editor_reads_what_others_tagged_without_changing_it(
    claim: Claim, editor: User, person: Callable[..., User]
) -> None:
    li = person("li", "editor")
    done = workflow.agree_with_claims(sentence=claim.sentence, by=li)
    assert Reading.objects.get(editor=li).decision == Decision.CLAIM
    workflow.dismiss_sentence(sentence=claim.sentence, by=li)
    assert Reading.objects.get(editor=li).decision == Decision.NO_CLAIM
    claim.refresh_from_db()
    assert (claim.version, claim.state) == (1, State.TAGGED)
    assert done.action


def test_agree_where_nothing_is_tagged_is_refused(sentences: list[Sentence], editor: User) -> None:
    with pytest.raises(workflow.Refused):
        workflow.agree_with_claims(sentence=sentences[2], by=editor)
