"""The ways out, one file a format. To add one: its file, one line here, its test."""

from claims.exporters import csv_file
from claims.exporters.columns import Exporter, Options

EXPORTERS: dict[str, Exporter] = {"csv": csv_file.EXPORTER}

__all__ = ["EXPORTERS", "Exporter", "Options"]
