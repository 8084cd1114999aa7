"""The warning at the start, where SQLite is not free of the fault in its WAL."""

import logging
import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from config.checks import journal_mode, warn
from config.databases import SQLITE

ON_SQLITE = settings.DATABASES["default"]["ENGINE"] == SQLITE
only_sqlite = pytest.mark.skipif(not ON_SQLITE, reason="it is about SQLite")


@only_sqlite
@pytest.mark.parametrize(("version", "ids"), [((3, 40, 1), ["claimdesk.W001"]), ((3, 53, 4), [])])
def test_sqlite_is_warned_of_by_its_release(
    version: tuple[int, ...], ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert [message.id for message in journal_mode()] == ids


@only_sqlite
def test_warning_says_how_to_mend_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    call_command("check")
    assert "claimdesk.W001" in capsys.readouterr().err
    with caplog.at_level(logging.WARNING):
        warn()
    assert "Install the requirements again" in caplog.text


@pytest.mark.skipif(ON_SQLITE, reason="on SQLite it may well be said")
def test_postgres_is_not_warned_of() -> None:
    assert journal_mode() == []


def test_server_says_it_when_it_starts() -> None:
    """What gunicorn imports warns, or has nothing to warn of."""
    environment = os.environ | {"DATABASE_URL": "sqlite:////nowhere.sqlite3", "DEBUG": "true"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    code = "import config.wsgi, config.checks as c; print(len(c.journal_mode()))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.count("claimdesk.W001") == int(done.stdout)
