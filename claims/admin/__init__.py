"""Curating claims, who makes them, and what they are about."""

from claims.admin.claim import ClaimAdmin
from claims.admin.claimant import ClaimantAdmin
from claims.admin.event import EventAdmin
from claims.admin.fact import FactAdmin
from claims.admin.scale import ScaleAdmin

__all__ = ["ClaimAdmin", "ClaimantAdmin", "EventAdmin", "FactAdmin", "ScaleAdmin"]
