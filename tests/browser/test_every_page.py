"""Every page in Chromium: no accessibility finding, nothing blocked, nothing wider than a phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from articles.models import Article
from claims.models import Claim, Event

Open = Callable[..., Page]
LOOKS = [("light", 1360), ("dark", 1360), ("light", 360), ("dark", 360)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def findings(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found for n in v["nodes"]]


def addresses(article: Article) -> list[str]:
    claim = Claim.objects.get()
    return [
        "/",
        "/articles/",
        "/articles/?q=nothing-holds-this",
        article.get_absolute_url(),
        claim.sentence.get_absolute_url(),
        f"/articles/{article.public_id}/history/",
        f"/articles/{article.public_id}/revisions/",
        f"/articles/{article.public_id}/revisions/1/1/?all=1",
        "/revisions/",
        "/revisions/?level=substance&since=2020-01-01",
        "/claims/",
        "/claims/?q=union&sort=oldest",
        "/claims/?state=decided",
        claim.get_absolute_url(),
        f"{claim.get_absolute_url()}edit/",
        "/events/",
        Event.objects.get(slug="school-summit").get_absolute_url(),
        "/search/?q=schools",
        "/help/",
        "/account/password/change/",
        "/no-such-page/",
    ]


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_every_page_is_accessible_and_blocks_nothing(
    open_browser: Open, story: Article, scheme: str, width: int
) -> None:
    page = open_browser("rosa", color_scheme=scheme, viewport={"width": width, "height": 800})
    wrong: dict[str, list[str]] = {}
    for address in addresses(story):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        said = findings(page) + page.evaluate("window.blocked")
        said += [f"{wide}px wider than the window"] * (wide > 0)
        if said:
            wrong[address] = said
    assert wrong == {}


@pytest.mark.parametrize(("scheme", "width"), LOOKS[:2])
def test_login_pages_are_accessible(
    open_browser: Open, people: None, scheme: str, width: int
) -> None:
    page = open_browser(color_scheme=scheme, viewport={"width": width, "height": 800})
    wrong = {}
    for address in ("/account/login/", "/account/signup/", "/account/password/reset/"):
        page.goto(address)
        if said := findings(page) + page.evaluate("window.blocked"):
            wrong[address] = said
    assert wrong == {}


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_form_in_place_is_accessible(
    open_browser: Open, story: Article, scheme: str, width: int
) -> None:
    page = open_browser("ana", color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto(Claim.objects.get().sentence.get_absolute_url())
    page.keyboard.press("Enter")
    page.locator("[name=claimant_name]").press_sequentially("min")
    page.locator(".listbox li").first.wait_for()
    assert findings(page) + page.evaluate("window.blocked") == []


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_toast_and_chosen_row_are_accessible(
    open_browser: Open, story: Article, scheme: str, width: int
) -> None:
    page = open_browser("ana", color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto(story.get_absolute_url())
    for key in "jc":
        page.keyboard.press(key)
    page.locator("#toast.shown").wait_for()
    page.wait_for_timeout(200)  # its short rise
    assert findings(page) + page.evaluate("window.blocked") == []


def test_admin_blocks_nothing(open_browser: Open, story: Article) -> None:
    page = open_browser("rosa")
    blocked = {}
    pages = ["", "claims/claim/", "claims/event/", "claims/claimant/", "articles/article/"]
    pages += [f"claims/claim/{Claim.objects.get().pk}/change/", "claims/event/add/"]
    first, second = Event.objects.order_by("pk")
    pages.append(f"claims/event/merge/?one={first.public_id}&other={second.public_id}")
    pages.append(f"claims/event/{first.pk}/history/")
    for address in pages:
        page.goto(f"/admin/{address}")
        if found := page.evaluate("window.blocked"):
            blocked[address] = found
    assert blocked == {}
