"""How many queries a request takes, counted in this process on the database of the run."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import User
from claims.management.benchmarks.stock import PASSWORD

FRAME = ("BEGIN", "COMMIT")  # of a transaction: no queries


def queries(ask: Callable[[Client], Any]) -> tuple[int, int]:
    """Of the second of two such requests: all but BEGIN and COMMIT, and how many of these are
    savepoints. The first fills what a process looks up once in its life."""
    client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0])
    client.force_login(User.objects.get(username=PASSWORD))
    ask(client)
    with CaptureQueriesContext(connection) as said:
        ask(client)
    found = [one["sql"] for one in said.captured_queries if not one["sql"].startswith(FRAME)]
    return len(found), sum("SAVEPOINT" in one for one in found)


def page(path: str) -> int:
    return queries(lambda client: client.get(path, secure=True))[0]
