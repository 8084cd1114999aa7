"""What a verb answers with."""

from dataclasses import dataclass

from claims.models import Claim, Fact


class Refused(ValueError):
    """Why a verb did nothing, in words for the one who asked."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a verb did. `action` is empty when there was nothing to do."""

    claim: Claim | None = None
    fact: Fact | None = None
    action: str = ""
    taken_off: bool = False
