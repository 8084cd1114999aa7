"""What the numbers beside the library's filters count: a list, read once and bounded."""

import pytest
from django.test import Client
from django.utils import timezone

from claims import library, shelves
from claims.models import Evidence, Fact
from claims.shelves import evidently, shelf


@pytest.fixture
def facts(evidence: Evidence, fact: Fact) -> list[Fact]:
    """One beside a claim, one withdrawn, one that ran out and has no archived copy."""
    gone = Fact.objects.create(statement="It hailed.", publisher="Board", withdrawn=True)
    old = Fact.objects.create(
        statement="It snowed.", source_url="https://x.example/", valid_until="2020-01-01"
    )
    return [fact, gone, old]


def test_states_count_withdrawn_facts_apart(facts: list[Fact]) -> None:
    assert evidently(Fact.objects.all()).states() == {
        "in_use": 1,
        "unused": 1,
        "no_source": 0,
        "no_archive": 2,
        "expired": 1,
        "waiting": 0,
        "withdrawn": 1,
    }


def test_fact_waits_when_it_changed_or_ran_out_beside_a_claim(
    facts: list[Fact], evidence: Evidence
) -> None:
    Evidence.objects.update(fact_changed=True)
    assert evidently(Fact.objects.all()).states()["waiting"] == 1
    Evidence.objects.update(fact_changed=False)
    Fact.objects.filter(pk=evidence.fact_id).update(valid_from=None, valid_until="2020-01-01")
    assert evidently(Fact.objects.all()).states()["waiting"] == 1
    Evidence.objects.update(confirmed_at=timezone.now())
    assert evidently(Fact.objects.all()).states()["waiting"] == 0
    Evidence.objects.update(fact_changed=True)
    evidence.claim.__class__.objects.update(state="withdrawn")
    assert evidently(Fact.objects.all()).states()["waiting"] == 0


def test_longer_list_is_counted_as_far_as_the_bound(
    facts: list[Fact], desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "EXACT", 2)
    newest = shelf(Fact.objects.all())
    assert (newest.more, [row.withdrawn for row in newest.rows]) == (True, [False, True])
    found = library.facets(library.chosen({}, Fact.objects.all()))
    assert (int(found.total), found.newest) == (2, library.EXACT)
    publishers = next(group for group in found.groups if group.field == "publisher")
    assert [(choice.value, choice.count) for choice in publishers.choices] == [("none", 1)]
    assert "that changed last are counted here" in desk.get("/facts/").content.decode()


def test_list_of_fewer_says_nothing_of_a_bound(facts: list[Fact], desk: Client) -> None:
    assert "that changed last are counted here" not in desk.get("/facts/").content.decode()


def test_chosen_publisher_counts_though_it_is_not_among_the_most(desk: Client) -> None:
    for number in range(9):
        for _ in range(2):
            Fact.objects.create(statement=f"It rained {number}.", publisher=f"Board {number}")
    Fact.objects.create(statement="It snowed.", publisher="Rare")
    found = library.facets(library.chosen({"publisher": "Rare"}, Fact.objects.all()))
    publishers = next(group for group in found.groups if group.field == "publisher")
    assert [(c.value, c.count) for c in publishers.choices if c.chosen] == [("Rare", 1)]
