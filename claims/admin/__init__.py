"""Curating claims, who makes them, and what they are about."""

from claims.admin.claim import ClaimAdmin
from claims.admin.claimant import ClaimantAdmin
from claims.admin.event import EventAdmin

__all__ = ["ClaimAdmin", "ClaimantAdmin", "EventAdmin"]
