"""Takes articles in from files and folders of any format, and says what became of each."""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles import intake, store
from articles.draft import Item, Unread
from articles.encoding import SAMPLE
from articles.importers import IMPORTERS, Reading
from articles.importers.columns import NAMES, REPORTED
from articles.importers.recognise import kind_of
from articles.models import ImportItem, Outcome, User
from articles.pipeline import Ready, batches, prepared
from articles.text import UnreadableText

FAILED, NOTHING = 1, 2  # exit codes: some items failed; nothing at all could be read


class Command(BaseCommand):
    help = (
        "Import articles from files, or from all files in folders. Exits with 0 if every item was "
        "taken in, with 1 if some failed, with 2 if none could be read."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        kinds = ", ".join(IMPORTERS)
        parser.add_argument("--kind", default="", choices=["", *IMPORTERS], metavar="KIND",
                            help=f"one of {kinds}; else the content tells")  # fmt: skip
        parser.add_argument("--source", default="", help="who published; else the text says so")
        parser.add_argument("--language", default="", help="BCP 47, for texts that name none")
        parser.add_argument("--encoding", default="", help="such as cp1252; else it is detected")
        parser.add_argument("--by", default="", metavar="USERNAME", help="who imports")
        parser.add_argument("--workers", type=int, default=1, help="processes to use, 1 to 32")
        parser.add_argument("--failed", type=Path, metavar="FILE",
                            help="write the rows that failed there, as CSV to mend")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="store nothing, only report")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self.person(options["by"])
        if not 1 <= options["workers"] <= 32:
            raise CommandError("--workers takes a number from 1 to 32.")
        how = Reading(
            language=options["language"], encoding=options["encoding"], limits=intake.limits()
        )
        paths = list(files(options["paths"]))
        bar = tqdm(
            total=sum(path.stat().st_size for path in paths if path.is_file()),
            unit="B", unit_scale=True, disable=None, file=self.stderr, leave=False,
        )  # fmt: skip
        tally: Counter[str] = Counter()
        failed: list[dict[str, str]] = []
        before: dict[str, set[str]] = {}
        items = prepared(read_all(paths, options["kind"], how, bar), options["workers"])
        with bar:
            for batch in batches(items):
                if options["dry_run"]:
                    rows = foreseen(batch, options["source"], before)
                else:
                    rows = stored(batch, by, options["source"])
                for row in rows:
                    tally[row.outcome] += 1
                    self.report(row, bar)
                    if row.outcome == Outcome.FAILED:
                        failed.append(intake.row_to_mend(row))
                bar.set_postfix_str(f"{sum(tally.values()):,} articles")
        if options["failed"] and failed:
            write(options["failed"], failed)
        self.conclude(tally, dry=options["dry_run"])

    def person(self, username: str) -> User | None:
        if not username:
            return None
        try:
            return User.objects.get(username=username)
        except User.DoesNotExist as error:
            raise CommandError(f"There is no user {username!r}.") from error

    def report(self, row: ImportItem, bar: "tqdm[Any]") -> None:
        """What an editor has to know of an item goes to the error output, a line each."""
        if row.why:
            place = f"{row.file}, line {row.line}" if row.line > 1 else row.file
            with bar.external_write_mode(file=self.stderr):
                self.stderr.write(f"{place}: {row.why}")

    def conclude(self, tally: Counter[str], *, dry: bool) -> None:
        self.stdout.write(
            f"{tally['new']:,} new, {tally['revised']:,} new revisions,"
            f" {tally['unchanged']:,} unchanged, {tally['failed']:,} failed"
            + (" (nothing was stored: a dry run)" if dry else "")
        )
        if tally["failed"]:
            sys.exit(FAILED if sum(tally.values()) > tally["failed"] else NOTHING)


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files as named, and every file below the folders but hidden ones, in order."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
            if found.is_file() and not hidden:
                yield found


def read_all(paths: Iterable[Path], kind: str, how: Reading, bar: "tqdm[Any]") -> Iterator[Item]:
    """The items of all files; a file that cannot be read is an item that says why."""
    for path in paths:
        done = 0
        try:
            with path.open("rb") as file:
                how = replace(how, name=path.name)
                reader = IMPORTERS[
                    kind or kind_of(file.read(SAMPLE), path.name, encoding=how.encoding)
                ]
                for item in reader.read(file, how):
                    bar.update(max(0, file.tell() - done))
                    done = max(done, file.tell())
                    inner = f"{path}: {item.file}" if item.file else str(path)
                    yield replace(item, file=inner)
                bar.update(path.stat().st_size - done)
        except UnreadableText as error:
            yield Unread(line=1, file=str(path), why=str(error))
        except OSError as error:
            yield Unread(line=1, file=str(path), why=f"{error.strerror or error}.")


def stored(batch: list[Ready], by: User | None, source: str) -> list[ImportItem]:
    drafts = [item for item in batch if not isinstance(item, Unread)]
    results = iter(store.store_all(drafts, by=by, source=source))
    return [
        intake.item_row(item, None if isinstance(item, Unread) else next(results)) for item in batch
    ]


def foreseen(batch: list[Ready], source: str, before: dict[str, set[str]]) -> list[ImportItem]:
    pairs = [(item.draft, item.sha256) for item in batch if not isinstance(item, Unread)]
    results = iter(store.foresee(pairs, source=source, before=before))
    rows = []
    for item in batch:
        row = intake.item_row(item, None)
        if not isinstance(item, Unread):
            what = next(results)
            row.outcome, row.why = what.outcome, what.refused or " ".join(item.draft.warnings)
        rows.append(row)
    return rows


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", errors="surrogatepass", newline="") as file:
        writer = csv.DictWriter(file, [*REPORTED, *NAMES], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
