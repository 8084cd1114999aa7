"""The command: what it stores, what it reports, and the exit code that tells."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Change, User

pytestmark = pytest.mark.django_db
TEXT = "Rain in Northtown\n\nNORTHTOWN, May 3 (Reuters) - It rained on {day}.\n"


def write(folder: Path, name: str, day: str = "Monday") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(TEXT.format(day=day), encoding="utf-8")
    return path


def test_import_of_a_folder_reports_new_then_unchanged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "deep/b.txt").write_text("Sun\n\nROME (AP) — Sun.", encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    call_command("import_articles", tmp_path)
    call_command("import_articles", tmp_path)
    said = capsys.readouterr().out.splitlines()
    assert said == ["2 new, 0 unchanged, 0 failed", "0 new, 2 unchanged, 0 failed"]
    assert set(Article.objects.values_list("source__name", flat=True)) == {
        "Reuters",
        "Associated Press",
    }


def test_import_with_failures_keeps_the_good_and_exits_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "1.txt")
    write(tmp_path, "2.txt", day="Tuesday")
    (tmp_path / "3.txt").write_bytes(b"")
    (tmp_path / "4.txt").write_bytes(b"caf\xe9")
    (tmp_path / "5.txt").write_text("No source\n\nText.", encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        call_command("import_articles", tmp_path, tmp_path / "missing.txt")
    assert stopped.value.code == 1
    out, err = capsys.readouterr()
    assert out == "1 new, 0 unchanged, 5 failed\n"
    for said in ("another wording", "is empty", "Byte 4", "--source", "No such file"):
        assert said in err
    assert Article.objects.count() == 1


def test_import_names_source_language_and_person(tmp_path: Path, editor: User) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Titel\n\nDer 3. Mai war nass.", encoding="utf-8")
    call_command("import_articles", path, source="Blatt", language="de", by="editor")
    article = Article.objects.get()
    assert (article.source.name, article.language, article.created_by) == ("Blatt", "de", editor)
    assert set(Change.objects.values_list("by", flat=True)) == {editor.pk}


def test_import_by_nobody_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no user"):
        call_command("import_articles", tmp_path, by="eve")
