"""How many queries a page takes: the same for one row and for three, session and role included."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from articles.models import Sentence
from articles.store import store_draft
from claims.models import Claim, Event
from tests.conftest import draft

COUNTS = {
    "/": 17,
    "/articles/": 7,
    "{article}": 10,
    "{article}revisions/": 6,
    "/revisions/": 13,
    "/revisions/export/csv/": 5,
    "{article}history/": 5,
    "/claims/": 18,
    "{claim}": 12,
    "{claim}edit/": 6,
    "/events/": 4,
    "{event}": 11,
    "/search/?q=the": 10,
    "/events/suggest/?q=school": 4,
    "/claimants/suggest/?q=mini": 4,
    "/claims/export/csv/": 5,
}
# What a click answers with, transaction marks aside: who asks (3), the sentence, what it writes
# and what that rests on (5, and for a claim the sentence locked), the row anew (3).
CLICKS = {"tag": 13, "dismiss": 11}
MARKS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("where", COUNTS)
def test_page_takes_the_same_queries_for_any_number_of_rows(
    desk: Client,
    tag: Callable[[int], list[Claim]],
    events: dict[str, Event],
    where: str,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    claim = tag(number)[0]
    for n in range(number):
        store_draft(draft(f"Article {n}"), by=None)
        store_draft(draft(f"Article {n}", ("The ministry said 214 schools.",)), by=None)
        Event.objects.create(name=f"school {n}", slug=f"school-{n}", parent=events["year"])
    address = where.format(
        article=claim.article.get_absolute_url(),
        claim=claim.get_absolute_url(),
        event=events["series"].get_absolute_url(),
    )
    with django_assert_num_queries(COUNTS[where]):
        answer: Any = desk.get(address)
        assert answer.status_code == 200
        b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize("click", CLICKS)
def test_click_is_a_handful_of_queries(desk: Client, sentences: list[Sentence], click: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        desk.post(f"/sentences/{sentences[1].pk}/{click}/", headers={"HX-Request": "true"})
    said = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(MARKS)]
    assert len(said) == CLICKS[click]
