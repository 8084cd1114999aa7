"""Merging twins in the administration, what their history then shows, and taking it back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from articles.models import Change, User
from claims.models import Claim, Claimant, ClaimantAlias, ClaimEvent, Event, EventAlias
from tests.conftest import role


@pytest.fixture
def admin(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def merge_page(admin: Client, one: Any, other: Any) -> str:
    """Where the action on the list leads to."""
    chosen = {"action": "merge_selected", "_selected_action": [one.pk, other.pk]}
    noun = one._meta.model_name
    return admin.post(f"/admin/claims/{noun}/", chosen).headers["Location"]


def history(admin: Client, row: Any) -> str:
    return admin.get(f"/admin/claims/{row._meta.model_name}/{row.pk}/history/").content.decode()


def state() -> list[Any]:
    """All that a merge may touch, versions and times aside."""
    return [
        list(Claim.objects.order_by("pk").values("pk", "claimant")),
        list(Claimant.objects.order_by("pk").values("pk", "name", "merged_into")),
        list(ClaimantAlias.objects.order_by("pk").values("of", "name", "language")),
        list(Event.objects.order_by("pk").values("pk", "name", "parent", "merged_into")),
        list(EventAlias.objects.order_by("pk").values("of", "name", "language")),
        list(ClaimEvent.objects.order_by("pk").values("pk", "claim", "event")),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_merge_of_other_than_two_says_so(admin: Client, claimant: Claimant, number: int) -> None:
    rows = [claimant, *(Claimant.objects.create(name=f"C{n}") for n in range(number - 1))]
    chosen = {"action": "merge_selected", "_selected_action": [row.pk for row in rows]}
    answer = admin.post("/admin/claims/claimant/", chosen, follow=True)
    assert "Select two to merge" in answer.content.decode()


def test_merge_of_claimants_moves_claims_and_names_and_is_undone_from_history(
    admin: Client, tag: Callable[[int], list[Claim]], claimant: Claimant
) -> None:
    tag(2)
    twin = Claimant.objects.create(name="Education Ministry")
    ClaimantAlias.objects.create(of=twin, name="MoE", language="en")
    Claim.objects.filter(pk=Claim.objects.earliest("pk").pk).update(claimant=twin)
    before = state()
    page = merge_page(admin, claimant, twin)
    shown = admin.get(page).content.decode()
    assert "Keep “Education Ministry”" in shown
    assert "MoE" in shown

    answer = admin.post(page, {"kept": claimant.public_id}, follow=True)
    assert "Undo it in the history" in answer.content.decode()
    assert set(Claim.objects.values_list("claimant", flat=True)) == {claimant.pk}
    assert set(claimant.aliases.values_list("name", flat=True)) == {"MoE", "Education Ministry"}

    action = Change.objects.latest("pk").action
    assert f'action="/undo/{action}/"' in history(admin, claimant)
    back = f"/admin/claims/claimant/{claimant.pk}/history/"
    undone = admin.post(f"/undo/{action}/", {"next": back})
    assert undone.headers["Location"] == back
    assert state() == before
    assert f'action="/undo/{action}/"' not in history(admin, claimant)


def test_merge_of_events_moves_links_and_parts_and_is_undone_from_history(
    admin: Client, tag: Callable[[int], list[Claim]], events: dict[str, Event]
) -> None:
    both, _one = tag(2)
    twin = Event.objects.create(name="2031 summit", slug="summit-2031")
    Event.objects.create(name="closing day", slug="closing-day", parent=twin)
    EventAlias.objects.create(of=twin, name="峰会", language="zh")
    ClaimEvent.objects.create(claim=both, event=twin)
    before = state()
    page = merge_page(admin, events["year"], twin)
    assert "closing day" in admin.get(page).content.decode()
    admin.post(page, {"kept": twin.public_id})
    events["year"].refresh_from_db()
    assert events["year"].merged_into == twin
    assert set(twin.children.values_list("name", flat=True)) == {"closing day", "opening day"}
    assert twin.links.count() == 2
    admin.post(f"/undo/{Change.objects.latest('pk').action}/")
    assert state() == before


def test_merge_of_two_of_the_same_name_stands_in_the_history_of_the_one_kept(
    admin: Client, claimant: Claimant
) -> None:
    twin = Claimant.objects.create(name="MINISTRY of education")
    admin.post(merge_page(admin, claimant, twin), {"kept": claimant.public_id})
    assert not claimant.aliases.exists()
    action = Change.objects.latest("pk").action
    shown = history(admin, claimant)
    assert f'action="/undo/{action}/"' in shown
    assert "“MINISTRY of education” · merged into" in shown


@pytest.mark.parametrize("kept", [None, "", "0123456789abcdef"])
def test_merge_without_a_choice_does_nothing(
    admin: Client, claimant: Claimant, kept: str | None
) -> None:
    twin = Claimant.objects.create(name="Education Ministry")
    page = merge_page(admin, claimant, twin)
    answer = admin.post(page, {} if kept is None else {"kept": kept}, follow=True)
    assert "Choose which of the two is kept" in answer.content.decode()
    assert not Change.objects.exists()


def test_merge_that_is_refused_says_why(admin: Client, events: dict[str, Event]) -> None:
    page = merge_page(admin, events["series"], events["meeting"])
    answer = admin.post(page, {"kept": events["meeting"].public_id}, follow=True)
    assert "cannot be merged into a part of itself" in answer.content.decode()
    assert not Event.objects.exclude(merged_into=None).exists()


def test_merge_twice_is_done_once(admin: Client, claimant: Claimant) -> None:
    twin = Claimant.objects.create(name="Education Ministry")
    page = merge_page(admin, claimant, twin)
    admin.post(page, {"kept": claimant.public_id})
    answer = admin.post(page, {"kept": twin.public_id}, follow=True)
    assert "was merged already" in answer.content.decode()
    assert Change.objects.filter(verb="claimant_merged").values("action").distinct().count() == 1


def test_merge_that_crosses_another_is_refused_and_no_circle_remains(
    admin: Client, claimant: Claimant
) -> None:
    twin = Claimant.objects.create(name="Education Ministry")
    page = merge_page(admin, claimant, twin)
    crossed: list[str] = []

    def cross(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Somebody merges them the other way round just before this merge takes its locks."""
        if "SAVEPOINT" in sql and not crossed:
            crossed.append(sql)
            Claimant.objects.filter(pk=claimant.pk).update(merged_into=twin, version=2)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cross):
        answer = admin.post(page, {"kept": claimant.public_id}, follow=True)
    assert crossed
    assert "just now. Look, and try again" in answer.content.decode()
    assert list(Claimant.objects.filter(merged_into=None)) == [twin]


def test_merged_row_is_hidden_read_only_and_says_where_it_went(
    admin: Client, claimant: Claimant
) -> None:
    twin = Claimant.objects.create(name="Education Ministry", merged_into=claimant)
    hidden, shown = (
        admin.get("/admin/claims/claimant/"),
        admin.get("/admin/claims/claimant/?merged=yes"),
    )
    assert "Education Ministry" not in hidden.content.decode()
    assert "Education Ministry" in shown.content.decode()
    page = f"/admin/claims/claimant/{twin.pk}/change/"
    assert b'name="_save"' not in admin.get(page).content
    assert admin.post(page, {"name": "x", "seen_version": 1}).status_code == 403
    assert "This was merged into “Ministry of Education”" in history(admin, twin)


def test_merged_event_is_not_accepted_as_parent(admin: Client, events: dict[str, Event]) -> None:
    gone = Event.objects.create(name="twin", slug="twin", merged_into=events["series"])
    sent = {
        "name": "new",
        "slug": "new",
        "parent": gone.pk,
        "aliases-TOTAL_FORMS": 0,
        "aliases-INITIAL_FORMS": 0,
    }
    answer = admin.post("/admin/claims/event/add/", sent)
    assert answer.status_code == 200
    assert not Event.objects.filter(slug="new").exists()


def test_autocomplete_finds_by_alias_and_leaves_out_merged_ones(
    admin: Client, events: dict[str, Event]
) -> None:
    EventAlias.objects.create(of=events["year"], name="ШКОЛЬНЫЙ саммит")
    Event.objects.create(name="школьный twin", slug="twin", merged_into=events["year"])
    query = {
        "term": "школьный",
        "app_label": "claims",
        "model_name": "claimevent",
        "field_name": "event",
    }
    found = admin.get("/admin/autocomplete/", query).json()["results"]
    assert [row["text"] for row in found] == ["school summit 2031"]


def test_history_offers_a_staff_member_only_what_may_be_undone(
    client: Client, admin: Client, claimant: Claimant, person: Callable[..., User]
) -> None:
    twin = Claimant.objects.create(name="Education Ministry")
    admin.post(merge_page(admin, claimant, twin), {"kept": claimant.public_id})
    staff = person("staff")
    staff.is_staff = True
    staff.save()
    staff.groups.add(role("editor"))
    client.force_login(staff)
    assert "/undo/" not in history(client, twin)
