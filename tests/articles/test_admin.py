"""Curating sources and articles, reading wordings and the log, and who gets in at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client

from articles.models import Article, Change, Revision, Source, User
from articles.store import store_draft
from claims.models import Claim
from tests.conftest import draft

LISTS = ("source", "article", "revision", "change")


@pytest.fixture
def admin(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


@pytest.fixture
def root(client: Client, person: Callable[..., User]) -> Client:
    user = person("root")
    user.is_staff = user.is_superuser = True
    user.save()
    client.force_login(user)
    return client


def values(source: Source, **changed: Any) -> dict[str, Any]:
    """What the form of a source sends when nothing is touched."""
    names = ("name", "kind", "homepage", "language", "country", "time_zone")
    return {name: getattr(source, name) for name in names} | {
        "seen_version": source.version,
        **changed,
    }


@pytest.fixture
def source(article: Article) -> Source:
    return article.source


def page(row: Any) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


@pytest.mark.parametrize("path", ["", *(f"articles/{noun}/" for noun in LISTS)])
def test_admin_sends_whoever_is_nobody_or_no_curator_to_the_login(
    client: Client, db: None, person: Callable[..., User], path: str
) -> None:
    for user in (None, person("stranger"), person("reader", "viewer"), person("ed", "reviewer")):
        if user:
            client.force_login(user)
        answer = client.get(f"/admin/{path}")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(("/admin/login/", "/account/login/"))


def test_admin_login_is_the_desk_s_own(client: Client, db: None) -> None:
    answer = client.get("/admin/login/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/")


def test_index_lists_what_a_curator_may_see(admin: Client) -> None:
    html = admin.get("/admin/").content.decode()
    for noun in LISTS:
        assert f'href="/admin/articles/{noun}/"' in html
    assert "/admin/articles/user/" not in html
    assert "/admin/auth/group/" not in html


@pytest.mark.parametrize(
    "address",
    [
        "articles/change/?by__password__startswith=m",
        "articles/article/?created_by__password__startswith=m",
        "articles/revision/?created_by__password__startswith=m",
        "claims/claim/?tagged_by__password__startswith=m",
        "claims/claim/?tagged_by__email__contains=a",
    ],
)
def test_lookup_into_accounts_is_not_answered(admin: Client, claim: Claim, address: str) -> None:
    assert admin.get(f"/admin/{address}").status_code == 400


def test_accounts_are_not_offered_as_you_type(admin: Client, claim: Claim) -> None:
    query = {"term": "e", "app_label": "claims", "model_name": "claim", "field_name": "tagged_by"}
    assert admin.get("/admin/autocomplete/", query).status_code == 403


@pytest.mark.parametrize("path", ["articles/user/", "articles/user/add/", "auth/group/"])
def test_superuser_keeps_accounts(root: Client, path: str) -> None:
    assert root.get(f"/admin/{path}").status_code == 200


def test_superuser_adds_a_person_and_gives_a_role(root: Client) -> None:
    new = {"username": "li", "usable_password": "true"}
    new |= {"password1": "correct horse", "password2": "correct horse"}
    assert root.post("/admin/articles/user/add/", new).status_code == 302
    li = User.objects.get(username="li")
    assert "shortcuts" in root.get(page(li)).content.decode()
    joined = li.date_joined
    role = {"username": "li", "is_active": "on", "groups": Group.objects.get(name="curator").pk}
    role |= {"date_joined_0": joined.date().isoformat(), "date_joined_1": f"{joined:%H:%M:%S}"}
    assert root.post(page(li), role).status_code == 302
    li = User.objects.get(username="li")
    assert (li.has_perm("claims.curate"), li.shortcuts) == (True, False)


@pytest.mark.parametrize("noun", LISTS)
def test_delete_is_offered_to_nobody(root: Client, claim: Claim, noun: str) -> None:
    listed = root.get(f"/admin/articles/{noun}/").content.decode()
    assert "delete_selected" not in listed
    row = {"source": Source, "article": Article, "revision": Revision, "change": Change}[noun]
    first: Any = row._default_manager.first()  # type: ignore[attr-defined]
    assert "deletelink" not in root.get(page(first)).content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [first.pk], "post": "yes"}
    root.post(f"/admin/articles/{noun}/", chosen)
    assert root.post(f"/admin/articles/{noun}/{first.pk}/delete/").status_code == 403
    assert row._default_manager.filter(pk=first.pk).exists()  # type: ignore[attr-defined]


def test_source_saved_leaves_old_and_new_in_log_and_history(
    admin: Client, source: Source, curator: User
) -> None:
    sent = values(source, homepage="https://gazette.example/", name="The  Gazette ")
    assert admin.post(page(source), sent).status_code == 302
    source.refresh_from_db()
    assert (source.name, source.key, source.version) == ("The  Gazette", "the gazette", 2)
    change = Change.objects.about(source.public_id).first()
    assert change
    assert (change.verb, change.by, change.old["name"]) == ("curated", curator, "Northtown Gazette")
    shown = admin.get(page(source).replace("/change/", "/history/")).content.decode()
    assert "<del>Northtown Gazette</del> → <ins>The  Gazette</ins>" in shown
    assert "<ins>https://gazette.example/</ins>" in shown
    assert f'action="/undo/{change.action}/"' in shown


def test_source_of_a_name_that_is_taken_is_a_form_error(admin: Client, source: Source) -> None:
    sent = values(Source(name="NORTHTOWN  gazette"))
    answer = admin.post("/admin/articles/source/add/", sent)
    assert answer.status_code == 200
    assert "A source of this name is here already." in answer.content.decode()
    assert Source.objects.count() == 1


def test_source_stale_is_refused_with_both_versions(admin: Client, source: Source) -> None:
    admin.post(page(source), values(source, country="DE"))
    answer = admin.post(page(source), values(source, country="FR"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "curator changed this on" in html
    assert "Stored now: DE" in html
    assert 'value="FR"' in html
    assert Source.objects.get().country == "DE"
    assert Change.objects.about(source.public_id).filter(verb="curated").count() == 1


@pytest.mark.parametrize("seen", ["", "0", "x", "9" * 400])
def test_source_without_its_version_is_refused(admin: Client, source: Source, seen: str) -> None:
    answer = admin.post(page(source), values(source, country="FR", seen_version=seen))
    assert answer.status_code in (200, 409)
    assert Source.objects.get().country == ""


def test_source_overtaken_between_check_and_write_is_refused(admin: Client, source: Source) -> None:
    at_work: list[bool] = [False, False]  # begun, and writing just now

    def overtake(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Somebody's save is committed after the form was checked; a rollback leaves it there."""
        if not at_work[1] and sql.startswith(('UPDATE "articles_source"', "ROLLBACK TO")):
            done = execute(sql, params, many, context) if sql.startswith("ROLLBACK") else None
            if at_work[0] or done is None:
                at_work[:] = [True, True]
                Source.objects.filter(pk=source.pk).update(version=2, country="DE")
                at_work[1] = False
            if sql.startswith("ROLLBACK"):
                return done
        return execute(sql, params, many, context)

    with connection.execute_wrapper(overtake):
        answer = admin.post(page(source), values(source, country="FR"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="FR"' in html
    assert "Stored now: DE" in html
    assert "changed successfully" not in html
    assert Source.objects.get().country == "DE"
    assert not Change.objects.filter(verb="curated").exists()


def test_article_keeps_its_text_and_identity(admin: Client, article: Article) -> None:
    shown = admin.get(page(article)).content.decode()
    assert f'href="/admin/articles/revision/{article.current_id}/change/' in shown
    sent = {
        "title": "Schools open",
        "source": article.source_id,
        "language": "en",
        "dateline": "NORTHTOWN",
        "identity": "forged",
        "current": "",
        "seen_version": article.version,
        "revisions-TOTAL_FORMS": 0,
        "revisions-INITIAL_FORMS": 0,
    }
    assert admin.post(page(article), sent).status_code == 302
    stored = Article.objects.get()
    assert (stored.title, stored.dateline) == ("Schools open", "NORTHTOWN")
    assert (stored.identity, stored.current_id) == (article.identity, article.current_id)
    assert admin.get("/admin/articles/article/add/").status_code == 403


def test_revision_shows_its_text_and_sentences_and_takes_nothing(
    admin: Client, article: Article
) -> None:
    revision = Revision.objects.get()
    html = admin.get(page(revision)).content.decode()
    assert "It gave no list." in html
    assert html.count("<td>body</td>") == revision.sentences.filter(role="body").count()
    assert admin.post(page(revision), {"text": "forged"}).status_code == 403
    assert admin.get("/admin/articles/revision/add/").status_code == 403
    assert admin.get(page(revision).replace("/change/", "/history/")).status_code == 200


def test_log_is_filtered_searched_and_read_only(
    admin: Client, source: Source, curator: User
) -> None:
    admin.post(page(source), values(source, country="DE"))
    change = Change.objects.get(verb="curated")
    for query in (
        "verb=curated&noun=articles.source",
        f"q={source.public_id}&op=update&verb=curated",
        f"by__id__exact={curator.pk}",
    ):
        html = admin.get(f"/admin/articles/change/?{query}").content.decode()
        assert html.count('class="field-difference"') == 1
        assert "country: – → DE" in html
    assert (
        f"/admin/articles/source/{source.pk}/history/" in admin.get(page(change)).content.decode()
    )
    assert admin.post(page(change), {"verb": "forged"}).status_code == 403
    same_go = admin.get(f"/admin/articles/change/{change.pk}/history/").content.decode()
    assert f'action="/undo/{change.action}/"' in same_go


COUNTS = {"source": 6, "article": 8, "revision": 8, "change": 8}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("noun", LISTS)
def test_list_takes_the_same_queries_for_any_number_of_rows(
    admin: Client, db: None, noun: str, number: int, django_assert_num_queries: Any
) -> None:
    for n in range(number):
        store_draft(draft(f"Article {n}", source=f"Paper {n}"), by=None)
    with django_assert_num_queries(COUNTS[noun]):
        assert admin.get(f"/admin/articles/{noun}/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_article_takes_the_same_queries_for_any_number_of_revisions(
    admin: Client, article: Article, number: int, django_assert_num_queries: Any
) -> None:
    first = Revision.objects.get()
    for n in range(2, number + 1):
        Revision.objects.create(
            article=article, number=n, text=f"{n}", sha256=f"{n}", fetched_at=first.fetched_at
        )
    ContentType.objects.get_for_model(article)  # read once a process
    with django_assert_num_queries(5):
        assert admin.get(page(article)).status_code == 200
