"""What the database holds: rows and bytes of each table and of its indexes."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

# TOAST, where long values lie, counts with its table. Partitions count for themselves.
SIZES = """
SELECT c.relname, c.reltuples::bigint, pg_table_size(c.oid), pg_indexes_size(c.oid),
    (SELECT json_object_agg(i.relname, pg_relation_size(i.oid)) FROM pg_index x
     JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY pg_total_relation_size(c.oid) DESC
"""


class Command(BaseCommand):
    help = "Rows and bytes of each table and index; docs/scaling.md reckons with them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--least", type=int, default=100_000, help="bytes of a table shown")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write all of it there too")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("This is about PostgreSQL: set DATABASE_URL to postgres://….")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # it counts the rows, nearly
            cursor.execute(SIZES)
            found = cursor.fetchall()
        self.stdout.write(f"{'table':32}{'rows':>12}{'MB':>10}{'indexes MB':>12}{'bytes/row':>11}")
        for table, rows, own, indexes, _each in found:
            if own + indexes >= options["least"]:
                each = (own + indexes) / rows if rows > 0 else 0
                sizes = f"{own / 1e6:>10.1f}{indexes / 1e6:>12.1f}{each:>11.0f}"
                self.stdout.write(f"{table:32}{rows:>12,}{sizes}")
        whole = sum(row[2] + row[3] for row in found)
        self.stdout.write(f"{whole / 1e6:,.1f} MB in all")
        if options["json"]:
            names = ("table", "rows", "bytes", "index_bytes", "indexes")
            said = [dict(zip(names, row, strict=True)) for row in found]
            options["json"].write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
