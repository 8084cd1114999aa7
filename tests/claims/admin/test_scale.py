"""Curating scales: one in use is final and gets a new edition; one is the desk's own."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.changes import undo
from articles.models import Change, User
from claims import workflow
from claims.models import Assessment, Claim, Scale, ScaleOption

LIST, ONE = 5, 5  # queries, session and role included


@pytest.fixture
def admin(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


@pytest.fixture
def scale(db: None) -> Scale:
    return Scale.objects.get(slug="politifact")


@pytest.fixture
def used(scale: Scale, claim: Claim, reviewer: User) -> Scale:
    workflow.assess_claim(
        claim=claim,
        by=reviewer,
        version=claim.version,
        scale=scale,
        option=scale.options.get(order=1),
        rationale="",
        decide=True,
    )
    return scale


def said(scale: Scale, **changed: Any) -> dict[str, Any]:
    """What the form of a scale sends when nothing is touched, its options included."""
    options = list(scale.options.order_by("order"))
    sent: dict[str, Any] = {
        "name": scale.name,
        "reference_url": scale.reference_url,
        "note": scale.note,
        "seen_version": scale.version,
        "options-TOTAL_FORMS": len(options),
        "options-INITIAL_FORMS": len(options),
    }
    if scale.is_default:
        sent["is_default"] = "on"
    for n, option in enumerate(options):
        for name in ("order", "words", "verdict", "tone"):
            sent[f"options-{n}-{name}"] = getattr(option, name)
        sent |= {f"options-{n}-id": option.pk, f"options-{n}-scale": scale.pk}
    return sent | changed


def url(scale: Scale) -> str:
    return f"/admin/claims/scale/{scale.pk}/change/"


def test_options_can_be_changed_until_a_verdict_is_given(admin: Client, scale: Scale) -> None:
    assert admin.post(url(scale), said(scale, **{"options-0-words": "So"})).status_code == 302
    assert scale.options.get(order=1).words == "So"
    scale.refresh_from_db()
    assert scale.version == 2


def test_options_of_a_scale_in_use_are_shown_and_final(admin: Client, used: Scale) -> None:
    html = admin.get(url(used)).content.decode()
    assert "A verdict was given on this scale: its options are final." in html
    assert 'name="options-0-words"' not in html
    assert "Pants on Fire" in html
    answer = admin.post(url(used), said(used, **{"options-0-words": "So"}))
    assert answer.status_code == 200
    assert "choose it in the list, and there the action “New edition”." in answer.content.decode()
    assert used.options.get(order=1).words == "True"
    kept = {"name": "PolitiFact", "seen_version": 1, "reference_url": "", "note": "old"}
    counts = {"options-TOTAL_FORMS": 0, "options-INITIAL_FORMS": 0}
    assert admin.post(url(used), kept | counts).status_code == 302
    used.refresh_from_db()
    assert (used.name, used.note, used.slug) == ("PolitiFact", "old", "politifact")


def test_database_keeps_the_options_of_a_scale_in_use(used: Scale) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        used.options.filter(order=2).update(words="So")
    with pytest.raises(IntegrityError), transaction.atomic():
        ScaleOption.objects.create(
            scale=used, order=9, words="So", verdict="supported", tone="good"
        )
    assert used.options.update(words=F("words")) == 6  # the same once more is no change


def test_new_edition_copies_the_scale_and_retires_the_old_one(
    admin: Client, used: Scale, curator: User
) -> None:
    chosen = {"action": "renew", "_selected_action": [used.pk]}
    answer = admin.post("/admin/claims/scale/", chosen)
    made = Scale.objects.get(slug="politifact", edition=2)
    assert answer.headers["Location"] == url(made)
    used.refresh_from_db()
    assert (used.retired, made.retired, str(made)) == (True, False, f"{used.name} 2")
    values = ("order", "words", "verdict", "tone")
    assert list(made.options.values(*values)) == list(used.options.values(*values))
    assert Assessment.objects.get().scale == used
    changes = Change.objects.filter(verb="scale_renewed")
    assert sorted(changes.values_list("noun", "op")) == [
        ("claims.scale", "create"),
        ("claims.scale", "update"),
        *[("claims.scaleoption", "create")] * 6,
    ]
    undo(changes[0].action, by=curator)
    used.refresh_from_db()
    assert not used.retired
    assert not Scale.objects.filter(edition=2).exists()


def test_new_edition_of_the_own_scale_is_the_own_scale(curator: User) -> None:
    own = Scale.objects.get(is_default=True)
    made = workflow.new_edition(scale=own, by=curator)
    assert list(Scale.objects.filter(is_default=True)) == [made]
    third = workflow.new_edition(scale=Scale.objects.get(pk=own.pk), by=curator)
    assert third.edition == 3  # of the old edition once more
    assert list(Scale.objects.filter(is_default=True)) == [made]


def test_new_edition_is_made_of_one_at_a_time(admin: Client) -> None:
    both = list(Scale.objects.values_list("pk", flat=True)[:2])
    answer = admin.post(
        "/admin/claims/scale/", {"action": "renew", "_selected_action": both}, follow=True
    )
    assert b"Select one scale." in answer.content
    assert not Scale.objects.filter(edition=2).exists()


def test_own_scale_is_one(admin: Client, scale: Scale, curator: User) -> None:
    before = Scale.objects.get(is_default=True)
    assert admin.post(url(scale), said(scale, is_default="on")).status_code == 302
    assert list(Scale.objects.filter(is_default=True)) == [scale]
    changes = Change.objects.filter(verb="curated")
    assert changes.count() == 2
    undo(changes[0].action, by=curator)
    assert list(Scale.objects.filter(is_default=True)) == [before]


def test_own_scale_is_not_retired(admin: Client) -> None:
    own = Scale.objects.get(is_default=True)
    answer = admin.post(url(own), said(own, retired="on"))
    assert answer.status_code == 200
    assert "Make another one the desk’s own" in answer.content.decode().replace("&#x27;", "’")
    own.refresh_from_db()
    assert not own.retired


def test_scale_in_words_is_added(admin: Client) -> None:
    sent = {"name": "In words", "slug": "in-words", "reference_url": "", "note": ""}
    counts = {"options-TOTAL_FORMS": 0, "options-INITIAL_FORMS": 0}
    assert admin.post("/admin/claims/scale/add/", sent | counts).status_code == 302
    made = Scale.objects.get(slug="in-words")
    assert (made.edition, made.in_words) == (1, True)


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_the_same_queries_for_any_number_of_rows(
    admin: Client, scale: Scale, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ContentType.objects.get_for_model(Scale)  # read once a process
    for n in range(number):
        Scale.objects.create(name=f"Scale {n}", slug=f"scale-{n}")
    with django_assert_num_queries(LIST):
        assert admin.get("/admin/claims/scale/").status_code == 200
    with django_assert_num_queries(ONE):
        assert admin.get(url(scale)).status_code == 200
