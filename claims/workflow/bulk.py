"""The verbs on many claims at once: all or nothing, undone as one."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.changes import Action, action
from articles.models import User
from claims import states
from claims.choices import Decision, State
from claims.models import Claim, Claimant, ClaimEvent, Event, Reading
from claims.models.claim import ClaimQuerySet
from claims.workflow.answers import ListChanged, Refused

MOST = 5_000  # claims of one go
UNDECIDED = {
    "scale": None,
    "verdict": "",
    "verdict_words": "",
    "decided_by": None,
    "decided_at": None,
}


@dataclass(frozen=True, slots=True)
class Bulk:
    """What is to be done to each claim; one of these is set."""

    assign_to: User | None = None
    unassign: bool = False
    add_event: Event | None = None
    claimant: Claimant | None = None
    step: str = ""  # a verb of `claims.states.STEPS`: review, reopen or withdraw

    @property
    def verb(self) -> str:
        """The row of the table of states that allows it."""
        if self.assign_to or self.unassign:
            return "assign"
        return self.step or "edit"


def open_to(claims: ClaimQuerySet, what: Bulk, by: User) -> ClaimQuerySet:
    """Those whose state lets this person do it."""
    return claims.filter(state__in=states.states_for(by, what.verb))


def affected(claims: ClaimQuerySet, what: Bulk, by: User) -> ClaimQuerySet:
    """Those that it would change: this person may, and it is not so already."""
    claims = open_to(claims, what, by)
    if what.assign_to:
        return claims.exclude(assigned_to=what.assign_to)
    if what.unassign:
        return claims.exclude(assigned_to=None)
    if what.add_event:
        return claims.exclude(links__event=what.add_event)
    if what.claimant:
        return claims.exclude(claimant=what.claimant)
    return claims


def change_all(*, claims: ClaimQuerySet, what: Bulk, by: User, expected: int) -> Action:
    """Does it to all of them in one action.

    `expected` is the number that the one who asked was told. Raises ListChanged when another
    number would be changed by now, and Refused when it is none or more than MOST.
    """
    with action("claims_changed", by=by) as act:
        related = ("article", "claimant", "assigned_to", "scale", "decided_by")
        wanted = affected(claims, what, by).select_related(*related)
        found = act.lock_all(wanted, MOST + 1)
        check_number(len(found), expected)
        if what.add_event:
            act.create_all(
                [
                    ClaimEvent(article_id=claim.article_id, claim=claim, event=what.add_event)
                    for claim in found
                ]
            )
            act.touch_all(Claim.objects.filter(pk__in=[claim.pk for claim in found]))
            return act
        if what.step == "withdraw":
            _unread(act, found, by)
        act.update_rows(found, **values_of(what, by))
    return act


def check_number(found: int, expected: int) -> None:
    if found > MOST:
        raise Refused(_("These are more than %(most)s claims. Narrow the list.") % {"most": MOST})
    if not found:
        raise Refused(_("It would change no claim of this list."))
    if found != expected:
        raise ListChanged(
            ngettext(
                "The list has changed: it would be %(found)s claim now. Look, and say it again.",
                "The list has changed: it would be %(found)s claims now. Look, and say it again.",
                found,
            )
            % {"found": found}
        )


def values_of(what: Bulk, by: User) -> dict[str, Any]:
    """The fields that it sets."""
    if what.assign_to or what.unassign:
        return {"assigned_to": what.assign_to}
    if what.claimant:
        return {"claimant": what.claimant}
    after = states.STEPS[what.step].after
    if after == State.IN_REVIEW:
        return {"state": after, "assigned_to": by}
    return {"state": after, **UNDECIDED}


def _unread(act: Action, withdrawn: list[Claim], by: User) -> None:
    """Takes off the marks by which this person found the claims, as withdrawing each would."""
    keys = [claim.pk for claim in withdrawn]
    sentences = {claim.sentence_id for claim in withdrawn}
    others = Claim.objects.standing().filter(sentence__in=sentences).exclude(pk__in=keys)
    sentences -= set(others.values_list("sentence", flat=True))
    mine = Reading.objects.filter(editor=by, decision=Decision.CLAIM, sentence__in=sentences)
    related = ("editor", "sentence__revision__article")
    act.delete_all(list(mine.select_related(*related).defer("sentence__revision__text")))
