"""The verbs of claims that wait because their article changed: a person says where each belongs."""

from functools import reduce
from operator import or_
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.changes import Action, action
from articles.models import Sentence, User
from claims.choices import Decision, Fate
from claims.models import Anchoring, Claim
from claims.workflow.answers import Done, Refused
from claims.workflow.carrying import move, span_among, undecided
from claims.workflow.copying import copy_claim
from claims.workflow.steps import step
from claims.workflow.tagging import fresh, read, span_in


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
        chosen = fresh(chosen)
        span, holds = span_on(claim, chosen, start, end)
        if not holds:
            undecided(claim)
        if not move(act, claim, chosen, *span):
            raise Refused(_("Another claim has exactly these words. Withdraw one of the two."))
        read(act, chosen, by, Decision.CLAIM)
        settle(act, anchoring, Fate.CHOSEN if target else Fate.FOLLOWED, by)
    return Done(claim, action=act.id)


def span_on(
    claim: Claim, chosen: Sentence, start: int | None = None, end: int | None = None
) -> tuple[tuple[int, int], bool]:
    """Which words of a sentence a claim takes that moves there, in code points of the revision's
    text, and whether they are the claim's own. Raises Refused for words not in the sentence."""
    found = span_among(claim, (chosen,))
    own = found[1:] if found else None
    if start is None or end is None:
        return own or (chosen.start, chosen.end), own is not None
    span = span_in(chosen, start, end)
    return span, span == own


def split_to_both(*, anchoring: Anchoring, by: User, version: int) -> Done:
    """Moves the claim to the first of the sentences that its own became, and makes a claim like
    it on each of the others. Raises Stale and Refused."""
    claim = waiting_claim(anchoring)
    targets = list(sentences_at(anchoring))
    if len(targets) < 2:
        raise Refused(_("The sentence became no more than one. Follow it instead."))
    with action("claim_split", by=by) as act:
        step(act.locked(claim, version), "edit", by)
        first, *others = [fresh(target) for target in targets]
        try:
            with transaction.atomic():
                for target in others:
                    copy_claim(act, claim, target, target.start, target.end, by)
        except IntegrityError as error:
            raise Refused(_("Another claim has exactly these words already.")) from error
        undecided(claim)
        if not move(act, claim, first, first.start, first.end):
            raise Refused(_("Another claim has exactly these words already."))
        for target in (first, *others):
            read(act, target, by, Decision.CLAIM)
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
    """The sentences of the later revision that the claim may belong to, in order: those in which
    its places lie, wherever they begin by now."""
    if not anchoring.places:
        return Sentence.objects.none()
    holding = reduce(or_, (Q(start__lte=place, end__gt=place) for place in anchoring.places))
    found = Sentence.objects.filter(holding, revision=anchoring.revision_id)
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
