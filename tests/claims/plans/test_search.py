"""How the search finds: from the text index, in the order in which it is asked."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import User
from articles.search import RANKED, SENTENCES
from articles.terms import Query
from claims.models import Claim, Fact
from claims.pages import claims_found, facts_found, sentences_found
from tests.claims.plans import plan_of

TYPED = ["said", "the 240", '"the ministry said"', "学校", "学"]
SQLITE = connection.vendor == "sqlite"


def asked(typed: str, user: User) -> list[str]:
    """The statements that look words up."""
    query = Query.read(typed)
    with CaptureQueriesContext(connection) as captured:
        sentences_found(query, user, "", "")
        sentences_found(query, user, "", "1000")
        claims_found(query, user)
        facts_found(query, user)
    looks = [each["sql"] for each in captured if " AS newest" in each["sql"]]
    assert len(looks) == 6
    return looks


@pytest.mark.parametrize("typed", TYPED)
def test_words_are_looked_up_in_the_index_and_nothing_is_scanned_or_sorted(
    claim: Claim, fact: Fact, editor: User, typed: str
) -> None:
    for sql in asked(typed, editor):
        plan = plan_of(sql)
        if SQLITE:
            assert plan.count("SCAN") == 1
            assert "SCAN f VIRTUAL TABLE INDEX" in plan
            assert "TEMP B-TREE" not in plan
        else:
            assert "Seq Scan" not in plan
            # Of a handful of claims, or of rows before a key, it rather takes all by their keys.
            if "claims_claim" not in sql and "t.id < " not in sql:
                assert re.search(r"Bitmap Index Scan on \w+_words", plan)


@pytest.mark.skipif(SQLITE, reason="SQLite's index gives its rows in order")
@pytest.mark.django_db
def test_newest_rows_are_walked_for_a_common_word() -> None:
    common = (
        "SELECT t.id AS newest, t.id, t.text FROM articles_sentence t "
        "WHERE t.words @@ to_tsquery('simple', '''the''') AND t.id >= 1 "
        f"ORDER BY t.id DESC LIMIT {RANKED}"
    )
    assert SENTENCES.table in common
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = plan_of(common)
    assert "Index Scan Backward using articles_sentence_pkey" in plan
    assert "Sort" not in plan
