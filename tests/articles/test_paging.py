"""Keyset pages: every row once, in order, there and back."""

from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation

from articles.models import Source
from articles.paging import EXACT, Count, beside, page, write_cursor

pytestmark = pytest.mark.django_db
ORDER = ("kind", "pk")


@pytest.fixture
def sources() -> list[Source]:
    kinds = ["agency", "paper", "agency", "other", "paper", "agency", "other"]
    for n, kind in enumerate(kinds):
        Source.objects.create(name=f"Source {n}", kind=kind)
    return list(Source.objects.order_by(*ORDER))


@pytest.mark.parametrize("order", [ORDER, ("-kind", "-pk")])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 20])
def test_page_walks_through_every_row_once_and_back(
    sources: list[Source], order: tuple[str, ...], size: int
) -> None:
    expected = list(Source.objects.order_by(*order))
    seen, marks, cursor = [], [""], ""
    while True:
        found = page(Source.objects.all(), order, cursor, size)
        seen += found.rows
        if not found.next:
            break
        cursor = found.next
        marks.append(cursor)
    assert seen == expected
    back = []
    while found.previous:
        back = found.rows + back
        found = page(Source.objects.all(), order, found.previous, size)
    assert found.rows + back == expected


def test_page_of_nothing_has_no_neighbours() -> None:
    found = page(Source.objects.all(), ORDER, "", 5)
    assert (found.rows, found.previous, found.next) == ([], "", "")


def test_beside_gives_the_rows_before_and_behind(sources: list[Source]) -> None:
    assert beside(Source.objects.all(), ORDER, sources[3]) == (sources[2], sources[4])
    assert beside(Source.objects.all(), ORDER, sources[0]) == (None, sources[1])
    assert beside(Source.objects.all(), ORDER, sources[-1]) == (sources[-2], None)


@pytest.mark.parametrize(
    "key", [["0001-01-01T00:00:00+14:00", 5], ["9999-12-31T23:00:00-14:00", 5], ["2031-01-01", 5]]
)
def test_page_refuses_a_moment_that_no_calendar_has(key: list[Any]) -> None:
    with pytest.raises(SuspiciousOperation):
        page(Source.objects.all(), ("-created_at", "-pk"), write_cursor(False, key), 5)


def test_page_refuses_a_number_that_no_database_has() -> None:
    with pytest.raises(SuspiciousOperation):
        page(Source.objects.all(), ("pk",), write_cursor(False, [10**30]), 5)


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "W10", "WzEsMiwzXQ", "W1tdLFtdLFtdXQ"])
def test_page_refuses_a_mark_that_is_not_ours(cursor: str) -> None:
    with pytest.raises(SuspiciousOperation):
        page(Source.objects.all(), ORDER, cursor, 5)


def test_count_is_exact_up_to_its_limit() -> None:
    assert str(Count(EXACT)) == "10,000"
    assert str(Count(EXACT + 1)) == "10,000+"
