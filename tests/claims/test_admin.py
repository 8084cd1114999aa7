"""Curating claims, claimants and events: every write versioned and logged, nothing deleted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.changes import action
from articles.models import Article, Change, Revision, Sentence, Source, User
from claims import workflow
from claims.exporters import EXPORTERS, Options
from claims.models import (
    Claim,
    Claimant,
    ClaimantAlias,
    ClaimEvent,
    Event,
    EventAlias,
    Evidence,
)

NO_ALIASES = {"aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0}


@pytest.fixture
def admin(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def values(row: Any, **changed: Any) -> dict[str, Any]:
    """What the form of an event or claimant sends when nothing is touched."""
    sent = {
        "name": row.name,
        "note": row.note,
        "wikidata_id": row.wikidata_id,
        "seen_version": row.version,
        **NO_ALIASES,
    }
    if isinstance(row, Event):
        sent |= {"slug": row.slug, "parent": row.parent_id or "", "starts": "", "ends": ""}
        sent |= {"reference_url": ""}
    else:
        sent["kind"] = row.kind
    return sent | changed


PAGES = {
    "claims/claim/": Claim,
    "claims/claimant/": Claimant,
    "claims/event/": Event,
    "articles/article/": Article,
    "articles/source/": Source,
    "articles/revision/": Revision,
    "articles/change/": Change,
}


@pytest.mark.parametrize("path", PAGES)
def test_curator_opens_every_list_and_row(
    admin: Client, claim: Claim, claimant: Claimant, events: dict[str, Event], path: str
) -> None:
    row = PAGES[path]._default_manager.first()
    assert row is not None
    assert admin.get(f"/admin/{path}").status_code == 200
    assert admin.get(f"/admin/{path}?q=school").status_code == 200
    assert admin.get(f"/admin/{path}{row.pk}/change/").status_code == 200
    assert admin.get(f"/admin/{path}{row.pk}/delete/").status_code == 403


@pytest.mark.parametrize("path", ["", *PAGES, "articles/user/", "auth/group/"])
def test_editor_is_kept_out(desk: Client, path: str) -> None:
    answer = desk.get(f"/admin/{path}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(("/admin/login/", "/account/login/"))


@pytest.mark.parametrize("path", ["articles/user/", "auth/group/"])
def test_curator_does_not_see_accounts(admin: Client, path: str) -> None:
    assert admin.get(f"/admin/{path}?password__startswith=m").status_code == 403


def test_save_is_versioned_and_logged(admin: Client, claimant: Claimant, curator: User) -> None:
    url = f"/admin/claims/claimant/{claimant.pk}/change/"
    answer = admin.post(url, values(claimant, name="Ministry of Schools"))
    assert answer.status_code == 302
    claimant.refresh_from_db()
    assert (claimant.name, claimant.key, claimant.version) == (
        "Ministry of Schools",
        "ministry of schools",
        2,
    )
    change = Change.objects.about(claimant.public_id).get()
    assert (change.verb, change.by) == ("curated", curator)
    assert change.old["name"] == "Ministry of Education"
    assert change.new["name"] == "Ministry of Schools"


def test_save_of_a_stale_version_is_refused_with_who_was_faster(
    admin: Client, claimant: Claimant, curator: User
) -> None:
    url = f"/admin/claims/claimant/{claimant.pk}/change/"
    old = values(claimant, note="mine")
    admin.post(url, values(claimant, note="first"))
    answer = admin.post(url, old)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "curator changed this on" in html
    assert "Stored now: first" in html
    assert ">\nmine</textarea>" in html
    claimant.refresh_from_db()
    assert claimant.note == "first"
    assert Change.objects.about(claimant.public_id).count() == 1


def test_save_of_nothing_new_writes_nothing(admin: Client, claimant: Claimant) -> None:
    admin.post(f"/admin/claims/claimant/{claimant.pk}/change/", values(claimant))
    claimant.refresh_from_db()
    assert claimant.version == 1
    assert not Change.objects.exists()


def test_add_of_an_event_with_aliases_is_one_action(
    admin: Client, events: dict[str, Event]
) -> None:
    sent = values(
        Event(name="school summit 2032", slug="school-summit-2032", parent=events["series"]),
        **{
            "aliases-TOTAL_FORMS": 1,
            "aliases-0-name": "峰会",
            "aliases-0-language": "zh",
        },
    )
    assert admin.post("/admin/claims/event/add/", sent).status_code == 302
    event = Event.objects.get(slug="school-summit-2032")
    assert list(Event.objects.called("峰会")) == [event]
    changes = Change.objects.about(event.public_id)
    assert sorted(changes.values_list("noun", "op")) == [
        ("claims.event", "create"),
        ("claims.eventalias", "create"),
    ]
    assert len(set(changes.values_list("action"))) == 1


def test_alias_changed_and_removed_is_logged_and_counts_the_version(
    admin: Client, claimant: Claimant
) -> None:
    kept = ClaimantAlias.objects.create(of=claimant, name="MoE")
    gone = ClaimantAlias.objects.create(of=claimant, name="Old")
    rows = {
        "aliases-TOTAL_FORMS": 2,
        "aliases-INITIAL_FORMS": 2,
        "aliases-0-id": kept.pk,
        "aliases-0-of": claimant.pk,
        "aliases-0-name": "M.o.E.",
        "aliases-1-id": gone.pk,
        "aliases-1-of": claimant.pk,
        "aliases-1-name": "Old",
        "aliases-1-DELETE": "on",
    }
    url = f"/admin/claims/claimant/{claimant.pk}/change/"
    assert admin.post(url, values(claimant, **rows)).status_code == 302
    assert list(claimant.aliases.values_list("name", flat=True)) == ["M.o.E."]
    claimant.refresh_from_db()
    assert claimant.version == 2
    assert Change.objects.about(claimant.public_id).filter(op="delete").count() == 2


def test_event_cannot_be_part_of_its_own_part(admin: Client, events: dict[str, Event]) -> None:
    series, meeting = events["series"], events["meeting"]
    url = f"/admin/claims/event/{series.pk}/change/"
    answer = admin.post(url, values(series, parent=meeting.pk))
    assert answer.status_code == 200
    assert b"a part of it" in answer.content


def test_claim_links_are_curated_and_its_text_and_review_are_not(
    admin: Client, claim: Claim, events: dict[str, Event], evidence: Evidence
) -> None:
    sent = {
        "seen_version": claim.version,
        "claimant": "",
        "kind": "quantity",
        "quote": "forged",
        "state": "decided",
        "links-TOTAL_FORMS": 1,
        "links-INITIAL_FORMS": 0,
        "links-0-event": events["year"].pk,
        "evidence-TOTAL_FORMS": 1,
        "evidence-INITIAL_FORMS": 1,
        "evidence-0-id": evidence.pk,
        "evidence-0-stance": "refutes",
        "assessments-TOTAL_FORMS": 0,
        "assessments-INITIAL_FORMS": 0,
        "verdict": "refuted",
        "assigned_to": claim.tagged_by_id,
    }
    claim.refresh_from_db()
    sent["seen_version"] = claim.version
    answer = admin.post(f"/admin/claims/claim/{claim.pk}/change/", sent)
    assert answer.status_code == 302
    stored = Claim.objects.get()
    assert (stored.kind, stored.quote, stored.state) == ("quantity", claim.quote, "tagged")
    assert (stored.verdict, stored.assigned_to) == ("", None)
    assert [one.stance for one in stored.evidence.all()] == ["supports"]
    assert list(stored.events.all()) == [events["year"]]
    shown = admin.get(f"/admin/claims/claim/{claim.pk}/history/").content.decode()
    assert "event · event: <ins>school summit 2031</ins>" in shown
    assert "event · claim:" not in shown


def test_export_of_the_selection_is_the_export_of_these_claims(
    admin: Client, claim: Claim, sentences: list[Sentence], editor: User
) -> None:
    workflow.add_claim(sentence=sentences[2], by=editor)
    chosen = {"action": "export_csv", "_selected_action": [claim.pk]}
    answer: Any = admin.post("/admin/claims/claim/", chosen)
    expected = EXPORTERS["csv"].write(Claim.objects.filter(pk=claim.pk), Options())
    assert b"".join(answer.streaming_content) == b"".join(expected)


def test_undo_of_a_new_claimant_in_use_is_refused(
    admin: Client, claim: Claim, events: dict[str, Event]
) -> None:
    admin.post("/admin/claims/event/add/", values(Event(name="new", slug="new")))
    event = Event.objects.get(slug="new")
    ClaimEvent.objects.create(claim=claim, event=event)
    action = Change.objects.about(event.public_id).latest("pk").action
    answer = admin.post(f"/undo/{action}/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert b"in use by now" in answer.content
    assert Event.objects.filter(slug="new").exists()


def test_text_passes_the_boundary_and_what_was_not_touched_is_no_change(
    admin: Client, claimant: Claimant
) -> None:
    Claimant.objects.update(note="one\ntwo")
    url = f"/admin/claims/claimant/{claimant.pk}/change/"
    admin.post(url, values(claimant, note="one\r\ntwo"))
    assert not Change.objects.exists()
    admin.post(url, values(claimant, name="Cafe\u0301", note="one\r\ntwo"))
    claimant.refresh_from_db()
    assert (claimant.name, claimant.key, claimant.note) == ("Caf\u00e9", "caf\u00e9", "one\ntwo")
    assert Change.objects.get().new == {"name": "Caf\u00e9", "key": "caf\u00e9"}


def test_alias_twice_is_a_form_error(admin: Client, claimant: Claimant) -> None:
    rows = {"aliases-TOTAL_FORMS": 2, "aliases-0-name": "MoE", "aliases-1-name": "MoE"}
    answer = admin.post(f"/admin/claims/claimant/{claimant.pk}/change/", values(claimant, **rows))
    assert answer.status_code == 200
    assert not ClaimantAlias.objects.exists()


def test_claim_is_found_by_its_words_its_claimant_and_its_id(
    admin: Client, tag: Callable[[int], list[Claim]]
) -> None:
    _headline, claim = tag(2)
    for said, found in (("240 schools", 1), ("EDUCATION", 2), (claim.public_id, 1), ("no such", 0)):
        html = admin.get("/admin/claims/claim/", {"q": said}).content.decode()
        assert (said, html.count('class="field-in_article"')) == (said, found)


LISTS = {"claim": 10, "claimant": 4, "event": 7}
PAGES_OF_ONE = {"claim": 6, "claimant": 4, "event": 6}
HISTORY = 5


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("noun", LISTS)
def test_pages_take_the_same_queries_for_any_number_of_rows(
    admin: Client,
    tag: Callable[[int], list[Claim]],
    claimant: Claimant,
    events: dict[str, Event],
    noun: str,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Lists of so many rows; a row with so many aliases, parts, events; a history so long."""
    claim = tag(number)[0]
    row = {"claim": claim, "claimant": claimant, "event": events["year"]}[noun]
    ContentType.objects.get_for_model(row)  # read once a process
    for n in range(number):
        named = Claimant.objects.create(name=f"C{n}")
        event = Event.objects.create(name=f"E{n}", slug=f"e{n}", parent=events["year"])
        ClaimantAlias.objects.create(of=claimant, name=named.name)
        EventAlias.objects.create(of=events["year"], name=event.name)
        ClaimEvent.objects.create(claim=claim, event=event)
        with action("curated", by=claim.tagged_by) as act:
            row.note = f"{n}"
            act.save(row, version=row.version)
    with django_assert_num_queries(LISTS[noun]):
        assert admin.get(f"/admin/claims/{noun}/").status_code == 200
    with django_assert_num_queries(PAGES_OF_ONE[noun]):
        assert admin.get(f"/admin/claims/{noun}/{row.pk}/change/").status_code == 200
    with django_assert_num_queries(HISTORY):
        assert admin.get(f"/admin/claims/{noun}/{row.pk}/history/").status_code == 200
