"""Two revisions beside each other: order, counts, how much changed, and what it touches."""

from dataclasses import replace

import pytest

from articles.comparing import Comparison, compare
from articles.models import Revision
from articles.models.revision import Level
from articles.store import store_draft
from articles.wording import Flag
from tests.conftest import draft

OLD = (
    "The ministry said 240 schools had reopened. It gave no list. Teachers were told on Friday.",
    "The union called the figure too high. Buses ran on time. Parents heard of it later.",
)


def comparison(old: tuple[str, ...], new: tuple[str, ...], title: str = "") -> Comparison:
    """Of two imports of one article; `title` is its later one."""
    first = replace(draft(paragraphs=old), external_id="a")
    later = replace(draft(paragraphs=new, **({"title": title} if title else {})), external_id="a")
    for one in (first, later):
        store_draft(one, by=None)
    before, after = Revision.objects.order_by("number")
    return compare(before, after)


def lines(found: Comparison) -> list[tuple[str, list[int | None], list[int | None]]]:
    return [
        (str(p.kind), [s.number for s in p.old], [s.number for s in p.new]) for p in found.pairs
    ]


@pytest.mark.django_db
def test_pairs_stand_in_the_order_of_the_new_text() -> None:
    new = (
        "Buses ran on time. The ministry said 214 schools had reopened. It gave no list.",
        "The union called the figure too high. A spokesman promised a list. Parents heard of it "
        "later.",
    )
    assert lines(comparison(OLD, new)) == [
        ("unchanged", [0], [0]),
        ("moved", [5], [1]),
        ("reworded", [1], [2]),
        ("unchanged", [2], [3]),
        ("deleted", [3], []),
        ("unchanged", [4], [4]),
        ("added", [], [5]),
        ("unchanged", [6], [6]),
    ]


@pytest.mark.django_db
def test_split_and_merged_stand_level_with_all_their_sentences() -> None:
    old = ("The union asked for a list and for masks in every room. It rained. It was cold.",)
    new = ("The union asked for a list. It asked for masks in every room. It rained, it was cold.",)
    found = comparison(old, new)
    assert lines(found) == [
        ("unchanged", [0], [0]),
        ("split", [1], [1, 2]),
        ("merged", [2, 3], [3]),
    ]
    assert found.counts == {"unchanged": 1, "split": 1, "merged": 2}


@pytest.mark.django_db
def test_counts_and_flags_say_what_changed() -> None:
    new = (OLD[0].replace("240", "214").replace("It gave no list. ", ""), f"{OLD[1]} It ended.")
    found = comparison(OLD, new)
    assert found.counts == {"unchanged": 5, "reworded": 1, "deleted": 1, "added": 1}
    assert found.flags == {Flag.NUMBER}
    assert found.level == Level.SUBSTANCE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("new", "level"),
    [
        ((OLD[0], OLD[1].replace("time.", "time .").replace(" .", ".\u2003")), Level.TYPOGRAPHY),
        ((OLD[0], OLD[1].replace("too high", "much too high")), Level.WORDING),
        ((OLD[0], OLD[1].replace("Buses ran on time. ", "")), Level.SUBSTANCE),
        ((OLD[0], f"{OLD[1]} It ended."), Level.SUBSTANCE),
        ((OLD[0].replace("no list", "a list"), OLD[1]), Level.SUBSTANCE),
    ],
)
def test_level_tells_cosmetic_changes_from_those_of_substance(
    new: tuple[str, ...], level: Level
) -> None:
    assert comparison(OLD, new).level == level


@pytest.mark.django_db
def test_headline_is_compared_too() -> None:
    found = comparison(OLD, OLD, title="Schools close in Northtown")
    assert lines(found)[0] == ("reworded", [0], [0])
    assert found.counts == {"reworded": 1, "unchanged": 6}


@pytest.mark.django_db
def test_typography_alone_is_unchanged_and_said() -> None:
    found = comparison(('Weber said: "We are." It rained.',), ("Weber said: “We are.” It rained.",))
    assert [(pair.same, pair.typographic) for pair in found.pairs] == [
        (True, False),
        (True, True),
        (True, False),
    ]
    assert found.level == Level.TYPOGRAPHY


@pytest.mark.django_db
def test_become_names_the_sentences_of_the_later_revision() -> None:
    found = comparison(OLD, (OLD[1], OLD[0].replace("It gave no list. ", "")))
    became = {
        s.number: [t.number for t in found.become(s)[1]]
        for s in found.old.sentences.taggable().order_by("start")
    }
    assert became == {0: [0], 1: [4], 2: [], 3: [5], 4: [1], 5: [2], 6: [3]}
