"""What the database copies: of which article a sentence is."""

import pytest
from django.db import connection

from articles import derived
from articles.models import Article, Sentence
from articles.store import store_draft
from tests.conftest import draft

pytestmark = pytest.mark.django_db


def test_sentence_has_the_article_of_its_revision(article: Article) -> None:
    other = store_draft(draft("Another article"), by=None).article
    for one in (article, other):
        stored = Sentence.objects.filter(revision__article=one)
        assert set(stored.values_list("article", flat=True)) == {one.pk}


def test_sentence_that_does_not_say_its_article_gets_it(article: Article) -> None:
    kept = Sentence.objects.get(role="byline")
    Sentence.objects.filter(pk=kept.pk).delete()
    kept.article_id = None
    kept.save(force_insert=True)
    kept.refresh_from_db()
    assert kept.article == article


@pytest.mark.parametrize("wrong", [None, 0])
def test_article_of_a_sentence_cannot_be_written_otherwise(
    article: Article, wrong: int | None
) -> None:
    Sentence.objects.update(article_id=wrong)
    assert set(Sentence.objects.values_list("article", flat=True)) == {article.pk}


def test_triggers_wait_for_their_columns() -> None:
    """As when only some of the migrations have run."""
    lacks = derived.DERIVED[0]._replace(table="articles_source")
    derived.install("default", [lacks])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
            )
        assert [name for table, name in cursor.fetchall() if table == "articles_source"] == []
