"""The CSV: its columns and their order, offsets that hold, cells that no spreadsheet runs."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Sentence, Source, User
from claims import workflow
from claims.exporters import EXPORTERS, Options
from claims.exporters.csv_file import neutral, plain, written
from claims.models import Claim, Claimant, ClaimEvent, Event, Evidence, Scale

COLUMNS = (
    "claim_id,article_id,article_title,source,article_url,published_at,revision,paragraph,"
    "sentence_number,sentence,quote,start,end,claim,claimant,cue,kind,events,event_ids,state,"
    "verdict,verdict_words,scale,scale_edition,rationale,judged_revision,decided_by,decided_at,"
    "assigned_to,facts,fact_urls,fact_changed,tagged_by,tagged_at,updated_at,note,permalink"
)


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    text = read(client, query).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def read(client: Client, query: str = "") -> bytes:
    answer: Any = client.get(f"/claims/export/csv/{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_export_has_the_columns_in_order(desk: Client, claim: Claim) -> None:
    first = read(desk).decode().split("\r\n")[0]
    assert first == COLUMNS


def test_export_offsets_give_the_quotation(desk: Client, claim: Claim, editor: User) -> None:
    start = claim.sentence.start + claim.quote.index("240")
    workflow.add_claim(sentence=claim.sentence, by=editor, start=start, end=start + 11)
    text = claim.sentence.revision.text
    found = rows(desk)
    assert [row["quote"] for row in found] == [claim.quote, "240 schools"]
    assert all(text[int(row["start"]) : int(row["end"])] == row["quote"] for row in found)


def test_export_says_everything_of_a_claim(
    desk: Client, claim: Claim, claimant: Claimant, events: dict[str, Event], article: Article
) -> None:
    Source.objects.update(time_zone="Asia/Shanghai")
    moment = datetime(2031, 5, 20, 6, 58, 39, tzinfo=UTC)
    Article.objects.update(published_at=moment, canonical_url="https://gazette.example/1")
    Claim.objects.update(claimant=claimant, kind="quantity", cue="said", wording="So.", note="a\nb")
    for event in (events["year"], events["meeting"]):
        ClaimEvent.objects.create(claim=claim, event=event)
    claim.refresh_from_db()
    assert rows(desk) == [
        {
            "claim_id": claim.public_id,
            "article_id": article.public_id,
            "article_title": "Schools reopen in Northtown",
            "source": "Northtown Gazette",
            "article_url": "https://gazette.example/1",
            "published_at": "2031-05-20T14:58:39+08:00",
            "revision": "1",
            "paragraph": "2",
            "sentence_number": "1",
            "sentence": claim.sentence.text,
            "quote": claim.quote,
            "start": str(claim.start),
            "end": str(claim.end),
            "claim": "So.",
            "claimant": "Ministry of Education",
            "cue": "said",
            "kind": "quantity",
            "events": "school summit 2031; opening day",
            "event_ids": f"{events['year'].public_id}; {events['meeting'].public_id}",
            "state": "tagged",
            "verdict": "",
            **dict.fromkeys(("verdict_words", "scale", "scale_edition", "rationale"), ""),
            **dict.fromkeys(("judged_revision", "decided_by", "decided_at", "assigned_to"), ""),
            **dict.fromkeys(("facts", "fact_urls", "fact_changed"), ""),
            "tagged_by": "editor",
            "tagged_at": claim.tagged_at.isoformat(),
            "updated_at": claim.updated_at.isoformat(),
            "note": "a\nb",
            "permalink": f"http://testserver{claim.get_absolute_url()}",
        }
    ]


def test_export_says_the_verdict_and_the_facts_it_rests_on(
    desk: Client, evidence: Evidence, editor: User, reviewer: User
) -> None:
    claim = evidence.claim
    workflow.attach_fact(
        claim=claim,
        by=editor,
        version=2,
        stance="refutes",
        values={"statement": "The union counted 212."},
    )
    scale = Scale.objects.get(slug="politifact")
    stored = Claim.objects.select_related("sentence__revision", "article").get()
    workflow.assign_claim(claim=stored, to=reviewer, by=reviewer, version=stored.version)
    for decide, words in ((True, "Half True"), (False, "False")):  # the later one decides nothing
        workflow.assess_claim(
            claim=stored,
            by=reviewer,
            version=stored.version,
            scale=scale,
            option=scale.options.get(words=words),
            rationale=f"{words}, they say.",
            decide=decide,
        )
    fact = evidence.fact
    workflow.edit_fact(fact=fact, by=editor, version=1, values={"publisher": "The board"})
    (row,) = rows(desk)
    assert {name: row[name] for name in COLUMNS.split(",")[20:32]} == {
        "verdict": "conflicting_evidence",
        "verdict_words": "Half True",
        "scale": "PolitiFact Truth-O-Meter",
        "scale_edition": "1",
        "rationale": "Half True, they say.",
        "judged_revision": "1",
        "decided_by": "reviewer",
        "decided_at": Claim.objects.get().decided_at.isoformat(),  # type: ignore[union-attr]
        "assigned_to": "reviewer",
        "facts": f"supports: {fact.statement}; refutes: The union counted 212.",
        "fact_urls": f"{fact.source_url}; -",
        "fact_changed": "yes",
    }


def test_export_in_the_long_shape_has_a_row_per_event(
    desk: Client, claim: Claim, editor: User, sentences: list[Sentence], events: dict[str, Event]
) -> None:
    workflow.add_claim(sentence=sentences[2], by=editor)
    for event in events.values():
        ClaimEvent.objects.create(claim=claim, event=event)
    found = [
        (row["claim_id"] == claim.public_id, row["events"]) for row in rows(desk, "?shape=long")
    ]
    assert found == [
        (True, "school summit"),
        (True, "school summit 2031"),
        (True, "opening day"),
        (False, ""),
    ]


def test_export_for_excel_begins_with_a_bom(desk: Client, claim: Claim) -> None:
    assert read(desk, "?excel=1") == b"\xef\xbb\xbf" + read(desk)


def test_export_takes_the_filters_of_the_queue(desk: Client, claim: Claim) -> None:
    assert len(rows(desk, "?q=schools")) == 1
    assert rows(desk, "?q=nothing") == []
    assert desk.get("/claims/export/csv/?kind=gossip").status_code == 400


def test_export_streams_in_chunks_of_few_queries(
    desk: Client,
    editor: User,
    sentences: list[Sentence],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in (1, 3):
        for sentence in sentences[:number]:
            claim = workflow.add_claim(sentence=sentence, by=editor).claim
            values = {"statement": f"Fact {sentence.pk} of {number}."}
            assert claim
            workflow.attach_fact(
                claim=claim, by=editor, version=claim.version, stance="context", values=values
            )
        with django_assert_num_queries(5):
            list(EXPORTERS["csv"].write(Claim.objects.all(), Options()))


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=2", "＝1", "'=1", "''", "plain", ""],
)
def test_neutral_cell_is_no_formula_and_comes_back(cell: str) -> None:
    safe = neutral(cell)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert plain(safe) == cell


@given(st.text(alphabet="'=+-@\t\r\n＝＋－＠a\\"))
def test_written_cell_is_the_neutral_one(cell: str) -> None:
    (row,) = csv.reader(io.StringIO(written([[cell, "x"]]).decode(), newline=""), strict=True)
    assert row == [neutral(cell), "x"]


@given(st.text())
def test_neutral_comes_back_for_any_cell(cell: str) -> None:
    assert plain(neutral(cell)) == cell


def test_export_of_more_than_a_chunk_has_every_claim_once(
    desk: Client, editor: User, monkeypatch: pytest.MonkeyPatch, sentences: list[Sentence]
) -> None:
    for sentence in sentences:
        workflow.add_claim(sentence=sentence, by=editor)
    whole = read(desk)
    for size in (1, 2, 3, 6):
        monkeypatch.setattr("claims.exporters.chunks.CHUNK", size)
        assert read(desk) == whole
