"""The claims app; adds its guards to the database after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def keep_guards(*, using: str, **_: Any) -> None:
    from articles.guards import install
    from claims.guards import GUARDS, INDEXES

    install(using, GUARDS, INDEXES)


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        post_migrate.connect(keep_guards, sender=self)
