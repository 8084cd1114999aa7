"""Reading by key: whatever lies between the claims, each is there once, and only they."""

from collections.abc import Callable
from itertools import combinations

import pytest
from django.db import OperationalError, connection

from claims.exporters import EXPORTERS, Options
from claims.exporters.chunks import in_chunks
from claims.models import Claim
from tests.conftest import fails_at


def exported(keys: list[int], *, long: bool = False) -> list[bytes]:
    """The lines of these claims, the header left out."""
    pieces = EXPORTERS["csv"].write(Claim.objects.filter(pk__in=keys), Options(long=long))
    return b"".join(pieces).splitlines(keepends=True)[1:]


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("size", [1, 2, 2_000])
def test_any_selection_is_its_lines_of_the_whole(
    tag: Callable[[int], list[Claim]], monkeypatch: pytest.MonkeyPatch, size: int, long: bool
) -> None:
    keys = [claim.pk for claim in tag(6)]
    whole = dict(zip(keys, exported(keys, long=long), strict=True))
    monkeypatch.setattr("claims.exporters.chunks.CHUNK", size)
    for number in (0, 1, 2, 5):
        for chosen in map(list, combinations(keys, number)):
            assert exported(chosen, long=long) == [whole[key] for key in chosen]


def test_keys_come_in_chunks_of_looks_that_grow(
    tag: Callable[[int], list[Claim]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [claim.pk for claim in tag(6)]
    monkeypatch.setattr("claims.exporters.chunks.CHUNK", 2)
    monkeypatch.setattr("claims.exporters.chunks.KEYS", 3)
    assert list(in_chunks(Claim.objects.all())) == [keys[:2], keys[2:4], keys[4:5], keys[5:]]


def test_fault_on_the_way_is_the_last_line_and_is_raised(
    tag: Callable[[int], list[Claim]], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [claim.pk for claim in tag(4)]
    whole = exported(keys)
    monkeypatch.setattr("claims.exporters.chunks.CHUNK", 2)
    pieces: list[bytes] = []
    with (
        connection.execute_wrapper(fails_at('SELECT "claims_claimevent"', 2)),
        pytest.raises(OperationalError),
    ):
        pieces.extend(EXPORTERS["csv"].write(Claim.objects.all(), Options()))
    lines = b"".join(pieces).splitlines(keepends=True)[1:]
    assert lines[:-1] == whole[:2]
    assert lines[-1].startswith(b"THIS FILE IS NOT WHOLE")
