"""The parts of `manage.py benchmark`, each a function that yields its figures.

To add one: its file, one line here, its rows in docs/performance.md.
"""

from collections.abc import Callable, Iterator

from claims.management.benchmarks import (
    crowd,
    exporting,
    importing,
    making,
    pages,
    searching,
    sentences,
    tagging,
)
from claims.management.benchmarks.figures import Figure
from claims.management.benchmarks.plan import Plan

Part = Callable[[Plan], Iterator[Figure]]

# In the order of `all`: what only reads comes before what adds to the desk.
PARTS: dict[str, Part] = {
    "sentences": sentences.measure,
    "import": importing.measure,
    "make": making.measure,
    "pages": pages.measure,
    "search": searching.measure,
    "tag": tagging.measure,
    "export": exporting.measure,
    "crowd": crowd.measure,
}
