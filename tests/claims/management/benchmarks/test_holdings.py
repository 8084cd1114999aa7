"""A made desk: as big as was asked for, and as sound as if every row had gone through a verb."""

import hashlib
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import IntegrityError, connection, models, transaction

from articles.models import Article, Change, Revision, Sentence, User
from articles.search import SENTENCES
from claims import workflow
from claims.choices import Fate, State
from claims.management.benchmarks import bulk, holdings, texts
from claims.management.benchmarks.judged import PAGE_CLAIMS, Sizes
from claims.management.benchmarks.stock import LARGE_EVENT
from claims.management.benchmarks.texts import PAGE_BODY, RARE_WORD
from claims.models import (
    Anchoring,
    Assessment,
    Claim,
    Claimant,
    ClaimEvent,
    Event,
    Evidence,
    Fact,
    Reading,
)

SIZES = Sizes(articles=80, claims=700)
DIGEST = "c544389d0a73"
ALL = (Article, Sentence, Claimant, Event, Fact, Claim, ClaimEvent, Evidence, Assessment, Reading)


@pytest.fixture
def desk(transactional_db: None) -> None:
    holdings.made(SIZES, lambda _said: None)


def test_texts_are_the_same_on_every_machine() -> None:
    pool = texts.pool(3)
    said = "\n".join(pool.text(number).text for number in range(24))
    assert hashlib.sha256(said.encode()).hexdigest()[:12] == DIGEST


def test_text_is_its_sentences_and_what_is_between_them() -> None:
    for number in range(24):
        text = texts.pool(1).text(number, body=7)
        assert [text.text[one.start : one.end] for one in text.pieces] == [
            one.text for one in text.pieces
        ]
        assert [one.number for one in text.pieces if one.number] == [1, 2, 3, 4, 5, 6, 7]


def test_sizes_share_out_every_claim() -> None:
    for articles, claims in ((80, 700), (1, 100), (1_000, 1_000), (7, 100)):
        sizes = Sizes(articles, claims)
        assert sum(sizes.claims_of(number) for number in range(articles)) == claims
    assert (Sizes(100_000, 1_000_000).events, Sizes(100_000, 1_000_000).facts) == (5_000, 200_000)
    assert (Sizes(10, 0).events, Sizes(10, 0).facts, Sizes(10, 0).claimants) == (0, 0, 0)


def test_made_desk_is_as_big_as_was_asked_for(desk: None) -> None:
    page = Article.objects.get(external_id="page")
    body = Sentence.objects.filter(revision__article=page, role="body")
    assert (body.count(), page.claims.count()) == (PAGE_BODY, PAGE_CLAIMS)
    assert (Article.objects.count(), Claim.objects.count()) == (SIZES.articles, SIZES.claims)
    current = Sentence.objects.filter(revision__article__current=models.F("revision"))
    assert current.count() == 12 * 80 + 30 - 6  # in Chinese there is no dateline
    assert Event.objects.get(slug=LARGE_EVENT).claims.count() == 700 // 20
    assert (Event.objects.count(), Fact.objects.count()) == (SIZES.events, SIZES.facts)
    assert set(Claim.objects.values_list("state", flat=True)) == set(State.values)
    assert set(Anchoring.objects.values_list("fate", flat=True)) == {Fate.WAITING, Fate.CARRIED}


def test_made_desk_passes_every_rule_of_its_models(desk: None) -> None:
    for model in ALL:
        for row in model._default_manager.all():  # type: ignore[attr-defined]
            row.clean()
            row.validate_constraints()
    for claim in Claim.objects.select_related("sentence__revision"):
        said = (claim.quote, claim.prefix, claim.suffix)
        claim.place(claim.start, claim.end)
        assert (claim.quote, claim.prefix, claim.suffix) == said
    for revision in Revision.objects.exclude(level="first"):
        assert revision.number == 2
    for made in Assessment.objects.select_related("claim"):
        assert (made.made_at, made.reviewer_id) == (made.claim.decided_at, made.claim.decided_by_id)
    assert Assessment.objects.count() == Claim.objects.filter(state=State.DECIDED).count()


def test_made_desk_goes_on_like_any_other(desk: None) -> None:
    editor = User.objects.get(username="editor-01")
    assert Sentence.objects.filter(SENTENCES.matching(RARE_WORD)).count() == 1
    current = Sentence.objects.taggable().filter(revision__article__current=models.F("revision"))
    sentence = current.filter(claims=None).select_related("revision__article").first()
    assert sentence is not None
    done = workflow.add_claim(sentence=sentence, by=editor)
    assert done.claim is not None
    assert done.claim.pk == SIZES.claims + 1
    assert Change.objects.filter(subject=done.claim.public_id).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=1).update(quote="something else")


@pytest.mark.django_db(transaction=True)
def test_bulk_insert_of_a_row_that_a_guard_refuses_leaves_nothing() -> None:
    names = ("id", "revision_id", "paragraph", "number", "start", "end", "text", "role")
    row: tuple[Any, ...] = (1, 1, 0, 1, 0, 4, "Rain", "body")
    with (
        pytest.raises(CommandError, match="1 rows of articles_sentence: a sentence is text"),
        bulk.unguarded(["articles_sentence"]),
    ):
        bulk.insert(Sentence, names, [row])
    assert not Sentence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_bulk_insert_beside_a_connection_that_stays_open_goes_on() -> None:
    """As in a server whose threads keep theirs: SQLite then lets nobody change the journal."""
    if connection.vendor != "sqlite":
        pytest.skip("its journal is SQLite's own")
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.execute("SELECT count(*) FROM articles_sentence").fetchone()
        with bulk.unguarded(["articles_sentence"]):
            pass
    assert not Sentence.objects.exists()
