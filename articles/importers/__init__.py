"""The ways in, one file a format: `read(source) -> ArticleDraft`; no database, no network.

To add one: its file, one line here, a sample and its test.
"""

from collections.abc import Callable

from articles.draft import ArticleDraft
from articles.importers import plain_text

IMPORTERS: dict[str, Callable[..., ArticleDraft]] = {"plain_text": plain_text.read}

__all__ = ["IMPORTERS"]
