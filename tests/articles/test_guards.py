"""What the database refuses, whoever asks."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Value

from articles.guards import GUARDS, install
from articles.models import Article, Change, Revision, Sentence
from claims.guards import GUARDS as CLAIM_GUARDS

pytestmark = pytest.mark.django_db


def refused(rows: Any, **values: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**values)


@pytest.mark.parametrize("wrong", [{"text": "other"}, {"sha256": "0"}, {"number": 2}])
def test_revision_is_never_edited(article: Article, wrong: dict[str, Any]) -> None:
    refused(Revision.objects.all(), **wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "Schools reopen in Southtown"},
        {"text": "short"},
        {"start": 1},
        {"end": 5},
        {"role": "rumour"},
        {"number": None},
    ],
)
def test_sentence_is_the_text_of_its_span(article: Article, wrong: dict[str, Any]) -> None:
    refused(Sentence.objects.filter(number=0), **wrong)


def test_sentence_that_overlaps_another_is_refused(article: Article) -> None:
    first = Sentence.objects.get(number=0)
    text = article.current.text[3:9] if article.current else ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Sentence.objects.create(
            revision=first.revision,
            paragraph=0,
            number=0,
            start=3,
            end=9,
            text=text,
            role="headline",
        )


def test_change_is_never_edited(article: Article) -> None:
    refused(Change.objects.all(), verb="rewritten")
    refused(Change.objects.all(), new={})


def test_guards_stand_after_every_migrate() -> None:
    install("default")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        names = " ".join(row[0] for row in cursor.fetchall())
    assert [g.name for g in (*GUARDS, *CLAIM_GUARDS) if g.name not in names] == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x.example/", "data:,x"])
def test_address_that_is_not_on_the_web_is_refused(article: Article, address: str) -> None:
    refused(Article.objects.all(), canonical_url=Value(address))  # not looked at before it is sent
    with pytest.raises(ValidationError), transaction.atomic():
        Article.objects.update(canonical_url=address)
    with pytest.raises(ValidationError):
        Article(canonical_url=address).full_clean(exclude=["source", "title", "identity"])
