"""What the queue's facets count is kept until something is written, and of whom it is asked."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import User
from articles.paging import Count
from claims import numbers as module
from claims import workflow
from claims.filters import SORTS, chosen
from claims.models import Claim, Event
from claims.numbers import Branch, Numbers, most_of, numbers_of

NEWEST = SORTS[""][1]


def asked(user: User | None = None, **data: str) -> Numbers:
    return numbers_of(chosen(data, Claim.objects.all(), user))


@pytest.fixture
def claims(tag: Callable[[int], list[Claim]]) -> list[Claim]:
    return tag(3)


def test_numbers_are_kept_while_nothing_is_written(claims: list[Claim]) -> None:
    first = asked()
    with CaptureQueriesContext(connection) as captured:
        assert asked() == first
    assert len(captured) == 1  # whether something was


def test_numbers_are_counted_anew_after_a_write(claims: list[Claim], editor: User) -> None:
    assert int(asked().total) == 3
    workflow.withdraw_claim(claim=claims[0], by=editor, version=claims[0].version)
    now = asked()
    assert (int(now.total), now.by["state"]) == (2, {"tagged": 2, "withdrawn": 1})


def test_numbers_of_a_long_list_are_kept_though_something_is_written(
    claims: list[Claim], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Count, "more", property(lambda count: count.number > 2))
    before = asked()
    assert before.newest == tuple(sorted((claim.pk for claim in claims), reverse=True))
    workflow.withdraw_claim(claim=claims[0], by=editor, version=claims[0].version)
    now = asked()
    assert (now.by, now.newest) == (before.by, ())
    query = chosen({}, Claim.objects.all())
    assert claims[0] not in now.listed(query, NEWEST, "")  # of the rows none is kept


def test_filters_and_those_who_ask_for_theirs_have_numbers_of_their_own(
    claims: list[Claim], editor: User, reviewer: User
) -> None:
    workflow.assign_claim(claim=claims[0], to=reviewer, by=reviewer, version=claims[0].version)
    assert int(asked(kind="none").total) == 3
    assert int(asked(kind="quantity").total) == 0
    assert int(asked(reviewer, assigned="me").total) == 1
    assert int(asked(editor, assigned="me").total) == 0


def test_few_claims_are_read_by_their_keys_in_any_order(claims: list[Claim]) -> None:
    query = chosen({"kind": "none"}, Claim.objects.all())
    for order in (order for _words, order in SORTS.values()):
        with CaptureQueriesContext(connection) as captured:
            listed = numbers_of(query).listed(query, order, "")
            assert list(listed.order_by(*order)) == list(query.qs.order_by(*order))
        assert '"claims_claim"."id" IN (' in captured[-2]["sql"]
    query = chosen({"kind": "quantity"}, Claim.objects.all())
    assert list(numbers_of(query).listed(query, NEWEST, "")) == []


def test_events_stand_as_a_tree_of_those_that_are_shown(
    claims: list[Claim], events: dict[str, Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    year, series = events["year"], events["series"]
    assert asked().events == (Branch(series.pk, 3, 0), Branch(year.pk, 3, 1))
    monkeypatch.setattr(module, "EVENTS", 1)
    assert asked(kind="none").events == (Branch(series.pk, 3, 0),)
    chosen_too = asked(event=year.slug).events
    assert chosen_too == (Branch(series.pk, 3, 0), Branch(year.pk, 3, 1))


def test_most_frequent_come_first_and_of_equals_those_that_say_something() -> None:
    said = {None: 2, 7: 2, 3: 2, 5: 9} | dict.fromkeys(range(10, 20), 1)
    assert list(most_of(said)) == [5, 3, 7, None, 10, 11, 12, 13]


def test_queue_says_of_a_long_list_that_its_numbers_may_be_a_minute_old(
    desk: Client, claims: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "the newest 10,000 are counted here, at most a minute ago"
    assert said not in desk.get("/claims/").content.decode()
    monkeypatch.setattr(Count, "more", property(lambda count: count.number > 2))
    assert said in desk.get("/claims/?kind=none").content.decode()
