"""Which sentence continues which: each kind, repeats, boilerplate, other scripts."""

import pytest

from articles.revisions import Kind, Match, align
from articles.wording import Difference

A = "The ministry said 240 schools had reopened by Monday."
B = "The union called the figure far too high."
C = "Parents heard of the plan only from the paper."
D = "Read more in the Northtown Gazette."


def said(old: list[str], new: list[str]) -> list[tuple[str, tuple[int, ...]]]:
    return [(str(match.kind), match.new) for match in align(old, new)]


def test_same_text_is_unchanged() -> None:
    assert align([A, B], [A, B]) == [
        Match(Kind.UNCHANGED, (0,), 1.0),
        Match(Kind.UNCHANGED, (1,), 1.0),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It said: “yes”.", 'It said: "yes".'),
        ("It is – so they say – late.", "It is -- so they say -- late."),
        ("It  is\u00a0late.", "It is late."),
        ("cafe\u0301 in Northtown", "caf\u00e9 in Northtown"),
    ],
)
def test_typography_is_no_change(old: str, new: str) -> None:
    assert said([old], [new]) == [("unchanged", (0,))]


def test_reworded_has_its_words_and_a_score_below_one() -> None:
    (match,) = align([A], [A.replace("240", "214")])
    assert (match.kind, match.new) == (Kind.REWORDED, (0,))
    assert 0.8 < match.score < 1
    assert [d for d in match.differences if not d.same] == [Difference("240 ", "214 ")]


def test_other_sentence_is_deleted_and_never_a_lookalike() -> None:
    assert said([A, B], [A, "Rain fell on the harbour all day."]) == [
        ("unchanged", (0,)),
        ("deleted", ()),
    ]


def test_moved_is_the_same_words_in_another_place() -> None:
    assert said([A, B, C], [C, A, B]) == [
        ("unchanged", (1,)),
        ("unchanged", (2,)),
        ("moved", (0,)),
    ]


def test_split_names_both_parts_in_order() -> None:
    old = "The union asked for a full list and it asked for masks in every room."
    new = ["The union asked for a full list.", "It asked for masks in every room."]
    assert said([old, C], [*new, C]) == [("split", (0, 1)), ("unchanged", (2,))]


def test_merged_names_the_one_for_each() -> None:
    old = ["The union asked for a full list.", "It asked for masks in every room."]
    new = "The union asked for a full list and it asked for masks in every room."
    assert said(old, [new]) == [("merged", (0,)), ("merged", (0,))]


def test_repeated_sentence_of_which_one_is_left_is_told_by_its_neighbours() -> None:
    assert said([A, D, B, D, C, D], [A, D, B, C, D]) == [
        ("unchanged", (0,)),
        ("unchanged", (1,)),
        ("unchanged", (2,)),
        ("deleted", ()),
        ("unchanged", (3,)),
        ("unchanged", (4,)),
    ]


def test_repeated_sentence_that_nothing_tells_apart_is_ambiguous_or_in_order() -> None:
    kinds = {match.kind for match in align([A, D, B], [B, D, D, A])}
    assert kinds <= {Kind.UNCHANGED, Kind.MOVED, Kind.AMBIGUOUS}
    places = [match.new for match in align([D, D, D], [D, D, D])]
    assert places == [(0,), (1,), (2,)]


def test_boilerplate_around_a_change_stays_in_its_place() -> None:
    old = [D, A, D, B, D]
    new = [D, A.replace("240", "214"), D, B, D]
    assert said(old, new) == [
        ("unchanged", (0,)),
        ("reworded", (1,)),
        ("unchanged", (2,)),
        ("unchanged", (3,)),
        ("unchanged", (4,)),
    ]


def test_chinese_is_compared_sign_by_sign() -> None:
    old = ["教育部表示，已有240所学校复课。", "市长没有评论。", "工会认为数字过高。"]
    new = ["教育部表示，已有214所学校复课。", "工会认为数字过高。"]
    assert said(old, new) == [("reworded", (0,)), ("deleted", ()), ("unchanged", (1,))]


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [([], [], []), ([], [A], []), ([A], [], ["deleted"]), ([""], [""], ["unchanged"])],
)
def test_empty_texts(old: list[str], new: list[str], kinds: list[str]) -> None:
    assert [match.kind for match in align(old, new)] == kinds


def test_whole_paragraph_of_repeats_takes_no_time_and_loses_none() -> None:
    old, new = [D] * 900 + [A] + [D] * 900, [D] * 700 + [A] + [D] * 1000
    found = align(old, new)
    assert len(found) == 1801
    assert found[900] == Match(Kind.UNCHANGED, (700,), 1.0)
    used = [j for match in found if match.kind in {Kind.UNCHANGED, Kind.MOVED} for j in match.new]
    assert len(used) == len(set(used))
