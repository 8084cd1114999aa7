"""What may become of a claim, and who may do it: the one table of states.

Undoing is not in it: it leads back along any of these ways, for whoever may undo.
"""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.choices import State


class Step(NamedTuple):
    """From which states a verb leads to which one, and the permission that it asks for.

    `after` is None where the state stays.
    """

    words: Promise
    before: frozenset[State]
    after: State | None
    permission: str


OPEN = frozenset({State.TAGGED, State.IN_REVIEW, State.REOPENED})
STEPS: dict[str, Step] = {
    "tag": Step(
        _("tag, or bring a withdrawn claim back"),
        frozenset({State.WITHDRAWN}),
        State.TAGGED,
        "claims.add_claim",
    ),
    "edit": Step(
        _("say otherwise who claims what in an open claim, and attach facts"),
        OPEN,
        None,
        "claims.change_claim",
    ),
    "edit_decided": Step(
        _("the same in a decided claim"),
        frozenset({State.DECIDED}),
        None,
        "claims.review_claim",
    ),
    "review": Step(
        _("take on for review"),
        frozenset({State.TAGGED, State.REOPENED}),
        State.IN_REVIEW,
        "claims.review_claim",
    ),
    "decide": Step(_("decide"), OPEN | {State.DECIDED}, State.DECIDED, "claims.review_claim"),
    "reopen": Step(_("reopen"), frozenset({State.DECIDED}), State.REOPENED, "claims.review_claim"),
    "withdraw": Step(_("withdraw an open claim"), OPEN, State.WITHDRAWN, "claims.change_claim"),
    "withdraw_decided": Step(
        _("withdraw a decided claim"),
        frozenset({State.DECIDED}),
        State.WITHDRAWN,
        "claims.review_claim",
    ),
}

DECIDED = {"edit": "edit_decided", "withdraw": "withdraw_decided"}


def verb_for(verb: str, state: str) -> str:
    """The row of the table that holds for a claim in this state."""
    return DECIDED.get(verb, verb) if state == State.DECIDED else verb


def may(user: Any, verb: str, state: str) -> bool:
    """Whether this person may take the step with a claim in this state."""
    verb = verb_for(verb, state)
    return allows(verb, state) and user.has_perm(STEPS[verb].permission)


def allows(verb: str, state: str) -> bool:
    """Whether a claim in this state may take the step."""
    return State(state) in STEPS[verb].before
