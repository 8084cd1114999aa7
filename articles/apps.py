"""The articles app; keeps guards in place after every migrate, teaches SQLite what they call."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


def keep_guards(*, using: str, **_: Any) -> None:
    from articles import derived, guards

    guards.install(using)
    derived.install(using)


def teach(*, connection: Any, **_: Any) -> None:
    from articles.grams import teach

    if connection.vendor == "sqlite":
        teach(connection.connection)


def lift_guards(*, using: str, plan: list[Any], **_: Any) -> None:
    from articles.guards import lift

    if plan:
        lift(using)


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self) -> None:
        connection_created.connect(teach)
        # Around every migrate and not in one migration: SQLite alters a table by building it anew,
        # and drops the triggers of the old one without a word.
        pre_migrate.connect(lift_guards, sender=self)
        post_migrate.connect(keep_guards, sender=self)
