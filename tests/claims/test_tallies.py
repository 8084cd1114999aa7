"""What the facets count, and that a filter leads to the same claims whichever way it is read."""

from collections.abc import Callable

import pytest

from articles.models import User
from claims import workflow
from claims.filters import chosen
from claims.models import Claim, Event
from claims.narrowing import Sizes, beside, narrow
from claims.tallies import Tallies, tally


@pytest.fixture
def claims(tag: Callable[[int], list[Claim]], editor: User) -> list[Claim]:
    """Three claims of one event; the last is withdrawn, the first a quantity."""
    made = tag(3)
    Claim.objects.filter(pk=made[0].pk).update(kind="quantity")
    workflow.withdraw_claim(claim=made[2], by=editor, version=made[2].version)
    return made


def test_all_states_hold_withdrawn_claims_and_the_whole_does_not(claims: list[Claim]) -> None:
    tallies = Tallies(chosen({}, Claim.objects.all()))
    assert tallies.all_states.by("state") == {"tagged": 2, "withdrawn": 1}
    assert tallies.whole.by("state") == {"tagged": 2}
    assert (int(tallies.whole.total), tallies.more) == (2, False)


def test_chosen_facet_counts_what_the_other_filters_leave(claims: list[Claim]) -> None:
    tallies = Tallies(chosen({"kind": "quantity"}, Claim.objects.all()))
    assert tallies.without("kind").by("kind") == {"quantity": 1, "": 1}
    assert tallies.without("verdict").by("kind") == {"quantity": 1}


def test_tally_is_newest_first(claims: list[Claim]) -> None:
    newest = Claim.objects.order_by("-tagged_at", "-pk").values_list("pk", flat=True)
    assert tally(Claim.objects.all()).keys == list(newest)


CHOICES = [
    {"kind": "quantity"},
    {"kind": "none"},
    {"state": "withdrawn"},
    {"event": "school-summit"},
    {"event": "none"},
    {"event": "nowhere"},
    {"q": "same words"},
    {"q": "ministry", "kind": "quantity"},
    {"waits": "review", "kind": "none", "verdict": "none"},
    {"waits": "facts"},
    {"claimant": "none"},
    {"claimant": "nobody"},
    {"assigned": "none", "event": "school-summit-2031"},
    {"since": "0001-01-01", "until": "9999-12-31"},
    {"published_since": "2000-01-01", "state": "tagged"},
]


@pytest.mark.parametrize("data", CHOICES, ids=str)
def test_whichever_filter_leads_the_same_claims_are_found(
    claims: list[Claim], events: dict[str, Event], data: dict[str, str]
) -> None:
    query = chosen(data, Claim.objects.all())
    found = set(query.qs)
    conditions = list(query.conditions.values())
    for lead in conditions:
        sizes = Sizes()
        sizes.known = {id(one): 0 if one is lead else 1 for one in conditions}
        led = narrow(query.without("q" if not conditions else ""), conditions, sizes)
        assert set(led) == found
    looked = query.without("")
    for one in conditions:
        looked = looked.filter(one.looked_at)
    assert set(looked) == found


def test_column_beside_a_list_is_the_same_column(claims: list[Claim]) -> None:
    by_kind = Claim.objects.annotate(said=beside("kind")).values_list("said", flat=True)
    assert sorted(by_kind) == ["", "", "quantity"]
