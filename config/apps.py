"""The stock admin behind our own door."""

from django.contrib.admin.apps import AdminConfig as StockAdminConfig


class AdminConfig(StockAdminConfig):
    default_site = "config.admin.DeskAdminSite"

    def ready(self) -> None:
        super().ready()
        from config import checks  # noqa: F401  # they register themselves
