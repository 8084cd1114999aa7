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
from claims.pages.claim import ClaimPage, claim_page, next_waiting, others_here
from claims.pages.comparison import ComparisonPage, comparison_page
from claims.pages.fact import FactPage, fact_page
from claims.pages.found import Found, claims_found, facts_found, matching, sentences_found
from claims.pages.revision import (
    News,
    RevisionRow,
    article_news,
    report_rows,
    revision_rows,
)

__all__ = [
    "ArticlePage",
    "ClaimPage",
    "ComparisonPage",
    "FactPage",
    "Found",
    "News",
    "Piece",
    "Progress",
    "RevisionRow",
    "Row",
    "article_news",
    "article_page",
    "claim_page",
    "claims_found",
    "comparison_page",
    "fact_page",
    "facts_found",
    "matching",
    "next_waiting",
    "others_here",
    "progress_of",
    "report_rows",
    "revision_rows",
    "sentence_row",
    "sentences_found",
]
