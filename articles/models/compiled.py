"""Queries whose SQL is put together once, for what is asked at every click.

Django puts each query together anew, which takes it longer than the database takes to answer one
that reads a handful of rows by their keys.
"""

import threading
from collections.abc import Callable
from copy import copy
from inspect import signature
from typing import Any

from django.db import connections, models

from articles.models.planned import planned_once

STAND_INS = 2_000_000_000  # from here on: no key of a test, and within every column of numbers


class Compiled:
    """Decorates a function that makes a queryset from whole numbers, which are parameters of its
    SQL and nothing else: neither a limit, nor looked at before. It prefetches nothing."""

    def __init__(self, build: Callable[..., "models.QuerySet[Any, Any]"]) -> None:
        self.build = build
        self.stand_ins = range(STAND_INS, STAND_INS + len(signature(build).parameters))
        self.kept = threading.local()  # as connections are, which a compiler holds on to

    def __call__(self, *values: int) -> list[Any]:
        """What the query finds for these values."""
        if not hasattr(self.kept, "queryset"):
            self.kept.queryset, self.kept.compilers = self.build(*self.stand_ins), {}
        asked = self.kept.queryset._chain()
        compiler, sql, parameters = self._put_together(asked)
        given = dict(zip(self.stand_ins, values, strict=True))
        filled = tuple(given.get(value, value) for value in parameters)
        run = copy(compiler)
        run.as_sql = lambda *_args, **_kwargs: (sql, filled)
        asked.query.get_compiler = lambda *_args, **_kwargs: run
        with planned_once():
            return list(asked)

    def _put_together(self, asked: "models.QuerySet[Any]") -> tuple[Any, str, tuple[Any, ...]]:
        """For the database that this request is to ask."""
        known = self.kept.compilers.get(asked.db)
        if known is None:
            compiler = asked.query.get_compiler(connection=connections[asked.db])
            known = self.kept.compilers[asked.db] = (compiler, *compiler.as_sql())
        return known  # type: ignore[no-any-return]
