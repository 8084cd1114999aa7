"""The library by keyboard, without JavaScript, and on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, User
from claims import workflow
from claims.models import Fact

Open = Callable[..., Page]
TWIN = "The school board counted 240 open schools on 3 May 2031."


@pytest.fixture
def known(story: Article, people: dict[str, User]) -> Fact:
    values = {"statement": TWIN, "source_url": "https://board.example/count"}
    made = workflow.add_fact(values=values, by=people["li"]).fact
    assert made
    return made


def test_fact_is_written_by_keyboard_alone(open_browser: Open, known: Fact) -> None:
    page = open_browser("ana")
    page.goto("/facts/")
    page.keyboard.press("n")
    expect(page.locator("[name=statement]")).to_be_focused()
    page.keyboard.type("The board counted 240 open schools")
    expect(page.locator("#similar-facts")).to_contain_text(TWIN)
    page.keyboard.press("Control+Enter")
    expect(page.locator("button.primary", has_text="Make a new one all the same")).to_be_visible()
    assert Fact.objects.count() == 1
    expect(page.locator("[name=statement]")).to_have_value("The board counted 240 open schools")
    page.locator("[name=publisher]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("Fact added")
    expect(page.locator("h1")).to_have_text("The board counted 240 open schools")
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_contain_text("Undone")
    expect(page.locator("h1")).to_have_text("Facts")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(TWIN)
    page.keyboard.press("Enter")
    page.locator("[name=note]").fill("read twice")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#fact-known")).to_contain_text("read twice")


def test_fact_is_written_without_javascript(open_browser: Open, known: Fact) -> None:
    page = open_browser("ana", java_script_enabled=False)
    page.goto("/facts/new/")
    page.fill("[name=statement]", TWIN)
    page.fill("[name=source_url]", "http://localhost/")
    page.click("text=Add the fact")
    expect(page.locator(".error")).to_contain_text("inside a network")
    page.fill("[name=source_url]", "gazette.example/1")
    page.click("text=Add the fact")
    expect(page.locator("#similar-facts")).to_contain_text("This may be here already")
    page.click("text=Make a new one all the same")
    expect(page.locator(".host")).to_have_text("gazette.example")
    page.click("main >> text=Withdraw")
    expect(page.locator("#toast")).to_contain_text("Fact withdrawn")
    page.click("text=Bring back")
    expect(page.locator(".warn.fact_withdrawn")).to_have_count(0)


def test_second_to_save_a_fact_sees_both_versions(open_browser: Open, known: Fact) -> None:
    first, second = open_browser("ana"), open_browser("li")
    for page in (first, second):
        page.goto(f"{known.get_absolute_url()}edit/")
    first.fill("[name=publisher]", "Harbour Board")
    first.keyboard.press("Control+Enter")
    expect(first.locator("#fact-known")).to_contain_text("Harbour Board")
    second.fill("[name=publisher]", "School Board")
    second.keyboard.press("Control+Enter")
    notice = second.locator(".notice.failed")
    expect(notice).to_contain_text("ana changed this while you were writing")
    expect(notice.locator("td")).to_have_text(["Harbour Board", "School Board"])
    second.locator("[name=publisher]").press("Control+Enter")
    expect(second.locator("#fact-known")).to_contain_text("School Board")


def test_key_copies_the_citation(open_browser: Open, known: Fact) -> None:
    page = open_browser("ana", permissions=["clipboard-read", "clipboard-write"])
    page.goto(known.get_absolute_url())
    page.keyboard.press("y")
    expect(page.locator("#toast")).to_have_class("shown")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{TWIN} https://board.example/count"


def test_paper_has_the_whole_address_and_no_buttons(open_browser: Open, known: Fact) -> None:
    page = open_browser("ana")
    page.goto(known.get_absolute_url())
    page.emulate_media(media="print")
    expect(page.locator(".address")).to_have_text("https://board.example/count")
    expect(page.locator(".address")).to_be_visible()
    for button in page.locator("main button, main summary").all():
        expect(button).not_to_be_visible()
