"""The parts of `manage.py benchmark`, each a function that yields its figures.

To add one: its file, one line here, its rows in docs/performance.md.
"""

from collections.abc import Callable, Iterator

from claims.management.benchmarks import importing, sentences
from claims.management.benchmarks.figures import Figure
from claims.management.benchmarks.plan import Plan

Part = Callable[[Plan], Iterator[Figure]]

PARTS: dict[str, Part] = {"sentences": sentences.measure, "import": importing.measure}
