"""How fast the desk is, on a database of its own: every figure beside its bare reference."""

import argparse
import json
import signal
import sys
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.management.benchmarks import PARTS, show
from claims.management.benchmarks.desk import scratch
from claims.management.benchmarks.figures import machine
from claims.management.benchmarks.plan import Plan

WITHOUT_CLAIMS = {"make", "search", "tag"}  # parts that do without any


class Command(BaseCommand):
    help = (
        "Measure the desk on a database that is made for it beside the configured one and removed "
        "in the end. docs/performance.md tells how to read the figures."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("part", nargs="?", choices=[*PARTS, "all"])
        parser.add_argument("--articles", type=int, default=10_000, help="how many to generate")
        parser.add_argument("--claims", type=int, help="how many; ten an article if not said")
        parser.add_argument("--folder", type=Path, help="import the files in it instead")
        parser.add_argument("--workers", type=int, default=2, help="processes of one import")
        parser.add_argument("--seconds", type=float, default=30, help="that a crowd works")
        parser.add_argument(
            "--keep",
            default="",
            metavar="NAME",
            help="keep the filled database (for SQLite a file), and take it again if it is there",
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
        parser.add_argument(
            "--show",
            type=Path,
            nargs="+",
            metavar="FILE",
            help="measure nothing; print what such files hold as a table in Markdown",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["show"]:
            self.stdout.write(show.table(options["show"]))
            return
        self.check_options(options)
        settings.DEBUG = False  # or Django would keep every query
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all is tidied up
        figures = []
        with scratch() as folder, ExitStack() as opened:
            said = machine(folder)
            self.stdout.write(", ".join(f"{name}: {value}" for name, value in said.items()))
            plan = Plan(
                articles=options["articles"],
                claims=options["claims"],
                workers=options["workers"],
                seconds=options["seconds"],
                given=options["folder"],
                kept=options["keep"],
                scratch=folder,
                say=self.say,
                opened=opened,
            )
            parts = PARTS.values() if options["part"] == "all" else [PARTS[options["part"]]]
            for figure in chain.from_iterable(part(plan) for part in parts):
                figures.append(figure)
                self.stdout.write(figure.line())
                self.stdout.flush()
        if options["json"]:
            names = ("part", "articles", "claims", "workers", "seconds")
            sizes = {name: options[name] for name in names}
            sizes["folder"] = str(options["folder"] or "")
            written = {**sizes, "machine": said, "figures": [one.as_json() for one in figures]}
            options["json"].write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")

    def check_options(self, options: dict[str, Any]) -> None:
        """Completes them. Raises CommandError."""
        if not options["part"]:
            raise CommandError(f"Name a part: {', '.join(PARTS)} or all.")
        if options["articles"] < 1 or not 1 <= options["workers"] <= 32:
            raise CommandError("--articles takes 1 or more, --workers 1 to 32.")
        if options["claims"] is None:
            options["claims"] = 10 * options["articles"]
        least = 0 if options["part"] in WITHOUT_CLAIMS else 100
        if options["claims"] < least or options["seconds"] <= 0:
            raise CommandError(f"--claims takes {least} or more, --seconds more than 0.")
        if options["folder"] and not options["folder"].is_dir():
            raise CommandError(f"There is no folder {str(options['folder'])!r}.")

    def say(self, what: str) -> None:
        self.stderr.write(what)
        self.stderr.flush()
