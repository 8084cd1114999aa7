"""How the search finds: from the text index, in the order in which it is asked."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import search
from articles.models import User
from articles.search import SENTENCES
from articles.store import store_draft
from articles.terms import Query
from claims.models import Claim, Fact
from claims.pages import claims_found, facts_found, matching, sentences_found
from tests.claims.plans import plan_of
from tests.conftest import draft

TYPED = ["said", "the 240", '"the ministry said"', "学校", "学"]
SQLITE = connection.vendor == "sqlite"


def asked(typed: str, user: User) -> list[str]:
    """The statements that look words up."""
    query = Query.read(typed)
    with CaptureQueriesContext(connection) as captured:
        matches = matching(query)
        sentences_found(query, matches, user, "", str(10**12))  # beyond any key of a test
        claims_found(query, matches, user)
        facts_found(query, user)
    words = " MATCH " if SQLITE else " @@ to_tsquery("
    looks = [each["sql"] for each in captured if words in each["sql"]]
    assert len(looks) == 4
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
            # Of a handful of rows it rather takes all by their keys.
            assert re.search(r"Index (Only )?Scan (Backward )?(using|on) \w+_(words|pkey)", plan)


@pytest.mark.skipif(SQLITE, reason="SQLite's index gives its rows in order")
def test_common_word_is_walked_and_a_rare_one_is_not(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FIRST", 1)
    lines = (f"The {'quarry' if n % 90 == 0 else 'ferry'} of number {n}." for n in range(180))
    store_draft(draft("Ferries", tuple(lines)), by=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_sentence")
    with CaptureQueriesContext(connection) as captured:
        assert len(SENTENCES.newest(Query.read('"the"'), 9)) == 9
        assert len(SENTENCES.newest(Query.read('"quarry"'), 9)) == 2
    common, walked, rare = [each["sql"] for each in captured if "@@" in each["sql"]]
    for sql in (common, walked):
        plan = plan_of(sql)
        assert "Index Scan Backward using articles_sentence_pkey" in plan
        assert "Sort" not in plan
    assert "Bitmap Index Scan on articles_sentence_words" in plan_of(rare)


@pytest.mark.skipif(SQLITE, reason="SQLite's index gives its rows in order")
def test_rare_word_is_looked_up_among_as_many_rows_as_may_hold_it_and_then_in_all(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FIRST", 1)
    monkeypatch.setattr(search, "OFTEN", 10**6)
    lines = (f"The {'quarry' if n % 3 == 0 else 'ferry'} of number {n}." for n in range(180))
    store_draft(draft("Ferries", tuple(lines)), by=None)
    query = Query.read('"quarry"')
    with CaptureQueriesContext(connection) as captured:
        found = [key for key, _text in SENTENCES.newest(query, 20)]
    walked, near = [each["sql"] for each in captured if "@@" in each["sql"]]
    assert ("IS TRUE" in walked, "IS TRUE" in near) == (True, False)
    every = [key for key, _text in SENTENCES.newest(query, 200)]
    assert (len(every), every[:20], every) == (60, found, sorted(every, reverse=True))
