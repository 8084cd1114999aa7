"""The desk as deployed while a worker imports: what a click takes, what the worker holds."""

import time
from collections.abc import Iterator
from random import Random

from django.core.management.base import CommandError

from articles import tasks
from articles.models import Import, ImportState, Sentence
from claims.management.benchmarks.clicks import Clicks, Editor, clicked
from claims.management.benchmarks.corpus import Corpus
from claims.management.benchmarks.desk import Desk, free_port, own_database
from claims.management.benchmarks.engine import done, received_from
from claims.management.benchmarks.figures import Figure, percentile
from claims.management.benchmarks.plan import Plan
from claims.management.benchmarks.processes import Memory

QUIET = 100  # clicks at the most without an import


def measure(plan: Plan) -> Iterator[Figure]:
    """The desk as deployed: clicks without an import and during one; the worker's memory."""
    with own_database(plan.scratch) as url:
        desk = Desk(url, plan.scratch, free_port())
        plan.say(f"A worker imports {plan.beginning.articles:,} articles …")
        small = worked(desk, plan.beginning)
        ids = list(Sentence.objects.taggable().order_by("pk").values_list("pk", flat=True))
        Random("clicks").shuffle(ids)  # noqa: S311
        fresh = iter(ids)
        with desk.served():
            editor = Editor(desk.port)
            editor.log_in()
            for _warm in range(10):
                editor.tag(next(fresh))
            most = min(QUIET, max(10, plan.articles // 10))
            plan.say(f"{most} clicks, then clicks while a worker imports …")
            quiet = clicked(editor, fresh, lambda number: number < most)
            run = received_from(plan.corpus)
            tasks.start(run)
            with desk.running(*desk.worker()) as worker, Memory(worker.pid) as large:
                while Import.objects.filter(pk=run.pk, state=ImportState.QUEUED).exists():
                    if worker.poll() is not None:
                        raise CommandError(f"The worker ended: {desk.said()}")
                    time.sleep(0.01)
                busy = clicked(editor, fresh, lambda _number: worker.poll() is None)
            done(run, desk.said())
    yield from clicks(busy, quiet)
    yield Figure(
        "import.memory",
        f"the worker's memory at its peak, {plan.corpus.articles:,} articles",
        large.peak,
        "MB",
        small,
        f"{plan.beginning.articles:,} articles",
    )


def worked(desk: Desk, corpus: Corpus) -> float:
    """Has a worker import it; its memory at the peak."""
    run = received_from(corpus)
    tasks.start(run)
    with desk.running(*desk.worker()) as worker, Memory(worker.pid) as memory:
        worker.wait()
    done(run, desk.said())
    return memory.peak


def clicks(busy: Clicks, quiet: Clicks) -> Iterator[Figure]:
    yield Figure(
        "import.clicks",
        "clicks during an import",
        len(busy.milliseconds),
        "clicks",
        len(quiet.milliseconds),
        "without",
    )
    yield Figure(
        "import.click_errors",
        " ".join(["of them failed", *busy.errors[:1], *quiet.errors[:1]]),
        len(busy.errors),
        "clicks",
        len(quiet.errors),
        "without",
    )
    for share in (50, 95, 99, 100):
        at = [
            percentile(one.milliseconds, share / 100) for one in (busy, quiet) if one.milliseconds
        ]
        if len(at) == 2:
            yield Figure(
                f"import.click_p{share}",
                f"a tag click during an import, {share} % take at most",
                at[0],
                "ms",
                at[1],
                "without",
            )
