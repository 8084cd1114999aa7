"""The permission table: who gets what at every address. An address without its row fails here."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from articles.intake import receive
from articles.models import Article, User
from claims.models import Claim, Event, Evidence
from claims.roles import ROLES

# Status of a plain GET for nobody, somebody without a role, viewer, editor and curator.
READ = (302, 403, 200, 200, 200)
EDIT = (302, 403, 403, 200, 200)
POST = (302, 403, 403, 405, 405)  # writes by POST only
TABLE: dict[str, tuple[int, ...]] = {
    "claims:desk": READ,
    "claims:search": READ,
    "claims:help": READ,
    "claims:preferences": (302, 403, 405, 405, 405),
    "claims:undo_latest": POST,
    "claims:undo": POST,
    "claims:article_detail": READ,
    "claims:article_history": READ,
    "claims:revision_detail": READ,
    "claims:revision_list": READ,
    "claims:revision_compare": READ,
    "claims:revision_report": READ,
    "claims:revision_export": READ,
    "claims:anchoring_queue": READ,
    "claims:anchoring_list": READ,
    "claims:anchoring_detail": (302, 403, 404, 404, 404),  # of a claim that never waited
    "claims:anchoring_choose": (302, 403, 403, 404, 404),
    "claims:anchoring_follow": POST,
    "claims:anchoring_split": POST,
    "claims:anchoring_withdraw": POST,
    "claims:sentence_break": EDIT,
    "claims:sentence_join": POST,
    "claims:sentence_row": (302, 403, 302, 302, 302),
    "claims:sentence_tag": POST,
    "claims:sentence_agree": POST,
    "claims:sentence_dismiss": POST,
    "claims:claim_list": READ,
    "claims:claim_next": (302, 403, 403, 403, 405),
    "claims:claim_bulk": (302, 403, 403, 422, 422),
    "claims:activity": READ,
    "claims:claim_export": READ,
    "claims:claim_detail": READ,
    "claims:claim_edit": EDIT,
    "claims:claim_withdraw": POST,
    "claims:claim_assess": (302, 403, 403, 403, 405),
    "claims:claim_take": (302, 403, 403, 403, 405),
    "claims:claim_assign": (302, 403, 403, 403, 405),
    "claims:claim_reopen": (302, 403, 403, 403, 405),
    "claims:claim_presence": (302, 403, 405, 405, 405),
    "claims:evidence_add": EDIT,
    "claims:evidence_edit": EDIT,
    "claims:evidence_detach": POST,
    "claims:evidence_confirm": (302, 403, 403, 403, 405),
    "claims:fact_list": READ,
    "claims:fact_new": EDIT,
    "claims:fact_suggest": READ,
    "claims:fact_similar": READ,
    "claims:fact_detail": READ,
    "claims:fact_edit": EDIT,
    "claims:fact_withdraw": POST,
    "claims:fact_restore": POST,
    "claims:event_list": READ,
    "claims:event_suggest": READ,
    "claims:event_detail": READ,
    "claims:claimant_suggest": READ,
    "articles:article_list": READ,
    "articles:import_new": EDIT,
    "articles:import_template_csv": EDIT,
    "articles:import_template_jsonl": EDIT,
    "articles:import_detail": EDIT,
    "articles:import_failed": EDIT,
    "articles:import_options": POST,
    "articles:import_run": POST,
    "articles:import_cancel": POST,
    "articles:import_resume": POST,
    "articles:import_delete": POST,
    "account_login": (200, 302, 302, 302, 302),
    "account_logout": (302, 200, 200, 200, 200),
    "account_signup": (200, 302, 302, 302, 302),
    "account_inactive": (200, 200, 200, 200, 200),
    "account_change_password": (302, 200, 200, 200, 200),
    "account_set_password": (302, 302, 302, 302, 302),
    "account_reauthenticate": (302, 200, 200, 200, 200),
    "account_reset_password": (200, 200, 200, 200, 200),
    "account_reset_password_done": (200, 200, 200, 200, 200),
    "account_reset_password_from_key": (200, 200, 200, 200, 200),
    "account_reset_password_from_key_done": (200, 200, 200, 200, 200),
    "healthz": (200, 200, 200, 200, 200),
}
WHO = ("nobody", "stranger", "viewer", "editor", "curator")


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            found.append(f"{space}{pattern.name}")
        elif pattern.namespace != "admin":  # its own table: tests/claims/test_admin.py
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            found += names(pattern.url_patterns, inner)
    return found


@pytest.fixture
def address(
    claim: Claim,
    article: Article,
    events: dict[str, Event],
    evidence: Evidence,
    editor: User,
) -> Callable[[str], str]:
    from django.urls import reverse

    values = {
        "article": article.public_id,
        "number": 1,
        "older": 1,
        "newer": 1,
        "sentence": claim.sentence_id,
        "claim": claim.public_id,
        "fact": evidence.fact.public_id,
        "slug": events["year"].slug,
        "action": claim.public_id,
        "run": receive([b"It rained."], name="a.txt", by=editor).public_id,
        "uidb36": "1",
        "key": "a-b",
    }

    def find(name: str) -> str:
        space, _, short = name.rpartition(":")
        resolver = get_resolver()
        wanted = next(
            pattern.pattern.converters.keys()
            for pattern in _patterns(resolver.url_patterns, space)
            if pattern.name == short
        )
        return reverse(name, kwargs={key: values[key] for key in wanted})

    return find


def _patterns(patterns: list[URLPattern | URLResolver], space: str) -> list[URLPattern]:
    found: list[URLPattern] = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            found += [pattern] * (space == "")
        elif pattern.namespace == space:
            found += [p for p in pattern.url_patterns if isinstance(p, URLPattern)]
    return found


def test_every_address_has_its_row() -> None:
    assert sorted(names(get_resolver().url_patterns)) == sorted(TABLE)


@pytest.mark.parametrize("who", WHO)
def test_every_address_answers_as_the_table_says(
    who: str,
    address: Callable[[str], str],
    person: Callable[..., User],
    client: Client,
    editor: User,
) -> None:
    if who == "editor":
        client.force_login(editor)
    elif who != "nobody":
        client.force_login(person(who, "" if who == "stranger" else who))
    said = {
        name: client.get(address(name)).status_code for name in TABLE if name != "account_logout"
    }
    expected = {name: row[WHO.index(who)] for name, row in TABLE.items() if name in said}
    assert said == expected


def test_roles_in_the_database_are_those_of_the_table(db: None) -> None:
    stored = {
        group.name: {
            f"{p.content_type.app_label}.{p.codename}"
            for p in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }
    assert stored == {role: set(permissions) for role, permissions in ROLES.items()}


def test_healthz_needs_no_login(client: Client, db: None) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_login_is_throttled(client: Client, editor: User) -> None:
    wrong = {"login": "editor", "password": "wrong"}
    codes = {client.post("/account/login/", wrong).status_code for _ in range(8)}
    last = client.post("/account/login/", {"login": "editor", "password": "correct horse"})
    assert codes <= {200, 429}
    assert last.status_code == 200
    assert b"oo many" in last.content


def test_signing_up_is_closed(client: Client, db: None) -> None:
    client.post(
        "/account/signup/",
        {"username": "eve", "password1": "long secret", "password2": "long secret"},
    )
    assert not User.objects.filter(username="eve").exists()


@pytest.mark.parametrize("path", ["/", "/account/login/", "/no-such/", "/healthz"])
def test_every_answer_has_the_strict_policy(client: Client, db: None, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
