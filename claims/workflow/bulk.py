"""The verbs on many claims at once: all or nothing, undone as one."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.changes import Action, action
from articles.models import User
from claims import states
from claims.choices import State
from claims.models import Claim, Claimant, ClaimEvent, Event
from claims.models.claim import ClaimQuerySet
from claims.workflow.answers import Refused

MOST = 5_000  # claims of one go


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is to be done to each claim; one of these is set."""

    assign_to: User | None = None
    unassign: bool = False
    add_event: Event | None = None
    claimant: Claimant | None = None
    step: str = ""  # a verb of `claims.states.STEPS`: review, reopen or withdraw


def affected(claims: ClaimQuerySet, what: Bulk) -> ClaimQuerySet:
    """Those of the claims that it would change."""
    if what.assign_to or what.unassign:
        return (
            claims.exclude(assigned_to=what.assign_to)
            if what.assign_to
            else claims.exclude(assigned_to=None)
        )
    if what.add_event:
        return claims.exclude(links__event=what.add_event)
    if what.claimant:
        return claims.exclude(claimant=what.claimant)
    return claims.filter(state__in=states.STEPS[what.step].before)


def change_all(*, claims: ClaimQuerySet, what: Bulk, by: User, expected: int) -> Action:
    """Does it to all of them in one action.

    `expected` is the number that the one who asked was told. Raises Refused when another number
    would be changed by now, when it is none, more than MOST, or not within the role.
    """
    if what.step and not by.has_perm(states.STEPS[what.step].permission):
        raise Refused(_("Your role does not allow this: ask for it, or ask a reviewer."))
    with action("claims_changed", by=by) as act:
        found = list(
            Claim.objects.filter(pk__in=affected(claims, what).order_by().values("pk"))
            .select_related("article", "claimant", "assigned_to", "scale", "decided_by")
            .select_for_update(of=("self",))
            .order_by("pk")[: MOST + 1]
        )
        check_number(len(found), expected)
        if what.add_event:
            for claim in found:
                act.create(ClaimEvent(claim=claim, event=what.add_event))
            act.touch_all(Claim.objects.filter(pk__in=[claim.pk for claim in found]))
        else:
            act.update_rows(found, **values_of(what))
    return act


def check_number(found: int, expected: int) -> None:
    if found > MOST:
        raise Refused(_("These are more than %(most)s claims. Narrow the list.") % {"most": MOST})
    if not found:
        raise Refused(_("It would change no claim of this list."))
    if found != expected:
        raise Refused(
            ngettext(
                "The list has changed: it would be %(found)s claim now. Look, and say it again.",
                "The list has changed: it would be %(found)s claims now. Look, and say it again.",
                found,
            )
            % {"found": found}
        )


def values_of(what: Bulk) -> dict[str, Any]:
    """The fields that it sets."""
    if what.assign_to or what.unassign:
        return {"assigned_to": what.assign_to}
    if what.claimant:
        return {"claimant": what.claimant}
    after = states.STEPS[what.step].after
    undecided = {
        "scale": None,
        "verdict": "",
        "verdict_words": "",
        "decided_by": None,
        "decided_at": None,
    }
    return {"state": after, **(undecided if after != State.DECIDED else {})}
