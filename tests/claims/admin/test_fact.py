"""Curating facts: as the library saves them, and found by their words."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Change, User
from claims.models import Evidence, Fact

LIST, ONE = 7, 3  # queries, session and role included


@pytest.fixture
def admin(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def said(fact: Fact, **changed: Any) -> dict[str, Any]:
    """What the form sends when nothing is touched."""
    empty = ("quotation", "note", "published", "accessed", "archive_url", "language")
    sent = dict.fromkeys((*empty, "valid_from", "valid_until"), "")
    for name in ("statement", "source_url", "publisher"):
        sent[name] = getattr(fact, name)
    return sent | {"seen_version": fact.version} | changed


def test_save_makes_the_claims_wait_in_the_same_action(
    admin: Client, evidence: Evidence, fact: Fact
) -> None:
    url = f"/admin/claims/fact/{fact.pk}/change/"
    assert admin.post(url, said(fact, publisher="Harbour Board")).status_code == 302
    evidence.refresh_from_db()
    assert evidence.fact_changed
    changes = Change.objects.filter(verb="curated")
    assert sorted(changes.values_list("noun", "version")) == [
        ("claims.evidence", 2),
        ("claims.fact", 2),
    ]
    assert changes.values("action").distinct().count() == 1


def test_stale_save_is_refused(admin: Client, fact: Fact) -> None:
    url = f"/admin/claims/fact/{fact.pk}/change/"
    old = said(fact, note="mine")
    admin.post(url, said(fact, note="first"))
    answer = admin.post(url, old)
    assert answer.status_code == 409
    assert b"Stored now: first" in answer.content


def test_address_that_hides_is_a_form_error(admin: Client, fact: Fact) -> None:
    url = f"/admin/claims/fact/{fact.pk}/change/"
    answer = admin.post(url, said(fact, source_url="http://user:pw@x.example/"))
    assert answer.status_code == 200
    assert b"a name or a password before the host" in answer.content


def test_fact_is_neither_added_nor_deleted_here(admin: Client, fact: Fact) -> None:
    assert admin.get("/admin/claims/fact/add/").status_code == 403
    assert admin.get(f"/admin/claims/fact/{fact.pk}/delete/").status_code == 403


def test_list_is_searched_by_words_and_id_and_narrowed_by_warning(
    admin: Client, fact: Fact
) -> None:
    Fact.objects.create(statement="It rained.", valid_until="2020-01-01")
    for asked, found in (
        ({"q": "SCHOOL boar"}, 1),
        ({"q": fact.public_id}, 1),
        ({"q": "no such"}, 0),
        ({"warned": "no_source"}, 1),
        ({"warned": "no_archive"}, 1),
        ({"warned": "expired"}, 1),
        ({"withdrawn__exact": "1"}, 0),
        ({}, 2),
    ):
        html = admin.get("/admin/claims/fact/", asked).content.decode()
        assert (asked, html.count('class="field-host')) == (asked, found)


@pytest.mark.parametrize("number", [1, 3])
def test_pages_take_the_same_queries_for_any_number_of_rows(
    admin: Client,
    evidence: Evidence,
    fact: Fact,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ContentType.objects.get_for_model(Fact)  # read once a process
    for n in range(number - 1):
        Fact.objects.create(statement=f"Fact {n}.")
    with django_assert_num_queries(LIST):
        assert admin.get("/admin/claims/fact/").status_code == 200
    with django_assert_num_queries(ONE):
        assert admin.get(f"/admin/claims/fact/{fact.pk}/change/").status_code == 200
