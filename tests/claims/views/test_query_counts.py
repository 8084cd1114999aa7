"""How many queries a page takes: the same for one row and for three, session and role included."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from articles import intake
from articles.models import Article, Import, Sentence, User
from articles.store import store_draft
from claims.models import Claim, Event, Fact
from tests.conftest import draft

COUNTS = {
    "/": 20,
    "/articles/": 6,
    "{article}": 9,
    "/articles/?import={run}": 7,
    "/articles/import/": 4,
    "/articles/import/{preview}/": 8,
    "/articles/import/{waiting}/": 4,
    "/articles/import/{run}/": 6,
    "/articles/import/{run}/failed.csv": 4,
    "{article}revisions/": 5,
    "/revisions/": 11,
    "/revisions/export/csv/": 4,
    "{article}history/": 4,
    "/claims/": 17,
    "{claim}": 14,
    "{claim}facts/new/": 4,
    "{claim}facts/{beside}/": 5,
    "{claim}edit/": 5,
    "/facts/": 5,
    "{fact}": 6,
    "{fact}edit/": 3,
    "/facts/new/": 2,
    "/facts/suggest/?q=board": 3,
    "/facts/similar/?statement=The+board+counted+240+schools": 3,
    "/events/": 5,
    "{event}": 11,
    # PostgreSQL is asked how many rows each of the three lists is found among.
    "/search/?q=the": 11 + 3 * (connection.vendor == "postgresql"),
    "/events/suggest/?q=school": 3,
    "/claimants/suggest/?q=mini": 3,
    "/claims/export/csv/": 7,
    "/claims/bulk/?do=withdraw": 6,
    "/activity/": 8,
    "/activity/?noun=claims.claim": 7,
}
# What one key does, the marks of its transaction included. For all: who asks (2), the sentence or
# the claim, the row anew, its progress where no claim is left to bring that along.
CLICKS = {"tag": 10, "dismiss": 10, "agree": 9}
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
def test_click_is_a_handful_of_queries(
    desk: Client, sentences: list[Sentence], claim: Claim, reviewer: User, click: str
) -> None:
    chosen = sentences[1 if click == "agree" else 2]
    if click == "agree":
        desk.force_login(reviewer)
    with CaptureQueriesContext(connection) as captured:
        desk.post(f"/sentences/{chosen.pk}/{click}/", headers={"HX-Request": "true"})
    assert len(captured) == CLICKS[click]


def test_untagging_is_a_handful_of_queries(desk: Client, claim: Claim) -> None:
    with CaptureQueriesContext(connection) as captured:
        answer = desk.post(
            f"/claims/{claim.public_id}/withdraw/",
            {"version": claim.version},
            headers={"HX-Request": "true"},
        )
    assert answer.status_code == 200
    said = [query["sql"] for query in captured if not query["sql"].startswith(MARKS)]
    assert len(said) == 10


@pytest.mark.parametrize("role", ["viewer", "editor", "reviewer", "curator"])
def test_changed_article_takes_few_queries_for_every_role(
    client: Client,
    person: Callable[..., User],
    revised: Article,
    role: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    reader = person("li", role)
    client.force_login(reader)
    for address in (revised.get_absolute_url(), f"{revised.get_absolute_url()}revisions/1/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200
