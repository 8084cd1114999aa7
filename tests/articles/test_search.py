"""The text index: what it finds on either database, and that it follows the table."""

import itertools
from random import Random

import pytest
from django.db import connection

from articles.guards import install
from articles.models import Article, Revision, Sentence
from articles.search import SENTENCES
from articles.store import store_draft
from articles.terms import Query
from tests.conftest import draft

pytestmark = pytest.mark.django_db
OLD_SQLITE = (
    "DROP TRIGGER articles_sentence_words_insert",
    "DROP TRIGGER articles_sentence_words_delete",
    "DROP TRIGGER articles_sentence_words_update",
    "DROP TABLE articles_sentence_words",
    "CREATE VIRTUAL TABLE articles_sentence_words USING fts5(text, content='articles_sentence',"
    " content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER articles_sentence_words_insert AFTER INSERT ON articles_sentence BEGIN"
    " INSERT INTO articles_sentence_words(rowid, text) VALUES (NEW.id, NEW.text); END",
    "INSERT INTO articles_sentence_words(articles_sentence_words) VALUES ('rebuild')",
)
OLD_POSTGRESQL = (
    "SET CONSTRAINTS ALL IMMEDIATE",
    "ALTER TABLE articles_sentence DROP COLUMN words",
    "ALTER TABLE articles_sentence ADD COLUMN words tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple', left(text, 200000))) STORED",
    "CREATE INDEX articles_sentence_words ON articles_sentence USING gin (words)",
)


def found(typed: str) -> set[str]:
    by_list = Sentence.objects.filter(SENTENCES.matching(typed))
    newest = SENTENCES.newest(Query.read(typed), 1_000)
    assert [key for key, _text in newest] == sorted((s.pk for s in by_list), reverse=True)
    return {text for _key, text in newest}


def stored(*lines: str, title: str = "标题") -> Article:
    return store_draft(draft(title, lines), by=None).article


def test_unspaced_words_are_found_wherever_a_text_contains_them() -> None:
    chance = Random("signs")
    lines = {"".join(chance.choices("北镇港务，a 1", k=9)).strip() for _n in range(60)}
    lines = {line for line in lines if line.strip("，a 1")}
    stored(*sorted(lines))
    texts = set(Sentence.objects.values_list("text", flat=True))
    for length in (1, 2, 3, 4):
        for signs in itertools.product("北镇港务", repeat=length):
            typed = "".join(signs)
            assert found(typed) == {text for text in texts if typed in text}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2.5", 1),
        ("2", 1),
        ("5", 2),
        ("or", 1),
        ("reuters", 1),
        ("example.org", 1),
        ("org", 1),
        ("WELL", 1),
        ("well-known", 1),
        ("known", 1),
        ("minus 4", 1),
        ("o'clock", 1),
        ("clock", 1),
        ("foo_bar", 1),
        ("bar", 1),
        ("हिन्दी", 1),
        ("हि", 1),
        ("न्दी", 0),
        ("ÉCOLE", 1),
        ("ecole", 0),
        ("5月", 1),
        ("月3日", 1),
        ("2031年", 1),
        ("31年", 0),
        ('"2031年5月3日"', 1),
        ("ferry北", 1),
        ("镇ferry", 0),
        ("北镇ferry", 0),
        ("rry", 0),
        ("𠮷野", 1),
        ("ΟΔΟΣ", 1),
        ("οδος", 1),
        ("istanbul", 1),
        ("İSTANBUL", 1),
        ("2e", 1),
    ],
)
def test_either_database_splits_alike(typed: str, number: int) -> None:
    stored(
        "It rose 2.5 percent and/or fell, AP/Reuters said on example.org/path.",
        "A well-known figure was minus -4 at noon o'clock: foo_bar.",
        "यह हिन्दी है।",
        "The école reopened.",
        "2031年5月3日，Ferry北镇。",
        "𠮷野家。",
        "Η οδος στην İstanbul, la 2e rue.",
    )
    assert len(found(typed)) == number


@pytest.mark.parametrize("typed", ["school", '"had reopened"', "the", "240", "weber", "学校", "学"])
def test_what_is_found_is_marked_and_nothing_else(article: Article, typed: str) -> None:
    stored("学校已经重新开放。", "Preschools had not reopened; 2400 did. 大学。")
    query = Query.read(typed)
    marked = {
        text
        for text in Sentence.objects.values_list("text", flat=True)
        if any(piece.marked for piece in query.pieces(text))
    }
    assert found(typed) == marked != set()


def test_newest_are_bounded_and_go_on_before_a_key() -> None:
    stored(*(f"Ferry number {n}." for n in range(5)))
    query = Query.read("ferry")
    some = SENTENCES.newest(query, 2)
    assert [text for _key, text in some] == ["Ferry number 4.", "Ferry number 3."]
    rest = SENTENCES.newest(query, 9, before=some[-1][0])
    assert [text for _key, text in rest] == [f"Ferry number {n}." for n in (2, 1, 0)]


def test_index_follows_the_table(article: Article) -> None:
    article = stored("北镇港务局。", "学校开放。")
    sentence = Sentence.objects.get(text="学校开放。")
    assert found("北镇") == {"北镇港务局。"}
    sentence.delete()
    assert found("学校") == set()
    first = Sentence.objects.get(text="北镇港务局。")
    Sentence.objects.filter(pk=first.pk).update(text="北镇港务局", end=first.end - 1)
    assert found("务局") == {"北镇港务局"}
    Sentence.objects.filter(pk=first.pk).update(text="北镇港务", end=first.end - 2)
    assert (found("务局"), found("港务")) == (set(), {"北镇港务"})
    assert Revision.objects.filter(article=article).count() == 1


def test_index_of_an_older_version_is_made_anew(article: Article) -> None:
    stored("北镇港务局和学校。")
    with connection.cursor() as cursor:
        for statement in OLD_SQLITE if connection.vendor == "sqlite" else OLD_POSTGRESQL:
            cursor.execute(statement)
    assert found("港务") == set()
    for _time in range(2):
        install("default")
        assert found("港务") == {"北镇港务局和学校。"}
        assert len(found("schools")) == 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a column of PostgreSQL stays in step")
def test_index_is_made_anew_where_a_table_lost_its_triggers(article: Article) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER articles_sentence_words_insert")
        stored("北镇港务局。")
        assert found("港务") == set()
        install("default")
        assert found("港务") == {"北镇港务局。"}
        kept = SENTENCES.words
        cursor.execute(f"INSERT INTO {kept}({kept}) VALUES ('integrity-check')")


@pytest.mark.parametrize("typed", ["", '"', "* OR NEAR(", "a:b&c|!d<->e", "x" * 500, "🎉"])
def test_nothing_typed_breaks_the_search(article: Article, typed: str) -> None:
    assert found(typed) == set()
    assert not Sentence.objects.filter(SENTENCES.any_of(typed.split(), 5)).exists()


def test_any_word_will_do_the_best_first(article: Article) -> None:
    stored("北镇港务局和学校。", "学校。")
    rows = Sentence.objects.filter(SENTENCES.any_of(["港务", "学校", "nothing"], 1))
    assert [row.text for row in rows] == ["北镇港务局和学校。"]
    rows = Sentence.objects.filter(SENTENCES.any_of(["港务", "学校"], 9))
    assert {row.text for row in rows} == {"北镇港务局和学校。", "学校。"}
