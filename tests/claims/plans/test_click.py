"""A click and the article page find their rows by key, however much else is stored."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Sentence
from claims.models import Claim
from tests.claims.plans import plan_of

HX = {"HX-Request": "true"}
BIG = (
    *("articles_article", "articles_revision", "articles_sentence", "articles_change"),
    *("claims_claim", "claims_claimevent", "claims_evidence", "claims_fact", "claims_reading"),
    *("claims_anchoring", "django_session", "articles_user"),
)
# Aliases of subqueries: U0, V1; whatever is read from end to end and is not a list of values.
WHOLE = re.compile(
    rf"\bSCAN (?!CONSTANT)(?:{'|'.join(BIG)}|[UVWX]\d)\b|Seq Scan on ({'|'.join(BIG)})\b"
)


def asked(act: Callable[[], Any]) -> list[str]:
    """The questions that an act puts to the database."""
    with CaptureQueriesContext(connection) as captured:
        assert act().status_code == 200
    return [query["sql"] for query in captured if query["sql"].startswith("SELECT")]


def acts(desk: Client, sentences: list[Sentence], claim: Claim) -> dict[str, Callable[[], Any]]:
    withdraw = {"version": claim.version}
    return {
        "tag": lambda: desk.post(f"/sentences/{sentences[2].pk}/tag/", headers=HX),
        "dismiss": lambda: desk.post(f"/sentences/{sentences[3].pk}/dismiss/", headers=HX),
        "agree": lambda: desk.post(f"/sentences/{sentences[1].pk}/agree/", headers=HX),
        "untag": lambda: desk.post(f"/claims/{claim.public_id}/withdraw/", withdraw, headers=HX),
        "page": lambda: desk.get(claim.article.get_absolute_url()),
    }


@pytest.mark.parametrize("act", ["tag", "dismiss", "agree", "untag", "page"])
def test_no_big_table_is_read_from_end_to_end(
    desk: Client, sentences: list[Sentence], claim: Claim, act: str
) -> None:
    questions = asked(acts(desk, sentences, claim)[act])
    assert len(questions) > 2
    for question in questions:
        plan = plan_of(question)
        assert not WHOLE.search(plan), f"{question}\n{plan}"


@pytest.mark.parametrize("act", ["tag", "dismiss", "page"])
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts rows before it plans")
def test_nothing_goes_through_all_that_an_editor_ever_did(
    desk: Client, sentences: list[Sentence], claim: Claim, act: str
) -> None:
    for question in asked(acts(desk, sentences, claim)[act]):
        plan = plan_of(question)
        assert "(editor_id=?)" not in plan, f"{question}\n{plan}"
        assert "change_by" not in plan, f"{question}\n{plan}"
