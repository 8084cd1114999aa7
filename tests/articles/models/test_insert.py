"""One row, unless there is one like it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Sentence, User
from articles.models.insert import insert_once
from claims.models import Reading


def reading(sentence: Sentence, editor: User, decision: str = "claim") -> Reading:
    return Reading(sentence=sentence, editor=editor, decision=decision, updated_at=timezone.now())


def test_row_is_inserted_once(sentences: list[Sentence], editor: User) -> None:
    first, second = reading(sentences[1], editor), reading(sentences[1], editor, "no_claim")
    assert insert_once(Reading.objects.all(), first)
    assert not insert_once(Reading.objects.all(), second)
    assert second.pk is None
    assert Reading.objects.get() == first
    assert Reading.objects.get().decision == "claim"


def test_row_that_breaks_a_rule_is_refused(sentences: list[Sentence], editor: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_once(Reading.objects.all(), reading(sentences[1], editor, "perhaps"))
