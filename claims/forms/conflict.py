"""A lost race as a page shows it: who was faster, what is stored, what was typed."""

from dataclasses import dataclass
from typing import Any

from articles.models import Change


@dataclass(frozen=True, slots=True)
class Conflict:
    """`rows`: label, what is stored now, what was typed, for each field where the two disagree."""

    last: Change | None
    rows: tuple[tuple[Any, str, str], ...]


def conflict_about(subject: str, rows: list[tuple[Any, Any, Any]]) -> Conflict:
    """The conflict over the thing with this public id; one query."""
    last = Change.objects.about(subject).select_related("by").first()
    return Conflict(
        last,
        tuple(
            (label, str(stored or "–"), str(typed or "–"))
            for label, stored, typed in rows
            if str(stored or "") != str(typed or "")
        ),
    )
