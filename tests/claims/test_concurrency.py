"""Eight people at once: no lost update, no error, no double claim."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connection

from articles.changes import Stale
from articles.models import Change, Sentence, User
from articles.store import store_draft
from claims import workflow
from claims.models import Claim, Event, Reading
from tests.conftest import draft, role

pytestmark = pytest.mark.django_db(transaction=True)
Result = TypeVar("Result")
PEOPLE = 8


def at_once(task: Callable[[int], Result], times: int = PEOPLE) -> list[Result]:
    def run(number: int) -> Result:
        try:
            return task(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(run, range(times)))


def people() -> list[User]:
    made = [User.objects.create_user(f"user{n}") for n in range(PEOPLE)]
    role("reviewer").user_set.add(*made)
    return made


def sentence() -> Sentence:
    store_draft(draft(), by=None)
    return Sentence.objects.select_related("revision__article").get(number=1)


def test_tagging_one_sentence_at_once_makes_one_claim() -> None:
    found, users = sentence(), people()
    done = at_once(lambda n: workflow.add_claim(sentence=found, by=users[n]))
    assert len({result.claim.pk for result in done if result.claim}) == 1
    assert Claim.objects.count() == 1
    assert Reading.objects.count() == PEOPLE


def test_adding_one_event_at_once_is_done_by_one_and_stale_for_the_others() -> None:
    users = people()
    claim = workflow.add_claim(sentence=sentence(), by=users[0]).claim
    assert claim
    event = Event.objects.create(name="summit", slug="summit")

    def link(number: int) -> bool:
        mine = Claim.objects.select_related("sentence__revision__article", "article").get()
        try:
            workflow.edit_claim(claim=mine, by=users[number], version=1, values={}, events=[event])
        except Stale:
            return False
        return True

    assert sorted(at_once(link)) == [False] * (PEOPLE - 1) + [True]
    assert claim.links.count() == 1


def test_editing_one_claim_at_once_loses_no_acknowledged_edit() -> None:
    users = people()
    claim = workflow.add_claim(sentence=sentence(), by=users[0]).claim
    assert claim

    def edit(number: int) -> bool:
        mine = Claim.objects.select_related("sentence__revision__article", "article").get()
        try:
            note = f"{mine.note} {number}"
            workflow.edit_claim(
                claim=mine,
                by=users[number % PEOPLE],
                version=mine.version,
                values={"note": note},
            )
        except Stale:
            return False
        return True

    saved = [n for n, done in enumerate(at_once(edit, 40)) if done]
    claim.refresh_from_db()
    assert sorted(map(int, claim.note.split())) == saved
    assert Change.objects.filter(verb="claim_edited", noun="claims.claim").count() == len(saved)
    assert claim.version == len(saved) + 1


def test_importing_one_article_at_once_stores_one() -> None:
    done = at_once(lambda n: store_draft(draft(), by=None))
    assert sorted(result.outcome for result in done) == ["new"] + ["unchanged"] * (PEOPLE - 1)
    assert len({result.article.pk for result in done}) == 1
