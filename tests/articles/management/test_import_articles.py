"""The command: what it stores, what it reports, and the exit code that tells."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Change, Revision, User

pytestmark = pytest.mark.django_db
TEXT = "Rain in Northtown\n\nNORTHTOWN, May 3 (Reuters) - It rained on {day}.\n"
Said = pytest.CaptureFixture[str]


def write(folder: Path, name: str, day: str = "Monday") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(TEXT.format(day=day), encoding="utf-8")
    return path


def test_import_of_a_folder_reports_new_then_unchanged(tmp_path: Path, capsys: Said) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "deep/b.txt").write_text("Sun\n\nROME (AP) — Sun.", encoding="utf-8")
    rows = [{"title": "Fog", "text": "There was fog.", "source": "Gazette"}]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / ".hidden").write_bytes(b"%PDF")
    call_command("import_articles", tmp_path)
    call_command("import_articles", tmp_path)
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "3 new, 0 new revisions, 0 unchanged, 0 failed",
        "0 new, 0 new revisions, 3 unchanged, 0 failed",
    ]
    assert set(Article.objects.values_list("source__name", flat=True)) == {
        "Reuters",
        "Associated Press",
        "Gazette",
    }


def test_import_with_failures_keeps_the_good_and_exits_with_1(tmp_path: Path, capsys: Said) -> None:
    write(tmp_path, "1.txt")
    write(tmp_path, "2.txt", day="Tuesday")
    (tmp_path / "3.txt").write_bytes(b"")
    (tmp_path / "4.txt").write_bytes(b"%PDF-1.7")
    (tmp_path / "5.txt").write_text("No source\n\nText.", encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        call_command("import_articles", tmp_path, tmp_path / "missing.txt")
    assert stopped.value.code == 1
    out, err = capsys.readouterr()
    assert out == "1 new, 1 new revisions, 0 unchanged, 4 failed\n"
    for said in ("3.txt: The file is empty", "a PDF", "Name the source", "No such file"):
        assert said in err
    assert (Article.objects.count(), Revision.objects.count()) == (1, 2)


def test_import_of_nothing_readable_exits_with_2(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(SystemExit) as stopped:
        call_command("import_articles", tmp_path)
    assert stopped.value.code == 2


@pytest.mark.parametrize("workers", [1, 2])
def test_failed_rows_are_written_mended_and_taken_in(
    tmp_path: Path, capsys: Said, workers: int
) -> None:
    table, mended = tmp_path / "a.csv", tmp_path / "failed.csv"
    table.write_text(
        "title;text;source;published\nA;One is here.;G;2031-05-03\nB;Two is here.;G;soon\n",
        encoding="utf-8",
    )
    with pytest.raises(SystemExit):
        call_command("import_articles", table, failed=mended, workers=workers)
    assert "a.csv, line 3: 'soon' is no date" in capsys.readouterr().err
    (row,) = csv.DictReader(mended.read_text(encoding="utf-8-sig").splitlines())
    assert (row["file"], row["line"], row["title"]) == (str(table), "3", "B")
    text = mended.read_text(encoding="utf-8-sig").replace(",soon,", ",2031-05-04,")
    mended.write_text(text, encoding="utf-8", newline="")
    call_command("import_articles", mended)
    assert capsys.readouterr().out.startswith("1 new, ")
    assert Article.objects.count() == 2


def test_dry_run_tells_all_and_stores_nothing(tmp_path: Path, capsys: Said) -> None:
    write(tmp_path, "1.txt")
    call_command("import_articles", tmp_path)
    write(tmp_path, "1.txt", day="Tuesday")
    write(tmp_path, "2.txt", day="Tuesday")
    write(tmp_path, "3.txt", day="Wednesday")
    write(tmp_path, "4.txt", day="Monday")
    capsys.readouterr()
    call_command("import_articles", tmp_path, dry_run=True)
    said = "0 new, 2 new revisions, 2 unchanged, 0 failed (nothing was stored: a dry run)\n"
    assert capsys.readouterr().out == said
    assert Revision.objects.count() == 1
    call_command("import_articles", tmp_path)
    assert capsys.readouterr().out == "0 new, 2 new revisions, 2 unchanged, 0 failed\n"


def test_import_names_source_language_encoding_and_person(tmp_path: Path, editor: User) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Титул\n\nДень 3 мая был сырым.".encode("koi8-r"))
    call_command(
        "import_articles", path, source="Газета", language="ru", encoding="koi8-r", by="editor"
    )
    article = Article.objects.get()
    assert (article.title, article.source.name) == ("Титул", "Газета")
    assert (article.language, article.created_by) == ("ru", editor)
    assert set(Change.objects.values_list("by", flat=True)) == {editor.pk}


@pytest.mark.parametrize(
    ("wrong", "why"), [({"by": "eve"}, "no user"), ({"workers": 0}, "from 1 to 32")]
)
def test_import_with_a_wrong_option_is_refused(
    tmp_path: Path, wrong: dict[str, str], why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("import_articles", tmp_path, **wrong)
