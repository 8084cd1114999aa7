"""An article with ten claims meets its corrected version; and sentences are mended. By keyboard,
by mouse, and without JavaScript. STORY_SHOTS names a folder for pictures of it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Sentence, User
from articles.store import store_draft
from claims import workflow
from claims.choices import State
from claims.models import Anchoring, Claim, Claimant
from claims.models.scale import Scale
from tests.browser.test_every_page import findings
from tests.conftest import draft, role

Open = Callable[..., Page]
SHOTS = os.environ.get("STORY_SHOTS", "")

FIRST = (
    "The ministry said 240 schools had reopened by Monday. It gave no list.",
    'Minister Ana Weber said: "We are confident that every pupil is safe." She spoke in Northtown.',
    "The board counted 120 open schools in the north and closed 14 schools in the south.",
    "Teachers had asked for a later date. The board gave no reason for its choice.",
    "No cases were found among pupils, she added.",
    "The union called the figure too high.",
    "Buses will run as before, the Harbour Union said.",
    "A second report is due in June, according to the board.",
)
SECOND = (
    "The ministry said 214 schools had reopened by Monday. It gave no list.",
    "Buses will run as before, the Harbour Union said.",
    "Minister Ana Weber said: “We are confident that every pupil is safe.” She spoke in Northtown.",
    "The board counted 120 open schools in the north. It closed 14 schools in the south.",
    "Teachers had asked for a later date, and the board gave no reason for its choice.",
    "The largest union called the figure of the ministry far too high on Tuesday.",
    "A second report is due in July, according to the board.",
    "Parents had learnt of it from the radio.",
)
# What each claim stands on, and whether it is only these words of its sentence.
TAGGED = (
    ("240 schools had reopened", False),
    ("It gave no list", False),
    ("every pupil is safe", False),
    ("She spoke in Northtown", True),
    ("120 open schools", False),
    ("Teachers had asked", False),
    ("The board gave no reason", False),
    ("No cases were found", False),
    ("too high", True),
    ("Buses will run", False),
)


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"story-{name}.png"), full_page=True)


def tag(by: User, words: str, narrow: bool) -> Claim:
    sentence = Sentence.objects.select_related("revision__article").get(text__contains=words)
    start = sentence.start + sentence.text.index(words)
    span = {"start": start, "end": start + len(words)} if narrow else {}
    claim = workflow.add_claim(sentence=sentence, by=by, **span).claim
    assert claim
    return claim


@pytest.fixture
def claims(people: dict[str, User]) -> list[Claim]:
    """Ten claims on an invented article. The first is decided."""
    rita = User.objects.create_user("rita", password="correct horse battery")
    rita.groups.add(role("reviewer"))
    store_draft(draft(paragraphs=FIRST), by=people["ana"])
    found = [tag(people["ana"], *said) for said in TAGGED]
    ministry = Claimant.objects.create(name="Ministry of Education")
    Claim.objects.filter(pk=found[0].pk).update(claimant=ministry, cue="said")
    first = Claim.objects.select_related("sentence__revision", "article").get(pk=found[0].pk)
    scale = Scale.objects.get(is_default=True)
    workflow.assess_claim(
        claim=first,
        by=rita,
        version=first.version,
        scale=scale,
        option=scale.options.get(verdict="supported"),
        rationale="The ministry's own table says so.",
        decide=True,
    )
    return found


@pytest.fixture
def corrected(claims: list[Claim], people: dict[str, User]) -> Article:
    return store_draft(draft(paragraphs=SECOND), by=people["li"]).article


def kinds(claims: list[Claim]) -> list[str]:
    kinds = dict(Anchoring.objects.values_list("claim", "kind"))
    return [kinds[claim.pk] for claim in claims]


def test_ten_claims_meet_the_corrected_version(
    open_browser: Open, claims: list[Claim], people: dict[str, User]
) -> None:
    page = open_browser("ana", viewport={"width": 1360, "height": 860})
    article = Article.objects.get()
    page.goto(article.get_absolute_url())
    shoot(page, "1-ten-claims-on-revision-1")
    store_draft(draft(paragraphs=SECOND), by=people["li"])
    assert kinds(claims) == [
        *("reworded", "unchanged", "unchanged", "unchanged", "split"),
        *("merged", "merged", "deleted", "reworded", "moved"),
    ]
    page.goto("/")
    page.click("text=Claims that wait because their article changed")
    expect(page.locator("h1")).to_have_text("Claims that wait because their article changed")
    shoot(page, "2-articles-with-claims-that-wait")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/revisions/{article.public_id}/2/claims/")
    left = page.locator("#left")
    expect(left).to_have_text("6 claims wait")
    expect(page.locator(".settled-ones summary").first).to_contain_text(
        "4 claims carried over unchanged"
    )
    row = page.locator(".left-waiting.chosen")
    expect(row).to_contain_text("number changed")
    expect(row).to_contain_text("judged against revision 1. Reopened.")
    shoot(page, "3-six-wait")
    page.keyboard.press("1")  # the number: follow
    expect(left).to_have_text("5 claims wait")
    expect(page.locator("#toast")).to_contain_text("It follows the new wording")
    expect(row).to_contain_text("split")
    page.keyboard.press("3")  # the split: to both
    expect(left).to_have_text("4 claims wait")
    expect(row).to_contain_text("merged")
    page.keyboard.press("1")
    expect(left).to_have_text("3 claims wait")
    page.keyboard.press("1")  # the second of the merged would have the same words
    expect(row.locator("[role=alert]")).to_contain_text("exactly these words")
    shoot(page, "4-refused-with-its-mend")
    page.keyboard.press("2")
    expect(row.locator("input[type=radio]:checked")).to_be_focused()
    shoot(page, "5-choose-another")
    row.locator("text=Choose its words").click()
    page.select_option("[name=first]", label="9 the")
    page.keyboard.press("Control+Enter")
    expect(left).to_have_text("2 claims wait")
    expect(row).to_contain_text("sentence gone")
    page.keyboard.press("4")  # gone: withdrawn with its statement
    expect(left).to_have_text("1 claim waits")
    page.keyboard.press("u")
    page.wait_for_load_state()
    expect(left).to_have_text("2 claims wait")
    page.keyboard.press("4")
    expect(left).to_have_text("1 claim waits")
    page.keyboard.press("1")  # some words that hold in a reworded sentence
    expect(left).to_contain_text("No claim waits here any more.")
    expect(left).to_be_focused()
    shoot(page, "6-all-decided")
    page.goto(f"/revisions/{article.public_id}/2/claims/?fate=carried")
    shoot(page, "7-what-became-of-each")
    page.goto(article.get_absolute_url())
    shoot(page, "8-the-claims-on-revision-2")
    stored = {c.pk: c for c in Claim.objects.select_related("sentence__revision")}
    assert [stored[claim.pk].quote for claim in claims] == [
        "The ministry said 214 schools had reopened by Monday.",
        "It gave no list.",
        "Minister Ana Weber said: “We are confident that every pupil is safe.”",
        "She spoke in Northtown",
        "The board counted 120 open schools in the north.",
        SECOND[4],
        "the board gave no reason for its choice.",
        "No cases were found among pupils, she added.",
        "too high",
        "Buses will run as before, the Harbour Union said.",
    ]
    states = [stored[claim.pk].state for claim in claims]
    assert states == [
        *(State.REOPENED, *[State.TAGGED] * 6, State.WITHDRAWN, State.TAGGED, State.TAGGED)
    ]
    assert Claim.objects.count() == 11


def test_queue_without_javascript(open_browser: Open, corrected: Article) -> None:
    page = open_browser("ana", java_script_enabled=False)
    page.goto(f"/revisions/{corrected.public_id}/2/claims/")
    page.locator(".left-waiting").first.locator("text=Choose another").click()
    page.locator("label", has_text="far too high").click()
    page.click("text=Choose its words")
    page.select_option("[name=first]", label="2 largest")
    page.select_option("[name=last]", label="3 union")
    page.click("text=Move it here")
    expect(page.locator("#left")).to_have_text("5 claims wait")
    expect(page.locator("#toast")).to_contain_text("moved to the sentence that you chose")
    assert Claim.objects.filter(quote="largest union").count() == 1
    page.locator("#toast").locator("text=Undo").click()
    page.goto(f"/revisions/{corrected.public_id}/2/claims/")
    expect(page.locator("#left")).to_have_text("6 claims wait")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1360), ("dark", 1360), ("light", 360)])
def test_queue_is_accessible_and_fits(
    open_browser: Open, corrected: Article, scheme: str, width: int
) -> None:
    page = open_browser("ana", color_scheme=scheme, viewport={"width": width, "height": 800})
    claim = Anchoring.objects.waiting().order_by("pk")[0].claim
    choose = f"/revisions/claims/{claim.public_id}/choose/"
    sentence = Sentence.objects.filter(revision=corrected.current).latest("start")
    wrong: dict[str, list[str]] = {}
    for n, address in enumerate(
        (
            "/revisions/claims/",
            f"/revisions/{corrected.public_id}/2/claims/?fate=carried",
            f"/revisions/claims/{claim.public_id}/",
            choose,
            f"{choose}?sentence={sentence.pk}",
            f"/sentences/{sentence.pk}/break/",
            claim.get_absolute_url(),
        )
    ):
        page.goto(address)
        shoot(page, f"{scheme}-{width}-{n}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        said = findings(page) + page.evaluate("window.blocked")
        said += [f"{wide}px wider than the window"] * (wide > 0)
        if said:
            wrong[address] = said
    assert wrong == {}


def test_mending_by_keyboard(open_browser: Open, story: Article) -> None:
    page = open_browser("ana")
    page.goto(story.get_absolute_url())
    page.keyboard.press("j")
    page.keyboard.press("j")
    row = page.locator(".row.chosen")
    page.keyboard.press("g")
    expect(page.locator("#toast")).to_contain_text("Sentence 1 and the next are one now")
    expect(row).to_contain_text("by Monday. It gave no list.")
    expect(row.locator(".sentence")).to_be_focused()
    expect(page.locator("#progress")).to_contain_text("of 5 sentences")
    page.evaluate(
        """() => {
          const text = document.querySelector(".row.chosen [data-text]").firstChild;
          getSelection().collapse(text, text.data.indexOf(" It gave"));
        }"""
    )
    page.keyboard.press("b")
    expect(page.locator("#toast")).to_contain_text("Sentence 1 is two now")
    expect(row.locator("[data-text]")).to_have_text(
        "The ministry said 240 schools had reopened by Monday."
    )
    shoot(page, "mending-chosen")
    row.locator("summary").click()
    shoot(page, "mending-menu")
    page.keyboard.press("b")
    expect(page.locator("form.break select")).to_be_focused()
    shoot(page, "mending-form")
    page.select_option("[name=at]", label="4 240")
    page.keyboard.press("Control+Enter")
    expect(row.locator("[data-text]")).to_have_text("The ministry said")
    shoot(page, "mending")
    page.keyboard.press("u")
    page.wait_for_load_state()
    expect(page.locator("#progress")).to_contain_text("of 6 sentences")
    page.keyboard.press("u")
    expect(page.locator("#progress")).to_contain_text("of 5 sentences")
    page.keyboard.press("u")
    expect(page.locator("#progress")).to_contain_text("of 6 sentences")
    texts = Sentence.objects.filter(role="body").order_by("start").values_list("text", flat=True)
    assert list(texts)[:2] == [
        "The ministry said 240 schools had reopened by Monday.",
        "It gave no list.",
    ]


def test_mending_without_javascript(open_browser: Open, story: Article) -> None:
    page = open_browser("ana", java_script_enabled=False)
    page.goto(story.get_absolute_url())
    row = page.locator(".row", has_text="240 schools")
    row.hover()
    row.locator("summary").click()
    row.locator("text=Break in two").click()
    page.select_option("[name=at]", label="4 240")
    page.click("text=Break here")
    expect(page.locator("#toast")).to_contain_text("is two now")
    row = page.locator(".row", has_text="The ministry said")
    row.hover()
    row.locator("summary").click()
    row.locator("text=Join with the next").click()
    expect(page.locator("#toast")).to_contain_text("are one now")
    assert Sentence.objects.filter(role="body").count() == 5
