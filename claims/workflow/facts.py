"""The verbs of facts: kept in one place, put beside claims, looked at again when they change."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from articles.changes import Action, action
from articles.models import User
from claims.choices import Stance, State
from claims.models import Claim, Evidence, Fact
from claims.models.fact import SUBSTANCE
from claims.workflow.answers import Done, Refused
from claims.workflow.steps import step


def add_fact(*, values: Mapping[str, Any], by: User) -> Done:
    """A new fact of the library."""
    with action("fact_added", by=by) as act:
        fact = act.create(Fact(created_by=by, **values))
    return Done(fact=fact, action=act.id)


def edit_fact(
    *, fact: Fact, by: User, version: int, values: Mapping[str, Any], verb: str = "fact_edited"
) -> Done:
    """Sets fields of a fact. The claims beside it wait to be looked at again. Raises Stale."""
    for name, value in values.items():
        setattr(fact, name, value)
    with action(verb, by=by) as act:
        save_fact(act, fact, version=version)
    return Done(fact=fact, action=act.id if act.changes else "")


def save_fact(act: Action, fact: Fact, *, version: int) -> None:
    """Stores the fact; where its substance changed, the claims beside it wait. Raises Stale."""
    stored = act.locked(fact, version)
    act.save(fact, version=version)
    if any(getattr(stored, name) != getattr(fact, name) for name in SUBSTANCE):
        beside = fact.evidence.filter(fact_changed=False).exclude(claim__state=State.WITHDRAWN)
        act.update_all(beside.select_related("claim__article"), fact_changed=True)


def withdraw_fact(*, fact: Fact, by: User, version: int, withdrawn: bool = True) -> Done:
    """Takes a fact out of use, or back into it. It stays beside its claims, which wait."""
    verb = "fact_withdrawn" if withdrawn else "fact_restored"
    return edit_fact(fact=fact, by=by, version=version, values={"withdrawn": withdrawn}, verb=verb)


def attach_fact(
    *,
    claim: Claim,
    by: User,
    version: int,
    stance: Stance | str,
    fact: Fact | None = None,
    values: Mapping[str, Any] | None = None,
    note: str = "",
) -> Done:
    """Puts a fact beside a claim: one of the library, or a new one with these values.

    Raises Stale, and Refused for a fact that stands there already or was withdrawn.
    """
    try:
        with action("fact_attached", by=by) as act:
            step(act.locked(claim, version), "edit", by)
            if fact is None:
                fact = act.create(Fact(created_by=by, **(values or {})))
            elif fact.withdrawn:
                raise Refused(_("This fact was withdrawn. Choose another, or bring it back first."))
            act.create(
                Evidence(
                    article_id=claim.article_id,
                    claim=claim,
                    fact=fact,
                    stance=stance,
                    note=note,
                    added_by=by,
                    added_at=act.at,
                )
            )
            act.save(claim, version=version, touch=True)
    except IntegrityError as error:
        if fact and fact.pk and claim.evidence.filter(fact=fact).exists():
            raise Refused(_("This fact stands beside the claim already.")) from error
        raise
    return Done(claim, fact, act.id)


def edit_evidence(
    *, evidence: Evidence, by: User, version: int, stance: Stance | str, note: str
) -> Done:
    """Says otherwise what the fact does to the claim. `version` is the claim's. Raises Stale."""
    claim = evidence.claim
    evidence.stance, evidence.note = stance, note
    with action("evidence_edited", by=by) as act:
        step(act.locked(claim, version), "edit", by)
        changed = act.save(evidence, version=evidence.version)
        act.save(claim, version=version, touch=changed)
    return Done(claim, evidence.fact, act.id if act.changes else "")


def detach_fact(*, evidence: Evidence, by: User, version: int) -> Done:
    """Takes a fact away from a claim. `version` is the claim's. Raises Stale."""
    claim = evidence.claim
    with action("fact_detached", by=by) as act:
        step(act.locked(claim, version), "edit", by)
        act.delete(evidence)
        act.save(claim, version=version, touch=True)
    return Done(claim, evidence.fact, act.id)


def confirm_evidence(*, claim: Claim, by: User, version: int) -> Done:
    """Notes that a reviewer has seen how the facts beside a claim changed; the verdict holds.

    Raises Stale, and Refused where nothing waits.
    """
    waiting = list(claim.evidence.waiting().select_related("fact").order_by("pk"))
    if not waiting:
        raise Refused(_("No fact of this claim waits to be looked at."))
    with action("facts_confirmed", by=by) as act:
        act.locked(claim, version)
        for evidence in waiting:
            evidence.claim = claim
            evidence.fact_changed, evidence.confirmed_at = False, act.at
            act.save(evidence, version=evidence.version)
        act.save(claim, version=version, touch=True)
    return Done(claim, action=act.id)
