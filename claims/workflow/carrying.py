"""The verbs of changed articles: a claim follows its sentence, or waits and says why.

Nothing is dropped: after any number of revisions every claim stands on the newest wording, or
waits in the queue, or was withdrawn by a person.
"""

from collections import defaultdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.changes import Action, action
from articles.comparing import Comparison, compare
from articles.models import Revision, Sentence, User
from articles.revisions import SILENT, Match
from articles.wording import place_in
from claims.choices import Fate, State
from claims.models import Anchoring, Claim, Reading
from claims.workflow.answers import Done, Refused
from claims.workflow.copying import copy_claim
from claims.workflow.steps import step


def carry_over(act: Action, change: Comparison) -> None:
    """Lets the claims of an article follow to its new revision, in the transaction that stores it.

    Those whose wording holds are carried over; all others wait in the queue. A claim that still
    waits from an earlier revision is compared anew, from the wording it stands on.
    """
    article = change.new.article_id
    claims = list(
        Claim.objects.filter(article=article)
        .exclude(state=State.WITHDRAWN)
        .exclude(sentence__revision=change.new)
        .select_related("sentence__revision", "article")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    _overtake(act, change.new, claims)
    on: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        on[claim.sentence.revision_id].append(claim)
    for some in on.values():
        old = some[0].sentence.revision
        found = change if old.pk == change.old.pk else compare(old, change.new)
        for claim in some:
            _follow(act, claim, found)
    _carry_readings(act, change)


def _overtake(act: Action, new: Revision, claims: list[Claim]) -> None:
    waiting = Anchoring.objects.waiting().filter(claim__in=claims).exclude(revision=new)
    act.update_all(waiting.select_related("claim__article"), fate=Fate.OVERTAKEN)


def _follow(act: Action, claim: Claim, change: Comparison) -> None:
    old = claim.sentence.revision
    match, targets = change.become(claim.sentence)
    made = Anchoring(
        claim=claim,
        before=old,
        revision=change.new,
        kind=match.kind,
        score=match.score,
        places=[sentence.start for sentence in targets],
        was_decided=claim.state == State.DECIDED,
    )
    span = span_among(claim, targets)
    if span:
        made.start, made.end = span[1:]
    if match.kind in SILENT and span and move(act, claim, *span):
        made.fate = Fate.CARRIED
    else:
        made.fate = Fate.WAITING
        _reopen(act, claim, match)
    act.create(made)


def _reopen(act: Action, claim: Claim, match: Match) -> None:
    """Takes the decision off a claim whose wording no longer holds; the assessments stay."""
    if claim.state == State.DECIDED:
        claim.state = State.REOPENED
        claim.undecide()
        act.save(claim, version=claim.version)


def span_among(claim: Claim, targets: tuple[Sentence, ...]) -> tuple[Sentence, int, int] | None:
    """The one of the sentences in which the claim's words stand, and where, in code points of
    its revision's text; None if they stand in none of them or in several."""
    sentence = claim.sentence
    found = []
    for target in targets:
        place = place_in(
            sentence.text, claim.start - sentence.start, claim.end - sentence.start, target.text
        )
        if place:
            found.append((target, target.start + place[0], target.start + place[1]))
    return found[0] if len(found) == 1 else None


def move(act: Action, claim: Claim, target: Sentence, start: int, end: int) -> bool:
    """Anchors the claim there, unless another claim has exactly these words."""
    same = Claim.objects.filter(sentence=target, start=start, end=end).exclude(pk=claim.pk)
    if same.exists():
        return False
    claim.sentence = target
    claim.place(start, end)
    act.save(claim, version=claim.version)
    return True


def _carry_readings(act: Action, change: Comparison) -> None:
    """What an editor found in a sentence whose wording holds, need not be found again."""
    silent = {
        pk: change.sentences[match.new[0]]
        for pk, match in change.matches.items()
        if match.kind in SILENT
    }
    there = set(
        Reading.objects.filter(sentence__revision=change.new).values_list("editor", "sentence")
    )
    made = []
    for reading in Reading.objects.filter(sentence__revision=change.old).order_by("pk"):
        target = silent.get(reading.sentence_id)
        if target is not None and (reading.editor_id, target.pk) not in there:
            copy = Reading(editor_id=reading.editor_id, decision=reading.decision)
            copy.sentence = target
            made.append(copy)
    Reading.objects.bulk_create(made)
    for reading in made:
        act.created(reading)


# --- what a person decides of a claim that waits -------------------------------------------------


def follow(
    *,
    anchoring: Anchoring,
    by: User,
    version: int,
    target: Sentence | None = None,
    start: int | None = None,
    end: int | None = None,
) -> Done:
    """Moves a waiting claim to the proposed sentence, or to `target`, another of the revision.

    Its words are found there again; where they do not stand, the span given is taken, or else
    the whole sentence. `version` is the claim's. Raises Stale and Refused.
    """
    claim = waiting_claim(anchoring)
    chosen = target or proposed(anchoring)
    with action("claim_followed", by=by) as act:
        step(act.locked(claim, version), "edit", by)
        found = span_among(claim, (chosen,))
        words = found[1:] if found else (chosen.start, chosen.end)
        span = (start, end) if start is not None and end is not None else words
        if not chosen.start <= span[0] < span[1] <= chosen.end:
            raise Refused(_("The words chosen are not in this sentence. Choose them again."))
        if not move(act, claim, chosen, *span):
            raise Refused(_("Another claim has exactly these words. Withdraw one of the two."))
        settle(act, anchoring, Fate.CHOSEN if target else Fate.FOLLOWED, by)
    return Done(claim, action=act.id)


def split_to_both(*, anchoring: Anchoring, by: User, version: int) -> Done:
    """Moves the claim to the first of the sentences that its own became, and makes a claim like
    it on each of the others. Raises Stale and Refused."""
    claim = waiting_claim(anchoring)
    targets = list(sentences_at(anchoring))
    if len(targets) < 2:
        raise Refused(_("The sentence became no more than one. Follow it instead."))
    with action("claim_split", by=by) as act:
        step(act.locked(claim, version), "edit", by)
        try:
            with transaction.atomic():
                for target in targets[1:]:
                    copy_claim(act, claim, target, target.start, target.end, by)
        except IntegrityError as error:
            raise Refused(_("Another claim has exactly these words already.")) from error
        if not move(act, claim, targets[0], targets[0].start, targets[0].end):
            raise Refused(_("Another claim has exactly these words already."))
        settle(act, anchoring, Fate.SPLIT, by)
    return Done(claim, action=act.id)


def withdraw_with_statement(*, anchoring: Anchoring, by: User, version: int) -> Done:
    """Withdraws a claim whose statement the article withdrew; it stays on the old wording."""
    claim = waiting_claim(anchoring)
    with action("statement_withdrawn", by=by) as act:
        step(claim, "withdraw", by)
        claim.undecide()
        act.save(claim, version=version)
        settle(act, anchoring, Fate.WITHDRAWN, by)
    return Done(claim, action=act.id)


def waiting_claim(anchoring: Anchoring) -> Claim:
    if anchoring.fate != Fate.WAITING:
        raise Refused(_("This was decided already. Look at the claim's history."))
    claim: Claim = Claim.objects.select_related(
        "sentence__revision__article", "article", "claimant"
    ).get(pk=anchoring.claim_id)
    return claim


def sentences_at(anchoring: Anchoring) -> Any:
    """The sentences of the later revision that the claim may belong to, in order."""
    found = Sentence.objects.filter(revision=anchoring.revision_id, start__in=anchoring.places)
    return found.select_related("revision__article").order_by("start")


def proposed(anchoring: Anchoring) -> Sentence:
    """The one sentence that it became. Raises Refused where there is none, or more than one."""
    targets = list(sentences_at(anchoring))
    holding = [t for t in targets if anchoring.placed and t.start <= (anchoring.start or 0) < t.end]
    found = holding or targets
    if len(found) != 1:
        raise Refused(_("There is more than one sentence, or none. Choose one."))
    sentence: Sentence = found[0]
    return sentence


def settle(act: Action, anchoring: Anchoring, fate: Fate, by: User) -> None:
    anchoring.fate, anchoring.decided_by, anchoring.decided_at = fate, by, act.at
    act.save(anchoring, version=anchoring.version)
