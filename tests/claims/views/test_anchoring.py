"""The queue of claims that wait because their article changed, over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Sentence, User
from articles.store import store_draft
from claims import workflow
from claims.models import Anchoring, Claim
from tests.conftest import PARAGRAPHS, draft

HTMX = {"HX-Request": "true"}
CHANGED = (
    "The ministry said 214 schools had reopened by Monday. It gave no list.",
    'Minister Ana Weber said: "We are confident." She spoke in Northtown.',
    "The union called the count of the ministry too high.",
)


@pytest.fixture
def moved(claim: Claim) -> Claim:
    """A claim that waits, because the number in its sentence changed."""
    store_draft(draft(paragraphs=CHANGED), by=None)
    return Claim.objects.select_related("article__current").get()


def act(client: Client, claim: Claim, verb: str, **data: Any) -> Any:
    values = {"version": claim.version, **data}
    return client.post(f"/revisions/claims/{claim.public_id}/{verb}/", values, headers=HTMX)


def page_of(claim: Claim) -> str:
    number = claim.article.current.number if claim.article.current else 0
    return f"/revisions/{claim.article.public_id}/{number}/claims/"


def current(words: str) -> Sentence:
    return Sentence.objects.get(text__contains=words, revision__number=2)


def test_list_shows_both_wordings_and_what_differs(desk: Client, moved: Claim) -> None:
    page = desk.get(page_of(moved)).content.decode()
    assert '<del><span class="sign" aria-hidden="true">−</span><span>240</span></del>' in page
    assert '<ins><span class="sign" aria-hidden="true">+</span><span>214</span></ins>' in page
    assert "number changed" in page
    assert "1 claim waits" in page


def test_list_says_what_was_decided_before(
    desk: Client, claim: Claim, person: Callable[..., User]
) -> None:
    rita = person("rita", "reviewer")
    from claims.models.scale import Scale

    scale = Scale.objects.get(is_default=True)
    option = scale.options.get(verdict="refuted")
    workflow.assess_claim(
        claim=Claim.objects.select_related("sentence__revision", "article").get(),
        by=rita,
        version=claim.version,
        scale=scale,
        option=option,
        rationale="",
        decide=True,
    )
    store_draft(draft(paragraphs=CHANGED), by=None)
    page = desk.get(page_of(Claim.objects.get())).content.decode()
    assert "judged against revision 1. Reopened." in page
    assert option.words in page


@pytest.mark.parametrize("path", ["list", "detail"])
def test_list_for_a_stranger_is_refused(
    client: Client, moved: Claim, person: Callable[..., User], path: str
) -> None:
    client.force_login(person("eve"))
    address = page_of(moved) if path == "list" else f"/revisions/claims/{moved.public_id}/"
    assert client.get(address).status_code == 403


def test_viewer_sees_what_waits_and_decides_nothing(
    client: Client, viewer: User, moved: Claim
) -> None:
    client.force_login(viewer)
    page = client.get(page_of(moved)).content.decode()
    assert "1 claim waits" in page
    assert "Follow the new wording" not in page
    assert act(client, moved, "follow").status_code == 403


def test_list_of_a_revision_that_is_none_is_404(desk: Client, moved: Claim) -> None:
    assert desk.get(f"/revisions/{moved.article.public_id}/3/claims/").status_code == 404


def test_list_of_an_older_revision_leads_to_the_newest(desk: Client, moved: Claim) -> None:
    page = desk.get(f"/revisions/{moved.article.public_id}/1/claims/").content.decode()
    assert "This is an older revision." in page
    assert page_of(moved) in page


def test_queue_lists_articles_with_their_numbers(
    desk: Client, moved: Claim, django_assert_num_queries: Any
) -> None:
    store_draft(draft("Another article"), by=None)
    page = desk.get("/revisions/claims/").content.decode()
    assert "Schools reopen in Northtown" in page
    assert "Another article" not in page
    assert page_of(moved) in page


def test_desk_says_how_many_wait(desk: Client, moved: Claim) -> None:
    assert desk.get("/").context["moved"].number == 1


def test_claim_page_says_that_the_article_changed(desk: Client, moved: Claim) -> None:
    page = desk.get(moved.get_absolute_url()).content.decode()
    assert "This claim stands on revision 1; the article has changed." in page


@pytest.mark.parametrize(("verb", "fate"), [("follow", "followed"), ("withdraw", "withdrawn")])
def test_decision_answers_with_what_was_done(
    desk: Client, moved: Claim, verb: str, fate: str
) -> None:
    answer = act(desk, moved, verb)
    body = answer.content.decode()
    assert answer.status_code == 200
    assert body.strip().startswith(f'<section class="anchored" id="w-{moved.public_id}"')
    assert 'id="left" tabindex="-1" hx-swap-oob="true"' in body
    assert "/undo/" in body
    assert Anchoring.objects.get().fate == fate


def test_decision_without_htmx_redirects_with_a_toast(desk: Client, moved: Claim) -> None:
    address = f"/revisions/claims/{moved.public_id}/follow/"
    answer = desk.post(address, {"version": moved.version}, follow=True)
    assert answer.redirect_chain == [(page_of(moved), 302)]
    assert "It follows the new wording" in answer.content.decode()


def test_decision_that_saw_an_older_version_is_409_with_the_row_as_it_is(
    desk: Client, moved: Claim
) -> None:
    answer = act(desk, moved, "follow", version=moved.version + 7)
    assert answer.status_code == 409
    assert "Somebody changed this claim since you read it" in answer.content.decode()
    assert f'name="version" value="{moved.version}"' in answer.content.decode()


def test_decision_without_a_version_is_409(desk: Client, moved: Claim) -> None:
    assert act(desk, moved, "follow", version="x").status_code == 409


def test_second_decision_is_409_and_says_what_was_done(desk: Client, moved: Claim) -> None:
    act(desk, moved, "follow")
    answer = act(desk, moved, "withdraw")
    assert answer.status_code == 409
    assert "Somebody decided this already" in answer.content.decode()
    assert "Followed the new wording" in answer.content.decode()


def test_decision_of_a_claim_that_never_waited_is_404(desk: Client, claim: Claim) -> None:
    assert act(desk, claim, "follow").status_code == 404
    assert desk.get(f"/revisions/claims/{claim.public_id}/").status_code == 404


def test_split_of_what_is_one_sentence_is_422(desk: Client, moved: Claim) -> None:
    answer = act(desk, moved, "split")
    assert answer.status_code == 422
    assert "Follow it instead" in answer.content.decode()


def test_choose_lists_the_likest_sentence_first(desk: Client, moved: Claim) -> None:
    address = f"/revisions/claims/{moved.public_id}/choose/"
    choice = desk.get(address, headers=HTMX).context["choice"]
    assert choice.sentences[0] == current("214 schools")
    assert choice.chosen == current("214 schools")
    assert [s.number for s in desk.get(f"{address}?all=1").context["choice"].sentences] == [
        *(0, 1, 2, 3, 4, 5)
    ]


def test_choose_offers_the_words_of_the_sentence(desk: Client, moved: Claim) -> None:
    sentence = current("too high")
    address = f"/revisions/claims/{moved.public_id}/choose/?sentence={sentence.pk}"
    choice = desk.get(address).context["choice"]
    assert choice.words[:2] == ((0, "The"), (1, "union"))
    assert (choice.first, choice.last) == (0, 9)


def test_choose_of_what_waits_no_more_leads_to_the_list(desk: Client, moved: Claim) -> None:
    act(desk, moved, "follow")
    for verb in ("", "choose/"):
        answer = desk.get(f"/revisions/claims/{moved.public_id}/{verb}")
        assert (answer.status_code, answer.headers["Location"]) == (302, page_of(moved))


def test_fragment_and_page_vary(desk: Client, moved: Claim) -> None:
    address = f"/revisions/claims/{moved.public_id}/"
    fragment, page = desk.get(address, headers=HTMX), desk.get(address)
    assert fragment.content.decode().strip().startswith('<section class="left-waiting')
    assert "HX-Request" in fragment.headers["Vary"]
    assert "HX-Request" in page.headers["Vary"]


def test_follow_to_words_of_another_sentence(desk: Client, moved: Claim) -> None:
    sentence = current("too high")
    answer = act(desk, moved, "follow", sentence=sentence.pk, first=1, last=3)
    assert answer.status_code == 200
    assert Claim.objects.get().quote == "union called the"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sentence": "0"},
        {"sentence": "x"},
        {"sentence": "1" * 30},
        {"first": "3", "last": "1"},
        {"first": "1"},
        {"first": "0", "last": "99"},
    ],
)
def test_follow_with_a_wrong_choice_is_422(
    desk: Client, moved: Claim, wrong: dict[str, str]
) -> None:
    data = {"sentence": current("too high").pk, **wrong}
    answer = act(desk, moved, "follow", **data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert Anchoring.objects.waiting().count() == 1


def test_follow_to_a_sentence_of_the_old_revision_is_422(desk: Client, moved: Claim) -> None:
    assert act(desk, moved, "follow", sentence=moved.sentence_id).status_code == 422


def test_list_says_how_many_were_carried_over(
    desk: Client, sentences: list[Sentence], editor: User, moved: Claim
) -> None:
    store_draft(draft(paragraphs=(*CHANGED, "A note.")), by=None)
    claim = workflow.add_claim(sentence=current_of(3, "She spoke"), by=editor).claim
    assert claim
    store_draft(draft(paragraphs=(*CHANGED, "Another note.")), by=None)
    moved.article.refresh_from_db()
    page = desk.get(page_of(moved)).content.decode()
    assert "1 claim carried over unchanged." in page


def current_of(number: int, words: str) -> Sentence:
    found = Sentence.objects.select_related("revision__article")
    return found.get(text__contains=words, revision__number=number)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("where", "queries"),
    [("/revisions/claims/", 4), ("{list}", 10), ("/revisions/claims/{claim}/choose/", 7)],
)
def test_pages_take_the_same_queries_for_any_number_of_claims(
    desk: Client,
    sentences: list[Sentence],
    editor: User,
    number: int,
    where: str,
    queries: int,
    django_assert_num_queries: Any,
) -> None:
    kept = (PARAGRAPHS[2],)
    for sentence in [*sentences[1 : 1 + number], sentences[5]]:
        workflow.add_claim(sentence=sentence, by=editor)
    store_draft(draft(paragraphs=kept), by=None)
    for n in range(number - 1):
        other = store_draft(draft(f"Article {n}"), by=None).article
        first = Sentence.objects.select_related("revision__article").filter(revision__article=other)
        workflow.add_claim(sentence=first.get(number=1), by=editor)
        store_draft(draft(f"Article {n}", paragraphs=kept), by=None)
    claim = Claim.objects.select_related("article__current").order_by("pk")[0]
    assert Article.objects.count() == number
    address = where.format(list=page_of(claim), claim=claim.public_id)
    with django_assert_num_queries(queries):
        assert desk.get(address).status_code == 200
