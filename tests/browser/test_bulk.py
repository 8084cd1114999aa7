"""Many claims at once, the next one, and one undo for all of it: by keys, by mouse, without JS."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Sentence, User
from claims import workflow
from claims.models import Claim, Event

Open = Callable[..., Page]


@pytest.fixture
def three(story: Article, people: dict[str, User]) -> list[Claim]:
    """Three claims, none of them in anybody's hands."""
    for sentence in Sentence.objects.select_related("revision__article").filter(number__in=(1, 2)):
        workflow.add_claim(sentence=sentence, by=people["ana"])
    return list(Claim.objects.order_by("start"))


def test_many_claims_are_assigned_and_undone_by_key(open_browser: Open, three: list[Claim]) -> None:
    page = open_browser("rosa")
    page.goto("/claims/?waits=review")
    page.locator("details.bulk summary").click()
    page.select_option("#bulk-to", "rosa")
    page.locator("#bulk button", has_text="Assign…").click()
    question = page.locator("#bulk.asking")
    expect(question.locator("h2")).to_have_text("Assign 3 claims to rosa?")
    question.locator("button.primary").click()
    expect(page.locator("#toast")).to_contain_text("3 claims assigned to rosa")
    expect(page).to_have_url("http://" + page.url.split("/")[2] + "/claims/?waits=review")
    assert Claim.objects.filter(assigned_to__username="rosa").count() == 3
    page.goto("/events/")
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_contain_text("Undone")
    assert not Claim.objects.exclude(assigned_to=None).exists()


def test_event_is_chosen_as_it_is_typed_and_the_toast_takes_it_back(
    open_browser: Open, three: list[Claim]
) -> None:
    page = open_browser("ana")
    page.goto("/claims/")
    page.locator("details.bulk summary").click()
    page.locator("#bulk-add_event").press_sequentially("2031")
    page.locator(".listbox li", has_text="school summit 2031").click()
    page.locator("#bulk button", has_text="Add…").click()
    page.locator("#bulk.asking button.primary").click()
    expect(page.locator("#toast")).to_contain_text("3 claims put into the event")
    assert Event.objects.get(slug="school-summit-2031").claims.count() == 3
    page.locator("#toast button", has_text="Undo").click()
    expect(page.locator("#toast")).to_contain_text("Undone")
    assert Event.objects.get(slug="school-summit-2031").claims.count() == 0


def test_list_that_changed_meanwhile_is_asked_again(
    open_browser: Open, three: list[Claim], people: dict[str, User]
) -> None:
    page = open_browser("ana")
    page.goto("/claims/")
    page.locator("details.bulk summary").click()
    page.locator("#bulk button", has_text="Withdraw…").click()
    expect(page.locator("#bulk h2")).to_have_text("Withdraw 3 claims?")
    claim = Claim.objects.select_related("article", "sentence").get(pk=three[0].pk)
    workflow.withdraw_claim(claim=claim, by=people["li"], version=claim.version)
    page.locator("#bulk button.primary").click()
    expect(page.locator("#bulk .error")).to_contain_text("it would be 2 claims now")
    page.locator("#bulk button.primary", has_text="Withdraw 2 claims").click()
    expect(page.locator("#toast")).to_contain_text("2 claims withdrawn")


def test_many_claims_without_javascript(open_browser: Open, three: list[Claim]) -> None:
    page = open_browser("rosa", java_script_enabled=False)
    page.goto("/claims/")
    page.locator("details.bulk summary").click()
    page.locator("#bulk button", has_text="Take on…").click()
    expect(page.locator("h2#bulk-head")).to_contain_text("Take on 3 claims")
    page.locator("#bulk button.primary").click()
    expect(page.locator("#toast")).to_contain_text("3 claims taken on")
    page.locator("#toast button", has_text="Undo").click()
    expect(page.locator("#toast")).to_contain_text("Undone")
    assert set(Claim.objects.values_list("state", flat=True)) == {"tagged"}


def test_next_claim_is_a_key_away_and_walks_through_the_filter(
    open_browser: Open, three: list[Claim]
) -> None:
    page = open_browser("rosa")
    seen = []
    for _time in three:
        page.keyboard.press("n")
        page.wait_for_url("**/claims/*/**")
        expect(page.locator("#toast")).to_contain_text("The claim is yours")
        seen.append(page.locator("h1").text_content())
        page.locator("#toast [data-close]").click()
    assert len(set(seen)) == 3
    assert Claim.objects.filter(state="in_review", assigned_to__username="rosa").count() == 3
