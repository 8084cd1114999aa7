"""After any history of wordings and decisions no claim is lost, and none is put on other words."""

import os
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from articles.changes import CannotUndo, undo
from articles.models import Article, Sentence, User
from articles.store import store_draft
from articles.wording import key
from claims import workflow
from claims.choices import Fate
from claims.models import Anchoring, Claim
from tests.articles.edits import INVENTED, Text, edited, original
from tests.claims.workflow.conftest import assert_nothing_is_lost
from tests.conftest import draft

CLAIMS = 10
EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "300")) // 5


@st.composite
def histories(draw: st.DrawFn) -> list[Text]:
    """An article and its one to four later wordings."""
    found = [original(INVENTED[1:])]
    for _revision in range(draw(st.integers(1, 4))):
        found.append(draw(edited(found[-1], least=2)))
    return found


def store(text: Text) -> Article:
    return store_draft(draft(paragraphs=tuple(text.words)), by=None).article


def current(article: Article) -> list[Sentence]:
    found = Sentence.objects.taggable().filter(revision__article=article)
    newest = found.filter(revision=Article.objects.get(pk=article.pk).current)
    return list(newest.select_related("revision__article").order_by("start"))


def tag(data: st.DataObject, article: Article, by: User) -> None:
    """Ten claims: on whole sentences, and on some words of one."""
    sentences = current(article)
    for n in range(CLAIMS):
        sentence = data.draw(st.sampled_from(sentences))
        start, end = sentence.start, sentence.end
        if n % 2:
            start += data.draw(st.integers(0, len(sentence.text) - 2))
            end = data.draw(st.integers(start + 1, end))
        try:
            workflow.add_claim(sentence=sentence, by=by, start=start, end=end)
        except workflow.Refused:
            continue  # only white space was chosen


def decide(data: st.DataObject, article: Article, by: User) -> str:
    """One thing that a person may do after the article changed; the action, or nothing."""
    waiting = list(Anchoring.objects.waiting().order_by("pk"))
    verbs = [mend, *([follow, choose, part, withdraw] if waiting else [])]
    verb = data.draw(st.sampled_from(verbs))
    try:
        done = verb(data, waiting, article, by)
    except workflow.Refused:
        event("refused")
        return ""
    event(verb.__name__)
    return done.action


def asked(data: st.DataObject, waiting: Sequence[Anchoring], by: User) -> dict[str, Any]:
    anchoring = data.draw(st.sampled_from(waiting))
    version = Claim.objects.get(pk=anchoring.claim_id).version
    return {"anchoring": anchoring, "by": by, "version": version}


def follow(data: st.DataObject, waiting: Any, article: Article, by: User) -> workflow.Done:
    return workflow.follow(**asked(data, waiting, by))


def choose(data: st.DataObject, waiting: Any, article: Article, by: User) -> workflow.Done:
    target = data.draw(st.sampled_from(current(article)))
    return workflow.follow(target=target, **asked(data, waiting, by))


def part(data: st.DataObject, waiting: Any, article: Article, by: User) -> workflow.Done:
    return workflow.split_to_both(**asked(data, waiting, by))


def withdraw(data: st.DataObject, waiting: Any, article: Article, by: User) -> workflow.Done:
    return workflow.withdraw_with_statement(**asked(data, waiting, by))


def mend(data: st.DataObject, waiting: Any, article: Article, by: User) -> workflow.Done:
    sentence = data.draw(st.sampled_from(current(article)))
    if data.draw(st.booleans()):
        return workflow.merge_with_next(sentence=sentence, by=by)
    at = data.draw(st.integers(sentence.start, sentence.end))
    return workflow.split_sentence(sentence=sentence, at=at, by=by)


def quotes() -> dict[int, str]:
    return dict(Claim.objects.values_list("pk", "quote"))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(history=histories(), data=st.data())
def test_no_claim_is_lost_after_any_history(
    reviewer: User, history: list[Text], data: st.DataObject
) -> None:
    with transaction.atomic():
        article = store(history[0])
        tag(data, article, reviewer)
        actions: list[str] = []
        for text in history[1:]:
            before = quotes()
            store(text)
            assert quotes().keys() == before.keys()
            for anchoring in Anchoring.objects.filter(fate=Fate.CARRIED).select_related("claim"):
                claim = anchoring.claim
                assert key(claim.quote) == key(before[claim.pk])
            assert_nothing_is_lost()
            for _time in range(data.draw(st.integers(1, 4))):
                actions.append(decide(data, article, reviewer))
                assert_nothing_is_lost()
        for action in data.draw(st.permutations([a for a in actions if a])):
            try:
                undo(action, by=reviewer)
                event("undone")
            except CannotUndo:
                event("undo refused")
            assert_nothing_is_lost()
        transaction.set_rollback(True)


@pytest.fixture
def reviewer(person: Any) -> User:
    user: User = person("rita", "reviewer")
    return user
