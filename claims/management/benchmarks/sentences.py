"""The part `sentences`: splitting, against the bare engine and against `str.split`."""

from collections.abc import Callable, Iterator

import nupunkt

from articles import sentences
from claims.management.benchmarks.figures import Figure, Stopwatch
from claims.management.benchmarks.plan import Plan

WARM = 50  # articles before the clock runs: a model is loaded once, not for every import


def measure(plan: Plan) -> Iterator[Figure]:
    """Yields rates in MB of UTF-8 and in sentences, all over the same texts."""
    plan.say(f"Splitting {plan.corpus.articles:,} articles …")
    engine = nupunkt.load("default")
    ours, bare, plain = Stopwatch(), Stopwatch(), Stopwatch()
    size = found = 0
    ways: list[tuple[Stopwatch, Callable[[str], object]]] = [
        (bare, lambda text: list(engine.span_tokenize(text))),
        (plain, lambda text: text.split(". ")),
    ]
    for seen, draft in enumerate(plan.corpus.drafts()):
        text, language = draft.text, draft.language or "en"
        if seen < WARM:
            sentences.split(text, language)
        with ours:
            spans = sentences.split(text, language)
        for watch, way in ways:
            with watch:
                way(text)
        found += len(spans)
        size += len(text.encode())
    megabytes = size / 1e6
    yield Figure("sentences.megabytes", "text split", megabytes, "MB")
    yield Figure("sentences.found", "sentences found", found, "sentences")
    for name, bare_what, watch in (
        ("nupunkt", "nupunkt alone", bare),
        ("split", "str.split at “. ”", plain),
    ):
        yield Figure(
            f"sentences.rate_to_{name}",
            "text a second",
            megabytes / ours.seconds,
            "MB/s",
            megabytes / watch.seconds,
            bare_what,
        )
    yield Figure("sentences.rate", "sentences a second", found / ours.seconds, "sentences/s")
