"""Two revisions side by side in Chromium: both views, by key, on a phone, in print."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Sentence, User
from articles.store import store_draft
from claims import workflow
from tests.browser.test_every_page import LOOKS, findings
from tests.conftest import PARAGRAPHS, draft

Open = Callable[..., Page]
CHANGED = (
    "The ministry said 214 schools had reopened by Monday. It gave no list.",
    "Minister Ana Weber said: “We are confident.” She spoke in Northtown. A spokesman agreed.",
    "The union called the figure too high.",
)


@pytest.fixture
def changed(story: Article, people: dict[str, User]) -> Article:
    """The story with a claim on its first sentence, and then another wording."""
    first = Sentence.objects.select_related("revision__article").get(number=1)
    workflow.add_claim(sentence=first, by=people["ana"])
    return store_draft(draft(paragraphs=CHANGED), by=None).article


def address(article: Article) -> str:
    return f"/articles/{article.public_id}/revisions/1/2/"


def test_split_shows_each_wording_and_unified_both_in_one(
    open_browser: Open, changed: Article
) -> None:
    page = open_browser("ana")
    page.goto(address(changed))
    row = page.locator(".pair.reworded")
    left, right = row.locator(".left"), row.locator(".right .sentence")
    expect(left.locator("del")).to_have_text("−240")
    expect(right.locator("ins")).to_have_text("+214")
    expect(right.locator("del")).to_be_hidden()
    boxes = [part.bounding_box() for part in (left, row.locator(".right"))]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] < boxes[1]["x"]
    page.get_by_role("link", name="Unified").click()
    expect(left).to_be_hidden()
    expect(right).to_have_text(re.compile("said −240 \\+214 schools"))
    expect(right.locator("del")).to_be_visible()


def test_keys_go_from_change_to_change(open_browser: Open, changed: Article) -> None:
    page = open_browser("ana")
    page.goto(address(changed))
    chosen = page.locator(".pair.chosen")
    page.keyboard.press("j")
    expect(chosen).to_have_class(re.compile("reworded"))
    page.keyboard.press("j")
    expect(chosen).to_have_class(re.compile("added"))
    page.keyboard.press("k")
    expect(chosen).to_have_class(re.compile("reworded"))


def test_folded_sentences_open(open_browser: Open, changed: Article) -> None:
    page = open_browser("ana")
    page.goto(address(changed))
    hidden = page.locator("details .sentence", has_text="She spoke")
    page.goto(f"{address(changed)}?all=1")
    expect(page.locator(".sentence", has_text="no list")).to_be_visible()
    assert hidden.count() <= 1


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.parametrize("view", ["", "?view=unified", "?all=1"])
def test_comparison_is_accessible_and_fits(
    open_browser: Open, changed: Article, scheme: str, width: int, view: str
) -> None:
    page = open_browser("ana", color_scheme=scheme, viewport={"width": width, "height": 800})
    wrong: dict[str, list[str]] = {}
    for path in (
        address(changed) + view,
        f"/articles/{changed.public_id}/revisions/",
        "/revisions/",
        "/articles/",
        changed.get_absolute_url(),
    ):
        page.goto(path)
        said = findings(page) + page.evaluate("window.blocked")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        said += [f"{wide}px wider than the window"] * (wide > 0)
        if said:
            wrong[path] = said
    assert wrong == {}


def test_phone_and_print_have_one_column(open_browser: Open, changed: Article) -> None:
    page = open_browser("ana", viewport={"width": 360, "height": 800})
    page.goto(address(changed))
    row = page.locator(".pair.reworded")
    expect(row.locator(".left")).to_be_hidden()
    expect(row.locator(".right del")).to_be_visible()
    page.set_viewport_size({"width": 760, "height": 1100})
    page.emulate_media(media="print")
    expect(row.locator(".right del")).to_be_visible()
    expect(page.locator(".acts").first).to_be_hidden()


def test_any_two_revisions_are_compared_without_scripts(
    open_browser: Open, changed: Article
) -> None:
    store_draft(draft(paragraphs=(*PARAGRAPHS, "It ended there.")), by=None)
    page = open_browser("ana", java_script_enabled=False)
    page.goto(f"/articles/{changed.public_id}/revisions/")
    page.check("[name=a][value='1']")
    page.check("[name=b][value='3']")
    page.click("text=Compare these two")
    expect(page).to_have_url(re.compile("/revisions/1/3/$"))
    expect(page.locator(".pair.added ins")).to_contain_text("It ended there.")
