"""The part `search`: words of five kinds over HTTP, against the text index asked by the driver."""

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from articles.search import SENTENCES
from claims.management.benchmarks.bare import raw, sign
from claims.management.benchmarks.figures import Figure, percentile
from claims.management.benchmarks.pages import LEAST, PATIENCE, VISITS, WARM, visited
from claims.management.benchmarks.plan import Plan
from claims.management.benchmarks.texts import RARE_WORD

FOUND = 20  # rows that the bare query asks for


class Search(NamedTuple):
    """What is typed; and the same for SQLite and for PostgreSQL, None where it has no index."""

    name: str
    what: str
    typed: str
    match: str | None
    tsquery: str | None


SEARCHES = (
    Search("rare", "a rare word", RARE_WORD, RARE_WORD, RARE_WORD),
    Search("common", "a common word", "said", "said", "said"),
    Search("two", "two words", "ferry lantern", "ferry lantern", "ferry & lantern"),
    Search(
        "phrase",
        "a phrase",
        '"residents waited until"',
        '"residents waited until"',
        "residents <-> waited <-> until",
    ),
    Search("chinese", "a word in Chinese", "请愿书", None, None),
)


def measure(plan: Plan) -> Iterator[Figure]:
    """Yields what the page of everything that was found takes, sentences, claims and facts."""
    visitor, number = plan.ground.served.visitor, plan.samples(VISITS)
    for search in SEARCHES:
        plan.say(f"Searching for {search.what} …")
        address = f"{reverse('claims:search')}?{urlencode({'q': search.typed})}"
        times = visited(visitor, address, number)
        bare = least(search, number)
        for share in (50, 95):
            yield Figure(
                f"search.{search.name}_p{share}",
                f"search for {search.what}, {share} % take at most",
                times.at(share / 100),
                "ms",
                percentile(bare, share / 100),
                "the text index, bare" if search.match else "LIKE over the sentences, bare",
            )


def least(search: Search, number: int) -> list[float]:
    """Milliseconds of the driver for the newest sentences that hold it, unranked."""
    with raw() as plain:
        statement, words = asked(search)
        return timed(lambda: plain.execute(statement, (words,)).fetchall(), number)


def asked(search: Search) -> tuple[str, str]:
    table, text = SENTENCES.table, SENTENCES.column
    newest = f"ORDER BY id DESC LIMIT {FOUND}"
    if search.match is None or search.tsquery is None:
        words = f"%{search.typed}%"
        return f"SELECT id, {text} FROM {table} WHERE {text} LIKE {sign()} {newest}", words  # noqa: S608
    if connection.vendor == "sqlite":
        fts = f"{table}_words"
        found = f"SELECT rowid FROM {fts} WHERE {fts} MATCH ? ORDER BY rowid DESC LIMIT {FOUND}"  # noqa: S608
        return f"SELECT id, {text} FROM {table} WHERE id IN ({found})", search.match  # noqa: S608
    holds = "words @@ to_tsquery('simple', %s)"
    return f"SELECT id, {text} FROM {table} WHERE {holds} {newest}", search.tsquery  # noqa: S608


def timed(ask: Callable[[], Any], number: int) -> list[float]:
    took: list[float] = []
    began = time.perf_counter()
    for _n in range(WARM + number):
        if len(took) >= WARM + LEAST and time.perf_counter() - began > PATIENCE:
            break
        start = time.perf_counter()
        ask()
        took.append(1_000 * (time.perf_counter() - start))
    return took[WARM:]
