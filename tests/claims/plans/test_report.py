"""What changed in all articles is read from one index; what stands beside it is looked up."""

import pytest
from django.db import connection

from articles.models import Article, Revision
from claims.models import Anchoring
from claims.report import chosen_revisions
from claims.tallies import listed
from tests.claims.plans import plan_of


@pytest.mark.parametrize("asked", [{}, {"level": "wording"}, {"flag": "number"}])
def test_report_reads_one_index_and_no_text(article: Article, asked: dict[str, str]) -> None:
    found = chosen_revisions(asked, Revision.objects.all()).qs.order_by("-fetched_at", "-pk")
    plan = plan_of(found.values_list("pk", "level", "flags", "article")[:50])
    assert "Seq Scan" not in plan
    if connection.vendor == "sqlite":
        assert "SEARCH articles_revision USING COVERING INDEX revision_level" in plan


def test_claims_that_wait_are_looked_up(article: Article) -> None:
    waiting = Anchoring.objects.waiting().filter(revision__in=listed([1, 2], "default"))
    plan = plan_of(waiting.order_by().values("revision"))
    assert "Seq Scan on claims_anchoring" not in plan
    assert "SCAN claims_anchoring" not in plan
