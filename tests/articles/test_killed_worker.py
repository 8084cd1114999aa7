"""A worker killed with -9 in the middle of an import: nothing half, nothing twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import intake, tasks
from articles.models import Article, Change, Import, ImportItem, ImportState, Sentence
from articles.models.imports import LEASE

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = 1_000


def database_url() -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    said = connection.settings_dict
    return f"postgres://{said['USER']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"


def worker() -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "manage.py", "db_worker", "--batch", "--no-startup-delay"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)


def kill_when(reached: Callable[[Import], bool]) -> None:
    """Starts a worker and kills it as soon as the import has come so far."""
    process = worker()
    try:
        until = time.monotonic() + 60
        while not reached(Import.objects.get()) and process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.002)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def time_passes() -> None:
    """The lease of the dead worker runs out, and what was asked for later is due."""
    Import.objects.filter(state=ImportState.RUNNING).update(seen_at=timezone.now() - 2 * LEASE)
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def test_import_goes_on_after_each_kill() -> None:
    rows = [
        {"title": f"Title {n}", "text": f"It rained {n} times. It stopped.", "source": "Gazette"}
        for n in range(NUMBER - 10)
    ]
    rows += [{"title": "No source", "text": "Rain."}] * 10
    data = "\n".join(map(json.dumps, rows)).encode()
    tasks.start(intake.receive([data], name="a.jsonl", by=None))
    for share in (0.0, 0.3, 0.6, 0.9):
        kill_when(lambda run, share=share: run.position > share * NUMBER)
        run = Import.objects.get()
        assert Article.objects.count() == run.new
        assert ImportItem.objects.count() == run.position
        assert not Article.objects.filter(current=None).exists()
        time_passes()
    worker().wait(timeout=60)
    run = Import.objects.get()
    assert (run.state, run.position) == (ImportState.DONE, NUMBER)
    assert (run.new, run.revised, run.unchanged, run.failed) == (NUMBER - 10, 0, 0, 10)
    assert Article.objects.count() == NUMBER - 10
    assert Sentence.objects.filter(role="body").count() == 2 * (NUMBER - 10)
    assert Change.objects.filter(noun="articles.article").count() == NUMBER - 10
    assert list(ImportItem.objects.order_by("number").values_list("number", flat=True)) == list(
        range(NUMBER)
    )
