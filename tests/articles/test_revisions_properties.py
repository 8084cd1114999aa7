"""What holds of every alignment, whatever was edited. PROPERTY_EXAMPLES says how often to try."""

import os
from collections import Counter
from pathlib import Path

from django.conf import settings as desk
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from articles.importers import plain_text
from articles.prepared import parts_of
from articles.revisions import SILENT, Kind, align
from articles.wording import differences, key, place_in
from tests.articles.edits import INVENTED, Text, edited, original

FIXTURE = Path(desk.BASE_DIR) / "fixtures" / "two_sessions" / "article.txt"
REAL = tuple(
    part.text
    for part in parts_of(next(plain_text.read(FIXTURE.read_bytes())))
    if part.number is not None
)
TEXTS = (original(INVENTED), original(REAL))
often = settings(
    max_examples=int(os.environ.get("PROPERTY_EXAMPLES", "300")),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Text, Text]:
    """An article, edited or not, and the same after a few more edits."""
    old = draw(edited(draw(st.sampled_from(TEXTS)), most=2))
    fresh = Text(tuple((text, n) for n, text in enumerate(old.words)))
    return fresh, draw(edited(fresh))


@often
@given(pairs())
def test_every_old_sentence_has_a_match_and_silent_ones_hold(pair: tuple[Text, Text]) -> None:
    old, new = pair[0].words, pair[1].words
    found = align(old, new)
    assert len(found) == len(old)
    silent = [match.new for match in found if match.kind in SILENT]
    assert all(len(places) == 1 for places in silent)
    assert len({places[0] for places in silent}) == len(silent)
    left = Counter(map(key, new))
    for text, match in zip(old, found, strict=True):
        event(str(match.kind))
        assert list(match.new) == sorted({*match.new})
        assert all(0 <= j < len(new) for j in match.new)
        assert (match.kind == Kind.DELETED) == (not match.new)
        assert 0 <= match.score <= 1
        if match.kind in SILENT:
            assert key(new[match.new[0]]) == key(text)
        if not left[key(text)]:
            assert match.kind not in SILENT  # what is gone is never put on a lookalike
    assert align(old, new) == found


@often
@given(pairs())
def test_what_nobody_touched_is_found_again(pair: tuple[Text, Text]) -> None:
    old, new = pair
    once = Counter(map(key, old.words)) + Counter(map(key, new.words))
    there = {origin: j for j, (_text, origin) in enumerate(new.sentences) if origin is not None}
    for i, match in enumerate(align(old.words, new.words)):
        if i in there and once[key(old.words[i])] == 2:
            assert (match.kind in SILENT, match.new) == (True, (there[i],))


@often
@given(pairs())
def test_the_same_text_is_unchanged_throughout(pair: tuple[Text, Text]) -> None:
    words = pair[1].words
    found = align(words, words)
    assert [match.kind for match in found] == [Kind.UNCHANGED] * len(words)
    assert [match.new for match in found] == [(j,) for j in range(len(words))]


@often
@given(pairs(), st.data())
def test_a_span_is_placed_where_its_words_stand_or_nowhere(
    pair: tuple[Text, Text], data: st.DataObject
) -> None:
    old, new = pair[0].words, pair[1].words
    i = data.draw(st.integers(0, len(old) - 1)) if old else None
    if i is None or not old[i].strip():
        return
    start = data.draw(st.integers(0, len(old[i]) - 1))
    end = data.draw(st.integers(start + 1, len(old[i])))
    quote = old[i][start:end]
    for target in new:
        place = place_in(old[i], start, end, target)
        event("placed" if place else "not placed")
        if place:
            assert 0 <= place[0] < place[1] <= len(target)
            assert key(target[slice(*place)]) == key(quote)
        if key(quote) not in key(target):
            assert place is None


@often
@given(pairs())
def test_differences_put_together_give_both_wordings(pair: tuple[Text, Text]) -> None:
    for here, there in zip(pair[0].words, pair[1].words, strict=False):
        runs = differences(here, there)
        assert "".join(run.old for run in runs) == here
        assert "".join(run.new for run in runs) == there
