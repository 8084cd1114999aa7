"""An article with claims that met its corrected version."""

import pytest

from articles.models import Article, Sentence, User
from articles.store import store_draft
from claims import workflow
from tests.conftest import draft

CHANGED = (
    "The ministry said 214 schools had reopened by Monday.",
    "Minister Ana Weber said: “We are confident.” She spoke in Northtown.",
    "A spokesman promised a list. The union called the figure too high.",
)


def revise(
    paragraphs: tuple[str, ...] = CHANGED, title: str = "Schools reopen in Northtown"
) -> Article:
    return store_draft(draft(title, paragraphs), by=None).article


@pytest.fixture
def revised(article: Article, sentences: list[Sentence], editor: User) -> Article:
    """With claims on the reworded sentence, on one that is gone, and on one that stays."""
    for n in (1, 2, 5):
        workflow.add_claim(sentence=sentences[n], by=editor)
    found: Article = revise()
    return found


def compare_address(article: Article, older: int = 1, newer: int = 2) -> str:
    return f"/articles/{article.public_id}/revisions/{older}/{newer}/"


@pytest.fixture
def news(revised: Article) -> Article:
    """Two articles that changed, one of them in typography only, and one that did not."""
    store_draft(draft("Harbour", ('He said "yes". It rained.',), source="Harbour Post"), by=None)
    store_draft(draft("Harbour", ("He said “yes”. It rained.",), source="Harbour Post"), by=None)
    store_draft(draft("Quiet day"), by=None)
    return revised
