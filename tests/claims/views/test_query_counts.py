"""How many queries a page takes: the same for one row and for three, session and role included."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from articles import intake
from articles.models import Import, Sentence, User
from articles.store import store_draft
from claims.models import Claim, Event, Fact
from tests.conftest import draft

COUNTS = {
    "/": 21,
    "/articles/": 7,
    "{article}": 11,
    "/articles/?import={run}": 8,
    "/articles/import/": 5,
    "/articles/import/{preview}/": 9,
    "/articles/import/{waiting}/": 5,
    "/articles/import/{run}/": 7,
    "/articles/import/{run}/failed.csv": 5,
    "{article}revisions/": 6,
    "/revisions/": 13,
    "/revisions/export/csv/": 5,
    "{article}history/": 5,
    "/claims/": 25,
    "{claim}": 15,
    "{claim}facts/new/": 5,
    "{claim}facts/{beside}/": 6,
    "{claim}edit/": 6,
    "/facts/": 8,
    "{fact}": 7,
    "{fact}edit/": 4,
    "/facts/new/": 3,
    "/facts/suggest/?q=board": 4,
    "/facts/similar/?statement=The+board+counted+240+schools": 4,
    "/events/": 4,
    "{event}": 11,
    # PostgreSQL is asked how many rows each of the four lists is found among.
    "/search/?q=the": 13 + 4 * (connection.vendor == "postgresql"),
    "/events/suggest/?q=school": 4,
    "/claimants/suggest/?q=mini": 4,
    "/claims/export/csv/": 7,
    "/claims/bulk/?do=withdraw": 7,
    "/activity/": 9,
    "/activity/?noun=claims.claim": 8,
}
# What a click answers with, transaction marks aside: who asks (3), the sentence, what it writes
# and what that rests on (5, and for a claim the sentence locked), the row anew (4).
CLICKS = {"tag": 14, "dismiss": 11}
MARKS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def received(editor: User, number: int) -> Import:
    """An import of as many rows that can be read as rows that cannot."""
    rows = ["title,text,source,published"]
    for n in range(number):
        rows += [f"Row {n},It rained.,Gazette,2031-05-03", f"Row {n},It rained.,Gazette,never"]
    return intake.receive(["\n".join(rows).encode()], name="a.csv", by=editor)


def carried_out(editor: User, number: int) -> Import:
    run = received(editor, number)
    intake.begin(run)
    taken = intake.take_on(run.pk)
    assert taken
    with intake.handed_in(taken) as file:
        intake.carry_out(taken, file)
    return taken


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("where", COUNTS)
def test_page_takes_the_same_queries_for_any_number_of_rows(
    desk: Client,
    tag: Callable[[int], list[Claim]],
    events: dict[str, Event],
    editor: User,
    where: str,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    claims, facts = tag(number), []
    claim = claims[0]
    for n in range(number):
        store_draft(draft(f"Article {n}"), by=None)
        carried_out(editor, number)
        store_draft(draft(f"Article {n}", ("The ministry said 214 schools.",)), by=None)
        Event.objects.create(name=f"school {n}", slug=f"school-{n}", parent=events["year"])
        facts.append(Fact.objects.create(statement=f"The board counted 24{n} schools."))
    for one in claims:
        one.evidence.create(fact=facts[0], stance="supports", added_at=one.tagged_at)
    waiting = received(editor, number)
    intake.begin(waiting)
    address = where.format(
        run=carried_out(editor, number).public_id,
        preview=received(editor, number).public_id,
        waiting=waiting.public_id,
        article=claim.article.get_absolute_url(),
        claim=claim.get_absolute_url(),
        fact=facts[0].get_absolute_url(),
        beside=facts[0].public_id,
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
