"""Queries that PostgreSQL plans once a connection, and not each time that they are asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

TIMES = 3  # that a query is asked before its plan is kept


@contextmanager
def planned_once() -> Iterator[None]:
    """Within it, or in a function that it decorates, is asked again and again for rows by their
    keys. To plan that takes longer than to do it, and which keys they are changes nothing.

    A list that is narrowed by a value is not to be asked here: how many rows have the value
    decides how best to find them, and a plan that is kept knows of none.
    """
    told: list[Any] = []
    for connection in connections.all(initialized_only=True):
        kept = connection.settings_dict["OPTIONS"].get("server_side_binding")
        if kept and connection.connection is not None:
            told.append(connection.connection)
            told[-1].prepare_threshold = TIMES
    try:
        yield
    finally:
        for driver in told:
            driver.prepare_threshold = None
