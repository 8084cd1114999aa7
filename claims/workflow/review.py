"""The verbs of reviewing: who has a claim in hand, what they find, and what the desk decides."""

from django.db import IntegrityError
from django.utils.translation import gettext as _

from articles.changes import Action, Stale, action
from articles.models import User
from articles.paging import behind, key_of
from claims import states
from claims.choices import State
from claims.models import Assessment, Claim, Scale, ScaleOption
from claims.models.claim import ClaimQuerySet
from claims.workflow.answers import Done, Refused
from claims.workflow.steps import step

TRIES = 20  # claims that others take in the same moment, before "take the next" gives up


def assign_claim(*, claim: Claim, to: User | None, by: User, version: int) -> Done:
    """Gives the claim to somebody, or to nobody. Raises Stale and Refused."""
    with action("claim_assigned", by=by) as act:
        step(act.locked(claim, version), "assign", by)
        claim.assigned_to = to
        act.save(claim, version=version)
    return Done(claim, action=act.id if act.changes else "")


def take_next(
    *, queue: ClaimQuerySet, order: tuple[str, ...], by: User, after: Claim | None = None
) -> Done:
    """Takes on the first claim of the queue that waits and is nobody else's.

    One's own come first; with `after`, the claim that is left, only those behind it. Two who ask
    at once get two claims. The claim is None if none waits.
    """
    waiting = queue.filter(state__in=states.OPEN)
    own = waiting.filter(assigned_to=by)
    if after is not None:
        waiting = waiting.exclude(pk=after.pk)
        own = own.filter(behind(list(order), key_of(after, order)))
    for mine in (own, waiting.filter(assigned_to=None)):
        for claim in mine.select_related("article").order_by(*order)[:TRIES]:
            if claim.assigned_to_id == by.pk and claim.state == State.IN_REVIEW:
                return Done(claim)
            try:
                return take_on(claim=claim, by=by, version=claim.version)
            except Stale:
                continue  # somebody was faster
    return Done()


def take_on(*, claim: Claim, by: User, version: int) -> Done:
    """Takes the claim in hand. Raises Stale and Refused."""
    with action("claim_taken_on", by=by) as act:
        if claim.state != State.IN_REVIEW:
            step(claim, "review", by)
        claim.assigned_to = by
        act.save(claim, version=version)
    return Done(claim, action=act.id if act.changes else "")


def assess_claim(
    *,
    claim: Claim,
    by: User,
    version: int,
    scale: Scale,
    option: ScaleOption | None,
    rationale: str,
    decide: bool,
) -> Done:
    """Notes a reviewer's verdict, and with `decide` makes it the desk's.

    Without an option the scale is one of written conclusions, and `rationale` is the verdict. The
    reviewer's own earlier assessment stays, replaced. Raises Stale, and Refused for a verdict
    that the scale does not have.
    """
    if (option is None) != scale.in_words or (option and option.scale_id != scale.pk):
        raise Refused(_("Choose one of the verdicts of the scale."))
    if option is None and not rationale:
        raise Refused(_("Write the conclusion: this scale has no other verdict."))
    with action("claim_decided" if decide else "claim_assessed", by=by) as act:
        stored = act.locked(claim, version)
        made = Assessment(
            article_id=claim.article_id,
            claim=claim,
            reviewer=by,
            scale=scale,
            option=option,
            words=option.words if option else "",
            verdict=option.verdict if option else "",
            rationale=rationale,
            revision=claim.sentence.revision,
            made_at=act.at,
        )
        assessed = _replace(act, made)
        if decide:
            _decide(claim, made, by)
        elif stored.state in {State.TAGGED, State.REOPENED}:
            step(claim, "review", by)
        act.save(claim, version=version, touch=assessed)
    return Done(claim, action=act.id if act.changes else "")


def _replace(act: Action, made: Assessment) -> bool:
    """The assessment in place of the reviewer's last one; False where the two say the same."""
    last = made.claim.assessments.standing().filter(reviewer=made.reviewer).first()
    if last is not None:
        same = ("scale_id", "option_id", "rationale", "revision_id")
        if all(getattr(last, name) == getattr(made, name) for name in same):
            return False
        last.claim = made.claim
        last.replaced = True
        act.save(last, version=last.version)
    try:
        act.create(made)
    except IntegrityError as error:
        raise Refused(
            _("You said something else at the same moment. Look, and try again.")
        ) from error
    return True


def _decide(claim: Claim, made: Assessment, by: User) -> None:
    same = (claim.scale_id, claim.verdict, claim.verdict_words) == (
        made.scale_id,
        made.verdict,
        made.words,
    )
    if claim.state == State.DECIDED and same:
        return
    step(claim, "decide", by)
    claim.scale, claim.verdict, claim.verdict_words = made.scale, made.verdict, made.words
    claim.decided_by, claim.decided_at = by, made.made_at


def reopen_claim(*, claim: Claim, by: User, version: int) -> Done:
    """Takes a decision off; the assessments stay. Raises Stale and Refused."""
    with action("claim_reopened", by=by) as act:
        step(claim, "reopen", by)
        claim.undecide()
        act.save(claim, version=version)
    return Done(claim, action=act.id)
