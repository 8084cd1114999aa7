"""The worker: an import is run by one, and goes on after one that was killed."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import intake, tasks
from articles.models import Article, Import, ImportState
from articles.models.imports import LEASE
from tests.conftest import fails_at

# The worker closes its connections between tasks, so that no test may hold a transaction open.
pytestmark = pytest.mark.django_db(transaction=True)


def received(number: int = 3) -> Import:
    rows = (
        {"title": f"Title {n}", "text": f"It rained {n} times.", "source": "Gazette"}
        for n in range(number)
    )
    data = "\n".join(map(json.dumps, rows)).encode()
    return intake.receive([data], name="a.jsonl", by=None)


def work() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def later() -> None:
    """What was asked to be run later is due now."""
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def test_start_twice_is_one_task() -> None:
    run = received()
    assert [tasks.start(run), tasks.start(run)] == [True, False]
    assert DBTaskResult.objects.count() == 1


def test_worker_runs_what_waits_and_asks_no_more_when_it_is_done() -> None:
    run = received()
    tasks.start(run)
    work()
    assert Import.objects.get().state == ImportState.DONE
    assert Article.objects.count() == 3
    later()
    work()
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}
    assert Article.objects.count() == 3


def test_import_of_a_killed_worker_goes_on() -> None:
    run = received()
    tasks.start(run)
    DBTaskResult.objects.update(status="RUNNING")  # as a worker leaves it that was killed ...
    tasks.run_import.using(run_after=timezone.now() + LEASE).enqueue(run.pk)  # ... having asked
    assert intake.take_on(run.pk)
    later()
    work()
    assert Import.objects.get().position == 0  # its lease still runs
    Import.objects.update(seen_at=timezone.now() - 2 * LEASE)
    later()
    work()
    assert (Import.objects.get().state, Import.objects.get().new) == (ImportState.DONE, 3)


def test_database_that_is_away_is_waited_for() -> None:
    run = received()
    tasks.start(run)
    with connection.execute_wrapper(fails_at('INSERT INTO "articles_article')):
        work()
    assert Import.objects.get().state == ImportState.RUNNING
    assert not Article.objects.exists()
    Import.objects.update(seen_at=timezone.now() - 2 * LEASE)
    later()
    work()
    assert Import.objects.get().state == ImportState.DONE


def test_what_nobody_foresaw_stops_the_import_and_says_so() -> None:
    run = received()
    Import.objects.update(kind="no such kind")
    tasks.start(run)
    work()
    stopped = Import.objects.get()
    assert (stopped.state, "KeyError" in stopped.error) == (ImportState.FAILED, True)
