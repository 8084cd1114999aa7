"""Tables that could be spread over machines by article: who makes a row says of which it is, and
the desk goes on when every key holds that (`docs/by_article.sql`)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, models
from django.test import Client

from articles import derived
from articles.models import Article, Revision, Sentence, User
from articles.store import store_draft
from claims import workflow
from claims.choices import Fate
from claims.derived import DERIVED
from claims.models import (
    Anchoring,
    Assessment,
    Claim,
    Claimant,
    ClaimEvent,
    Event,
    Evidence,
    Reading,
    Scale,
)
from tests.conftest import PARAGRAPHS, draft

COPIES = [one for one in (*derived.DERIVED, *DERIVED) if one.column == "article_id"]
SPREAD: tuple[type[models.Model], ...] = (
    *(Revision, Sentence, Claim, ClaimEvent, Evidence, Assessment, Anchoring, Reading),
)
TABLES = [model._meta.db_table for model in SPREAD]


# Every foreign key to one of these tables: whose, its columns, and those that it points to.
NAMES = """(SELECT string_agg(a.attname, ', ' ORDER BY k.n)
    FROM unnest(c.{key}) WITH ORDINALITY k (num, n)
    JOIN pg_attribute a ON a.attrelid = c.{table} AND a.attnum = k.num)"""
FOREIGN = f"""
SELECT c.conrelid::regclass::text, {NAMES.format(key="conkey", table="conrelid")},
    c.confrelid::regclass::text || '.' || {NAMES.format(key="confkey", table="confrelid")}
FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid = ANY (%s::text[]::regclass[])
"""


@pytest.fixture
def by_article(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL is spread over machines; these keys are its")
    with connection.cursor() as cursor:
        cursor.execute((settings.BASE_DIR / "docs" / "by_article.sql").read_text("utf-8"))


@pytest.fixture
def nothing_copied(db: None) -> None:
    """Without the triggers that give a row its article: what spreads a table does not wait for
    them, but asks the one who inserts."""
    with connection.cursor() as cursor:
        for kept in COPIES:
            name = f"{kept.table}_{kept.column}"
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {name}_insert")
                cursor.execute(f"DROP TRIGGER {name}_update")
            else:
                cursor.execute(f"ALTER TABLE {kept.table} DISABLE TRIGGER {name}")


def newest(article: Article) -> list[Sentence]:
    found = Sentence.objects.taggable().filter(revision__article__current=models.F("revision"))
    found = found.filter(revision__article=article).select_related("revision__article")
    return list(found.order_by("start"))


def fresh(claim: Claim) -> Claim:
    return Claim.objects.select_related("sentence__revision", "article", "claimant").get(
        pk=claim.pk
    )


def tagged(sentence: Sentence, by: User) -> Claim:
    claim = workflow.add_claim(sentence=sentence, by=by).claim
    assert claim
    return claim


def taken_in(*paragraphs: str) -> Article:
    text = replace(draft(paragraphs=paragraphs), external_id="reopening")
    article: Article = store_draft(text, by=None).article
    return article


@pytest.fixture
def walk(claimant: Claimant, events: dict[str, Event], reviewer: User) -> Callable[[], Claim]:
    """What is done in a week, with every verb that makes a row, and some undone; a claim of it."""

    def done() -> Claim:
        claim, waits = found_and_judged(claimant, events, reviewer)
        mended(claim.article, reviewer)
        gathered(claim.article, events, reviewer)
        revised(waits, reviewer)
        return fresh(claim)

    return done


def found_and_judged(claimant: Claimant, events: dict[str, Event], by: User) -> tuple[Claim, Claim]:
    """Claims in the first and the last sentence, the first with all that can stand beside it."""
    first, second, *_others, last = newest(taken_in(*PARAGRAPHS))[1:]
    claim, other = tagged(first, by), tagged(last, by)
    workflow.dismiss_sentence(sentence=second, by=by)
    said = {"claimant": claimant, "kind": "quantity"}
    beside = [events["series"], events["meeting"]]
    workflow.edit_claim(claim=claim, by=by, version=claim.version, values=said, events=beside)
    made = {"statement": "The board counted 240.", "publisher": "Board"}
    workflow.attach_fact(claim=claim, by=by, version=claim.version, stance="supports", values=made)
    evidence = claim.evidence.select_related("claim__article", "fact").get()
    detached = workflow.detach_fact(evidence=evidence, by=by, version=claim.version)
    workflow.undo(detached.action, by=by)
    judge(fresh(claim), by)
    return claim, other


def mended(article: Article, by: User) -> None:
    """The first sentence broken in two; undone, done again, and joined, which is undone too."""
    first = newest(article)[1]
    cut = first.start + first.text.index("by Monday")
    broken = workflow.split_sentence(sentence=first, at=cut, by=by)
    workflow.undo(broken.action, by=by)
    workflow.split_sentence(sentence=newest(article)[1], at=cut, by=by)
    joined = workflow.merge_with_next(sentence=newest(article)[1], by=by)
    workflow.undo(joined.action, by=by)


def gathered(article: Article, events: dict[str, Event], by: User) -> None:
    """All claims in one more event, and an event merged into its twin."""
    claims, what = Claim.objects.filter(article=article), workflow.Bulk(add_event=events["year"])
    number = workflow.affected(claims, what, by).count()
    workflow.change_all(claims=claims, what=what, by=by, expected=number)
    twin = Event.objects.create(name="first day", slug="first-day")
    workflow.merge(kept=twin, merged=events["meeting"], by=by)


def revised(waits: Claim, by: User) -> None:
    """Another wording, in which one claim has to wait."""
    taken_in(*PARAGRAPHS[:-1], "The union called the figure far too high.")
    waiting = Anchoring.objects.select_related("revision").get(claim=waits, fate=Fate.WAITING)
    followed = workflow.follow(anchoring=waiting, by=by, version=fresh(waits).version)
    workflow.undo(followed.action, by=by)


def judge(claim: Claim, by: User) -> None:
    scale = Scale.objects.get(is_default=True)
    option = scale.options.first()
    for why in ("Counted.", "Counted again."):
        workflow.assess_claim(
            claim=claim,
            by=by,
            version=claim.version,
            scale=scale,
            option=option,
            rationale=why,
            decide=True,
        )


def test_verbs_say_of_which_article_each_row_is(
    nothing_copied: None, walk: Callable[[], Claim]
) -> None:
    claim = walk()
    found = {
        model: set(model._default_manager.values_list("article", flat=True)) for model in SPREAD
    }
    assert found == {model: {claim.article_id} for model in SPREAD}


def test_desk_goes_on_when_every_key_holds_the_article(
    by_article: None,
    nothing_copied: None,
    walk: Callable[[], Claim],
    client: Client,
    reviewer: User,
) -> None:
    claim = walk()
    connection.check_constraints()
    client.force_login(reviewer)
    article, event = (
        claim.article.get_absolute_url(),
        claim.events.earliest("pk").get_absolute_url(),
    )
    for address in (
        *("/", "/articles/", article, f"{article}revisions/1/2/", "/claims/?kind=quantity"),
        *(claim.get_absolute_url(), event, "/search/?q=schools", "/facts/", "/activity/"),
    ):
        assert (address, client.get(address).status_code) == (address, 200)


def test_every_key_holds_the_article(by_article: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text FROM pg_index i"
            " WHERE i.indisunique AND i.indrelid = ANY (%s::text[]::regclass[])"
            " AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = i.indrelid AND"
            " a.attname = 'article_id' AND a.attnum = ANY (i.indkey))",
            [TABLES],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT pg_get_indexdef(indexrelid, 1, true) FROM pg_index"
            " WHERE indisunique AND indrelid = 'articles_article'::regclass"
        )
        assert cursor.fetchall() == [("id",)]
        cursor.execute(FOREIGN, [[*TABLES, "articles_article"]])
        keys: dict[str, Any] = {f"{table}.{own}": other for table, own, other in cursor.fetchall()}
    assert keys == {
        "articles_article.id, current_id": "articles_revision.article_id, id",
        "articles_revision.article_id": "articles_article.id",
        "articles_sentence.article_id, revision_id": "articles_revision.article_id, id",
        "claims_claim.article_id": "articles_article.id",
        "claims_claim.article_id, sentence_id": "articles_sentence.article_id, id",
        "claims_claimevent.article_id, claim_id": "claims_claim.article_id, id",
        "claims_evidence.article_id, claim_id": "claims_claim.article_id, id",
        "claims_assessment.article_id, claim_id": "claims_claim.article_id, id",
        "claims_assessment.article_id, revision_id": "articles_revision.article_id, id",
        "claims_anchoring.article_id, claim_id": "claims_claim.article_id, id",
        "claims_anchoring.article_id, before_id": "articles_revision.article_id, id",
        "claims_anchoring.article_id, revision_id": "articles_revision.article_id, id",
        "claims_reading.article_id, sentence_id": "articles_sentence.article_id, id",
    }
