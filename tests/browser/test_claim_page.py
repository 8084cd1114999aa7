"""One claim in its context: edited in place, left, undone, and walked through by keys."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from articles.models import Article, Sentence, User
from claims import workflow
from claims.models import Claim

Open = Callable[..., Page]


def test_claim_is_edited_in_place_and_undone(open_browser: Open, story: Article) -> None:
    page = open_browser("ana")
    page.goto(Claim.objects.get().get_absolute_url())
    panel = page.locator("#claim-panel")
    page.keyboard.press("w")
    expect(page.locator("[name=claimant_name]")).to_be_focused()
    page.select_option("[name=kind]", "opinion")
    page.keyboard.press("Escape")
    expect(page.locator("form.form")).to_have_count(0)
    page.keyboard.press("Enter")
    page.select_option("[name=kind]", "opinion")
    page.keyboard.press("Control+Enter")
    expect(panel.locator("dl")).to_contain_text("opinion")
    expect(page.locator("#toast")).to_contain_text("Saved")
    assert Claim.objects.get().kind == "opinion"
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_contain_text("Undone")
    expect(panel).not_to_contain_text("opinion")
    expect(page.locator(".history")).to_contain_text("undid a change")


def test_wrong_input_on_the_claim_page_stays_in_the_form(
    open_browser: Open, story: Article
) -> None:
    page = open_browser("ana")
    page.goto(Claim.objects.get().get_absolute_url())
    page.keyboard.press("e")
    event = page.locator("[name=event_name]")
    expect(event).to_be_focused()
    event.fill("no such event")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error")).to_contain_text("No event is called")
    expect(event).to_have_value("no such event")
    event.fill("school summit 2031")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#claim-panel dl")).to_contain_text("school summit 2031")


def test_keys_walk_through_the_filter(
    open_browser: Open, story: Article, people: dict[str, User]
) -> None:
    first = Sentence.objects.select_related("revision__article").get(number=1)
    workflow.add_claim(sentence=first, by=people["ana"])
    page = open_browser("ana")
    page.goto("/claims/?sort=article")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("240 schools")
    page.keyboard.press("j")
    expect(page.locator("h1")).to_contain_text("too high")
    expect(page.locator(".meta").first).to_contain_text("Claim 2 of 2")
    page.keyboard.press("k")
    expect(page.locator("h1")).to_contain_text("240 schools")


def test_untag_by_the_same_key_and_cancel_of_the_form(open_browser: Open, story: Article) -> None:
    page = open_browser("ana")
    page.goto(story.get_absolute_url())
    page.keyboard.press("j")
    page.keyboard.press("c")
    row = page.locator(".row.chosen")
    expect(row.locator("article.card")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[name=claimant_name]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row.locator("article.card")).to_be_visible()
    expect(page.locator("form.form")).to_have_count(0)
    page.keyboard.press("c")
    expect(row.locator("article.card")).to_have_count(0)
    expect(page.locator("#progress")).to_contain_text("0 of 6 sentences read")
    page.locator("#toast button", has_text="Undo").click()
    expect(row.locator("article.card")).to_be_visible()


def test_search_is_a_key_away(open_browser: Open, story: Article) -> None:
    page = open_browser("ana")
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("minister weber")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Minister Ana Weber said")
    page.keyboard.press("?")
    expect(page.locator("h1")).to_contain_text("Help and keys")


def test_edit_page_of_its_own_saves_and_leaves_with_scripts_on(
    open_browser: Open, story: Article
) -> None:
    page = open_browser("ana")
    claim = Claim.objects.get()
    page.goto(f"{claim.get_absolute_url()}edit/")
    page.fill("[name=note]", "typed here")
    page.click("text=Save")
    page.wait_for_url("**/revisions/1/**")
    claim.refresh_from_db()
    assert claim.note == "typed here"
    page.goto(f"{claim.get_absolute_url()}edit/")
    page.keyboard.press("Escape")
    page.wait_for_url("**/revisions/1/**")


def test_editor_agrees_with_a_claim_of_somebody_else(open_browser: Open, story: Article) -> None:
    page = open_browser("ana")
    page.goto(Claim.objects.get().sentence.get_absolute_url())
    page.keyboard.press("a")
    expect(page.locator("#progress")).to_contain_text("1 of 6 sentences read")
    assert Claim.objects.get().version == 1


def test_selection_that_reaches_beyond_its_sentence_never_untags(
    open_browser: Open, story: Article
) -> None:
    page = open_browser("ana")
    page.goto(story.get_absolute_url())
    page.locator(".sentence", has_text="too high").click(click_count=3)
    page.keyboard.press("c")
    expect(page.locator("#toast")).to_contain_text("Sentence 5 tagged")
    page.evaluate("""() => {
        const texts = document.querySelectorAll("[data-text]");
        getSelection().setBaseAndExtent(texts[1].firstChild, 3, texts[2].firstChild, 3);
    }""")
    page.keyboard.press("c")
    expect(page.locator("#toast")).to_contain_text("inside one sentence")
    assert Claim.objects.get().state == "tagged"


def test_keys_leave_an_open_form_alone(open_browser: Open, story: Article) -> None:
    page = open_browser("ana")
    page.goto(Claim.objects.get().sentence.get_absolute_url())
    page.keyboard.press("Enter")
    page.fill("[name=note]", "half a thought")
    page.locator(".sentence", has_text="no list").click()
    for key in "ucx":
        page.keyboard.press(key)
    expect(page.locator("#toast")).to_contain_text("open form first")
    expect(page.locator("[name=note]")).to_have_value("half a thought")
