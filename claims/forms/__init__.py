"""All input of the pages, a file a noun."""

from claims.forms.claim import ClaimForm, TagForm
from claims.forms.fact import FactForm

__all__ = ["ClaimForm", "FactForm", "TagForm"]
