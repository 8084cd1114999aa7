"""Rows and bytes of the tables, for the arithmetic of docs/scaling.md."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Claim


@pytest.mark.skipif(connection.vendor == "sqlite", reason="it asks PostgreSQL's catalogue")
def test_every_table_is_weighed_with_its_indexes(claim: Claim, tmp_path: Path) -> None:
    out, file = io.StringIO(), tmp_path / "sizes.json"
    call_command("table_sizes", "--least", "1", "--json", str(file), stdout=out)
    found = {said["table"]: said for said in json.loads(file.read_text())}
    claims = found["claims_claim"]
    assert claims["rows"] == 1
    assert claims["index_bytes"] == sum(claims["indexes"].values())
    assert "claims_claim_words" in claims["indexes"]
    assert "claims_claim " in out.getvalue()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it is about SQLite")
def test_sqlite_is_told_that_it_is_not_meant(db: None) -> None:
    with pytest.raises(CommandError, match="PostgreSQL"):
        call_command("table_sizes")
