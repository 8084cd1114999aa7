"""A desk of an earlier version is migrated with all that it holds."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from articles.grams import teach

# What the first desks had, with the triggers upon it. No command does that: migrate sees to all
# that the desk of today has.
BEFORE = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from articles import guards
from claims.guards import GUARDS, INDEXES
executor = MigrationExecutor(connection)
executor.migrate([("articles", "0001_initial"), ("claims", "0002_roles")])
guards.install("default")
guards.install("default", GUARDS, INDEXES)
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The file of a desk as it was, with its triggers: an article of one sentence and its claim."""
    file = tmp_path / "desk.sqlite3"
    manage(file, "shell", "--no-imports", "-c", BEFORE)
    with sqlite3.connect(file) as database:
        teach(database)
        source = put(database, "articles_source", name="Gazette", key="gazette", kind="paper")
        article = put(database, "articles_article", source_id=source, title="Ferries sail")
        text = {"text": "Ferries sail.", "start": 0, "end": 13}
        revision = put(
            database, "articles_revision", article_id=article, number=1, text=text["text"]
        )
        sentence = put(
            database, "articles_sentence", revision_id=revision, number=1, role="body", **text
        )
        anchor = {"article_id": article, "sentence_id": sentence, "state": "tagged"}
        quote = {"start": 0, "end": 13, "quote": text["text"]}
        put(database, "claims_claim", tagged_at="2031-01-06 06:00:00", **anchor, **quote)
    return file


def manage(file: Path, *command: str) -> str:
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{file}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return done.stdout


def put(database: sqlite3.Connection, table: str, **values: object) -> int:
    """A row with these values, and with something in every other column that wants a value."""
    for _n, name, kind, needed, _default, key in database.execute(f"PRAGMA table_info({table})"):
        if needed and not key and name not in values:
            values[name] = (
                0 if "int" in kind or "bool" in kind else "2031-01-06" if "date" in kind else ""
            )
    names, places = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
    made = database.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", [*values.values()])
    return made.lastrowid or 0


def test_desk_of_the_first_version_is_migrated_with_its_claims(desk: Path) -> None:
    manage(desk, "migrate")
    with sqlite3.connect(desk) as database:
        teach(database)
        kept = "SELECT c.quote, c.source_id = a.source_id FROM claims_claim c"
        kept += " JOIN articles_article a ON a.id = c.article_id"
        assert database.execute(kept).fetchall() == [("Ferries sail.", 1)]
        found = "SELECT count(*) FROM articles_sentence_words WHERE articles_sentence_words MATCH ?"
        assert database.execute(found, ("ferries",)).fetchone() == (1,)
        with pytest.raises(sqlite3.IntegrityError, match="a revision is never edited"):
            database.execute("UPDATE articles_revision SET text = 'Other.'")
