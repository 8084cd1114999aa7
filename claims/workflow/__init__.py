"""The verbs that write claims: keyword-only, atomic, and each says who (`by=`)."""

from claims.workflow.anchoring import (
    follow,
    proposed,
    sentences_at,
    span_on,
    split_to_both,
    withdraw_with_statement,
)
from claims.workflow.answers import Done, ListChanged, Refused
from claims.workflow.bulk import MOST, Bulk, affected, change_all, open_to
from claims.workflow.carrying import carry_over, settle_undone
from claims.workflow.facts import (
    add_fact,
    attach_fact,
    confirm_evidence,
    detach_fact,
    edit_evidence,
    edit_fact,
    save_fact,
    withdraw_fact,
)
from claims.workflow.mending import merge_with_next, split_sentence
from claims.workflow.names import NamedThing, merge
from claims.workflow.review import (
    assess_claim,
    assign_claim,
    reopen_claim,
    take_next,
    take_on,
)
from claims.workflow.scales import new_edition
from claims.workflow.tagging import (
    add_claim,
    agree_with_claims,
    dismiss_sentence,
    edit_claim,
    withdraw_claim,
)
from claims.workflow.undoing import undo

__all__ = [
    "MOST",
    "Bulk",
    "Done",
    "ListChanged",
    "NamedThing",
    "Refused",
    "add_claim",
    "add_fact",
    "affected",
    "agree_with_claims",
    "assess_claim",
    "assign_claim",
    "attach_fact",
    "carry_over",
    "change_all",
    "confirm_evidence",
    "detach_fact",
    "dismiss_sentence",
    "edit_claim",
    "edit_evidence",
    "edit_fact",
    "follow",
    "merge",
    "merge_with_next",
    "new_edition",
    "open_to",
    "proposed",
    "reopen_claim",
    "save_fact",
    "sentences_at",
    "settle_undone",
    "span_on",
    "split_sentence",
    "split_to_both",
    "take_next",
    "take_on",
    "undo",
    "withdraw_claim",
    "withdraw_fact",
    "withdraw_with_statement",
]
