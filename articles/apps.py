"""The articles app; keeps the database's own guards in place after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def keep_guards(*, using: str, **_: Any) -> None:
    from articles.guards import install

    install(using)


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        # After every migrate and not in one migration: SQLite alters a table by building it anew,
        # and drops the triggers of the old one without a word.
        post_migrate.connect(keep_guards, sender=self)
