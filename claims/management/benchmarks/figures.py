"""A figure beside its bare reference, as a line of a table and in JSON; stopwatches."""

import os
import platform
import sqlite3
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from django.db import connection

SQLITE: tuple[str, ...] = ("journal_mode", "synchronous")
POSTGRESQL: tuple[str, ...] = ("server_version", "synchronous_commit", "fsync")


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, and what the bare thing took in the same run.

    `name` is for machines and stays; `bare` is in the unit of `value`, None where nothing bare
    can be compared.
    """

    name: str
    what: str
    value: float
    unit: str
    bare: float | None = None
    bare_what: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the bare reference; None where that is missing or nothing."""
        return self.value / self.bare if self.bare else None

    def line(self) -> str:
        """The figure for a terminal."""
        said = f"{self.what:<58} {number(self.value):>11} {self.unit:<12}"
        if self.bare is not None:
            times = "" if self.ratio is None else f"{self.ratio:.2f} × "
            said += f" {times}{number(self.bare)} {self.unit}: {self.bare_what}"
        return said.rstrip()

    def as_json(self) -> dict[str, Any]:
        rounded = None if self.ratio is None else round(self.ratio, 4)
        return {**asdict(self), "ratio": rounded}


def number(value: float) -> str:
    """As exact as it is worth reading: three places where it is small, none where it is large."""
    if value == int(value) or abs(value) >= 1_000:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3g}"


class Stopwatch:
    """Adds up wall and processor seconds of this process, over any number of `with` blocks."""

    def __init__(self) -> None:
        self.seconds = self.processor = 0.0

    def __enter__(self) -> Self:
        self._began = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_error: object) -> None:
        self.seconds += time.perf_counter() - self._began[0]
        self.processor += time.process_time() - self._began[1]


def percentile(values: list[float], share: float) -> float:
    """The smallest of the values that at least this share of them does not pass."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def machine(scratch: Path) -> dict[str, Any]:
    """Where and when it was measured, and on which database as it is set up."""
    said: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),  # of others, since it is taken before the run
        "python": platform.python_version(),
    }
    if connection.vendor == "sqlite":  # asked elsewhere: to ask the configured one would make it
        with closing(sqlite3.connect(scratch / "asked.sqlite3")) as asked:
            asked.executescript(connection.settings_dict["OPTIONS"].get("init_command", ""))
            modes = [asked.execute(f"PRAGMA {name}").fetchone() for name in SQLITE]
        names, database = SQLITE, f"SQLite {sqlite3.sqlite_version}"
    else:
        with connection.cursor() as cursor:
            modes = [cursor.execute(f"SHOW {name}").fetchone() for name in POSTGRESQL]
        names, database = POSTGRESQL, "PostgreSQL"
    return {**said, "database": database} | {n: m[0] for n, m in zip(names, modes, strict=True)}
