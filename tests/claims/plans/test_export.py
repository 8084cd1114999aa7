"""An export finds its claims, and what stands beside them, by keys."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.exporters import EXPORTERS, Options
from claims.models import Claim, Evidence, Fact
from tests.claims.plans import plan_of

BIG = (
    *("claims_claim", "claims_claimevent", "claims_evidence", "claims_fact"),
    *("claims_assessment", "articles_article", "articles_revision", "articles_sentence"),
)
WHOLE = re.compile(rf"\b(?:SCAN|Seq Scan on) (?:{'|'.join(BIG)})\b(?! USING COVERING INDEX)")


def another(claim: Claim, pk: int) -> Claim:
    """On the same sentence, one character shorter."""
    return Claim(
        pk=pk,
        article=claim.article,
        sentence=claim.sentence,
        start=claim.start,
        end=claim.end - 1,
        quote=claim.quote[:-1],
        tagged_at=claim.tagged_at,
    )


def test_whole_reading_is_seen_in_a_plan(db: None) -> None:
    assert WHOLE.search(plan_of(Claim.objects.filter(note="x")))


@pytest.mark.parametrize("apart", [1, 1_000_000])
def test_export_reads_no_whole_table(evidence: Evidence, claim: Claim, apart: int) -> None:
    """Not where its claims follow each other, nor where they lie far apart."""
    Claim.objects.bulk_create([another(claim, pk=claim.pk + apart)])
    with CaptureQueriesContext(connection) as captured:
        list(EXPORTERS["csv"].write(Claim.objects.standing(), Options()))
    plans = [plan_of(query["sql"]) for query in captured.captured_queries]
    assert len(plans) == 5
    assert [WHOLE.findall(plan) for plan in plans] == [[]] * 5


def test_claims_of_which_a_fact_waits_are_found_by_their_facts(db: None) -> None:
    Fact.objects.bulk_create(Fact(statement=f"It rained {n} times.") for n in range(300))
    if connection.vendor == "postgresql":  # of what it takes for one fact it reads any index
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE claims_fact")
    plan = plan_of(Claim.objects.waiting().order_by("pk").values("pk"))
    assert WHOLE.findall(plan) == []
    assert "evidence_changed" in plan
    assert "fact_expires" in plan
