"""The main job as an editor does it, by keyboard, by mouse, and without JavaScript."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from articles.models import Article
from claims.models import Claim

Open = Callable[..., Page]


def test_main_job_by_keyboard(open_browser: Open, story: Article, tmp_path: Path) -> None:
    page = open_browser("ana")
    page.click(f"text={story.title}")
    page.wait_for_url(f"**{story.get_absolute_url()}")
    page.wait_for_load_state()
    progress = page.locator("#progress")
    expect(progress).to_contain_text("0 of 6 sentences read")
    page.keyboard.press("j")
    page.keyboard.press("j")
    row = page.locator(".row.chosen")
    expect(row).to_contain_text("240 schools")
    page.keyboard.press("c")
    expect(page.locator("#toast")).to_contain_text("Sentence 1 tagged")
    expect(progress).to_contain_text("1 of 6 sentences read")
    expect(row.locator("article.card")).to_be_visible()
    page.keyboard.press("w")
    name = page.locator("[name=claimant_name]")
    expect(name).to_be_focused()
    name.press_sequentially("educ")
    page.locator(".listbox li").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(name).to_have_value("Ministry of Education")
    page.fill("[name=cue]", "said")
    page.select_option("[name=kind]", "quantity")
    event = page.locator("[name=event_name]")
    event.click()
    event.press_sequentially("学校")
    page.locator(".listbox li", has_text="school summit 2031").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".ticks")).to_contain_text("school summit 2031")
    page.keyboard.press("Control+Enter")
    expect(row.locator("article.card")).to_contain_text("Ministry of Education")
    expect(row.locator("article.card")).to_contain_text("school summit 2031")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(progress).to_contain_text("2 of 6 sentences read")
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_contain_text("Undone")
    expect(progress).to_contain_text("1 of 6 sentences read")

    page.goto("/claims/?event=school-summit")
    expect(page.locator("table.claims tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.click("text=Export 1 claim")
    saved = tmp_path / "claims.csv"
    download.value.save_as(saved)
    rows = list(csv.DictReader(io.StringIO(saved.read_text(encoding="utf-8"))))
    assert [row["claimant"] for row in rows] == ["Ministry of Education"]
    assert [row["events"] for row in rows] == ["school summit 2031"]
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("240 schools")


def test_new_claimant_is_added_in_place(open_browser: Open, story: Article) -> None:
    page = open_browser("ana")
    page.goto(story.get_absolute_url())
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.locator(".row.chosen article.card").wait_for()
    page.keyboard.press("w")
    page.locator("[name=claimant_name]").press_sequentially("Harbour Union")
    page.locator(".listbox li", has_text="organisation").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".row.chosen article.card")).to_contain_text("Harbour Union")
    claim = Claim.objects.get(sentence__number=0)
    assert claim.claimant is not None
    assert (claim.claimant.name, claim.claimant.kind) == ("Harbour Union", "organisation")


def test_words_selected_become_a_narrowed_claim(open_browser: Open, story: Article) -> None:
    page = open_browser("ana")
    page.goto(story.get_absolute_url())
    text = page.locator("[data-text]", has_text="240 schools")
    text.evaluate("""(element) => {
        const node = element.firstChild, from = node.data.indexOf("240 schools");
        getSelection().setBaseAndExtent(node, from, node, from + "240 schools".length);
    }""")
    page.keyboard.press("c")
    expect(page.locator("mark", has_text="240 schools")).to_have_text("240 schools")
    page.locator(".row.chosen").get_by_role("button", name="Whole sentence too").click()
    expect(page.locator(".row.chosen article.card")).to_have_count(2)
    quotes = set(Claim.objects.filter(sentence__number=1).values_list("quote", flat=True))
    assert quotes == {"240 schools", "The ministry said 240 schools had reopened by Monday."}


def test_everything_works_without_javascript(open_browser: Open, story: Article) -> None:
    page = open_browser("ana", java_script_enabled=False)
    page.goto(story.get_absolute_url())
    row = page.locator(".row", has_text="240 schools")
    row.get_by_role("button", name="Claim", exact=False).first.click()
    expect(page.locator("#toast")).to_contain_text("Sentence 1 tagged")
    row = page.locator(".row", has_text="240 schools")
    row.hover()
    row.get_by_role("link", name="Edit").click()
    page.fill("[name=claimant_name]", "Nobody Known")
    page.fill("[name=event_name]", "学校峰会")
    page.click("text=Save")
    expect(page.locator(".error").first).to_contain_text("not known yet")
    page.select_option("[name=new_claimant]", "person")
    page.select_option("[name=first]", label="4 240")
    page.click("text=Save")
    card = page.locator(".card", has_text="Nobody Known")
    expect(card).to_contain_text("school summit 2031")
    expect(card).to_contain_text("240 schools had reopened by Monday.")
    page.click("text=Undo my last change")
    expect(page.locator("#toast")).to_contain_text("Undone")


def test_second_to_save_sees_both_versions(open_browser: Open, story: Article) -> None:
    claim = Claim.objects.get()
    first, second = open_browser("ana"), open_browser("li")
    for page in (first, second):
        page.goto(claim.sentence.get_absolute_url())
        page.keyboard.press("Enter")
        page.locator("[name=note]").wait_for()
    first.fill("[name=cue]", "called")
    first.keyboard.press("Control+Enter")
    expect(first.locator("article.card")).to_contain_text("called")
    second.fill("[name=cue]", "claimed")
    second.keyboard.press("Control+Enter")
    notice = second.locator(".notice.failed")
    expect(notice).to_contain_text("ana changed this while")
    expect(notice.locator("td")).to_have_text(["called", "claimed"])
    claim.refresh_from_db()
    assert claim.cue == "called"
    second.keyboard.press("Control+Enter")
    expect(second.locator("article.card")).to_contain_text("claimed")


def test_ended_session_goes_to_login_and_keeps_what_was_typed(
    open_browser: Open, story: Article
) -> None:
    claim = Claim.objects.get()
    page = open_browser("ana")
    page.goto(claim.sentence.get_absolute_url())
    page.keyboard.press("Enter")
    page.fill("[name=note]", "a long thought")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    page.locator("[name=login]").fill("ana")
    page.fill("[name=password]", "correct horse battery")
    page.click("button.primary")
    page.locator(".row.chosen").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("Enter")
    expect(page.locator("[name=note]")).to_have_value("a long thought")


def test_shortcuts_can_be_switched_off(open_browser: Open, story: Article) -> None:
    page = open_browser("ana")
    page.goto("/help/")
    page.uncheck("[name=shortcuts][type=checkbox]")
    page.click("main button:has-text('Save')")
    page.goto(story.get_absolute_url())
    page.keyboard.press("j")
    expect(page.locator(".row.chosen")).to_have_count(0)


def test_permalink_shows_its_sentence(open_browser: Open, story: Article) -> None:
    page = open_browser("ana")
    page.goto(story.get_absolute_url())
    href = page.locator(".row", has_text="no list").locator(".num").get_attribute("href")
    page.goto(str(href))
    expect(page.locator(".row.chosen")).to_contain_text("It gave no list.")
