"""The list of articles is read along an index, whichever source it is narrowed to."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from tests.claims.plans import plan_of


@pytest.mark.parametrize("index", ["article_created", "article_source_created"])
def test_articles_are_read_along_an_index(desk: Client, article: Article, index: str) -> None:
    asked: dict[str, Any] = {"source": article.source.public_id} if "source" in index else {}
    with CaptureQueriesContext(connection) as captured:
        assert desk.get("/articles/", asked).status_code == 200
    said = [q["sql"] for q in captured.captured_queries if 'ORDER BY "articles_art' in q["sql"]]
    if connection.vendor == "postgresql":  # of a handful of rows it rather takes and sorts all
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
    plan = plan_of(said[0].replace("%", "%%"))
    assert "Seq Scan" not in plan
    assert "TEMP B-TREE" not in plan
    assert index in plan


@pytest.mark.parametrize("where", ["/", "/articles/"])
def test_lists_of_articles_read_no_text(desk: Client, article: Article, where: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        desk.get(where)
    assert [q for q in captured.captured_queries if '"articles_revision"."text"' in q["sql"]] == []
