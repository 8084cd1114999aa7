"""A real Chromium on the live server, watched for what the Content-Security-Policy blocks."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from articles.models import Article, Sentence, User
from articles.store import store_draft
from claims import workflow
from claims.models import Claim, Claimant, Event, EventAlias
from tests.conftest import draft, role

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
PASSWORD = "correct horse battery"
# Playwright runs an event loop in the thread of the tests; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip("no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": CHROMIUM,
        "args": [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


WATCH = """
window.blocked = [];
document.addEventListener("securitypolicyviolation", (e) =>
  window.blocked.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}`));
const settle = () => document.documentElement.setAttribute("data-settled", "");
document.addEventListener("htmx:load", settle);
addEventListener("load", () => window.htmx || settle());
"""


def settling(page: Page) -> Page:
    """A key is pressed when the scripts have set the page up, as by a person who sees it first."""
    goto = page.goto

    def goto_and_settle(url: str, **options: Any) -> Any:
        answer = goto(url, **options)
        page.wait_for_selector("html[data-settled]", state="attached")
        return answer

    page.goto = goto_and_settle  # type: ignore[method-assign]
    return page


@pytest.fixture
def open_browser(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a new browser, logged in as somebody; what goes wrong in it fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_as(username: str = "", **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        if options.get("java_script_enabled", True):
            page.add_init_script(WATCH)
            settling(page)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda m: wrong.append(m.text) if "Content Security Policy" in m.text else None,
        )
        if username:
            page.goto("/account/login/")
            page.fill("[name=login]", username)
            page.fill("[name=password]", PASSWORD)
            page.click("button.primary")
            page.wait_for_url(live_server.url + "/")
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def people(transactional_db: None) -> dict[str, User]:
    made = {}
    for name, called in (("ana", "editor"), ("li", "editor"), ("rosa", "curator")):
        made[name] = User.objects.create_user(name, password=PASSWORD)
        made[name].groups.add(role(called))
    return made


@pytest.fixture
def story(people: dict[str, User]) -> Article:
    """An article of six sentences with one claim, and an event tree to choose from."""
    article = store_draft(draft(), by=None).article
    series = Event.objects.create(name="school summit", slug="school-summit")
    year = Event.objects.create(name="school summit 2031", slug="school-summit-2031", parent=series)
    EventAlias.objects.create(of=year, name="学校峰会", language="zh")
    Claimant.objects.create(name="Ministry of Education")
    last = Sentence.objects.select_related("revision__article").filter(role="body").latest("start")
    workflow.add_claim(sentence=last, by=people["li"])
    assert Claim.objects.count() == 1
    return article
