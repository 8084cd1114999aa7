"""The one way to write what people edit: versioned, logged, undoable, in one transaction.

    with action("claim_edited", by=user) as act:
        act.save(claim, version=seen)

Every row written inside leaves a `Change` in the same transaction. A write that saw an older
version raises `Stale`: two editors never overwrite each other.
"""

from articles.changes.action import Action, Stale, action, write_log
from articles.changes.undo import FINAL, CannotUndo, Reversal, in_force, last_undoable, undo

__all__ = [
    "FINAL",
    "Action",
    "CannotUndo",
    "Reversal",
    "Stale",
    "action",
    "in_force",
    "last_undoable",
    "undo",
    "write_log",
]
