"""How fast the desk is, on a database of its own: every figure beside its bare reference."""

import argparse
import json
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims.management.benchmarks import PARTS
from claims.management.benchmarks.desk import scratch
from claims.management.benchmarks.figures import machine
from claims.management.benchmarks.plan import Plan


class Command(BaseCommand):
    help = (
        "Measure the desk on a database that is made for it beside the configured one and removed "
        "in the end. docs/performance.md tells how to read the figures."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("part", choices=[*PARTS])
        parser.add_argument("--articles", type=int, default=10_000, help="how many to generate")
        parser.add_argument("--folder", type=Path, help="measure with the files in it instead")
        parser.add_argument("--workers", type=int, default=2, help="processes of one import")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["articles"] < 1 or not 1 <= options["workers"] <= 32:
            raise CommandError("--articles takes 1 or more, --workers 1 to 32.")
        if options["folder"] and not options["folder"].is_dir():
            raise CommandError(f"There is no folder {str(options['folder'])!r}.")
        settings.DEBUG = False  # or Django would keep every query
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all is tidied up
        figures = []
        with scratch() as folder:
            said = machine(folder)
            self.stdout.write(", ".join(f"{name}: {value}" for name, value in said.items()))
            plan = Plan(
                articles=options["articles"],
                workers=options["workers"],
                given=options["folder"],
                scratch=folder,
                say=self.say,
            )
            for figure in PARTS[options["part"]](plan):
                figures.append(figure)
                self.stdout.write(figure.line())
                self.stdout.flush()
        if options["json"]:
            sizes = {name: options[name] for name in ("part", "articles", "workers")}
            sizes["folder"] = str(options["folder"] or "")
            written = {**sizes, "machine": said, "figures": [one.as_json() for one in figures]}
            options["json"].write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")

    def say(self, what: str) -> None:
        self.stderr.write(what)
        self.stderr.flush()
