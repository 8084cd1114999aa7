"""SQL that is put together once answers each call for its own values."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Sentence
from articles.models.compiled import Compiled


@Compiled
def _between(revision: int, start: int, end: int) -> QuerySet[Sentence]:
    found = Sentence.objects.filter(revision=revision, start__gte=start, end__lte=end)
    return found.select_related("revision__article").order_by("start")


def test_each_call_is_answered_for_its_own_values(sentences: list[Sentence]) -> None:
    headline, first, second = sentences[:3]
    revision = headline.revision_id
    assert _between(revision, 0, headline.end) == [headline]
    assert _between(revision, first.start, second.end) == [first, second]
    assert _between(0, 0, 10_000) == []


def test_rows_bring_along_what_was_selected(sentences: list[Sentence], article: Article) -> None:
    with CaptureQueriesContext(connection) as captured:
        found = _between(sentences[0].revision_id, 0, 10_000)
        assert {sentence.revision.article for sentence in found} == {article}
    assert len(captured) == 1


def test_a_call_with_too_few_values_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        _between(1, 2)


@pytest.mark.django_db(transaction=True)
def test_threads_ask_on_their_own_connections(sentences: list[Sentence]) -> None:
    def ask(sentence: Sentence) -> list[Sentence]:
        try:
            found: list[Sentence] = _between(sentence.revision_id, sentence.start, sentence.end)
            return found
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(ask, sentences)) == [[sentence] for sentence in sentences]
