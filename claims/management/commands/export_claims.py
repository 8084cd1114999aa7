"""Takes claims out: the same bytes as the page's export, with the same filters."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from claims.exporters import EXPORTERS, Options
from claims.filters import ClaimFilter, chosen
from claims.models import Claim


class Command(BaseCommand):
    help = "Export claims. Each filter of the queue's address is an option here."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--format", choices=sorted(EXPORTERS), default="csv")
        parser.add_argument("--output", default="-", metavar="FILE", help="- is standard output")
        parser.add_argument("--shape", choices=["wide", "long"], default="wide")
        parser.add_argument("--excel", action="store_true", help="begin with a byte order mark")
        for name, field in ClaimFilter.base_filters.items():
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help=str(field.label))

    def handle(self, *args: Any, **options: Any) -> None:
        data = {name: options[name] for name in ClaimFilter.base_filters if options[name]}
        query = chosen(data, Claim.objects.all())
        if not query.is_valid():
            said = "; ".join(
                f"--{name.replace('_', '-')}: {' '.join(map(str, errors))}"
                for name, errors in query.form.errors.items()
            )
            raise CommandError(said)
        exporter = EXPORTERS[options["format"]]
        wanted = Options(long=options["shape"] == "long", excel=options["excel"])
        with opened(options["output"]) as out:
            for piece in exporter.write(query.qs, wanted):
                out.write(piece)


@contextmanager
def opened(output: str) -> Iterator[BinaryIO]:
    """Standard output for `-`, else that file: beside it until it is whole, then in its place."""
    path = Path(output).resolve()
    if output == "-":
        yield sys.stdout.buffer
    elif path.exists() and not path.is_file():  # a pipe, or a device
        with path.open("wb") as out:
            yield out
    else:
        part = path.with_name(f"{path.name}.part")
        try:
            with part.open("wb") as out:
                yield out
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
