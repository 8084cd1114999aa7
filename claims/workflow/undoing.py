"""Who may take what back."""

from django.utils.translation import gettext as _

from articles import changes
from articles.changes import Action, Reversal
from articles.models import User
from claims.choices import State
from claims.workflow.answers import Refused

CLAIM = "claims.claim"
ONLY_FLAGS = {"fact_changed"}  # a change of a fact marks the claims beside it, decided or not


def undo(action: str, *, by: User) -> Action:
    """Takes back an action: one's own, a curator anybody's.

    Raises CannotUndo when somebody has built on it, and Refused for what the role does not allow:
    only a reviewer undoes a decision, or changes a decided claim by undoing.
    """

    def allowed(reversal: Reversal) -> None:
        if {change.by_id for change in reversal.changes} != {by.pk} and not by.has_perm(
            "claims.curate"
        ):
            raise Refused(_("Only a curator can undo what somebody else did."))
        if decided(reversal) and not by.has_perm("claims.review_claim"):
            raise Refused(_("This claim is decided. Only a reviewer can undo a change of it."))

    return changes.undo(action, by=by, allowed=allowed)


def decided(reversal: Reversal) -> bool:
    """Whether a claim that it changes is decided now, or would be."""
    keys = set()
    for change in reversal.changes:
        said = change.new or change.old
        if change.noun == CLAIM:
            keys.add(change.row)
            if change.old.get("state") == State.DECIDED:
                return True
        elif "claim" in said:
            keys.add(said["claim"]["id"])
        elif change.noun == "claims.evidence" and said.keys() != ONLY_FLAGS:
            keys.add(reversal.rows[change.noun, change.row].claim_id)
    return any(
        reversal.rows[CLAIM, key].state == State.DECIDED
        for key in keys
        if (CLAIM, key) in reversal.rows
    )
