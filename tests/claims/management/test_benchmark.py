"""The benchmark: its corpus is always the same, its figures are all there; never how fast."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles import sentences
from claims.management.benchmarks import PARTS, corpus
from claims.management.benchmarks.figures import Figure, percentile

DIGEST = "57843cea0153def045f6451adb053f24ea2ebb331a986fc195c05b51f770f90b"
SENTENCES = {"megabytes", "found", "rate_to_nupunkt", "rate_to_split", "rate"}
IMPORT = {
    *("articles", "failed", "sentences", "reading", "splitting", "inserts", "index", "rate"),
    *("articles_rate", "whole_to_least", "whole_to_every", "processor_to_least"),
    *("processor_to_every", "receive", "again", "workers", "clicks", "click_errors", "click_p50"),
    *("click_p95", "click_p99", "click_p100", "memory"),
}


def test_corpus_is_the_same_on_every_machine(tmp_path: Path) -> None:
    made = corpus.generated(tmp_path / "a.jsonl", 24)
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == DIGEST


def test_corpus_is_news_of_the_size_that_is_said() -> None:
    articles = [corpus.article(number) for number in range(240)]
    size = sum(len(json.dumps(one, ensure_ascii=False).encode()) for one in articles) / 240
    found = [sentences.split(one["text"], one["language"]) for one in articles]
    assert (round(size, -2), round(sum(map(len, found)) / 240)) == (1600, 10)
    assert len({one["external_id"] for one in articles}) == 240
    assert sum(one["language"] == "zh-Hans" for one in articles) == 20


def test_corpus_of_a_folder_is_an_archive_of_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.txt", "deep/b.txt"):
        (folder / name).write_text(f"Rain in {name}\n\nROME (AP) — Rain.", encoding="utf-8")
    made = corpus.packed(folder, tmp_path / "texts.zip")
    assert [draft.title for draft in made.drafts()] == ["Rain in a.txt", "Rain in deep/b.txt"]
    assert (made.articles, made.read_bare()) == (2, 2)


def test_figure_without_a_bare_reference_has_no_ratio() -> None:
    assert Figure("x", "x", 3, "s", 2, "y").ratio == 1.5
    assert Figure("x", "x", 3, "s").ratio is None
    assert Figure("x", "x", 3, "s", 0, "y").ratio is None


def test_percentile_is_one_of_the_values() -> None:
    values = [float(n) for n in range(1, 21)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.96, 1)] == [10, 19, 20, 20]
    assert percentile([7.0], 0.5) == 7


@pytest.mark.parametrize(
    ("options", "said"),
    [({"articles": 0}, "--articles"), ({"workers": 33}, "--workers"), ({"folder": "x"}, "folder")],
)
def test_benchmark_with_a_number_out_of_range_is_refused(
    options: dict[str, object], said: str, tmp_path: Path
) -> None:
    if "folder" in options:
        options = {"folder": tmp_path / "x"}
    with pytest.raises(CommandError, match=said):
        call_command("benchmark", "sentences", **options)


@pytest.mark.parametrize(("part", "names"), [("sentences", SENTENCES), ("import", IMPORT)])
def test_benchmark_writes_every_figure_and_leaves_nothing_behind(
    part: str, names: set[str], tmp_path: Path
) -> None:
    """In a copy of the desk and a process of its own, since it changes the database of its own."""
    copy, checkout = tmp_path / "desk", Path(settings.BASE_DIR)
    for name in ("articles", "claims", "config", "templates"):
        shutil.copytree(checkout / name, copy / name)
    shutil.copy(checkout / "manage.py", copy)
    configured = tmp_path / "configured.sqlite3"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        environment["DATABASE_URL"] = f"sqlite:///{configured}"
    written = tmp_path / "figures.json"
    command = [sys.executable, "manage.py", "benchmark", part, "--articles", "20"]
    subprocess.run(
        [*command, "--json", str(written)], cwd=copy, env=environment, check=True, timeout=120
    )
    found = json.loads(written.read_text())
    assert {one["name"] for one in found["figures"]} == {f"{part}.{name}" for name in names}
    values = {one["name"]: one["value"] for one in found["figures"]}
    if part == "import":
        assert (values["import.articles"], values["import.failed"]) == (20, 0)
        assert values["import.click_errors"] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk", "figures.json"]
    assert list(PARTS) == ["sentences", "import"]
