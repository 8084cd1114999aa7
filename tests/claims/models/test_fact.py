"""Facts: which are alike, which are counted, and what a reader is warned of."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import Evidence, Fact

TODAY = timezone.localdate
SOURCE = "https://board.example/count"


@pytest.fixture
def board(db: None) -> Fact:
    return Fact.objects.create(
        statement="The school board counted 240 open schools on 3 May 2031.", source_url=SOURCE
    )


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("The school board counted 240 open schools on 3 May 2031.", True),
        ("On 3 May 2031, 240 schools were open, the board counted", True),
        ("THE SCHOOL BOARD COUNTED 240 OPEN SCHOOLS", True),
        ("240 schools open", True),
        ("The ferry to Northtown sails each Monday.", False),
        ("The board met.", False),
        ("", False),
        ("* AND NEAR( \" ' & | ! :*", False),
        ("\x00", False),
    ],
)
def test_fact_with_most_words_in_common_is_similar(
    board: Fact, statement: str, found: bool
) -> None:
    assert Fact.objects.all().similar(statement) == [board] * found


def test_fact_of_the_same_source_is_similar_with_one_word_in_common(board: Fact) -> None:
    similar = Fact.objects.all().similar
    assert similar("A school burnt.", SOURCE) == [board]
    assert similar("Nothing of that.", SOURCE) == []
    assert similar("", SOURCE) == [board]
    assert similar("", "https://board.example/other") == []
    assert similar("", "no address") == []


def test_statement_without_spaces_is_found_by_its_signs(db: None) -> None:
    fact = Fact.objects.create(statement="第十三届全国人大三次会议在北京开幕。")
    assert Fact.objects.all().similar("全国人大三次会议在五月开幕") == [fact]
    assert Fact.objects.all().similar("学校已经重新开放") == []


def test_similar_leaves_out_what_is_withdrawn_and_itself(board: Fact) -> None:
    twin = Fact.objects.create(statement=board.statement)
    Fact.objects.create(statement=board.statement, withdrawn=True)
    assert Fact.objects.all().similar(board.statement, but=board.pk) == [twin]


def test_nearest_of_many_comes_first_and_they_are_few(board: Fact) -> None:
    for n in range(20):
        Fact.objects.create(statement=f"The school board counted {n + 300} open schools in winter.")
    found = Fact.objects.all().similar(board.statement, SOURCE)
    assert found[0] == board
    assert len(found) == 6


def test_suggested_are_those_in_use_with_the_most_used_first(
    evidence: Evidence, fact: Fact
) -> None:
    other = Fact.objects.create(statement="The school board met.")
    Fact.objects.create(statement="The school board fell.", withdrawn=True)
    standing = Fact.objects.standing()
    assert standing.suggested("school bo") == [fact, other]
    assert [found.used for found in standing.suggested("school bo")] == [1, 0]
    assert standing.suggested(fact.source_url) == [fact]
    assert standing.suggested("nothing") == []


@pytest.mark.parametrize(
    ("values", "warnings"),
    [
        ({"source_url": SOURCE}, []),
        ({}, ["no_source"]),
        ({"source_url": SOURCE, "withdrawn": True}, ["fact_withdrawn"]),
        ({"source_url": SOURCE, "valid_until": datetime.date(2031, 5, 1)}, []),
        ({"valid_until": datetime.date(2020, 5, 1)}, ["expired", "no_source"]),
    ],
)
def test_warnings_are_what_a_reader_has_to_know(
    values: dict[str, object], warnings: list[str]
) -> None:
    assert Fact(statement="x", **values).warnings == warnings


def test_fact_that_holds_until_today_has_not_expired() -> None:
    assert not Fact(valid_until=TODAY()).expired
    assert Fact(valid_until=TODAY() - datetime.timedelta(days=1)).expired


def test_source_is_later_only_where_both_days_are_known() -> None:
    fact = Fact(published=datetime.date(2031, 5, 4))
    assert fact.later_than(datetime.date(2031, 5, 3))
    assert not fact.later_than(datetime.date(2031, 5, 4))
    assert not fact.later_than(None)
    assert not Fact().later_than(datetime.date(2031, 5, 3))


@pytest.mark.parametrize(
    "wrong",
    [
        {"statement": ""},
        {"valid_from": datetime.date(2031, 5, 2), "valid_until": datetime.date(2031, 5, 1)},
    ],
)
def test_database_refuses_what_makes_no_sense(db: None, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.create(**({"statement": "x"} | wrong))


@pytest.mark.parametrize("name", ["source_url", "archive_url"])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://localhost/", "http://a:b@c.de"])
def test_no_write_takes_an_address_that_hides(board: Fact, name: str, address: str) -> None:
    with pytest.raises(ValidationError), transaction.atomic():
        Fact.objects.create(statement="x", **{name: address})
    with pytest.raises(ValidationError), transaction.atomic():
        Fact.objects.update(**{name: address})
    with pytest.raises(ValidationError), transaction.atomic():
        Fact.objects.bulk_create([Fact(statement="x", **{name: address})])
