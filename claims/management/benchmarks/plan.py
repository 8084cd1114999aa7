"""What a run of the benchmark is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from claims.management.benchmarks import corpus
from claims.management.benchmarks.corpus import Corpus


@dataclass(frozen=True)
class Plan:
    """Sizes, and `scratch`: a folder on the database's disk that is gone after the run."""

    articles: int
    workers: int
    given: Path | None  # a folder of real articles
    scratch: Path
    say: Callable[[str], None]  # tells the one who waits what goes on

    @cached_property
    def corpus(self) -> Corpus:
        """The articles of the run: those of the folder given, else generated ones."""
        if self.given:
            return corpus.packed(self.given, self.scratch / "articles.zip")
        return corpus.generated(self.scratch / "articles.jsonl", self.articles)

    @cached_property
    def beginning(self) -> Corpus:
        """At most 1,000 generated articles that are not in the corpus."""
        few = min(1_000, self.articles)
        return corpus.generated(self.scratch / "beginning.jsonl", few, first=corpus.OTHERS)
