"""What the parts about a full desk stand on: its database, the desk and the bare site upon it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from threading import Lock

from django.core.management.base import CommandError
from django.db import connection
from django.db.models import F

from articles.models import Sentence, User
from claims.management.benchmarks import holdings, stock
from claims.management.benchmarks.desk import Desk, Program, free_port, own_database
from claims.management.benchmarks.judged import Sizes
from claims.management.benchmarks.processes import children
from claims.management.benchmarks.visits import Times, Visitor

MADE = "benchmark_sizes"  # a table of one row: what a kept database was filled with


@dataclass(frozen=True)
class Served:
    """A desk on a filled database, and who is logged in there."""

    desk: Desk
    server: Program
    visitor: Visitor

    @property
    def workers(self) -> list[int]:
        return children(self.server.pid)


@dataclass(frozen=True)
class Ground:
    """A filled database, Django's own meanwhile, with the desk and the bare site on it."""

    sizes: Sizes
    served: Served
    bare: Visitor  # of the bare site
    made_in: float  # seconds; 0 where it was kept from an earlier run
    fresh: Iterator[int]  # keys of sentences that nobody has tagged, in no order
    lock: Lock

    def next_sentence(self) -> int:
        """One that nobody has tagged yet; for several threads at once."""
        with self.lock:
            return next(self.fresh)

    def bare_times(self, number: int) -> Times:
        times = Times()
        for _n in range(number):
            times.add(lambda: self.bare.ask("GET", "/"))
        return times.sound()


@contextmanager
def ground(sizes: Sizes, scratch: Path, kept: str, say: Callable[[str], None]) -> Iterator[Ground]:
    """Makes it, or takes the database of this name if it was kept, and serves it."""
    with ExitStack() as stack:
        began = time.perf_counter()
        url, new = stack.enter_context(filled(sizes, scratch, kept, say))
        made_in = time.perf_counter() - began if new else 0.0
        sentences = cycle(untagged())
        served = stack.enter_context(opened(url, scratch))
        bare = Desk(url, scratch, free_port())
        stack.enter_context(bare.served("claims.management.bare_site"))
        yield Ground(sizes, served, Visitor(bare.port), made_in, sentences, Lock())


@contextmanager
def filled(
    sizes: Sizes, scratch: Path, kept: str, say: Callable[[str], None]
) -> Iterator[tuple[str, bool]]:
    """A database of these sizes: its DATABASE_URL, and whether it was made just now.

    Raises CommandError for a kept one of other sizes.
    """
    with own_database(scratch, kept) as url:
        new = MADE not in connection.introspection.table_names()
        if new:
            if User.objects.exists():
                raise CommandError(f"{kept} is in use, and no benchmark made it.")
            holdings.made(sizes, say)
        with connection.cursor() as cursor:
            if new:
                cursor.execute(f"CREATE TABLE {MADE} (articles bigint, claims bigint)")
                numbers = [sizes.articles, sizes.claims]
                cursor.execute(f"INSERT INTO {MADE} VALUES (%s, %s)", numbers)  # noqa: S608
            cursor.execute(f"SELECT articles, claims FROM {MADE}")  # noqa: S608
            found = cursor.fetchone()
        if found != (sizes.articles, sizes.claims):
            raise CommandError(
                f"{kept} has {found[0]:,} articles and {found[1]:,} claims. Ask for as many with"
                " --articles and --claims, or name another one."
            )
        yield url, new


@contextmanager
def opened(url: str, scratch: Path) -> Iterator[Served]:
    desk = Desk(url, scratch, free_port())
    with desk.served() as server:
        visitor = Visitor(desk.port)
        visitor.log_in(stock.PASSWORD)
        yield Served(desk, server, visitor)


def untagged() -> list[int]:
    """Keys of sentences that a click can tag, in no order; all of them where none is left."""
    current = Sentence.objects.taggable().filter(revision__article__current=F("revision"))
    found = list(current.filter(claims=None).values_list("pk", flat=True)[:200_000])
    found = found or list(current.values_list("pk", flat=True)[:1_000])
    Random("clicks").shuffle(found)  # noqa: S311
    return found
