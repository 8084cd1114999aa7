"""All input of the pages, a file a noun."""

from claims.forms.claim import ClaimForm, TagForm

__all__ = ["ClaimForm", "TagForm"]
