"""A desk of an earlier version is migrated with all that it holds."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

# What such a desk had, with the triggers upon it: an article of one sentence, its claim, and what
# there was beside claims by then. No command does that: migrate sees to all that the desk of today
# has.
BEFORE = """
from datetime import UTC, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from articles import derived, guards
from claims.derived import DERIVED
from claims.guards import GUARDS, INDEXES
executor = MigrationExecutor(connection)
executor.migrate(TARGETS)
state = executor.loader.project_state(TARGETS)
guards.install("default")
guards.install("default", GUARDS, INDEXES)
derived.install("default", DERIVED)
def put(noun, **values):
    if tuple(noun.split(".")) in state.models:
        return state.apps.get_model(noun).objects.create(**values)
now = datetime(2031, 1, 6, 6, tzinfo=UTC)
put("articles.source", name="Other", key="other", kind="paper")
source = put("articles.source", name="Gazette", key="gazette", kind="paper")
put("articles.article", source=source, title="Another", identity="another")
article = put("articles.article", source=source, title="Ferries sail", identity="ferries")
text = "Ferries sail."
revision = put("articles.revision", article=article, number=1, text=text, fetched_at=now)
place = {"start": 0, "end": 13}
sentence = put("articles.sentence", revision=revision, paragraph=0, number=1, role="body",
    text=text, **place)
claim = put("claims.claim", article=article, sentence=sentence, quote=text, tagged_at=now, **place)
editor = put("articles.user", username="li")
put("claims.claimevent", claim=claim, event=put("claims.event", name="Summit", slug="summit"))
put("claims.reading", editor=editor, sentence=sentence, decision="claim")
fact = put("claims.fact", statement="It sailed.")
put("claims.evidence", claim=claim, fact=fact, stance="context", added_at=now)
scale = put("claims.scale", name="In words", slug="in-words")
put("claims.assessment", claim=claim, reviewer=editor, scale=scale, rationale="So.",
    revision=revision, made_at=now)
put("claims.anchoring", claim=claim, before=revision, revision=revision, kind="unchanged",
    fate="carried")
"""
AFTER = """
import json
from django.apps import apps
from django.db import IntegrityError
from articles.models import Article, Revision, Sentence
from articles.search import SENTENCES
from claims.models import Claim
claim = Claim.objects.get()
parts = ("articles.sentence", "claims.claimevent", "claims.reading", "claims.evidence",
    "claims.assessment", "claims.anchoring")
found = {
    "claim": [claim.quote, claim.source.name],
    "found": Sentence.objects.filter(SENTENCES.matching("ferries")).count(),
    "articles": {noun: list(apps.get_model(noun).objects.values_list("article__title", flat=True))
        for noun in parts},
}
try:
    Revision.objects.update(text="Other.")
except IntegrityError as error:
    found["refused"] = str(error).splitlines()[0]
print(json.dumps(found))
"""
FIRST = [("articles", "0001_initial"), ("claims", "0002_roles")]
LATER = [("articles", "0005_lists_indexed"), ("claims", "0009_library_indexed")]
SINCE_FIRST = ("articles.sentence", "claims.claimevent", "claims.reading")
SINCE_LATER = (*SINCE_FIRST, "claims.evidence", "claims.assessment", "claims.anchoring")


@pytest.fixture
def address(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """Of an empty database of its own, as `DATABASE_URL` has it."""
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.sqlite3'}"
        return
    name = f"{said['NAME']}_upgraded"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')  # of a run that was broken off
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
        finally:
            cursor.execute(f'DROP DATABASE "{name}"')


def manage(address: str, *command: str) -> str:
    environment = os.environ | {
        "DATABASE_URL": address,
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


@pytest.mark.parametrize(
    ("since", "had"), [(FIRST, SINCE_FIRST), (LATER, SINCE_LATER)], ids=["first", "later"]
)
def test_desk_of_an_earlier_version_is_migrated_with_its_claims(
    address: str, since: list[tuple[str, str]], had: tuple[str, ...]
) -> None:
    manage(address, "shell", "--no-imports", "-c", BEFORE.replace("TARGETS", repr(since)))
    manage(address, "migrate")
    found = json.loads(manage(address, "shell", "--no-imports", "-c", AFTER))
    assert found == {
        "claim": ["Ferries sail.", "Gazette"],
        "found": 1,
        "articles": {noun: ["Ferries sail"] * (noun in had) for noun in SINCE_LATER},
        "refused": "a revision is never edited",
    }
