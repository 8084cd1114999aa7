"""The nouns of what we say, one a file."""

from claims.models.anchoring import Anchoring
from claims.models.assessment import Assessment
from claims.models.claim import Claim, ClaimEvent
from claims.models.claimant import Claimant, ClaimantAlias
from claims.models.event import Event, EventAlias
from claims.models.evidence import Evidence
from claims.models.fact import Fact
from claims.models.presence import Presence
from claims.models.reading import Reading
from claims.models.scale import Scale, ScaleOption

__all__ = [
    "Anchoring",
    "Assessment",
    "Claim",
    "ClaimEvent",
    "Claimant",
    "ClaimantAlias",
    "Event",
    "EventAlias",
    "Evidence",
    "Fact",
    "Presence",
    "Reading",
    "Scale",
    "ScaleOption",
]
