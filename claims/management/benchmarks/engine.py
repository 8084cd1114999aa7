"""A corpus through the engine of imports, as the pages and the worker drive it."""

from django.core.management.base import CommandError

from articles import intake
from articles.models import Import, ImportState
from articles.models.imports import CHUNK
from claims.management.benchmarks.corpus import Corpus
from claims.management.benchmarks.figures import Stopwatch


def received_from(corpus: Corpus) -> Import:
    """Handed in and looked at, as an upload is."""
    with corpus.path.open("rb") as file:
        pieces = iter(lambda: file.read(CHUNK), b"")
        name, kind, source = corpus.path.name, corpus.kind, corpus.source
        return intake.receive(pieces, name=name, by=None, kind=kind, source=source)


def imported(corpus: Corpus, *, workers: int = 1) -> tuple[Stopwatch, Stopwatch, Import]:
    """The corpus through the engine, as a worker runs it: handing in, then the rest."""
    receiving, whole = Stopwatch(), Stopwatch()
    with receiving:
        run = received_from(corpus)
    with whole:
        intake.begin(run)
        mine = intake.take_on(run.pk)
        if mine is None:
            raise CommandError("The import is in other hands.")
        with intake.handed_in(mine) as file:
            intake.carry_out(mine, file, workers=workers)
    done(mine)
    return receiving, whole, mine


def done(run: Import, said: str = "") -> None:
    """Reads the import anew. Raises CommandError unless it came to its end."""
    run.refresh_from_db()
    if run.state != ImportState.DONE:
        raise CommandError(f"The import is “{run.state}”: {run.error} {said}")
