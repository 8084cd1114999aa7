"""The badge on articles that changed since somebody worked on them."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from articles.models import Article, Change, Revision, Sentence, User
from articles.store import store_draft
from claims import workflow
from claims.models import Claim
from tests.claims.views.conftest import CHANGED, compare_address, revise
from tests.conftest import PARAGRAPHS, draft

BADGE = b"changed since you read it"


def test_badge_says_that_an_article_changed_since_it_was_read(
    desk: Client, revised: Article
) -> None:
    for address in ("/", "/articles/"):
        answer = desk.get(address)
        assert BADGE in answer.content
        assert compare_address(revised).encode() in answer.content
    page = desk.get(revised.get_absolute_url())
    assert b"Changed since you read it" in page.content
    assert b"2 claims wait" in page.content


def test_badge_is_for_whoever_read_it(client: Client, curator: User, revised: Article) -> None:
    client.force_login(curator)
    assert BADGE not in client.get("/articles/").content
    assert b"Changed since you read it" not in client.get(revised.get_absolute_url()).content


def test_badge_goes_when_the_new_wording_was_worked_on(desk: Client, revised: Article) -> None:
    fresh = Sentence.objects.get(revision=revised.current, text="A spokesman promised a list.")
    desk.post(f"/sentences/{fresh.pk}/dismiss/")
    assert BADGE not in desk.get("/articles/").content


def test_badge_leaves_typography_alone(desk: Client, claim: Claim) -> None:
    revise((PARAGRAPHS[0], PARAGRAPHS[1].replace('"', "”"), PARAGRAPHS[2]))
    assert Revision.objects.get(number=2).level == "typography"
    assert BADGE not in desk.get("/articles/").content


def test_badge_compares_with_the_revision_that_was_read(desk: Client, revised: Article) -> None:
    revise(tuple(p.replace("“", '"').replace("”", '"') for p in CHANGED))
    assert compare_address(revised, 1, 3).encode() in desk.get("/articles/").content


def test_import_by_the_reader_is_no_reading(desk: Client, claim: Claim, editor: User) -> None:
    store_draft(draft(paragraphs=CHANGED), by=editor)
    assert Change.objects.filter(by=editor, verb="article_revised").exists()
    assert BADGE in desk.get("/articles/").content


def test_older_revision_says_how_many_claims_wait_there(desk: Client, revised: Article) -> None:
    html = desk.get(f"{revised.get_absolute_url()}revisions/1/").content.decode()
    assert "2 claims wait for their new place" in html
    assert compare_address(revised) in html
    assert f"/revisions/{revised.public_id}/2/claims/" in html


def test_queries_of_the_badge_are_the_same_for_any_number(
    desk: Client,
    revised: Article,
    editor: User,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for n in range(3):
        made = store_draft(draft(f"Article {n}"), by=None).article
        first = Sentence.objects.taggable().filter(revision=made.current).first()
        assert first
        workflow.add_claim(sentence=first, by=editor)
        revise(title=f"Article {n}")
        if n in {0, 2}:
            with django_assert_num_queries(7):
                desk.get("/articles/")
