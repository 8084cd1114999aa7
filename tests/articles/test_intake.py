"""An import keeps what it was handed, says what it would do, and does it exactly once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import intake, store
from articles.models import Article, Import, ImportState, Outcome, Sentence, User
from articles.models.imports import LEASE
from articles.text import UnreadableText
from tests.conftest import draft, fails_at

pytestmark = pytest.mark.django_db


def line(n: int, **said: str) -> str:
    row = {"title": f"Title {n}", "text": f"It rained {n} times. It stopped.", "source": "Gazette"}
    return json.dumps(row | said)


def lines(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def received(data: bytes, name: str = "a.jsonl", **said: Any) -> Import:
    return intake.receive([data], name=name, by=None, **said)


def carried_out(run: Import, **how: Any) -> Import:
    intake.begin(run)
    taken = intake.take_on(run.pk)
    assert taken
    with intake.handed_in(taken) as file:
        intake.carry_out(taken, file, **how)
    return Import.objects.get(pk=run.pk)


def counts(run: Import) -> tuple[int, int, int, int, int]:
    return run.position, run.new, run.revised, run.unchanged, run.failed


def test_receive_keeps_the_bytes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "CHUNK", 10)
    data = lines(line(1))
    run = intake.receive([data[:3], data[3:40], data[40:]], name="a.jsonl", by=None)
    assert [len(bytes(chunk.data)) for chunk in run.chunks.all()][:-1] == [10] * (len(data) // 10)
    with intake.handed_in(run) as file:
        assert file.read() == data
    assert run.size == len(data)


def test_receive_of_nothing_and_of_too_much_keeps_nothing(settings: Any) -> None:
    with pytest.raises(UnreadableText, match="empty"):
        received(b"")
    settings.IMPORT_LIMITS = {"file_bytes": 100}
    with pytest.raises(UnreadableText, match="IMPORT_MAX_FILE_BYTES"):
        received(b"x" * 101)
    assert not Import.objects.exists()


def test_preview_says_what_would_become_of_each(django_assert_num_queries: Any) -> None:
    store.store_draft(draft("Known", ("It is wet.",), source="Gazette"), by=None)
    known = Article.objects.get()
    same = {"title": "Known", "text": "By Sam Reed\nIt is wet."}
    rows = [
        line(1),
        line(2, external_id="x-2"),
        line(3, **same),
        line(4, title="Known", text="It is dry."),
        line(5, source=""),
        "{",
        line(1),
    ]
    run = received(lines(*rows))
    with django_assert_num_queries(3):
        seen = intake.preview(run)
    assert [str(one.outcome) for one in seen] == [
        "new",
        "new",
        "unchanged",
        "revised",
        "failed",
        "failed",
        "unchanged",
    ]
    assert [one.article for one in seen[2:4]] == [known, known]
    assert [one.known_by for one in seen[:2]] == ["source, title and date", "its id at the source"]
    assert "Name the source" in seen[4].why
    assert seen[0].said["first"] == ["It rained 1 times.", "It stopped."]
    assert not Sentence.objects.filter(text__contains="rained").exists()


def test_look_again_reads_as_told() -> None:
    run = received("title;texte\nEté;Il pleut à verse.\n".encode("cp1252"), "a.csv", source="G")
    seen = json.loads(run.peek)
    assert (seen["kind"], seen["encoding"], seen["delimiter"]) == ("csv_file", "Windows-1252", ";")
    assert seen["columns"] == {"title": "title", "texte": ""}
    run.columns = {"texte": "text"}
    intake.look(run)
    assert [one.outcome for one in intake.preview(run)] == [Outcome.NEW]


def test_carry_out_stores_counts_and_says_why() -> None:
    store.store_draft(draft("Known", ("It is wet.",), source="Gazette"), by=None)
    rows = [line(1), line(1), line(2), line(2, text="Changed."), line(3, source=""), "{"]
    run = carried_out(received(lines(*rows)))
    assert (run.state, run.error) == (ImportState.DONE, "")
    assert counts(run) == (6, 2, 1, 1, 2)
    items = list(run.items.order_by("number"))
    assert [(i.line, str(i.outcome)) for i in items] == [
        (1, "new"),
        (2, "unchanged"),
        (3, "new"),
        (4, "revised"),
        (5, "failed"),
        (6, "failed"),
    ]
    assert items[3].article == items[2].article
    first, second = intake.failed_rows(run)
    assert (first["line"], first["title"], first["text"].split("\n")[-1]) == (
        "5",
        "Title 3",
        "It rained 3 times. It stopped.",
    )
    assert "Name the source" in first["error"]
    assert second["line"] == "6"


def test_carry_out_of_a_file_that_breaks_off_keeps_what_was_read() -> None:
    run = received(b'title,text,source\nA,B is here.,G\nC,"D\n', "a.csv")
    done = carried_out(run)
    assert done.state == ImportState.FAILED
    assert "line 3" in done.error
    assert counts(done) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize("workers", [1, 2])
def test_resumed_run_goes_on_behind_what_is_counted(workers: int) -> None:
    run = received(lines(*(line(n) for n in range(400))))
    intake.begin(run)
    first = intake.take_on(run.pk)
    assert first
    with (
        intake.handed_in(first) as file,
        connection.execute_wrapper(fails_at('INSERT INTO "articles_importitem', 2)),
        pytest.raises(OperationalError),
    ):
        intake.carry_out(first, file)
    stored = Import.objects.get(pk=run.pk)
    assert 0 < stored.position < 400
    assert Article.objects.count() == stored.position
    assert intake.take_on(run.pk) is None  # in other hands, as far as anybody can tell
    Import.objects.update(seen_at=timezone.now() - 2 * LEASE)
    second = intake.take_on(run.pk)
    assert second
    with intake.handed_in(second) as file:
        intake.carry_out(second, file, workers=workers)
    assert counts(Import.objects.get(pk=run.pk)) == (400, 400, 0, 0, 0)
    assert Article.objects.count() == 400
    with intake.handed_in(first) as file, pytest.raises(intake.Lost):
        intake.carry_out(first, file)  # the first process wakes up again
    assert counts(Import.objects.get(pk=run.pk)) == (400, 400, 0, 0, 0)


def test_cancelled_run_stores_no_further_batch() -> None:
    run = received(lines(*(line(n) for n in range(5))))
    intake.begin(run)
    taken = intake.take_on(run.pk)
    assert taken
    assert intake.cancel(run)
    assert not intake.cancel(run)
    with intake.handed_in(taken) as file, pytest.raises(intake.Lost):
        intake.carry_out(taken, file)
    assert not Article.objects.exists()
    assert counts(Import.objects.get()) == (0, 0, 0, 0, 0)


def test_begin_twice_is_once() -> None:
    run = received(lines(line(1)))
    assert [intake.begin(run), intake.begin(run)] == [True, False]


def test_batch_costs_the_same_queries_for_one_and_three(
    django_assert_num_queries: DjangoAssertNumQueries, editor: User
) -> None:
    for start, number in ((0, 1), (10, 3)):
        run = received(lines(*(line(n) for n in range(start, start + number))))
        intake.begin(run)
        taken = intake.take_on(run.pk)
        assert taken
        with intake.handed_in(taken) as file, transaction.atomic():
            if start == 0:
                intake.carry_out(taken, file)
                continue
            with django_assert_num_queries(15):
                intake.carry_out(taken, file)


def test_unknown_limit_is_refused(settings: Any) -> None:
    settings.IMPORT_LIMITS = {"file_byte": 1}
    with pytest.raises(Exception, match="file_byte"):
        intake.limits()


def test_what_was_handed_in_is_let_go_after_its_days(settings: Any) -> None:
    old, waiting, young = (received(lines(line(n))) for n in range(3))
    carried_out(old)
    intake.begin(waiting)
    long_ago = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS + 1)
    Import.objects.exclude(pk=young.pk).update(created_at=long_ago)
    intake.forget_old()
    assert [run.chunks.count() for run in (old, waiting, young)] == [0, 1, 1]
    assert old.items.count() == 1
