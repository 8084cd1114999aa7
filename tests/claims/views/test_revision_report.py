"""What changed in all articles: the page, its filters, and its file."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, User
from articles.store import store_draft
from claims import workflow
from claims.models import Anchoring
from tests.claims.views.conftest import compare_address
from tests.conftest import draft


def titles(answer: Any) -> list[str]:
    return [row.revision.article.title for row in answer.context["rows"]]


def test_report_lists_what_changed_newest_first(desk: Client, news: Article) -> None:
    answer = desk.get("/revisions/")
    assert titles(answer) == ["Harbour", "Schools reopen in Northtown"]
    marked = [[(b.old, b.new) for b in r.bits if not b.same] for r in answer.context["rows"]]
    assert marked == [[], [("240", "214")]]
    assert b"after revision 1" in answer.content


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"level": "typography"}, ["Harbour"]),
        ({"level": "substance"}, ["Schools reopen in Northtown"]),
        ({"flag": "number"}, ["Schools reopen in Northtown"]),
        ({"flag": "quotation"}, []),
        ({"claims": "waiting"}, ["Schools reopen in Northtown"]),
        ({"since": "2020-01-01"}, ["Harbour", "Schools reopen in Northtown"]),
        ({"since": "2999-01-01"}, []),
        ({"until": "2020-01-01"}, []),
        ({"source": "0000000000000000"}, []),
        ({"article": "0000000000000000"}, []),
    ],
)
def test_report_is_narrowed_by_its_address_and_so_is_the_file(
    desk: Client, news: Article, asked: dict[str, str], found: list[str]
) -> None:
    assert titles(desk.get("/revisions/", asked)) == found
    assert [row["article_title"] for row in exported(desk, asked)] == found


def test_report_narrowed_by_source(desk: Client, news: Article) -> None:
    post = Article.objects.get(title="Harbour").source
    assert titles(desk.get("/revisions/", {"source": post.public_id})) == ["Harbour"]


@pytest.mark.parametrize("asked", [{"level": "first"}, {"flag": "x"}, {"since": "2020-13-45"}])
def test_report_with_a_filter_that_cannot_be_read_is_422_and_its_file_400(
    desk: Client, news: Article, asked: dict[str, str]
) -> None:
    assert desk.get("/revisions/", asked).status_code == 422
    assert desk.get("/revisions/export/csv/", asked).status_code == 400


def test_report_counts_what_each_choice_would_leave(desk: Client, news: Article) -> None:
    groups = desk.get("/revisions/", {"level": "substance"}).context["facets"].groups
    said = {g.field: [(c.value, c.count, c.chosen) for c in g.choices] for g in groups}
    assert said["level"] == [("typography", 1, False), ("substance", 1, True)]
    assert said["flag"] == [("number", 1, False)]
    assert said["claims"] == [("waiting", 1, False)]


def test_longer_report_says_what_is_counted(
    desk: Client, news: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "the newest 10,000 are counted here"
    assert said not in desk.get("/revisions/").content.decode()
    monkeypatch.setattr("claims.report.EXACT", 1)
    answer = desk.get("/revisions/")
    assert int(answer.context["facets"].total) == 2
    assert answer.context["facets"].newest == 1
    groups = {group.field: group.choices for group in answer.context["facets"].groups}
    assert [(choice.value, choice.count) for choice in groups["level"]] == [("typography", 1)]
    assert "the newest 1 are counted here" in answer.content.decode()


def test_report_goes_on_behind_its_last_row(desk: Client, db: None) -> None:
    for n in range(27):
        for word in ("one", "two"):
            store_draft(draft(f"Article {n:02}", (f"The figure is {word}.",)), by=None)
    first = desk.get("/revisions/")
    second = desk.get("/revisions/", {"page": first.context["page"].next})
    seen = titles(first) + titles(second)
    assert (len(titles(first)), len(titles(second)), len(set(seen))) == (25, 2, 27)


def test_report_of_a_long_article_shows_no_words(desk: Client, db: None) -> None:
    old = tuple(f"Sentence {n} is about the harbour." for n in range(401))
    for paragraphs in (old, ("The first one is new.", *old[1:])):
        store_draft(draft("Long", paragraphs), by=None)
    assert desk.get("/revisions/").context["rows"][0].bits == []


def exported(desk: Client, asked: dict[str, str]) -> list[dict[str, str]]:
    answer: Any = desk.get("/revisions/export/csv/", asked)
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_file_has_a_row_per_revision(desk: Client, news: Article) -> None:
    row = exported(desk, {"level": "substance"})[0]
    assert row["revision"] == "2"
    assert (row["level"], row["flags"]) == ("substance", "number")
    sentences = {k: v for k, v in row.items() if k.startswith("sentences_") and v != "0"}
    assert sentences == {
        "sentences_unchanged": "4",
        "sentences_reworded": "1",
        "sentences_deleted": "1",
        "sentences_added": "1",
    }
    assert (row["claims_waiting"], row["claims_carried"], row["claims_settled"]) == ("2", "1", "0")
    assert row["permalink"].endswith(compare_address(news))
    assert int(row["seconds_after"]) >= 0


def test_file_holds_no_formula(desk: Client, db: None) -> None:
    for word in ("one", "two"):
        store_draft(draft("=1+1", (f"The figure is {word}.",), source="@Post"), by=None)
    row = exported(desk, {"excel": "1"})[0]
    assert (row["article_title"], row["source"]) == ("'=1+1", "'@Post")


def test_file_is_streamed_as_a_download(client: Client, viewer: User, news: Article) -> None:
    client.force_login(viewer)
    answer: Any = client.get("/revisions/export/csv/")
    assert answer.streaming
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="revisions-')
    assert client.post("/revisions/export/csv/").status_code == 405


def test_settled_claims_are_told_from_those_that_wait(
    desk: Client, revised: Article, editor: User
) -> None:
    anchoring = Anchoring.objects.waiting().get(kind="deleted")
    workflow.withdraw_with_statement(
        anchoring=anchoring, by=editor, version=anchoring.claim.version
    )
    rows = desk.get("/revisions/").context["rows"]
    assert rows[0].fates == {"waiting": 1, "carried": 1, "withdrawn": 1}
    assert exported(desk, {})[0]["claims_settled"] == "1"


def test_desk_counts_the_articles_that_changed_this_week(desk: Client, news: Article) -> None:
    number, day = desk.get("/").context["week"]
    assert int(number) == 2
    assert titles(desk.get("/revisions/", {"since": day.isoformat()})) != []
