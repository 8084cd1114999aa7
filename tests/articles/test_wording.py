"""When two wordings are the same, how they differ, and where words stand again."""

import time

import pytest

from articles.wording import Difference, Flag, differences, flags, key, place_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It rained.", "It  rained. "),
        ("It\u00a0rained.", "It rained."),
        ("“We are.”", '"We are."'),
        ("the ministry’s list", "the ministry's list"),
        ("Teachers – most of them – left", "Teachers -- most of them -- left"),
        ("Teachers — most of them — left", "Teachers - most of them - left"),
        ("cafe\u0301", "caf\u00e9"),
        ("re\u00adopened", "reopened"),
    ],
)
def test_key_is_the_same_but_for_space_and_typography(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("240 schools", "24 schools"),
        ("It rained.", "It rained!"),
        ("It rained", "it rained"),
        ("did not agree", "did agree"),
        ("part-time", "part time"),
        ("1.5", "1,5"),
        ("学校开放", "学校关闭"),
    ],
)
def test_key_differs_where_a_word_or_sign_does(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_differences_are_runs_of_words() -> None:
    assert differences("The ministry said 240 schools.", "The ministry said 214 schools.") == (
        Difference("The ministry said ", "The ministry said "),
        Difference("240 ", "214 "),
        Difference("schools.", "schools."),
    )


def test_differences_in_chinese_are_signs_and_whole_numbers() -> None:
    assert differences("已有240所学校复课。", "已有214所学校开放。") == (
        Difference("已有", "已有"),
        Difference("240", "214"),
        Difference("所学校", "所学校"),
        Difference("复课", "开放"),
        Difference("。", "。"),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("He said “no”.", 'He said "yes".'),
        ("", "It rained."),
        ("  It rained.", "It rained.  "),
        ("a -- b", "a – c"),
        ("a_b WHO表示 🎉", "WHO 表示"),
    ],
)
def test_differences_put_together_are_both_wordings(old: str, new: str) -> None:
    runs = differences(old, new)
    assert ("".join(r.old for r in runs), "".join(r.new for r in runs)) == (old, new)


def test_differences_count_typography_as_the_same() -> None:
    runs = differences("He said “no” – twice.", 'He said "no" - once.')
    assert [run.new for run in runs if not run.same] == ["once"]


def test_differences_of_words_that_repeat_without_end_take_no_time() -> None:
    old, new = "It is " + "the of " * 20_000, "It is " + "of the the " * 15_000
    began = time.perf_counter()
    runs = differences(old, new)
    assert time.perf_counter() - began < 2
    assert ("".join(r.old for r in runs), "".join(r.new for r in runs)) == (old, new)
    assert runs[0] == Difference("It is ", "It is ")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("240 schools opened.", "214 schools opened.", {Flag.NUMBER}),
        ("Two schools opened.", "Three schools opened.", {Flag.NUMBER}),
        ("It cost 1.5 million.", "It cost 1.5 billion.", {Flag.NUMBER}),
        ("It meets on 4 May.", "It meets on 11 May.", {Flag.DATE}),
        ("It met in 2030.", "It met in 2031.", {Flag.DATE}),
        ("It meets on Monday.", "It meets on Friday.", {Flag.DATE}),
        ("Then Weber met on Monday.", "Then Reed met on Friday.", {Flag.DATE, Flag.NAME}),
        ("The mayor did not comment.", "The mayor did comment.", {Flag.NEGATION}),
        ("She didn’t go.", "She did go.", {Flag.NEGATION}),
        ("Das Amt hat das nicht gesagt.", "Das Amt hat das gesagt.", {Flag.NEGATION}),
        ("Il ne parle pas de cela.", "Il ne parle que de cela.", {Flag.NEGATION}),
        ("No lo dijo nunca.", "No lo dijo.", {Flag.NEGATION}),
        ("市长没有评论。", "市长评论。", {Flag.NEGATION}),
        ("Школа не открыта.", "Школа открыта.", {Flag.NEGATION}),
        ("Then Weber spoke.", "Then Reed spoke.", {Flag.NAME}),
        ('She said: "We are confident."', 'She said: "We are hopeful."', {Flag.QUOTATION}),
        ("她说：「我们有信心。」", "她说：「我们很担心。」", {Flag.QUOTATION}),
        ("已有240所学校。", "已有214所学校。", {Flag.NUMBER}),
        ("五月4日开会。", "五月5日开会。", {Flag.DATE}),
        ("The plan is good.", "The plan is fine.", set()),
        ("She said “yes” – twice.", 'She said "yes" - twice.', set()),
    ],
)
def test_flags_say_what_a_claim_rests_on(old: str, new: str, found: set[Flag]) -> None:
    assert set(flags(old, new)) == found


def place(old: str, words: str, new: str, nth: int = 0) -> str | None:
    """The words found in `new` for the nth `words` of `old`."""
    start = -1
    for _time in range(nth + 1):
        start = old.index(words, start + 1)
    found = place_in(old, start, start + len(words), new)
    return new[slice(*found)] if found else None


def test_place_is_found_behind_words_that_were_put_before() -> None:
    old = "The ministry said 240 schools had reopened."
    assert place(old, "240 schools", f"On Monday {old}") == "240 schools"


def test_place_is_never_a_part_of_a_longer_word() -> None:
    assert place("It names 24 schools.", "24", "It names 240 schools, and A24.") is None
    assert place("It names 24 schools.", "24", "It names 24,000 schools.") is None
    assert place("The arms are open.", "arms", "The farms are open.") is None


def test_place_keeps_across_typography() -> None:
    assert place('He said "we are ready" to all.', '"we are ready"', "He said “we are ready”.") == (
        "“we are ready”"
    )


def test_words_that_repeat_are_told_by_what_stands_around_them() -> None:
    old = "Reed said the plan failed, and Weber said the plan failed too."
    new = "Weber said the plan failed too, while Reed said the plan failed."
    at = old.rindex("the plan")
    found = place_in(old, at, at + len("the plan failed"), new)
    assert found == (new.index("the plan"), new.index("the plan") + len("the plan failed"))


def test_words_that_nothing_tells_apart_have_no_place() -> None:
    assert place("yes", "yes", "yes and yes") is None


@pytest.mark.parametrize(
    ("words", "new"),
    [
        ("We are confident", "The ministry said: we are not confident."),
        ("We are confident", "We were confident."),
        ("We are confident", "we are confident"),
        ("confident", "Nothing is left of it."),
    ],
)
def test_place_is_never_a_lookalike(words: str, new: str) -> None:
    assert place("Weber said: We are confident.", words, new) is None


def test_place_inside_a_word_holds_only_in_the_same_word() -> None:
    text = "Anti-school protests"
    assert place_in(text, 5, 11, text) == (5, 11)
    assert place_in(text, 5, 11, f"On Monday {text}") == (15, 21)
    assert place_in(text, 5, 11, "The pre-school opened") is None
    assert place_in("“Anti-school”", 6, 12, '"Anti-school"') == (6, 12)


def test_place_in_chinese() -> None:
    old = "教育部表示，已有240所学校复课。"
    assert place(old, "240所学校", "昨天" + old) == "240所学校"
    assert place(old, "24", old.replace("240", "2400")) is None
