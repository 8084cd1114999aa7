"""Figures of several runs, as JSON holds them, as one table in Markdown, databases side by side."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from claims.management.benchmarks.figures import number


def table(paths: Iterable[Path]) -> str:
    """Runs on the same database fill one column, a later one's figure in place of an earlier's.

    Raises CommandError for a file that no benchmark wrote.
    """
    columns: dict[str, dict[str, dict[str, Any]]] = {}
    heads: dict[str, list[str]] = {}
    order: dict[str, str] = {}
    for path in paths:
        run = read(path)
        where = run["machine"]["database"]
        heads.setdefault(where, []).append(head(run))
        for figure in run["figures"]:
            columns.setdefault(where, {})[figure["name"]] = figure
            order.setdefault(figure["name"], figure["unit"])
    lines = [f"- {where}: {said}" for where, some in heads.items() for said in dict.fromkeys(some)]
    lines += ["", f"| figure | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for name in order:
        cells = [cell(column.get(name)) for column in columns.values()]
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def read(path: Path) -> dict[str, Any]:
    try:
        run: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if run["figures"] and run["machine"]["database"]:
            return run
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise CommandError(f"{path} holds no figures. Write them with --json.")


def head(run: dict[str, Any]) -> str:
    machine = run["machine"]
    left_out = {"database", "at", "load"}
    said = ", ".join(f"{name} {value}" for name, value in machine.items() if name not in left_out)
    sizes = f"{run['articles']:,} articles, {run['claims']:,} claims"
    return f"`{run['part']}` of {machine['at'][:10]}, {sizes}; {said}"


def cell(figure: dict[str, Any] | None) -> str:
    """The value, its ratio and what it is a ratio to."""
    if figure is None:
        return ""
    said = f"{number(figure['value'])} {figure['unit']}"
    if figure["ratio"] is not None:
        said += f", **{figure['ratio']:.2f} ×** {number(figure['bare'])}"
    return said
