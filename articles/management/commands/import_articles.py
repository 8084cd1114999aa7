"""Takes articles in from files and folders, and says what became of each."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.importers import Reading, plain_text
from articles.models import User
from articles.store import Refused, store_draft
from articles.text import UnreadableText


class Command(BaseCommand):
    help = "Import articles from text files, or from all text files in folders."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--source", default="", help="who published; else the text says so")
        parser.add_argument("--language", default="", help="BCP 47, such as en or zh")
        parser.add_argument("--by", default="", metavar="USERNAME", help="who imports")

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"]:
            by = User.objects.filter(username=options["by"]).first()
            if by is None:
                raise CommandError(f"There is no user {options['by']!r}.")
        tally: Counter[str] = Counter()
        failures: list[tuple[Path, str]] = []
        for path in files(options["paths"]):
            try:
                how = Reading(language=options["language"])
                draft = next(plain_text.read(path.read_bytes(), how))
                stored = store_draft(draft, by=by, source=options["source"])
            except (UnreadableText, Refused) as error:
                failures.append((path, str(error)))
                continue
            except OSError as error:
                failures.append((path, error.strerror or str(error)))
                continue
            tally[stored.outcome] += 1
            for warning in draft.warnings:
                self.stderr.write(f"{path}: {warning}")
        self.stdout.write(
            f"{tally['new']} new, {tally['unchanged']} unchanged, {len(failures)} failed"
        )
        for path, why in failures:
            self.stderr.write(f"{path}: {why}")
        if failures:
            sys.exit(1)


def files(paths: list[Path]) -> Iterator[Path]:
    """The files as named, and every text file below the folders, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*.txt") if found.is_file())
        else:
            yield path
