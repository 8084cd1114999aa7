"""What the desk warns of when it starts: seen in `check`, `runserver`, `db_worker` and gunicorn."""

import logging
import sqlite3
from typing import Any

from django.conf import settings
from django.core import checks

from config.databases import SQLITE, wal_is_sound

TAG = "claimdesk"
log = logging.getLogger(__name__)


@checks.register(TAG)
def journal_mode(**_said: Any) -> list[checks.CheckMessage]:
    """SQLite that may damage its WAL file works by a journal that lets readers wait for writers."""
    if settings.DATABASES["default"]["ENGINE"] != SQLITE:
        return []
    if wal_is_sound(sqlite3.sqlite_version_info):
        return []
    return [
        checks.Warning(
            f"SQLite {sqlite3.sqlite_version} can damage a database in WAL mode, so the desk"
            " uses the slower rollback journal: pages wait while somebody writes.",
            hint="Install the requirements again: they bring a newer SQLite. Or use a Python with"
            " SQLite 3.51.3, 3.50.7 or 3.44.6, or PostgreSQL by DATABASE_URL.",
            id="claimdesk.W001",
        )
    ]


def warn() -> None:
    """Says in the log what the checks say, for a server that runs none of its own."""
    for message in checks.run_checks(tags=[TAG]):
        log.warning("%s", message)
