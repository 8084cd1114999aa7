"""Every page in Chromium: no accessibility finding, nothing blocked, nothing wider than a phone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from articles import intake
from articles.models import Article, Import, User
from claims.models import Claim, Event, Fact

Open = Callable[..., Page]
LOOKS = [("light", 1360), ("dark", 1360), ("light", 360), ("dark", 360)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def findings(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found for n in v["nodes"]]


def leaning(claim: Claim) -> Fact:
    """A fact of which a reader is warned in every way, beside the claim."""
    fact = Fact.objects.create(
        statement="The union counted 212 open schools.",
        source_url="https://аpple.com:8443/a/long/path?with=parameters&and=more#and-a-fragment",
        publisher="Northtown Teachers’ Union",
        quotation="We counted 212 on the first day.",
        published="2031-05-06",
        accessed="2031-05-07",
        valid_until="2020-05-07",
        withdrawn=True,
    )
    claim.evidence.create(
        fact=fact, stance="context", fact_changed=True, added_at=claim.tagged_at, note="a note"
    )
    Fact.objects.create(statement="It has no source.", valid_until="2020-01-01")
    return fact


ROWS = "title,text,source,published,desk\n" + "".join(
    f"Title {n},It rained {n} times.,Gazette,{'sometime' if n % 2 else '2031-05-03'},Local\n"
    for n in range(4)
)


def imports() -> list[str]:
    """One to be told more of, one to be looked at, one that waits, one that is done."""
    by = User.objects.get(username="rosa")
    told = {"columns": {"desk": ""}}
    asked = intake.receive([ROWS.encode()], name="asked.csv", by=by)
    shown, late, done = (
        intake.receive([ROWS.encode()], name="week.csv", by=by, **told) for _ in range(3)
    )
    intake.begin(late)
    Import.objects.filter(pk=late.pk).update(seen_at=timezone.now() - timedelta(minutes=1))
    intake.begin(done)
    taken = intake.take_on(done.pk)
    assert taken
    with intake.handed_in(taken) as file:
        intake.carry_out(taken, file)
    where = [run.get_absolute_url() for run in (asked, shown, late, done)]
    return [*where, f"{where[-1]}?outcome=failed", f"/articles/?import={done.public_id}"]


def addresses(article: Article) -> list[str]:
    claim = Claim.objects.get()
    fact = leaning(claim)
    return [
        "/",
        "/articles/",
        "/articles/?q=nothing-holds-this",
        "/articles/import/",
        *imports(),
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
        "/claims/?waits=review&assigned=none",
        "/claims/bulk/?do=withdraw",
        "/claims/bulk/?do=event&add_event=nothing",
        "/activity/",
        claim.get_absolute_url(),
        f"{claim.get_absolute_url()}edit/",
        "/facts/",
        "/facts/?state=expired",
        "/facts/new/",
        fact.get_absolute_url(),
        f"{fact.get_absolute_url()}edit/",
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
    pages += ["claims/fact/", "claims/scale/", "claims/scale/add/"]
    pages.append(f"claims/fact/{leaning(Claim.objects.get()).pk}/change/")
    for address in pages:
        page.goto(f"/admin/{address}")
        if found := page.evaluate("window.blocked"):
            blocked[address] = found
    assert blocked == {}
