"""What may be said of a fact, and what a form says of what may not."""

from typing import Any

import pytest

from claims.forms import FactForm
from claims.models import Fact

pytestmark = pytest.mark.django_db
SAID = {"statement": "The ferry sails each Monday.", "source_url": "https://gazette.example/1"}


def errors(**said: Any) -> dict[str, list[str]]:
    return dict(FactForm(SAID | said).errors)


def test_statement_is_all_that_is_asked_for() -> None:
    assert list(errors(statement="", source_url="")) == ["statement"]
    assert errors(source_url="") == {}


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("source_url", "javascript:alert(1)", "begins with http:// or https://"),
        ("source_url", "http://user:pw@x.example/", "a name or a password"),
        ("source_url", "http://localhost/", "inside a network"),
        ("archive_url", "https://x.example/\u202egpj.exe", "U+202E"),
        ("source_url", "https://x.example/" + "x" * 2031, "2,049 characters"),
        ("statement", "x" * 2001, "2000"),
        ("statement", "a\x00b", "character 2 is a NUL"),
        ("note", "half a character: \ud800", "half a character (a lone surrogate)"),
        ("publisher", "evil\u202e", "Character 5 turns the reading order around"),
        ("language", "English!", "Write en, zh-Hans or pt-BR"),
        ("published", "2031-02-30", "Enter a valid date."),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(field: str, typed: str, says: str) -> None:
    found = errors(**{field: typed})
    assert list(found) == [field]
    assert says in found[field][0]


def test_end_before_the_beginning_is_said_at_the_end() -> None:
    found = errors(valid_from="2031-05-02", valid_until="2031-05-01")
    assert found == {"valid_until": ["It cannot end before it begins."]}


def test_values_are_canonical() -> None:
    form = FactForm(
        SAID
        | {
            "statement": "  Cafe\u0301\r\nopens.  ",
            "publisher": "The   Gazette",
            "source_url": "gazette.example/1",
            "language": "zh_Hans",
        }
    )
    assert form.is_valid()
    values = form.values()
    assert values["statement"] == "Caf\u00e9\nopens."
    assert values["publisher"] == "The Gazette"
    assert values["source_url"] == "https://gazette.example/1"
    assert values["language"] == "zh-Hans"


def test_nothing_is_cut_by_the_browser() -> None:
    form = FactForm()
    assert [f.name for f in form if "maxlength" in f.field.widget.attrs] == []


def test_similar_are_offered_until_they_were_seen() -> None:
    fact = Fact.objects.create(statement=SAID["statement"])
    form = FactForm(SAID)
    assert form.is_valid()
    assert form.similar == [fact]
    again = FactForm(SAID | {"confirm": f"{fact.public_id} "})
    assert again.is_valid()
    assert again.similar == []
    Fact.objects.create(statement=SAID["statement"])
    third = FactForm(SAID | {"confirm": fact.public_id})
    assert third.is_valid()
    assert len(third.similar) == 2


def test_differences_are_the_fields_where_the_two_disagree(fact: Fact) -> None:
    form = FactForm(
        {
            "statement": fact.statement,
            "source_url": fact.source_url,
            "publisher": "Another",
            "published": "2031-05-04",
            "version": fact.version,
        },
        fact=fact,
    )
    assert [(str(label), stored, typed) for label, stored, typed in form.differences()] == [
        ("Publisher", "Northtown School Board", "Another"),
        ("Published", "", "4 May 2031"),
    ]
