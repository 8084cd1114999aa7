"""The verbs that mend sentences: what stands on them follows, and undo gives all of it back."""

from collections.abc import Iterable

from django.db import IntegrityError
from django.utils.translation import gettext as _

from articles import mending
from articles.changes import Action, action
from articles.models import Sentence, User
from claims.choices import Decision, State
from claims.models import Claim, Reading
from claims.workflow.answers import Done, Refused
from claims.workflow.carrying import undecided
from claims.workflow.copying import copy_claim
from claims.workflow.steps import step
from claims.workflow.tagging import fresh


def split_sentence(*, sentence: Sentence, at: int, by: User) -> Done:
    """Breaks the sentence before code point `at` of the revision's text.

    A claim goes with the part in which its words stand; one on the whole sentence becomes two.
    Raises Refused for a place that is at an end, for a claim across it, for an older revision,
    and where a decided claim asks for a reviewer.
    """
    try:
        with action("sentence_split", by=by) as act:
            _split(act, fresh(sentence), at, by)
    except mending.CannotMend as error:
        raise Refused(str(error)) from error
    except IntegrityError as error:
        raise Refused(
            _("A claim has exactly the words of one part already. Withdraw one of the two first.")
        ) from error
    return Done(action=act.id)


def _split(act: Action, sentence: Sentence, at: int, by: User) -> None:
    end, start = mending.parts(sentence, at)
    claims = _claims_on([sentence], by)
    whole = [claim for claim in claims if not claim.narrowed and _stands(claim)]
    _narrow(act, claims, end, start)
    made = mending.split(act, sentence, end, start)
    for claim in whole:
        copy_claim(act, claim, made, made.start, made.end, by)
    for claim in claims:
        if claim.start >= made.start:
            claim.sentence = made
            act.save(claim, version=claim.version)
    _part_readings(act, sentence, made)
    _touch(act, claims)


def merge_with_next(*, sentence: Sentence, by: User) -> Done:
    """Joins the sentence with the next one of its paragraph, whose claims stand on it then.

    Raises Refused at the end of a paragraph, for an older revision, and where a decided claim
    asks for a reviewer.
    """
    try:
        with action("sentences_merged", by=by) as act:
            _merge(act, fresh(sentence), by)
    except mending.CannotMend as error:
        raise Refused(str(error)) from error
    return Done(action=act.id)


def _merge(act: Action, sentence: Sentence, by: User) -> None:
    later = mending.following(sentence)
    claims = _claims_on([sentence, later], by)
    for claim in claims:
        if claim.sentence_id == later.pk:
            claim.sentence = sentence
            act.save(claim, version=claim.version)
    _unite_readings(act, sentence, later)
    mending.merge(act, sentence, later)
    _touch(act, claims)


def _stands(claim: Claim) -> bool:
    return claim.state != State.WITHDRAWN


def _claims_on(sentences: list[Sentence], by: User) -> list[Claim]:
    """All claims on these sentences, withdrawn ones too, each of which this person may edit."""
    by_pk = {sentence.pk: sentence for sentence in sentences}
    found = list(
        Claim.objects.filter(sentence__in=by_pk)
        .select_related("article", "claimant")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    for claim in found:
        claim.sentence = by_pk[claim.sentence_id]
        if _stands(claim):
            step(claim, "edit", by)
    return found


def _narrow(act: Action, claims: Iterable[Claim], end: int, start: int) -> None:
    """Claims that lie across the break keep what stands before it. Raises Refused for one that is
    less than the sentence: which part it means, only its editor knows."""
    for claim in claims:
        if claim.end <= end or claim.start >= start:
            continue
        if claim.narrowed and _stands(claim):
            raise Refused(
                _("A claim lies across this place: “%(words)s”. Narrow it to one side first.")
                % {"words": claim.quote}
            )
        undecided(claim)
        claim.place(claim.start, end)
        act.save(claim, version=claim.version)


def _touch(act: Action, claims: Iterable[Claim]) -> None:
    """A form that somebody has open on one of the claims must not be saved over the new bounds."""
    left = {claim.pk for claim in claims} - {claim.pk for claim in act.saved}
    act.touch_all(Claim.objects.filter(pk__in=left))


def _part_readings(act: Action, first: Sentence, second: Sentence) -> None:
    """Who read the whole has read both parts: found a claim in those where one stands, none in
    the other."""
    claimed = [sentence.claims.standing().exists() for sentence in (first, second)]
    for reading in _readings(first):
        here, there = (
            Decision.CLAIM if found and reading.decision == Decision.CLAIM else Decision.NO_CLAIM
            for found in claimed
        )
        act.create(
            Reading(
                article_id=second.article_id,
                editor=reading.editor,
                sentence=second,
                decision=there,
            )
        )
        reading.decision = here
        act.save(reading, version=reading.version)


def _unite_readings(act: Action, first: Sentence, second: Sentence) -> None:
    """A claim in either part is one in the whole; no claim in the whole, if none is in both. Who
    found none in one part and has not read the other, has not read the whole."""
    here = {reading.editor_id: reading for reading in _readings(first)}
    there = {reading.editor_id: reading for reading in _readings(second)}
    for editor in sorted(here.keys() | there.keys()):
        both = [side[editor] for side in (here, there) if editor in side]
        claimed = any(reading.decision == Decision.CLAIM for reading in both)
        kept, *other = both
        for reading in other:
            act.delete(reading)
        if claimed or other:
            kept.sentence = first
            kept.decision = Decision.CLAIM if claimed else Decision.NO_CLAIM
            act.save(kept, version=kept.version)
        else:
            act.delete(kept)


def _readings(sentence: Sentence) -> list[Reading]:
    found = list(Reading.objects.filter(sentence=sentence).select_related("editor").order_by("pk"))
    for reading in found:
        reading.sentence = sentence
    return found
