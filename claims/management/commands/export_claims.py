"""Takes claims out: the same bytes as the page's export, with the same filters."""

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

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
        path = options["output"]
        with nullcontext(sys.stdout.buffer) if path == "-" else Path(path).open("wb") as out:
            for piece in exporter.write(query.qs, wanted):
                out.write(piece)
