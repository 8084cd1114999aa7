"""Figures of several runs as one table."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.management.benchmarks import show
from claims.management.benchmarks.figures import Figure

MACHINE = {"at": "2031-01-06T06:00:00+00:00", "system": "Linux", "processors": 2, "load": 0.5}


def written(path: Path, database: str, figures: list[Figure]) -> Path:
    run = {
        "part": "tag",
        "articles": 1000,
        "claims": 10_000,
        "machine": {**MACHINE, "database": database},
        "figures": [one.as_json() for one in figures],
    }
    path.write_text(json.dumps(run))
    return path


def test_table_has_a_column_a_database(tmp_path: Path) -> None:
    first = written(
        tmp_path / "a.json", "SQLite", [Figure("x", "x", 3, "ms", 2, "y"), Figure("z", "z", 1, "s")]
    )
    second = written(tmp_path / "b.json", "PostgreSQL", [Figure("x", "x", 4, "ms", 2, "y")])
    assert show.table([first, second]).splitlines() == [
        "- SQLite: `tag` of 2031-01-06, 1,000 articles, 10,000 claims; system Linux, processors 2",
        "- PostgreSQL: `tag` of 2031-01-06, 1,000 articles, 10,000 claims; system Linux,"
        " processors 2",
        "",
        "| figure | SQLite | PostgreSQL |",
        "|---|---|---|",
        "| `x` | 3 ms, **1.50 ×** 2 | 4 ms, **2.00 ×** 2 |",
        "| `z` | 1 s |  |",
    ]


def test_table_takes_the_later_run_of_a_database(tmp_path: Path) -> None:
    first = written(tmp_path / "a.json", "SQLite", [Figure("x", "x", 3, "ms")])
    second = written(tmp_path / "b.json", "SQLite", [Figure("x", "x", 4, "ms")])
    assert show.table([first, second]).splitlines()[-1] == "| `x` | 4 ms |"


def test_show_of_a_file_without_figures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(CommandError, match="holds no figures"):
        call_command("benchmark", show=[tmp_path / "x.json"])
