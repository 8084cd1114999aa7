"""The only writer of articles: once is once, whole or not at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, connection
from pytest_django import DjangoAssertNumQueries

from articles import store
from articles.changes import Action
from articles.comparing import Comparison
from articles.draft import ArticleDraft, Block, Role
from articles.models import Article, Change, Revision, Sentence, Source, User
from articles.models.revision import Level
from articles.prepared import parts_of, prepare
from tests.conftest import draft

pytestmark = pytest.mark.django_db


def test_store_draft_keeps_text_sentences_and_roles() -> None:
    article = store.store_draft(draft(), by=None).article
    assert article.current is not None
    stored = [(s.role, s.number, s.paragraph) for s in article.current.sentences.order_by("start")]
    assert stored == [
        ("headline", 0, 0),
        ("byline", None, 1),
        ("body", 1, 2),
        ("body", 2, 2),
        ("body", 3, 3),
        ("body", 4, 3),
        ("body", 5, 4),
    ]
    assert article.current.text == draft().text


def test_store_draft_twice_is_once() -> None:
    first = store.store_draft(draft(), by=None)
    again = store.store_draft(draft(), by=None)
    assert (first.outcome, again.outcome) == (store.Outcome.NEW, store.Outcome.UNCHANGED)
    assert again.article == first.article
    assert (Article.objects.count(), Revision.objects.count(), Source.objects.count()) == (1, 1, 1)


def test_store_draft_of_another_wording_is_the_next_revision() -> None:
    first = store.store_draft(replace(draft(), canonical_url="https://x.example/1"), by=None)
    other = replace(
        draft("A new headline", ("All is different.",)), canonical_url="https://x.example/1"
    )
    second = store.store_draft(other, by=None)
    assert (second.outcome, second.article) == (store.Outcome.REVISED, first.article)
    article = Article.objects.get()
    assert article.title == "A new headline"
    assert [r.number for r in article.revisions.order_by("number")] == [1, 2]
    assert article.current == article.revisions.get(number=2)
    assert [s.text for s in article.current.sentences.filter(number__gt=0)] == ["All is different."]
    assert article.revisions.get(number=1).sentences.filter(number=1).exists()
    assert store.store_draft(other, by=None).outcome is store.Outcome.UNCHANGED
    earlier = replace(draft(), canonical_url="https://x.example/1")
    assert store.store_draft(earlier, by=None).outcome is store.Outcome.UNCHANGED
    assert Revision.objects.count() == 2


def test_store_all_tells_what_became_of_each_in_their_order() -> None:
    store.store_draft(draft("Known"), by=None)
    drafts = [
        draft("New one"),
        draft("", source=""),
        draft("Known"),
        draft("New one"),
        draft("New one", ("Changed.",)),
        draft("Known", ("Changed as well.",)),
    ]
    results = store.store_all([prepare(one) for one in drafts], by=None)
    said = [one if isinstance(one, store.Refused) else str(one.outcome) for one in results]
    assert [str(one) for one in said] == [
        "new",
        "The text does not say who published it. Name the source.",
        "unchanged",
        "unchanged",
        "revised",
        "revised",
    ]
    assert Article.objects.count() == 2
    assert [a.revisions.count() for a in Article.objects.order_by("title")] == [2, 2]


def test_store_all_costs_the_same_queries_for_one_and_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    store.store_draft(draft("Before"), by=None)
    for titles in (["a"], ["b", "c", "d"]):
        prepared = [prepare(draft(title)) for title in titles]
        with django_assert_num_queries(9):
            store.store_all(prepared, by=None)


def test_store_draft_without_a_source_is_refused() -> None:
    with pytest.raises(store.Refused, match="Name the source"):
        store.store_draft(draft(source=""), by=None)
    assert (
        store.store_draft(draft(source=""), by=None, source="Given").article.source.name == "Given"
    )


def test_store_draft_finds_the_source_in_any_case() -> None:
    Source.objects.create(name="NORTHTOWN  gazette", time_zone="Asia/Shanghai")
    naive = datetime(2031, 5, 20, 14, 58)
    article = store.store_draft(replace(draft(), published=naive), by=None).article
    assert Source.objects.count() == 1
    assert article.published_at == datetime(2031, 5, 20, 6, 58, tzinfo=UTC)
    assert article.published_local is not None
    assert article.published_local.hour == 14


def test_store_draft_keeps_the_zone_that_the_text_names() -> None:
    moment = datetime(2031, 5, 20, 14, 58, tzinfo=timezone(timedelta(hours=-5)))
    article = store.store_draft(replace(draft(), published=moment), by=None).article
    assert article.published_at == moment


@pytest.mark.parametrize("field", ["external_id", "canonical_url"])
def test_identity_is_the_id_before_the_address_before_the_title(field: str) -> None:
    source = Source(name="Northtown Gazette")
    one = replace(draft(), **{field: "https://gazette.example/1"})
    other = replace(draft("Another title"), **{field: "https://gazette.example/1"})
    assert store.identity_of(one, source) == store.identity_of(other, source)
    assert store.identity_of(one, source) != store.identity_of(draft(), source)


def test_store_draft_leaves_its_log_row(editor: User) -> None:
    article = store.store_draft(draft(), by=editor).article
    verbs = set(Change.objects.filter(subject=article.public_id).values_list("verb", "by"))
    assert verbs == {("article_imported", editor.pk)}


def test_store_draft_that_fails_half_way_leaves_nothing() -> None:
    lying = ArticleDraft(
        text="One. Two.",
        blocks=(Block(0, 9, Role.BODY),),
        title="T",
        source_name="S",
        reader="test 1",
    )
    prepared = prepare(lying)
    lie = replace(prepared, parts=(prepared.parts[0]._replace(text="Lie."), prepared.parts[1]))
    with pytest.raises(IntegrityError, match="text"):
        store.store_all([lie], by=None)
    assert not Article.objects.exists()
    assert not Source.objects.exists()
    assert not Change.objects.exists()


def test_sentences_of_a_dateline_stand_in_its_paragraph() -> None:
    text = "PARIS, May 3 (AFP) - It rained. It stopped."
    parts = parts_of(
        ArticleDraft(
            text=text,
            blocks=(Block(0, 20, Role.DATELINE), Block(21, len(text), Role.BODY)),
            title="Rain",
            reader="test 1",
        )
    )
    found = [(p.text, p.role, p.number, p.paragraph) for p in parts]
    assert found == [
        ("PARIS, May 3 (AFP) -", Role.DATELINE, None, 0),
        ("It rained.", Role.BODY, 1, 0),
        ("It stopped.", Role.BODY, 2, 0),
    ]
    assert Sentence.objects.count() == 0


OTHER = ("The ministry said 214 schools had reopened by Monday. It gave no list.",)
HEARD: list[tuple[int, int, bool]] = []


def hears(act: Action, change: Comparison) -> None:
    inside = connection.in_atomic_block and not Change.objects.filter(action=act.id).exists()
    HEARD.append((change.old.number, change.new.number, inside))


def fails(act: Action, change: Comparison) -> None:
    raise RuntimeError("the disk is full")


def test_first_revision_changes_nothing() -> None:
    article = store.store_draft(draft(), by=None).article
    assert article.current
    first = (article.current.level, article.current.changes, article.current.touches)
    assert first == (Level.FIRST, {}, [])


def test_later_revision_says_how_much_it_changes() -> None:
    store.store_draft(draft(), by=None)
    store.store_draft(draft(paragraphs=OTHER), by=None)
    later = Revision.objects.get(number=2)
    assert later.level == Level.SUBSTANCE
    assert later.changes == {"unchanged": 2, "reworded": 1, "deleted": 3}
    assert later.touches == ["number"]
    assert list(Revision.objects.later()) == [later]
    assert list(Revision.objects.touching("number")) == [later]
    assert not Revision.objects.touching("name").exists()


def test_revision_of_other_signs_only_is_typography() -> None:
    store.store_draft(draft(paragraphs=('Weber said: "We are."',)), by=None)
    store.store_draft(draft(paragraphs=("Weber said:  “We are.”",)), by=None)
    later = Revision.objects.get(number=2)
    assert (later.level, later.changes) == (Level.TYPOGRAPHY, {"unchanged": 2})


def test_those_who_hold_on_are_told_in_the_same_transaction(settings: Any) -> None:
    settings.ON_REVISION = ["tests.articles.test_store.hears"]
    HEARD.clear()
    store.store_draft(draft(), by=None)
    assert HEARD == []
    store.store_draft(draft(paragraphs=OTHER), by=None)
    store.store_draft(draft(paragraphs=OTHER), by=None)  # the same again is no revision
    assert HEARD == [(1, 2, True)]


def test_revision_of_which_nobody_can_be_told_is_not_stored(settings: Any) -> None:
    article = store.store_draft(draft(), by=None).article
    before = Change.objects.count(), Sentence.objects.count()
    settings.ON_REVISION = ["tests.articles.test_store.fails"]
    with pytest.raises(RuntimeError, match="disk is full"):
        store.store_draft(draft(paragraphs=OTHER), by=None)
    article.refresh_from_db()
    assert (article.version, Revision.objects.count()) == (1, 1)
    assert article.current == Revision.objects.get()
    assert (Change.objects.count(), Sentence.objects.count()) == before
