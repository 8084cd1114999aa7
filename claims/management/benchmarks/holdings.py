"""A desk after years of work, made at once: articles, claims, events, facts, verdicts.

The same for the same sizes. It is written in bulk and by no verb, yet holds what the verbs would
have left, save that the log has one row an article and one a claim.
"""

from collections.abc import Callable, Iterator

from django.db import models

from claims.management.benchmarks import stock
from claims.management.benchmarks.bulk import insert, unguarded
from claims.management.benchmarks.judged import COLUMNS as JUDGED
from claims.management.benchmarks.judged import Judging, Sizes
from claims.management.benchmarks.texts import DIFFERENT, pool
from claims.management.benchmarks.written import COLUMNS as WRITTEN
from claims.management.benchmarks.written import Log, Rows, Writing
from claims.models import Claimant, Event, Fact

BATCH = 2_000  # articles whose rows are held at a time
BESIDE = (Claimant, Event, Fact)


def made(sizes: Sizes, say: Callable[[str], None]) -> None:
    """Fills an empty, migrated database. Raises CommandError where a row breaks a rule."""
    say(f"Making {sizes.articles:,} articles and {sizes.claims:,} claims …")
    texts = pool(min(DIFFERENT, sizes.articles // 10 + 20))
    people = stock.people()
    log = Log()
    writing = Writing(sizes.articles, texts, stock.sources(), people["editor"], log)
    judging = Judging(sizes, people, log)
    tables: list[type[models.Model]] = [*BESIDE, *WRITTEN, *JUDGED]
    names = [model._meta.db_table for model in dict.fromkeys(tables)]
    with unguarded(names):
        stock.claimants(sizes.claimants)
        stock.events(sizes.events)
        stock.facts(sizes.facts, texts, people["editor"])
        for rows in batches(sizes, writing, judging):
            for model, columns in (WRITTEN | JUDGED).items():
                insert(model, columns, rows[model])
        say("Building and checking its indexes and rules …")


def batches(sizes: Sizes, writing: Writing, judging: Judging) -> Iterator[Rows]:
    for first in range(0, sizes.articles, BATCH):
        rows: Rows = {model: [] for model in WRITTEN | JUDGED}
        for number in range(first, min(first + BATCH, sizes.articles)):
            judging.judge(writing.write(number, rows), rows)
        yield rows
