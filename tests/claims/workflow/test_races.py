"""Tagging and mending while the article changes: refused or kept, never lost."""

import pytest

from articles.changes import Stale
from articles.models import Article, Sentence
from articles.store import store_draft
from claims import workflow
from claims.models import Claim
from tests.claims.test_concurrency import at_once, people
from tests.claims.workflow.conftest import assert_nothing_is_lost
from tests.conftest import PARAGRAPHS, draft

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_is_lost_when_all_happens_at_once() -> None:
    store_draft(draft(), by=None)
    users = people()

    def do(n: int) -> str:
        sentences = Sentence.objects.select_related("revision__article").taggable()
        newest = sentences.filter(revision=Article.objects.get().current).order_by("start")
        try:
            if n % 4 == 0:
                store_draft(draft(paragraphs=(*PARAGRAPHS, f"Note {n}.")), by=users[n])
                return "revised"
            if n % 4 == 1:
                workflow.merge_with_next(sentence=newest[1], by=users[n])
                return "mended"
            workflow.add_claim(sentence=newest[1], by=users[n])
            workflow.add_claim(sentence=newest[2], by=users[n])
        except (workflow.Refused, Stale):
            return "refused"
        return "tagged"

    said = at_once(do)
    assert set(said) <= {"revised", "mended", "tagged", "refused"}
    assert "revised" in said
    assert_nothing_is_lost()
    store_draft(draft(paragraphs=("Nothing is left.",)), by=None)
    assert_nothing_is_lost()
    assert Claim.objects.count() == Claim.objects.standing().count()
