"""The pages of importing: what is handed in is shown before it is stored, and reported on after."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import intake, tasks
from articles.models import Article, Import, ImportState, User

NEW = "/articles/import/"
COPY = "Ferry to sail again\nThe ferry will sail on Monday. Tickets cost $4."
TABLE = (
    "title,text,source,published\n"
    "Ferry,It will sail on Monday.,Gazette,2031-05-03\n"
    "Schools,They reopen.,Gazette,sometime\n"
)


def file(data: str | bytes, name: str = "a.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)


def received(by: User | None, data: str = TABLE, name: str = "a.csv", **said: Any) -> Import:
    return intake.receive([data.encode()], name=name, by=by, **said)


def finished(run: Import) -> Import:
    """What a worker makes of it, without a worker."""
    intake.begin(run)
    taken = intake.take_on(run.pk)
    assert taken
    with intake.handed_in(taken) as handed:
        intake.carry_out(taken, handed)
    return Import.objects.get(pk=run.pk)


def test_pasted_text_leads_to_its_preview(desk: Client, editor: User) -> None:
    answer = desk.post(NEW, {"text": COPY, "source": "Northtown Gazette", "language": "en"})
    run = Import.objects.get()
    assert answer.headers["Location"] == run.get_absolute_url()
    assert (run.name, run.encoding) == ("“Ferry to sail again”", "utf-8")
    assert (run.source, run.language) == ("Northtown Gazette", "en")
    assert (run.created_by, run.state) == (editor, ImportState.PREVIEW)
    shown = desk.get(run.get_absolute_url())
    assert shown.context["preview"].number == 1
    assert b"Import this article" in shown.content
    assert not Article.objects.exists()


def test_upload_keeps_its_bytes_and_only_shows_its_name(desk: Client) -> None:
    desk.post(NEW, {"uploads": file(TABLE, "C:\\x\\evil\u202egpj.csv")})
    run = Import.objects.get()
    assert run.name == "evilgpj.csv"
    with intake.handed_in(run) as handed:
        assert handed.read() == TABLE.encode()


def test_several_files_are_one_import(desk: Client) -> None:
    files = [file(COPY, "a.txt"), file(TABLE, "b.csv"), file(COPY + " Later.", "a.txt")]
    desk.post(NEW, {"uploads": files, "source": "Gazette"})
    run = Import.objects.get()
    assert (run.name, run.kind) == ("3 files", "archive")
    seen = [item.said["file"] for item in intake.preview(run)]
    assert seen == ["a.txt", "b.csv", "b.csv", "3 a.txt"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": " \n"}, "Paste an article here"),
        ({"text": COPY, "uploads": file(TABLE)}, "both a text and a file"),
        ({"uploads": file(b"", "empty.csv")}, "The file is empty"),
        ({"text": COPY, "language": "no language"}, "is no language"),
        ({"text": COPY, "kind": "docx"}, "Select a valid choice"),
    ],
)
def test_wrong_input_is_422_and_stays_typed(desk: Client, typed: Any, said: str) -> None:
    answer = desk.post(NEW, typed | {"source": "Typed here"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert b"Typed here" in answer.content
    assert not Import.objects.exists()


def test_upload_over_the_limit_is_413_and_names_it(desk: Client, settings: Any) -> None:
    settings.IMPORT_LIMITS = {"file_bytes": 50}
    answer = desk.post(NEW, {"uploads": file(TABLE), "source": "Typed here"})
    assert answer.status_code == 413
    assert b"IMPORT_MAX_FILE_BYTES" in answer.content
    assert b"Typed here" in answer.content
    assert not Import.objects.exists()


def test_too_much_pasted_and_too_many_files_are_413(desk: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = desk.post(NEW, {"text": COPY * 100})
    assert (answer.status_code, b"too much to paste" in answer.content) == (413, True)
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    answer = desk.post(NEW, {"uploads": [file(COPY, f"{n}.txt") for n in range(3)]})
    assert (answer.status_code, b"too many files" in answer.content) == (413, True)


def test_hand_in_is_guarded_against_other_sites(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(NEW, {"text": COPY}).status_code == 403
    assert not Import.objects.exists()


def test_unknown_column_is_asked_for_and_chosen(desk: Client, editor: User) -> None:
    run = received(editor, TABLE.replace("source", "desk"))
    page = desk.get(run.get_absolute_url())
    assert "Unknown column “desk”" in page.content.decode()
    assert not page.context["preview"].runnable
    fields = {
        f"column-{n}": name for n, name in enumerate(["title", "text", "source", "published"])
    }
    assert desk.post(f"{run.get_absolute_url()}options/", fields).status_code == 302
    preview = desk.get(run.get_absolute_url()).context["preview"]
    assert (preview.error, preview.number, preview.failed) == ("", 1, 1)


def test_two_columns_that_are_the_same_are_422(desk: Client, editor: User) -> None:
    run = received(editor)
    answer = desk.post(
        f"{run.get_absolute_url()}options/", {"column-0": "title", "column-1": "title"}
    )
    assert answer.status_code == 422
    assert "is the title already" in answer.content.decode()


def test_run_starts_once(desk: Client, editor: User) -> None:
    run = received(editor)
    for _click in range(2):
        answer = desk.post(f"{run.get_absolute_url()}run/")
        assert answer.headers["Location"] == run.get_absolute_url()
    assert Import.objects.get().state == ImportState.QUEUED
    assert DBTaskResult.objects.count() == 1


def test_run_with_changed_options_is_looked_at_first(desk: Client, editor: User) -> None:
    run = received(editor, COPY, "a.txt")
    where = f"{run.get_absolute_url()}run/"
    said = {"kind": "plain_text", "source": "Northtown Gazette"}
    assert desk.post(where, said).status_code == 302
    run = Import.objects.get()
    assert (run.state, run.source) == (ImportState.PREVIEW, "Northtown Gazette")
    desk.post(where, said)
    assert Import.objects.get().state == ImportState.QUEUED


def test_progress_has_two_answers_at_one_address(desk: Client, editor: User) -> None:
    run = received(editor)
    tasks.start(run)
    page = desk.get(run.get_absolute_url())
    part = desk.get(run.get_absolute_url(), headers={"HX-Request": "true"})
    assert b"<html" in page.content
    assert part.content.strip().startswith(b"<section")
    assert "HX-Request" in page.headers["Vary"]
    assert "HX-Request" in part.headers["Vary"]
    assert b"db_worker" not in part.content
    Import.objects.update(seen_at=timezone.now() - timedelta(seconds=11))
    part = desk.get(run.get_absolute_url(), headers={"HX-Request": "true"})
    assert b"db_worker" in part.content


def test_progress_of_what_waits_behind_another_says_so(desk: Client, editor: User) -> None:
    first, run = received(editor, name="first.csv"), received(editor)
    intake.begin(first)
    intake.take_on(first.pk)
    tasks.start(run)
    Import.objects.filter(pk=run.pk).update(seen_at=timezone.now() - timedelta(seconds=11))
    part = desk.get(run.get_absolute_url(), headers={"HX-Request": "true"})
    assert b"first.csv" in part.content
    assert b"db_worker" not in part.content


def test_progress_that_is_over_reloads_the_page(desk: Client, editor: User) -> None:
    run = finished(received(editor))
    answer = desk.get(run.get_absolute_url(), headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


def test_report_counts_and_narrows(desk: Client, editor: User) -> None:
    run = finished(received(editor))
    page = desk.get(run.get_absolute_url())
    assert [number for _value, _words, number in page.context["counts"]] == [1, 0, 0, 1]
    assert b"See the article" in page.content
    narrowed = desk.get(run.get_absolute_url(), {"outcome": "failed"}).context["items"]
    assert [(item.line, title) for item, title in narrowed] == [(3, "Schools")]


def test_failed_rows_are_mended_and_come_in(desk: Client, editor: User) -> None:
    run = finished(received(editor, TABLE + '"=1+1","-2, ""so""\nthere.",Gazette,never\n'))
    answer: Any = desk.get(f"{run.get_absolute_url()}failed.csv")
    data = b"".join(answer.streaming_content)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert data.startswith(b"\xef\xbb\xbffile,line,error,title,text,")
    mended = data.decode().replace("sometime", "2031-05-04").replace("never", "2031-05-05")
    again = finished(received(editor, mended, "failed.csv"))
    assert (again.new, again.failed) == (2, 0)
    article = Article.objects.select_related("current").get(title="=1+1")
    assert article.current.text == '=1+1\n-2, "so"\nthere.'


def test_failed_rows_that_are_not_mended_fail_again(desk: Client, editor: User) -> None:
    rows = [{"title": "a\ud800", "text": "b"}, {"title": "a\x00", "text": "b"}]
    lines = "\n".join(json.dumps(row | {"source": "Gazette"}) for row in rows)
    run = finished(received(editor, lines, "a.jsonl"))
    assert desk.get(run.get_absolute_url()).status_code == 200
    answer: Any = desk.get(f"{run.get_absolute_url()}failed.csv")
    data = b"".join(answer.streaming_content)
    again = finished(intake.receive([data], name="failed.csv", by=editor))
    assert (again.new, again.failed) == (0, 2)


def test_preview_of_half_a_character_opens(desk: Client, editor: User) -> None:
    run = received(editor, json.dumps({"title": "a\ud800", "text": "b"}), "a.jsonl")
    assert "a\ufffd" in desk.get(run.get_absolute_url()).content.decode()


def test_cancelled_import_goes_on_from_where_it_stopped(desk: Client, editor: User) -> None:
    run = received(editor)
    desk.post(f"{run.get_absolute_url()}run/")
    desk.post(f"{run.get_absolute_url()}cancel/")
    assert Import.objects.get().state == ImportState.CANCELLED
    assert b"Begin again" in desk.get(run.get_absolute_url()).content
    for _click in range(2):
        desk.post(f"{run.get_absolute_url()}resume/")
    assert Import.objects.get().state == ImportState.QUEUED
    assert DBTaskResult.objects.count() == 2
    desk.post(f"{run.get_absolute_url()}run/")
    assert DBTaskResult.objects.count() == 2


def test_only_what_was_not_begun_is_thrown_away(desk: Client, editor: User) -> None:
    run, begun = received(editor), received(editor)
    tasks.start(begun)
    desk.post(f"{run.get_absolute_url()}delete/")
    desk.post(f"{begun.get_absolute_url()}delete/")
    assert Import.objects.get() == begun


@pytest.mark.parametrize("verb", ["options", "run", "cancel", "resume", "delete"])
def test_import_of_somebody_else_is_seen_and_left_alone(
    desk: Client, client: Client, person: Callable[..., User], verb: str
) -> None:
    run = received(person("other", "editor"))
    page = desk.get(run.get_absolute_url())
    assert (page.status_code, b"Throw away" in page.content) == (200, False)
    assert desk.post(f"{run.get_absolute_url()}{verb}/").status_code == 404
    desk.force_login(person("curator", "curator"))
    assert desk.post(f"{run.get_absolute_url()}{verb}/").status_code == 302


def test_articles_of_one_import_are_listed(
    desk: Client, editor: User, article: Article, viewer: User
) -> None:
    run = finished(received(editor))
    listed = desk.get("/articles/", {"import": run.public_id})
    assert [found.title for found, _number in listed.context["articles"]] == ["Ferry"]
    assert listed.context["run"] == run
    desk.force_login(viewer)
    assert desk.get("/articles/", {"import": run.public_id}).context["articles"] == []


def test_templates_import_as_one_article(desk: Client, editor: User) -> None:
    for name in ("template.csv", "template.jsonl"):
        answer = desk.get(f"{NEW}{name}")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        run = intake.receive([answer.content], name=name, by=editor)
        assert [item.why for item in intake.preview(run)] == [""]


def test_imports_so_far_are_paged(desk: Client, editor: User) -> None:
    for number in range(21):
        received(editor, COPY, f"{number}.txt")
    first = desk.get(NEW).context["page"]
    second = desk.get(NEW, {"page": first.next}).context["page"]
    assert (len(first.rows), [run.name for run in second.rows]) == (20, ["0.txt"])
