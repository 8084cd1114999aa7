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
SHARES = ("p50", "p95")
PAGES = ("article", "queue_first", "queue_deep", "queue_filters", "event", "desk", "claim")
PAGES += ("articles", "facts", "events", "revisions")
SEARCH = {f"{name}_{share}" for name in ("rare", "common", "two", "phrase", "chinese")
          for share in SHARES}  # fmt: skip
ALL = {
    "sentences": SENTENCES,
    "import": IMPORT,
    "make": {"article", "revision", "sentence", "claim", "event", "fact", "evidence", "size",
             "seconds"},
    "pages": {
        *(f"{name}_{said}" for name in PAGES for said in (*SHARES, "queries")),
        *(f"{name}_anew_{said}" for name in PAGES if "queue" in name for said in SHARES),
        *("article_html", "article_sent", "article_first_load", "article_away", "keyset"),
    },
    "search": SEARCH,
    "tag": {"click_p50", "click_p95", "click_p99", "click_to_few", "queries"},
    "export": {"rows", "size", "rate", "first_byte", "growth", "cancelled", "memory"},
    "crowd": {"clicks", "errors", "click_p50", "click_p95", "click_p99", "click_p100", "memory"},
}  # fmt: skip


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
    [
        ({"articles": 0}, "--articles"),
        ({"workers": 33}, "--workers"),
        ({"folder": "x"}, "folder"),
        ({"claims": 99}, "--claims"),
        ({"seconds": 0}, "--seconds"),
    ],
)
def test_benchmark_with_a_number_out_of_range_is_refused(
    options: dict[str, object], said: str, tmp_path: Path
) -> None:
    if "folder" in options:
        options = {"folder": tmp_path / "x"}
    with pytest.raises(CommandError, match=said):
        call_command("benchmark", "sentences", **options)


def test_benchmark_without_a_part_is_refused() -> None:
    with pytest.raises(CommandError, match=r"Name a part: sentences, import, .* or all"):
        call_command("benchmark")


def test_benchmark_of_all_writes_every_figure_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """In a copy of the desk and a process of its own, since it changes the database of its own."""
    values = run(tmp_path, "all", "--articles", "20", "--seconds", "0.1")
    assert set(values) - {"export.rows, bare"} == {
        f"{part}.{name}" for part, names in ALL.items() for name in names
    }
    assert (values["import.articles"], values["import.failed"]) == (20, 0)
    assert values["import.click_errors"] == 0
    assert (values["make.article"], values["make.claim"]) == (20, 200)
    assert (values["crowd.errors"], values["pages.article_away"]) == (0, 0)
    assert values["export.rows"] == values["export.rows, bare"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk", "figures.json"]
    assert list(PARTS) == list(ALL)


def test_benchmark_takes_a_kept_database_again(tmp_path: Path) -> None:
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        pytest.skip("a database of a server would have to be removed again")
    kept = ("--keep", str(tmp_path / "kept.sqlite3"))
    first = run(tmp_path, "make", "--articles", "10", "--claims", "0", *kept)
    again = run(tmp_path, "make", "--articles", "10", "--claims", "0", *kept)
    assert first.pop("make.seconds") > again.pop("make.seconds") == 0
    first.pop("make.size"), again.pop("make.size")  # who comes again writes, too
    assert first == again
    with pytest.raises(subprocess.CalledProcessError):
        run(tmp_path, "make", "--articles", "11", "--claims", "0", *kept)


def run(folder: Path, *options: str) -> dict[str, float]:
    """The figures of a run by name, those of a bare reference as “name, bare”."""
    copy, checkout = folder / "desk", Path(settings.BASE_DIR)
    for name in ("articles", "claims", "config", "templates"):
        shutil.copytree(checkout / name, copy / name, dirs_exist_ok=True)
    shutil.copy(checkout / "manage.py", copy)
    configured = folder / "configured.sqlite3"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        environment["DATABASE_URL"] = f"sqlite:///{configured}"
    written = folder / "figures.json"
    command = [sys.executable, "manage.py", "benchmark", *options, "--json", str(written)]
    subprocess.run(command, cwd=copy, env=environment, check=True, timeout=300)
    found = json.loads(written.read_text())["figures"]
    bare = {f"{one['name']}, bare": one["bare"] for one in found if one["name"] == "export.rows"}
    return {one["name"]: one["value"] for one in found} | bare
