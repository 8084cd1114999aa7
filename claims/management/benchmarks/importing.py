"""The part `import`: taking articles in, against the bare cost of its parts; clicks meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from articles import sentences
from articles.models import Import, Revision, Sentence
from claims.management.benchmarks import bare, meanwhile
from claims.management.benchmarks.corpus import Corpus
from claims.management.benchmarks.desk import own_database
from claims.management.benchmarks.engine import imported
from claims.management.benchmarks.figures import Figure, Stopwatch
from claims.management.benchmarks.plan import Plan


@dataclass(frozen=True, slots=True)
class Parts:
    """What the work costs without us, and what reading and splitting cost with us."""

    read_bare: Stopwatch
    read: Stopwatch
    split: Stopwatch


def measure(plan: Plan) -> Iterator[Figure]:
    """Yields the figures of one process, then of several, then of a desk with a worker."""
    settings.IMPORT_LIMITS |= {"file_bytes": 1 << 40, "items": 1 << 30}  # to measure any size
    yield from one_process(plan)
    yield from meanwhile.measure(plan)


def one_process(plan: Plan) -> Iterator[Figure]:
    corpus = plan.corpus
    plan.say(f"Reading and splitting {corpus.articles:,} articles …")
    parts = reading_and_splitting(corpus)
    with own_database(plan.scratch):
        plan.say("Importing them …")
        received, whole, run = imported(corpus)
        found = Sentence.objects.count()
        yield Figure("import.articles", "articles taken in", run.new, "articles")
        yield Figure("import.failed", "articles refused", run.failed, "articles")
        yield Figure("import.sentences", "sentences stored", found, "sentences")
        slower = list(slowing(run))
        plan.say("Importing the same again …")
        again = imported(corpus)[1]
        plan.say("Inserting the same rows bare …")
        rows_in, index, rows = bare.inserts()
    yield from costs(parts, rows_in, index, rows)
    yield from wholes(whole, parts, rows_in, index, (run.position, found))
    yield from slower
    yield Figure("import.receive", "keeping the upload and its preview", received.seconds, "s")
    yield Figure(
        "import.again",
        "the same file again, all unchanged",
        corpus.articles / again.seconds,
        "articles/s",
        corpus.articles / whole.seconds,
        "the first time",
    )
    plan.say(f"Importing with {plan.workers} processes …")
    with own_database(plan.scratch):
        several = imported(corpus, workers=plan.workers)[1]
    yield Figure(
        "import.workers",
        f"the whole with --workers {plan.workers}",
        found / several.seconds,
        "sentences/s",
        found / whole.seconds,
        "one process",
    )


def reading_and_splitting(corpus: Corpus) -> Parts:
    """Each a pass of its own over the corpus, after a warm-up that no import pays for."""
    parts = Parts(Stopwatch(), Stopwatch(), Stopwatch())
    for draft, _number in zip(corpus.drafts(), range(50), strict=False):
        sentences.split(draft.text, draft.language or "en")
    with parts.read_bare:
        corpus.read_bare()
    with parts.read:
        for _draft in corpus.drafts():
            pass
    for draft in corpus.drafts():
        with parts.split:
            sentences.split(draft.text, draft.language or "en")
    return parts


def costs(parts: Parts, rows_in: Stopwatch, index: Stopwatch, rows: int) -> Iterator[Figure]:
    yield Figure(
        "import.reading",
        "reading alone",
        parts.read.seconds,
        "s",
        parts.read_bare.seconds,
        "the format's bare reader",
    )
    yield Figure("import.splitting", "splitting alone", parts.split.seconds, "s")
    yield Figure("import.inserts", f"raw executemany of {rows:,} rows, bare", rows_in.seconds, "s")
    yield Figure("import.index", "the text index of the sentences, bare", index.seconds, "s")


def wholes(
    whole: Stopwatch,
    parts: Parts,
    rows_in: Stopwatch,
    index: Stopwatch,
    counts: tuple[int, int],
) -> Iterator[Figure]:
    """The whole against two sums: what cannot be saved, and all that it is made of."""
    articles, found = counts
    least = (parts.split, rows_in)
    every = (parts.read, *least, index)
    yield Figure("import.articles_rate", "the whole", articles / whole.seconds, "articles/s")
    yield Figure("import.rate", "the whole", found / whole.seconds, "sentences/s")
    for name, some, said in (
        ("least", least, "splitting + inserts"),
        ("every", every, "reading + splitting + inserts + index"),
    ):
        bare_seconds = sum(watch.seconds for watch in some)
        yield Figure(f"import.whole_to_{name}", "the whole", whole.seconds, "s", bare_seconds, said)
        bare_seconds = sum(watch.processor for watch in some)
        yield Figure(
            f"import.processor_to_{name}",
            "the whole, processor time",
            whole.processor,
            "s",
            bare_seconds,
            said,
        )


def slowing(run: Import) -> Iterator[Figure]:
    """Rates of the last and the first tenth; nothing where these are less than a few batches."""
    tenth = run.new // 10
    if tenth < 100 or run.finished_at is None:
        return
    read = Revision.objects.order_by("pk").values_list("fetched_at", flat=True)
    first = (read[tenth] - read[0]).total_seconds()
    last = (run.finished_at - read[run.new - tenth]).total_seconds()
    yield Figure(
        "import.last_tenth",
        f"the last {tenth:,} articles",
        tenth / last,
        "articles/s",
        tenth / first,
        "the first as many",
    )
