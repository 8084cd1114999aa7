"""Bad input gets an answer below 500, on every address and in every field."""

import json
from typing import Any

import pytest
from django.test import Client

from articles import intake
from articles.models import Change, Import, User
from claims.models import Claim, Claimant, Event, Fact

STRINGS = [
    "\x00",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "'; DROP TABLE claims_claim; --",
    '"unclosed',
    "* AND NEAR(",
    "学校\x01\x1b[31m",
    "\u202eevil\u2066",
    "-" * 3000,
    "x" * 300,
    "{{ 7*7 }}<script>alert(1)</script>",
    "../../etc/passwd",
    "9" * 400,
    "-1",
    "1e309",
    "2020-13-45",
    "🎉" * 50,
    "%",
    "_",
    "\\",
    "a:b&c|!d<->e",
]
QUEUE = ("q", "event", "claimant", "kind", "state", "source", "article", "by", "since", "page")
QUEUE += ("until", "published_since", "published_until", "sort")
FACT = ("statement", "source_url", "publisher", "published", "accessed", "archive_url", "quotation")
FACT += ("language", "valid_from", "valid_until", "note", "version", "confirm")
REPORT = ("article", "source", "level", "flag", "claims", "since", "until", "page")
ADMIN = ("q", "article", "claimant", "kind__exact", "tagged_at__gte", "o", "p", "one", "other")


@pytest.mark.parametrize("said", STRINGS)
def test_every_page_answers_to_any_parameter(
    client: Client,
    curator: User,
    claim: Claim,
    events: dict[str, Event],
    fact: Fact,
    said: str,
) -> None:
    client.force_login(curator)
    pages = {
        "/": ("page",),
        "/search/": ("q",),
        "/articles/": ("q", "source", "import", "page"),
        "/articles/import/": ("page",),
        intake.receive([b"It rained."], name=said[:200], by=curator).get_absolute_url(): (
            "outcome",
        ),
        claim.sentence.get_absolute_url().split("?")[0]: ("at",),
        f"/articles/{claim.article.public_id}/history/": ("page",),
        "/revisions/": REPORT,
        "/revisions/export/csv/": (*REPORT, "excel"),
        f"/articles/{claim.article.public_id}/revisions/": ("a", "b", "page"),
        f"/articles/{claim.article.public_id}/revisions/1/1/": ("view", "all"),
        "/claims/": QUEUE,
        claim.get_absolute_url(): ("q", "event", "sort"),
        f"{claim.get_absolute_url()}edit/": ("focus", "next"),
        "/claims/export/csv/": ("q", "kind", "shape", "excel"),
        events["year"].get_absolute_url(): ("page",),
        "/facts/": ("q", "state", "publisher", "language", "sort", "page"),
        "/facts/suggest/": ("q",),
        "/facts/similar/": ("statement", "source_url", "pick"),
        fact.get_absolute_url(): ("page",),
        "/events/suggest/": ("q",),
        "/claimants/suggest/": ("q",),
        "/admin/claims/claim/": ADMIN,
        "/admin/claims/event/merge/": ADMIN,
        "/admin/claims/fact/": ("q", "warned", "withdrawn__exact", "published__gte", "o", "p"),
        "/admin/claims/scale/": ("q", "retired__exact", "o", "p"),
    }
    codes = {}
    for page, fields in pages.items():
        for field in fields:
            answer: Any = client.get(page, {field: said})
            b"".join(answer.streaming_content) if answer.streaming else answer.content
            codes[page, field] = answer.status_code
    assert {code for code in codes.values() if code >= 500} == set()


@pytest.mark.parametrize("said", STRINGS)
def test_every_action_answers_to_any_field(
    desk: Client, claim: Claim, fact: Fact, said: str
) -> None:
    actions = {
        f"/sentences/{claim.sentence_id}/tag/": ("start", "end", "words"),
        f"/sentences/{claim.sentence_id}/dismiss/": ("next",),
        f"{claim.get_absolute_url()}withdraw/": ("version", "next"),
        f"{claim.get_absolute_url()}edit/": (
            *("version", "first", "last", "claimant_name", "claimant", "new_claimant"),
            *("cue", "kind", "wording", "events", "event_name", "note", "next"),
        ),
        "/facts/new/": FACT,
        "/facts/similar/": ("statement", "source_url", "pick"),
        f"{fact.get_absolute_url()}edit/": FACT,
        f"{fact.get_absolute_url()}withdraw/": ("version",),
        "/undo/": ("next",),
        "/preferences/": ("shortcuts", "next"),
        "/account/login/": ("login", "password", "next"),
    }
    whole = {"version": 1, "first": 0, "last": 8, "start": 0, "end": 3, "words": "The"}
    whole |= {"statement": "The ferry sails."}
    for headers in ({}, {"HX-Request": "true"}):
        for url, fields in actions.items():
            for field in fields:
                answer = desk.post(url, {**whole, field: said}, headers=headers)
                assert answer.status_code < 500
    assert Claim.objects.count() <= 2


@pytest.mark.parametrize("said", STRINGS)
def test_every_field_of_an_import_answers(desk: Client, editor: User, said: str) -> None:
    run = intake.receive([b"title,text\nIt rained.,On Monday."], name="a.csv", by=editor)
    fields = ("text", "source", "language", "kind", "encoding", "delimiter", "column-0")
    for field in fields:
        whole = {"text": "It rained.\nOn Monday.", field: said}
        assert desk.post("/articles/import/", whole).status_code in {302, 422}
        for verb in ("options", "run"):
            answer = desk.post(f"{run.get_absolute_url()}{verb}/", {"kind": "", field: said})
            assert answer.status_code in {302, 422}
        assert desk.get(run.get_absolute_url()).status_code == 200
    for made in Import.objects.all():
        assert desk.get(made.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("said", STRINGS)
def test_rows_that_failed_for_anything_are_reported(desk: Client, editor: User, said: str) -> None:
    row = json.dumps({"title": said, "text": "It rained.", "published": "never", "url": said})
    run = intake.receive([row.encode()], name="a.jsonl", by=editor)
    assert desk.get(run.get_absolute_url()).status_code == 200
    intake.begin(run)
    taken = intake.take_on(run.pk)
    assert taken
    with intake.handed_in(taken) as file:
        intake.carry_out(taken, file)
    assert desk.get(run.get_absolute_url()).status_code == 200
    answer: Any = desk.get(f"{run.get_absolute_url()}failed.csv")
    assert b"never" in b"".join(answer.streaming_content)


def test_unknown_fields_of_a_form_set_nothing(desk: Client, claim: Claim) -> None:
    forged = {"id": 9, "public_id": "x", "state": "decided", "tagged_by": 1, "verdict": "refuted"}
    whole = {"version": 1, "first": 0, "last": 8, "kind": "quantity"}
    assert desk.post(f"{claim.get_absolute_url()}edit/", whole | forged).status_code == 302
    stored = Claim.objects.get()
    assert (stored.public_id, stored.state, stored.verdict) == (claim.public_id, "tagged", "")


def test_same_post_ten_times_has_one_effect(desk: Client, claim: Claim) -> None:
    whole = {
        "version": 1,
        "first": 0,
        "last": 8,
        "claimant_name": "New Union",
        "new_claimant": "organisation",
    }
    codes = [desk.post(f"{claim.get_absolute_url()}edit/", whole).status_code for _ in range(10)]
    assert codes == [302] + [409] * 9
    assert Claimant.objects.count() == 1
    assert Change.objects.filter(verb="claim_edited").values("action").distinct().count() == 1


@pytest.mark.parametrize("url", ["http://[::1", "x" * 5000, "http://testserver/%zz", "//"])
def test_any_current_url_is_answered(client: Client, desk: Client, claim: Claim, url: str) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": url}
    assert desk.post("/undo/", headers=headers).status_code == 200
    desk.logout()
    assert desk.post("/undo/", headers=headers).headers["HX-Redirect"].startswith("/account/login/")


def test_very_many_terms_are_cut(desk: Client) -> None:
    assert desk.get("/claims/", {"q": "学 " * 99}).status_code == 200
    assert desk.get("/articles/", {"q": "学 " * 1000}).status_code == 200
