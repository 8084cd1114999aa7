"""The library of facts: its lists are read along an index, evidence is looked up and not read."""

from typing import Any

import pytest
from django.db import connection

from claims.library import STATES, chosen
from claims.models import Evidence, Fact
from claims.shelves import NEWEST, evidently
from tests.claims.plans import plan_of

INDEXES = {
    "fact_updated_at": {},
    "fact_publisher": {"publisher": "Northtown School Board"},
    "fact_language": {"language": "none"},
}
SORTED = {"expired", "waiting"}  # entered by the day on which facts run out, of which few have any


def whole_tables(plan: str) -> list[str]:
    """The steps that read a table from end to end, or sort what they read."""
    steps = [step.strip() for step in plan.splitlines()]
    dear = ("TEMP B-TREE FOR ORDER", "Seq Scan")
    return [
        step
        for step in steps
        if any(sign in step for sign in dear) or (step.startswith("SCAN") and "USING" not in step)
    ]


def listed(asked: dict[str, str]) -> Any:
    return chosen(asked, Fact.objects.all()).qs.order_by(*NEWEST).values("pk")[:50]


@pytest.mark.parametrize("index", INDEXES)
def test_library_is_read_along_an_index(evidence: Evidence, index: str) -> None:
    plan = plan_of(listed(INDEXES[index]))
    assert whole_tables(plan) == []
    if connection.vendor == "sqlite":
        assert index in plan


@pytest.mark.parametrize("state", STATES)
def test_no_state_reads_all_evidence(evidence: Evidence, state: str) -> None:
    found = whole_tables(plan_of(listed({"state": state})))
    if state in SORTED and connection.vendor == "sqlite":
        found.remove("USE TEMP B-TREE FOR ORDER BY")
    assert found == []


def test_what_stands_beside_a_fact_is_looked_up(
    evidence: Evidence, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1) as captured:
        evidently(Fact.objects.all())
    plan = plan_of(captured.captured_queries[0]["sql"].replace("%", "%%"))
    assert whole_tables(plan) == []
    assert "evidence_fact" in plan
    assert "evidence_changed" in plan
