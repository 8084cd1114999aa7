"""What a page needs, as one frozen object each, testable without HTTP."""

from claims.pages.article import (
    ArticlePage,
    Piece,
    Progress,
    Row,
    article_page,
    progress_of,
    sentence_row,
)
from claims.pages.claim import ClaimPage, claim_page

__all__ = [
    "ArticlePage",
    "ClaimPage",
    "Piece",
    "Progress",
    "Row",
    "article_page",
    "claim_page",
    "progress_of",
    "sentence_row",
]
