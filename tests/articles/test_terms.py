"""What a query asks for, and what of a text it marks."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.grams import pairs, spread
from articles.terms import LONG, Query
from tests.conftest import no_hang


def marked(typed: str, text: str) -> str:
    """The text as shown, what is marked in brackets."""
    pieces = Query.read(typed).pieces(text)
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "laid_out"),
    [
        ("No sign.", "No sign."),
        ("Café", "Café"),
        ("北镇港", " 北镇 镇港 港 "),
        ("北", " 北 "),
        ("2031年5月", "2031 年 5 月 "),
        ("北镇，港", " 北镇 镇 ， 港 "),
        ("ア・イ", " ア ・ イ "),
        ("𠮷野家", " 𠮷野 野家 家 "),
    ],
)
def test_unspaced_runs_are_laid_out_as_pairs(text: str, laid_out: str) -> None:
    assert spread(text) == laid_out


def test_pairs_of_one_sign_are_that_sign() -> None:
    assert (pairs("北"), pairs("北镇港")) == (["北"], ["北镇", "镇港", "港"])


@pytest.mark.parametrize(
    ("typed", "fts5", "tsquery"),
    [
        ("Schools", '"Schools"*', "('Schools':*)"),
        ("the school", '"the" AND "school"*', "('the') & ('school':*)"),
        ('"the school"', '"the school"', "('the' <-> 'school')"),
        ('"the school" now', '"the school" AND "now"*', "('the' <-> 'school') & ('now':*)"),
        ("2.5", '"2 5"', "('2' <-> '5')"),
        ("5", '"5"', "('5')"),
        ("and/or", '"and or"*', "('and' <-> 'or':*)"),
        ("北镇港务", '"北镇 镇港 港务"', "('北镇' <-> '镇港' <-> '港务')"),
        ("港", '"港"*', "('港':*)"),
        ("港 now", '"港"* AND "now"*', "('港':*) & ('now':*)"),
        ("5月3日", '"5 月 3 日"*', "('5' <-> '月' <-> '3' <-> '日':*)"),
        ("北镇Ferry", '"北镇 镇 Ferry"*', "('北镇' <-> '镇' <-> 'Ferry':*)"),
        ("हिन्दी", '"हिन्दी"*', "('हिन्दी':*)"),
    ],
)
def test_query_is_said_to_either_database(typed: str, fts5: str, tsquery: str) -> None:
    query = Query.read(typed)
    assert (query.said("sqlite"), query.said("postgresql")) == (fts5, tsquery)


@pytest.mark.parametrize("typed", ["", " ", '"', "* ( -", "-", "_", "²"])
def test_query_without_a_word_asks_for_nothing(typed: str) -> None:
    assert not Query.read(typed)


@pytest.mark.parametrize(
    ("typed", "text", "shown"),
    [
        ("school", "Schools, school and preschool", "[Schools], [school] and preschool"),
        ("school now", "Schools, school now", "Schools, [school] [now]"),
        ('"school now"', "A school, now. School now", "A [school, now]. [School now]"),
        ("<b>", "a <b> & b", "a <[b]> & [b]"),
        ("镇港", "北镇港务局，镇 港", "北[镇港]务局，镇 港"),
        ("港", "港口的港务", "[港]口的[港]务"),
        ("镇Ferry", "北镇Ferry, 镇上Ferry", "北[镇Ferry], 镇上Ferry"),
        ("ferry", "北镇Ferry", "北镇[Ferry]"),
        ("5", "5 of 15, 5.5", "[5] of 15, [5].[5]"),
        ("the theatre", "The theatre", "[The] [theatre]"),
        ("nothing", "Northtown", "Northtown"),
        ("हिन्दी", "यह हिन्दी है", "यह [हिन्दी] है"),
    ],
)
def test_matches_are_marked(typed: str, text: str, shown: str) -> None:
    assert marked(typed, text) == shown


def test_long_text_is_shown_around_the_first_match() -> None:
    text = "x " * LONG + "harbour" + " y" * LONG
    shown = marked("harbour", text)
    assert re.fullmatch(r"…(x | x)+ ?\[harbour\]( y| )+…", shown)
    assert len(shown) == LONG + len("……[]")


@settings(deadline=None)
@given(typed=st.text(max_size=40), text=st.text(max_size=80))
def test_pieces_are_the_text(typed: str, text: str) -> None:
    assert "".join(piece.text for piece in Query.read(typed).pieces(text)) == text


def test_best_is_who_says_it_often_in_few_words() -> None:
    texts = ["a ferry " + "and more " * 20, "a ferry", "ferry by ferry", "a ferry"]
    assert Query.read("ferry").best_first(texts) == [2, 1, 3, 0]


def test_phrase_in_other_letters_is_weighed() -> None:
    texts = ["The school, now", "THE SCHOOL now: the school", "ΟΔΟΣ", "οδος, Οδος"]
    assert Query.read('"The School"').best_first(texts)[0] == 1
    assert Query.read("οδος").best_first(texts)[0] == 3


def test_a_query_of_many_words_is_quickly_read_marked_and_weighed() -> None:
    texts = ["a b c d e " * 100, "北" * 500, "a " * 500, "a" * 999] * 250
    with no_hang():
        for typed in (
            "a b c d e f g h i j " * 10,
            '"' + "a b " * 50 + '"',
            "a-" * 100,
            "北a" * 100,
        ):
            query = Query.read(typed)
            assert len(query.best_first(texts)) == 1_000
            assert query.pieces(texts[0] * 10)


def test_rarer_word_weighs_more() -> None:
    texts = ["the the the ferry now", "the ferry ferry now x"] + ["the the the the ferry"] * 9
    assert Query.read("the ferry").best_first(texts)[0] == 1


def test_texts_that_are_weighed_together_stay_apart() -> None:
    texts = ["A new", "ferry sails", "ꟺ", "a new ferry", "new"]
    assert Query.read('"new ferry"').best_first(texts) == [3, 0, 1, 2, 4]
    assert Query.read('"ꟺ"').best_first(texts) == [2, 0, 1, 3, 4]
    assert Query.read('"new"').best_first(["sails", "Anew", "new"]) == [2, 0, 1]
