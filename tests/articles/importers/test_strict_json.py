"""JSON is taken as the standard has it, and refused with its place otherwise."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importers.reading import Limits
from articles.importers.strict_json import loads
from articles.text import UnreadableText

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


def refused(text: str, limits: Limits = Limits(), **where: int) -> str:  # noqa: B008
    with pytest.raises(UnreadableText) as caught:
        loads(text, limits, **where)
    return str(caught.value)


@given(JSON_VALUES)
def test_what_json_writes_is_read_back(value: Any) -> None:
    assert loads(json.dumps(value), Limits()) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Line 1, character 1: this is not JSON (Expecting value). Mend it there."),
        ('{"a": 1,\n "b" 2}', "Line 2, character 6: this is not JSON (Expecting ':' delimiter)."),
        ('{"a": 1} {', "Line 1, character 10: this is not JSON (Extra data). Mend it there."),
        ('["NaN",\n NaN]', "Line 2, character 2: NaN is not JSON. Write null, or a number."),
        ("[-Infinity]", "Line 1, character 2: -Infinity is not JSON. Write null, or a number."),
        ("[1e999]", "Line 1, character 2: this number is too large. Write it as text, in quotes."),
        (
            '{"a": {"b": 1}, "c": {"b": "a"},\n "\\u0061": 2}',
            "Line 2, character 2: “a” stands twice in one object. Leave one out.",
        ),
    ],
)
def test_what_is_no_strict_json_is_refused_with_its_place(text: str, message: str) -> None:
    assert refused(text).startswith(message)


def test_a_number_of_a_thousand_digits_is_read_and_a_longer_one_refused() -> None:
    assert loads("9" * 1_000, Limits()) == int("9" * 1_000)
    assert refused("[" + "9" * 5_000 + "]") == (
        "Line 1, character 2: a number of 5,000 digits: at most 1,000 are taken in."
        " Write it as text, in quotes."
    )


def test_nesting_to_the_limit_is_read_and_one_more_is_refused_by_name() -> None:
    assert loads("[" * 200 + "]" * 200, Limits())
    assert refused("[" * 201 + "]" * 201) == (
        "Line 1, character 201: 201 brackets within brackets: at most 200 are taken in."
        " Make it smaller, or have the setting IMPORT_MAX_DEPTH raised."
    )


def test_nesting_that_a_raised_limit_lets_through_is_refused_and_no_crash() -> None:
    text = "[" * 100_000 + "]" * 100_000
    assert "IMPORT_MAX_DEPTH" in refused(text, Limits(depth=1_000_000))


def test_brackets_in_strings_and_side_by_side_are_not_nesting() -> None:
    strings = json.dumps(["[" * 500, '\\"[{' * 500])
    assert loads(strings, Limits()) == ["[" * 500, '\\"[{' * 500]
    assert loads("[" + "[],{}," * 500 + "1]", Limits())[-1] == 1


def test_the_line_of_the_file_is_named_where_the_text_is_one_line_of_it() -> None:
    assert refused("{", line=41).startswith("Line 41, character 2: this is not JSON")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1_000_000,
        '{"a":' * 300_000,
        '"' + '\\"' * 1_000_000,
        "[" * 150 + '"' * 1_000_001,
        "[" + '{"a":1},' * 50_000 + '{"a":1,"a":2}]',
        "[" + '"NaN",' * 150_000 + "NaN]",
    ],
    ids=["brackets", "objects", "unclosed string", "quotes", "key twice at the end", "NaN"],
)
def test_hostile_json_is_refused_in_linear_time(text: str) -> None:
    began = time.perf_counter()
    refused(text)
    assert time.perf_counter() - began < 1


@given(st.text(alphabet='[]{}",:\\ \nan1e"', max_size=60))
def test_any_text_is_read_as_json_reads_it_or_refused(text: str) -> None:
    try:
        value = loads(text, Limits(depth=5))
    except UnreadableText:
        return
    assert value == json.loads(text)
