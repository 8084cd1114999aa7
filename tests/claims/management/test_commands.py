"""Fixture, demo and export from the shell."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client

from articles.models import Article, Sentence
from articles.store import store_draft
from articles.text import canonical
from claims.management.commands import demo
from claims.management.commands.make_fixture import FIXTURE, SOURCES, fixture
from claims.models import Claim, ClaimEvent, Event, Evidence, Fact
from tests.conftest import draft, fails_at


def test_fixture_and_its_sources_are_in_step() -> None:
    assert FIXTURE.read_text(encoding="utf-8") == fixture()
    call_command("make_fixture", check=True)


def test_fixture_holds_the_article_verbatim() -> None:
    rows = json.loads(FIXTURE.read_text(encoding="utf-8"))
    texts = [row["fields"]["text"] for row in rows if row["model"] == "articles.revision"]
    assert texts == [canonical((SOURCES / "article.txt").read_text(encoding="utf-8"))]


@pytest.mark.skipif(
    not (Path(settings.BASE_DIR).parent / "shared" / "seed" / "article.txt").exists(),
    reason="the original is not beside this checkout",
)
def test_fixture_article_is_the_original() -> None:
    original = Path(settings.BASE_DIR).parent / "shared" / "seed" / "article.txt"
    assert (SOURCES / "article.txt").read_bytes() == original.read_bytes()


def test_fixture_loads_twice_beside_what_is_there(db: None) -> None:
    mine = store_draft(draft(), by=None).article
    for _time in range(2):
        call_command("loaddata", "demo", verbosity=0)
    mine.refresh_from_db()
    assert mine.title == "Schools reopen in Northtown"
    assert (Article.objects.count(), Claim.objects.count(), ClaimEvent.objects.count()) == (2, 4, 2)
    loaded = Article.objects.exclude(pk=mine.pk).get()
    assert Sentence.objects.taggable().filter(revision=loaded.current).count() == 12


def test_fixture_brings_sourced_facts_beside_the_claims(db: None) -> None:
    for _time in range(2):
        call_command("loaddata", "demo", verbosity=0)
    assert (Fact.objects.count(), Evidence.objects.count()) == (8, 7)
    assert not Fact.objects.filter(source_url="").exists()
    for fact in Fact.objects.all():
        fact.full_clean()
        assert fact.published
    beside = Claim.objects.get(sentence__number=9).evidence
    assert sorted(beside.values_list("stance", flat=True)) == ["context"] * 3 + ["supports"] * 3
    assert not Evidence.objects.waiting().exists()


def test_fixture_brings_the_events_with_their_true_dates(db: None) -> None:
    call_command("loaddata", "demo", verbosity=0)
    dates = {e.slug: (str(e.starts), str(e.ends)) for e in Event.objects.exclude(starts=None)}
    assert dates == {
        "two-sessions-2020": ("2020-05-21", "2020-05-28"),
        "npc-13-3": ("2020-05-22", "2020-05-28"),
        "cppcc-13-3": ("2020-05-21", "2020-05-27"),
    }
    assert [event.slug for event in Event.objects.called("全国两会")] == ["two-sessions"]
    series = Event.objects.get(slug="two-sessions")
    assert Claim.objects.in_event(series).count() == 1


@pytest.mark.parametrize("query", ["", "shape=long", "excel=1", "kind=quantity", "q=schools"])
def test_export_command_writes_the_bytes_of_the_page(
    desk: Client, claim: Claim, tmp_path: Path, query: str
) -> None:
    page = b"".join(desk.get(f"/claims/export/csv/?{query}").streaming_content)  # type: ignore[attr-defined]
    options = dict([query.split("=")]) if query else {}
    if "excel" in options:
        options["excel"] = True  # type: ignore[assignment]
    call_command("export_claims", output=str(tmp_path / "out.csv"), **options)
    assert (tmp_path / "out.csv").read_bytes() == page


def test_export_command_that_fails_leaves_the_file_as_it_was(claim: Claim, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("of yesterday")
    with (
        connection.execute_wrapper(fails_at('SELECT "claims_claimevent"')),
        pytest.raises(OperationalError),
    ):
        call_command("export_claims", output=str(tmp_path / "out.csv"))
    assert [path.read_text() for path in tmp_path.iterdir()] == ["of yesterday"]


def test_export_command_refuses_a_filter_it_cannot_read(db: None) -> None:
    with pytest.raises(CommandError, match="--kind"):
        call_command("export_claims", kind="gossip")


def test_demo_outside_its_own_database_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="its own database"):
        call_command("demo", no_serve=True)
    assert not Article.objects.exists()


def test_demo_twice_says_the_same_and_touches_no_configured_database(tmp_path: Path) -> None:
    checkout = Path(settings.BASE_DIR)
    copy = tmp_path / "desk"
    copy.mkdir()
    for name in ("articles", "claims", "config", "fixtures", "templates"):
        shutil.copytree(checkout / name, copy / name)
    shutil.copy(checkout / "manage.py", copy)
    configured = tmp_path / "configured.sqlite3"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{configured}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    said = [
        subprocess.run(
            [sys.executable, "manage.py", "demo", "--no-serve", *more],
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for more in (["--port", "8099"], ["--port", "8099"], ["--port", "8099", "--reset"])
    ]
    assert said[0] == said[1]
    assert said[0].count("http://127.0.0.1:8099/") == 3
    assert "editor" in said[0]
    assert not configured.exists()
    with sqlite3.connect(copy / ".demo" / "claimdesk.sqlite3") as demo_database:
        tagged = demo_database.execute("SELECT count(*) FROM claims_claim").fetchone()
        states = demo_database.execute(
            "SELECT state, count(*) FROM claims_claim GROUP BY state ORDER BY state"
        ).fetchall()
    assert tagged == (5,)
    assert states == [("decided", 1), ("in_review", 1), ("tagged", 3)]


def test_free_port_passes_over_one_that_is_taken() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match="taken"):
            demo.free_port(port)
