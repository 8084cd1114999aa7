"""The nouns of what we say, one a file."""

from claims.models.claim import Claim, ClaimEvent
from claims.models.claimant import Claimant, ClaimantAlias
from claims.models.event import Event, EventAlias
from claims.models.reading import Reading

__all__ = [
    "Claim",
    "ClaimEvent",
    "Claimant",
    "ClaimantAlias",
    "Event",
    "EventAlias",
    "Reading",
]
