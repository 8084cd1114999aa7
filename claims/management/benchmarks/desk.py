"""A database of its own beside the configured one, and the desk upon it as it is deployed."""

import io
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

Program = subprocess.Popen[bytes]


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the disk of the configured database, where that is a file; gone afterwards."""
    name = Path(str(connection.settings_dict["NAME"]))
    beside = name.parent if connection.vendor == "sqlite" and name.parent.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=".benchmark-", dir=beside) as folder:
        yield Path(folder)


@contextmanager
def own_database(folder: Path, kept: str = "") -> Iterator[str]:
    """Makes, migrates and in the end removes a database; yields its DATABASE_URL.

    Everything of Django in this process works on it meanwhile. Its settings of durability are
    those of the configured one, which is not touched. `kept`: the name of one (for SQLite its
    file) that stays, and is taken as it is if it is there already.
    """
    configured = connection.settings_dict["NAME"]
    # Not test_<name>: a run of the tests on the same server must not lose its database.
    own = kept or f"benchmark_{os.getpid()}_{secrets.token_hex(3)}"
    if connection.vendor == "sqlite":
        own = str(Path(kept).absolute() if kept else folder / f"{own}.sqlite3")
        url = f"sqlite:///{own}"
    else:
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{own}").geturl()
    connection.settings_dict["TEST"]["NAME"] = own
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]  # it is of the configured database
    try:
        with redirect_stdout(io.StringIO()):  # it says that the table of the cache is there
            connection.creation.create_test_db(
                verbosity=0, autoclobber=True, serialize=False, keepdb=bool(kept)
            )
        yield url
    finally:
        connection.creation.destroy_test_db(configured, verbosity=0, keepdb=bool(kept))


@dataclass(frozen=True, slots=True)
class Desk:
    """The programs of a desk on one database, configured as for real use.

    It is served as behind a proxy that speaks https; whoever asks plays that proxy.
    """

    url: str
    folder: Path
    port: int

    def environment(self) -> dict[str, str]:
        limits = {f"IMPORT_MAX_{k.upper()}": str(v) for k, v in settings.IMPORT_LIMITS.items()}
        return {
            **os.environ,
            **limits,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.url,
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": f"https://127.0.0.1:{self.port}",
            "TRUSTED_PROXY_COUNT": "1",
            "DEBUG": "false",
            "CLAIMDESK_DEMO": "false",
            "LOG_LEVEL": "WARNING",
        }

    @contextmanager
    def running(self, *program: str) -> Iterator[Program]:
        """A program of the desk, ended afterwards; what it says goes to a file."""
        with (self.folder / "programs.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, *program],
                cwd=settings.BASE_DIR,
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for this process, which ends the others
            )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    @contextmanager
    def served(self, site: str = "config.wsgi") -> Iterator[Program]:
        """The web server of the README, from its first answer on; `site`: what it serves."""
        with self.running("manage.py", "collectstatic", "--noinput", "--verbosity", "0") as files:
            if files.wait():
                raise CommandError(f"collectstatic failed: {self.said()}")
        server = ("-m", "gunicorn", site, "--workers", "2", "--threads", "4")
        bound = ("--bind", f"127.0.0.1:{self.port}", "--log-level", "warning")
        with self.running(*server, *bound) as process:
            while not self.answers():
                if process.poll() is not None:
                    raise CommandError(f"The web server ended: {self.said()}")
                time.sleep(0.05)
            yield process

    def answers(self) -> bool:
        try:
            asked = HTTPConnection("127.0.0.1", self.port, timeout=5)
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except OSError:
            return False
        finally:
            asked.close()

    def worker(self) -> tuple[str, ...]:
        """The worker's command line; it ends when nothing is left to do."""
        return ("manage.py", "db_worker", "--batch", "--no-startup-delay", "--verbosity", "0")

    def said(self) -> str:
        """The last of what the programs said."""
        return (self.folder / "programs.log").read_text(errors="replace")[-1_000:].strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
