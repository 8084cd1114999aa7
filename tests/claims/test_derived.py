"""What the database copies: a claim's source, when the claim of a link was tagged, and of which
article each part of a claim is."""

from typing import Any

import pytest
from django.db import models

from articles.changes import undo
from articles.models import Article, Change, Sentence, Source, User
from articles.models.change import Op
from articles.store import store_draft
from claims import workflow
from claims.models import (
    Anchoring,
    Assessment,
    Claim,
    ClaimEvent,
    Event,
    Evidence,
    Reading,
    Scale,
)
from tests.conftest import draft

NOUNS = ("claim", "claimevent")
PARTS: tuple[type[models.Model], ...] = (ClaimEvent, Evidence, Assessment, Anchoring, Reading)


def times() -> list[Any]:
    return list(ClaimEvent.objects.order_by("pk").values_list("tagged_at", flat=True))


def test_claim_has_the_source_of_its_article(claim: Claim) -> None:
    claim.refresh_from_db()
    assert claim.source == claim.article.source
    other = Source.objects.create(name="Southtown Courier", key="southtown courier")
    type(claim.article).objects.update(source=other)
    claim.refresh_from_db()
    assert claim.source == other


def test_source_of_a_claim_cannot_be_written_otherwise(claim: Claim) -> None:
    Claim.objects.update(source=None)
    claim.refresh_from_db()
    assert claim.source == claim.article.source


def test_link_has_the_time_of_its_claim_while_that_stands(
    claim: Claim, events: dict[str, Event], editor: User
) -> None:
    ClaimEvent.objects.create(claim=claim, event=events["year"])
    assert times() == [claim.tagged_at]
    done = workflow.withdraw_claim(claim=claim, by=editor, version=claim.version)
    assert times() == [None]
    undo(done.action, by=editor)
    assert times() == [claim.tagged_at]


def test_link_follows_a_claim_that_is_tagged_again(
    claim: Claim, events: dict[str, Event], editor: User
) -> None:
    ClaimEvent.objects.create(claim=claim, event=events["year"])
    workflow.withdraw_claim(claim=claim, by=editor, version=claim.version)
    again = workflow.add_claim(sentence=claim.sentence, by=editor).claim
    assert again is not None
    assert again.tagged_at > claim.tagged_at
    assert times() == [again.tagged_at]


def test_log_leaves_out_what_is_derived(
    claim: Claim, events: dict[str, Event], editor: User
) -> None:
    workflow.edit_claim(
        claim=claim, by=editor, version=claim.version, values={}, events=[events["year"]]
    )
    made = {noun: Change.objects.get(noun=f"claims.{noun}", op=Op.CREATE) for noun in NOUNS}
    assert "source" not in made["claim"].new
    assert set(made["claimevent"].new) == {"claim", "event"}


def rows_of_parts() -> list[Any]:
    """The article of each row of what belongs to a claim or a sentence, table by table."""
    return [sorted(model._default_manager.values_list("article", flat=True)) for model in PARTS]


@pytest.fixture
def parts(evidence: Evidence, events: dict[str, Event], reviewer: User) -> Article:
    """One row of each, and their article."""
    claim = Claim.objects.select_related("article", "sentence__revision").get(pk=evidence.claim_id)
    scale, article = Scale.objects.get(is_default=True), claim.article
    ClaimEvent.objects.create(claim=claim, event=events["year"])
    Anchoring.objects.create(
        claim=claim,
        before=claim.sentence.revision,
        revision=claim.sentence.revision,
        kind="unchanged",
        fate="carried",
    )
    workflow.assess_claim(
        claim=claim,
        by=reviewer,
        version=claim.version,
        scale=scale,
        option=scale.options.first(),
        rationale="",
        decide=False,
    )
    return article


def test_parts_have_the_article_of_their_claim(parts: Article) -> None:
    assert rows_of_parts() == [[parts.pk]] * len(PARTS)


def test_article_of_a_part_cannot_be_written_otherwise(parts: Article) -> None:
    for model in PARTS:
        model._default_manager.update(article=None)
    assert rows_of_parts() == [[parts.pk]] * len(PARTS)


def test_parts_follow_a_claim_that_goes_to_another_article(parts: Article) -> None:
    """No verb does that, but whoever does it by hand needs to see to one row only."""
    other = store_draft(draft(source="Southtown Courier"), by=None).article
    claim = Claim.objects.get()
    there = Sentence.objects.get(article=other, start=claim.start)
    Claim.objects.update(article=other, sentence=there)
    Reading.objects.update(sentence=there)
    assert rows_of_parts() == [[other.pk]] * len(PARTS)


def test_reading_follows_a_sentence_that_goes_to_another_revision(parts: Article) -> None:
    other = store_draft(draft(source="Southtown Courier"), by=None).article
    read = Reading.objects.get().sentence
    Sentence.objects.filter(article=other).delete()
    Sentence.objects.filter(pk=read.pk).update(revision=other.current)
    assert Sentence.objects.get(pk=read.pk).article == other
    assert Reading.objects.get().article == other
