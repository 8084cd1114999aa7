"""What a run of the benchmark is asked for."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from claims.management.benchmarks import corpus
from claims.management.benchmarks.corpus import Corpus
from claims.management.benchmarks.ground import Ground, ground
from claims.management.benchmarks.judged import Sizes


@dataclass(frozen=True)
class Plan:
    """Sizes, and `scratch`: a folder on the database's disk that is gone after the run."""

    articles: int
    claims: int
    workers: int
    seconds: float  # that a crowd works
    given: Path | None  # a folder of real articles
    kept: str  # the name of a filled database that stays, empty for none
    scratch: Path
    say: Callable[[str], None]  # tells the one who waits what goes on
    opened: ExitStack  # closed at the end of the run

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

    @cached_property
    def ground(self) -> Ground:
        """A full desk and the bare site, the same for all parts of the run."""
        sizes = Sizes(self.articles, self.claims)
        return self.opened.enter_context(ground(sizes, self.scratch, self.kept, self.say))

    def samples(self, most: int) -> int:
        """How often to measure one thing: fewer times on a desk that is small."""
        return max(5, min(most, self.articles // 10))
