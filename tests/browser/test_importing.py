"""Importing as an editor does it: paste or upload, preview, run, report, mend, once more."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from playwright.sync_api import Page, expect

from articles.models import Article, Import, User

Open = Callable[..., Page]
COPY = "Ferry to sail again\nThe ferry will sail on Monday. Tickets cost $4."
TABLE = (
    "headline;Body;publisher;date;desk\n"
    "Ferry;It will sail on Monday.;Gazette;2031-05-03;Local\n"
    "Schools;They reopen. Nobody objects.;Gazette;sometime;Local\n"
)


def work() -> None:
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def upload(page: Page, data: bytes, name: str = "week.csv") -> None:
    page.goto("/articles/import/")
    page.set_input_files("[name=uploads]", {"name": name, "mimeType": "text/csv", "buffer": data})
    page.click("main button.primary")
    page.wait_for_url("**/articles/import/*/")


def test_pasted_article_comes_in_by_keyboard(open_browser: Open, people: dict[str, User]) -> None:
    page = open_browser("ana")
    page.keyboard.press("i")
    page.wait_for_url("**/articles/import/")
    page.fill("[name=text]", COPY)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/articles/import/*/")
    expect(page.locator("main")).to_contain_text("Name the source")
    expect(page.locator(".state.failed")).to_have_count(1)
    page.fill("[name=source]", "Northtown Gazette")
    page.keyboard.press("Control+Enter")
    expect(page.locator("main .state.new")).to_contain_text("new")
    expect(page.locator(".words.first")).to_contain_text("Tickets cost $4.")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("i")
    expect(page.locator("#import-progress")).to_contain_text("waiting")
    assert not Article.objects.exists()
    page.reload()
    expect(page.locator("#import-progress")).to_contain_text("waiting")
    work()
    expect(page.locator("nav.counts")).to_contain_text("1 + new")
    page.click("text=See the article")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.click("tbody a.words")
    expect(page.locator("h1")).to_have_text("Ferry to sail again")


def test_failed_rows_are_mended_and_imported(
    open_browser: Open, people: dict[str, User], tmp_path: Path
) -> None:
    page = open_browser("ana")
    upload(page, TABLE.encode())
    expect(page.locator(".notice.failed")).to_contain_text("Unknown column “desk”")
    page.click("text=Read again")
    expect(page.locator("main")).to_contain_text("1 cannot be stored")
    page.click("text=Import this article")
    expect(page.locator("#import-progress")).to_be_visible()
    work()
    with page.expect_download() as started:
        page.click("text=Download the failed row")
    mended = tmp_path / "failed.csv"
    started.value.save_as(mended)
    upload(page, mended.read_bytes().replace(b"sometime", b"2031-05-04"), "failed.csv")
    page.click("text=Import this article")
    expect(page.locator("#import-progress")).to_be_visible()
    work()
    expect(page.locator("nav.counts")).to_contain_text("0 ✗ failed")
    assert sorted(Article.objects.values_list("title", flat=True)) == ["Ferry", "Schools"]


def test_import_without_scripts(open_browser: Open, people: dict[str, User]) -> None:
    page = open_browser("ana", java_script_enabled=False)
    upload(page, TABLE.replace(";desk", "").replace(";Local", "").encode())
    page.click("text=Import this article")
    expect(page.locator("h1")).to_have_text("week.csv")
    work()
    page.wait_for_selector("nav.counts")  # the page asks by itself every 3 seconds
    page.click("nav.counts >> text=failed")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Schools")


def test_cancelled_import_goes_on(open_browser: Open, people: dict[str, User]) -> None:
    page = open_browser("ana")
    upload(page, TABLE.replace(";desk", "").replace(";Local", "").encode())
    page.click("text=Import this article")
    page.click("main >> text=Cancel")
    expect(page.locator(".notice")).to_contain_text("cancelled")
    page.click("text=Begin again")
    expect(page.locator("#import-progress")).to_be_visible()
    work()
    expect(page.locator("nav.counts")).to_contain_text("1 + new")
    assert Import.objects.get().state == "done"


DROP = """(names) => {
    const carried = new DataTransfer();
    for (const name of names) carried.items.add(new File(["It rained on Monday."], name));
    document.body.dispatchEvent(
        new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def test_files_dropped_on_the_page_are_handed_in(
    open_browser: Open, people: dict[str, User], settings: Any
) -> None:
    page = open_browser("ana")
    page.goto("/articles/import/")
    page.evaluate(DROP, ["a.txt", "b.txt"])
    page.click("main button.primary")
    page.wait_for_url("**/articles/import/*/")
    expect(page.locator("h1")).to_have_text("2 files")
    settings.IMPORT_LIMITS = {"file_bytes": 30}
    page.goto("/articles/import/")
    page.evaluate(DROP, ["a.txt", "b.txt"])
    said = page.locator("[name=uploads]").evaluate("(field) => field.validationMessage")
    assert said == "That is more than 30 bytes, the most that is taken in at once."
