"""The queue and the events: each list is read along one index, without sorting."""

from collections.abc import Callable

import pytest
from django.db import connection

from articles.paging import behind, key_of
from claims.filters import SORTS, chosen
from claims.models import Claim, ClaimEvent, Event
from claims.models.claim import FACETED
from tests.claims.plans import plan_of

NEWEST = SORTS[""][1]
FILTERS = {
    "claim_tagged_at": {},
    "claim_state": {"state": "tagged"},
    "claim_kind": {"kind": "quantity", "state": "tagged"},
    "claim_claimant": {"claimant": "none"},
    "claim_assigned_to": {"assigned": "none"},
    "claim_verdict": {"verdict": "refuted", "state": "tagged", "assigned": "none"},
}


@pytest.fixture
def claims(tag: Callable[[int], list[Claim]]) -> list[Claim]:
    return tag(3)


def steps(plan: str) -> list[str]:
    """The steps in which a table of claims is read, and the sorts."""
    said = [line.strip() for line in plan.splitlines()]
    return [line for line in said if "claims_claim" in line or "TEMP" in line or "Sort" in line]


@pytest.mark.parametrize("index", FILTERS)
def test_queue_is_read_along_the_index_of_its_rarest_filter(
    claims: list[Claim], index: str
) -> None:
    found = chosen(FILTERS[index], Claim.objects.all()).qs.order_by(*NEWEST)
    plan = plan_of(found.values_list("pk", *FACETED)[:50])
    if connection.vendor == "sqlite":
        way = "SCAN" if index == "claim_tagged_at" else "SEARCH"
        assert [step.partition(" (")[0] for step in steps(plan)] == [
            f"{way} claims_claim USING COVERING INDEX {index}"
        ]
    else:
        assert "Seq Scan" not in plan


def test_deep_page_enters_the_index_at_its_mark(claims: list[Claim]) -> None:
    found = Claim.objects.filter(behind(list(NEWEST), key_of(claims[0], NEWEST)))
    plan = plan_of(found.order_by(*NEWEST).values_list("pk")[:50])
    if connection.vendor == "sqlite":
        assert steps(plan) == [
            "SEARCH claims_claim USING COVERING INDEX claim_tagged_at (tagged_at<?)"
        ]
    else:
        assert "Seq Scan" not in plan


def test_days_are_a_range_of_the_index(claims: list[Claim]) -> None:
    found = chosen({"since": "2031-05-01", "until": "2031-05-02"}, Claim.objects.all()).qs
    plan = plan_of(found.order_by(*NEWEST).values_list("pk")[:50])
    if connection.vendor == "sqlite":
        assert steps(plan) == [
            "SEARCH claims_claim USING COVERING INDEX claim_tagged_at (tagged_at>? AND tagged_at<?)"
        ]
    else:
        assert "Seq Scan" not in plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes both bounds")
def test_page_of_some_days_is_entered_where_the_one_before_it_ends(claims: list[Claim]) -> None:
    order, last = SORTS[""][1], claims[0]
    query = chosen({"since": "2020-01-01", "until": "2099-12-31"}, Claim.objects.all())
    rows = query.behind().filter(behind(list(order), key_of(last, order)))
    plan = plan_of(rows.order_by(*order).values("pk")[:50])
    assert "claim_tagged_at (tagged_at<?)" in plan
    sql, _said = rows.query.sql_with_params()
    assert sql.count('+"claims_claim"."tagged_at"') == 2
    assert set(rows) == set(query.qs.filter(behind(list(order), key_of(last, order))))


def test_claims_of_an_event_are_read_along_its_links(
    claims: list[Claim], events: dict[str, Event]
) -> None:
    links = ClaimEvent.objects.under(events["year"]).standing()
    plan = plan_of(links.order_by("-tagged_at", "-claim").values("tagged_at", "claim")[:50])
    if connection.vendor == "sqlite":
        assert "claim_event_tagged" in plan
        assert "SCAN" not in plan
    else:  # of a handful of links it may take another of their indexes
        assert "Index Scan" in plan or "Index Only Scan" in plan
        assert "Seq Scan" not in plan


def test_claims_that_wait_for_a_look_are_found_by_two_indexes(claims: list[Claim]) -> None:
    plan = plan_of(Claim.objects.waiting().order_by().values("pk"))
    if connection.vendor == "sqlite":
        assert "SCAN claims_claim" not in plan
        assert "SCAN U0 USING INDEX evidence_" in plan.replace("COVERING ", "")
        assert "fact_expires" in plan
    else:
        assert "Seq Scan" not in plan
