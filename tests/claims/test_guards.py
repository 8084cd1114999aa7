"""What the database refuses of facts and verdicts, whoever asks."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import User
from articles.store import store_draft
from claims import workflow
from claims.models import Assessment, Claim, Evidence, Fact, Scale
from tests.conftest import draft


def refused(rows: Any, **values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**values)


@pytest.fixture
def assessment(claim: Claim, reviewer: User) -> Assessment:
    scale = Scale.objects.get(is_default=True)
    workflow.assess_claim(
        claim=claim,
        by=reviewer,
        version=claim.version,
        scale=scale,
        option=scale.options.first(),
        rationale="Counted.",
        decide=True,
    )
    return Assessment.objects.get()


def test_assessment_of_another_article_s_revision_is_refused(assessment: Assessment) -> None:
    other = store_draft(draft("Another article"), by=None).article.current
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(
            claim=assessment.claim,
            reviewer=User.objects.create_user("li"),
            scale=assessment.scale,
            option=assessment.option,
            words=assessment.words,
            verdict=assessment.verdict,
            revision=other,
            made_at=timezone.now(),
        )
    refused(Assessment.objects.all(), revision=other)


@pytest.mark.parametrize(
    "wrong", [{"words": "other"}, {"verdict": "refuted"}, {"rationale": "Rewritten."}]
)
def test_assessment_is_never_rewritten(assessment: Assessment, wrong: dict[str, Any]) -> None:
    refused(Assessment.objects.all(), **wrong)


def test_assessment_is_replaced(assessment: Assessment) -> None:
    assert Assessment.objects.update(replaced=True) == 1


def test_evidence_moves_to_no_other_fact_or_claim(
    evidence: Evidence, editor: User, sentences: list[Any]
) -> None:
    other = Fact.objects.create(statement="The board counted 12 closed schools.")
    claim = workflow.add_claim(sentence=sentences[2], by=editor).claim
    refused(Evidence.objects.all(), fact=other)
    refused(Evidence.objects.all(), claim=claim)
    assert Evidence.objects.update(stance="refutes") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "tagged"},
        {"decided_by": None},
        {"scale": None},
        {"decided_at": None},
        {"verdict": "maybe"},
    ],
)
def test_decided_claim_keeps_all_of_its_decision(
    assessment: Assessment, wrong: dict[str, Any]
) -> None:
    refused(Claim.objects.all(), **wrong)
