"""A claim from tag to decided: by keyboard alone, and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Change, Sentence, User
from claims import workflow
from claims.choices import State
from claims.models import Assessment, Claim, Evidence, Fact, Scale
from tests.browser.test_every_page import LOOKS, findings

Open = Callable[..., Page]
STATEMENT = "The school board counted 240 open schools on 3 May 2031."


@pytest.fixture
def judged(story: Article, people: dict[str, User]) -> Claim:
    """A claim with three facts beside it, one of which changed, and a verdict."""
    claim = Claim.objects.select_related("sentence__revision__article", "article").get()
    for version, stance in enumerate(("supports", "refutes", "context"), start=1):
        values = {"statement": f"Number {version} was counted at the doors by hand."}
        workflow.attach_fact(
            claim=claim, by=people["ana"], version=version, stance=stance, values=values
        )
    scale = Scale.objects.get(is_default=True)
    workflow.assess_claim(
        claim=claim,
        by=people["rosa"],
        version=4,
        scale=scale,
        option=scale.options.get(order=2),
        rationale="Counted by hand.",
        decide=True,
    )
    fact = Fact.objects.get(statement__startswith="Number 2")
    workflow.edit_fact(fact=fact, by=people["ana"], version=1, values={"statement": "Never."})
    return claim


def test_claim_from_tag_to_decided_by_keyboard(open_browser: Open, story: Article) -> None:
    other = Claim.objects.get()
    page = open_browser("rosa")
    page.goto(story.get_absolute_url())
    for key in "jjc":
        page.keyboard.press(key)
    expect(page.locator(".row.chosen article.card")).to_be_visible()
    page.keyboard.press("f")
    expect(page.locator("[name=words]").last).to_be_focused()
    for key in ("Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    expect(page.locator("[name=statement]")).to_be_focused()
    page.keyboard.type(STATEMENT)
    page.keyboard.press("Tab")
    page.keyboard.type("example.org/board")
    page.locator("[name=stance]").first.focus()
    page.keyboard.press("r")
    expect(page.locator("[name=stance][value=refutes]")).to_be_checked()
    page.keyboard.press("s")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toast")).to_contain_text("Attached as supports")
    expect(page.locator("article.fact")).to_contain_text("example.org")
    page.wait_for_load_state()
    page.keyboard.press("1")
    page.locator("[name=rationale]").focus()
    page.keyboard.type("The board says so.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**{other.get_absolute_url()}")
    expect(page.locator("#toast")).to_contain_text("Decided: supported")
    claim = Claim.objects.exclude(pk=other.pk).get()
    assert (claim.state, claim.verdict) == (State.DECIDED, "supported")
    assert Evidence.objects.get().fact.source_url == "https://example.org/board"
    verbs = Change.objects.about(claim.public_id).order_by("pk").values_list("verb", flat=True)
    assert list(dict.fromkeys(verbs)) == ["claim_tagged", "fact_attached", "claim_decided"]
    page.keyboard.press("u")
    expect(page.locator("#toast")).to_contain_text("Undone")
    claim.refresh_from_db()
    assert claim.state == State.TAGGED


def test_claim_from_tag_to_decided_without_javascript(open_browser: Open, story: Article) -> None:
    page = open_browser("rosa", java_script_enabled=False)
    page.goto(story.get_absolute_url())
    page.locator(".row", has_text="240 schools").locator("[data-key=c]").click()
    page.goto(Claim.objects.latest("pk").get_absolute_url())
    page.get_by_role("link", name="Attach a fact").click()
    page.fill("#library-words", "no such thing")
    page.locator(".without-script button").click()
    page.fill("[name=statement]", STATEMENT)
    page.fill("[name=source_url]", "https://example.org/board")
    page.locator("[name=stance][value=supports]").check(force=True)
    page.locator("button.primary").click()
    expect(page.locator("#toast")).to_contain_text("Attached as supports")
    page.locator("article.fact").hover()
    page.get_by_role("button", name="context").click()
    expect(page.locator("#toast")).to_contain_text("Now context")
    page.locator("[name=option][value='1']").check(force=True)
    page.fill("[name=rationale]", "The board says so.")
    page.get_by_role("button", name="Decide and next").click()
    expect(page.locator("#toast")).to_contain_text("Decided: supported")
    page.locator("#toast button").first.click()
    expect(page.locator("#toast")).to_contain_text("Undone")
    assert not Assessment.objects.exists()
    assert Evidence.objects.get().stance == "context"


def test_fact_of_the_library_is_found_as_one_types(
    open_browser: Open, story: Article, people: dict[str, User]
) -> None:
    workflow.add_fact(values={"statement": STATEMENT}, by=people["li"])
    page = open_browser("ana")
    page.goto(Claim.objects.get().get_absolute_url())
    page.keyboard.press("f")
    expect(page.locator("[name=words]")).to_be_focused()
    page.keyboard.type("board counted")
    page.locator(".listbox li", has_text="240 open").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[name=words]")).to_have_value(STATEMENT)
    page.locator("[name=stance]").first.focus()
    page.keyboard.press("t")
    page.keyboard.press("Control+Enter")
    fact = page.locator("article.fact")
    expect(fact).to_contain_text("context")
    expect(fact).to_be_focused()
    assert Fact.objects.count() == 1


def test_similar_fact_is_offered_while_a_new_one_is_written(
    open_browser: Open, story: Article, people: dict[str, User]
) -> None:
    workflow.add_fact(values={"statement": STATEMENT}, by=people["li"])
    page = open_browser("ana")
    page.goto(Claim.objects.get().get_absolute_url())
    page.keyboard.press("f")
    page.locator(".write-new > summary").click()
    page.locator("[name=statement]").press_sequentially("The school board counted 241 open schools")
    page.locator("#similar-facts", has_text="240 open").wait_for()
    page.locator("[name=stance][value=supports]").check(force=True)
    page.get_by_role("button", name="Use this one").click()
    expect(page.locator("article.fact")).to_contain_text("240 open")
    assert Fact.objects.count() == 1


def test_keys_work_on_the_chosen_fact(open_browser: Open, judged: Claim) -> None:
    page = open_browser("rosa")
    page.goto(judged.get_absolute_url())
    page.keyboard.press("]")
    facts = page.locator("article.fact")
    expect(facts.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(facts.nth(1)).to_be_focused()
    expect(facts.nth(1)).to_contain_text("Never.")
    page.keyboard.press("t")
    expect(page.locator("#toast")).to_contain_text("Now context")
    expect(page.locator("article.fact.chosen")).to_be_focused()
    expect(page.locator("article.fact.chosen")).to_contain_text("Never.")
    page.keyboard.press("Enter")
    note = page.locator("#facts [name=note]")
    expect(note).to_be_focused()
    page.keyboard.type("A note.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.fact.chosen")).to_contain_text("A note.")
    page.keyboard.press("Delete")
    expect(facts).to_have_count(2)
    page.keyboard.press("u")
    expect(facts).to_have_count(3)
    page.wait_for_load_state()  # the page was loaded anew: its keys come last
    page.keyboard.press("[")
    expect(page.locator("[data-pane='[']")).to_be_focused()
    page.keyboard.press("s")
    page.wait_for_timeout(200)
    assert Evidence.objects.filter(stance="supports").count() == 1  # no fact was chosen


def test_rationale_survives_what_else_is_done_on_the_page(
    open_browser: Open, judged: Claim
) -> None:
    page = open_browser("rosa")
    page.goto(judged.get_absolute_url())
    page.fill("[name=rationale]", "Half a thought")
    page.locator("#verdict-holds").click()
    expect(page.locator("#toast")).to_contain_text("the verdict holds")
    expect(page.locator("#claim-waits section")).to_have_count(0)
    expect(page.locator("[name=rationale]")).to_have_value("Half a thought")
    page.get_by_role("link", name="PolitiFact").click()
    expect(page.locator("#verdict-options")).to_contain_text("Pants on Fire")
    expect(page.locator("[name=rationale]")).to_have_value("Half a thought")
    page.goto("/claims/")
    page.goto(judged.get_absolute_url())
    expect(page.locator("[name=rationale]")).to_have_value("Half a thought")
    page.keyboard.press("3")
    page.get_by_role("button", name="Save only my assessment").click()
    expect(page.locator("#toast")).to_contain_text("assessment is saved: not enough evidence")
    expect(page.locator("#assessments")).to_contain_text("Half a thought")
    page.goto("/claims/")
    page.goto(judged.get_absolute_url())
    kept = page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('claimdesk'))")
    assert kept == []


def test_lost_race_keeps_the_rationale(
    open_browser: Open, judged: Claim, people: dict[str, User]
) -> None:
    page = open_browser("rosa")
    page.goto(judged.get_absolute_url())
    judged.refresh_from_db()
    workflow.reopen_claim(claim=judged, by=people["rosa"], version=judged.version)
    page.keyboard.press("1")
    page.fill("[name=rationale]", "Mine.")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.locator("#verdict [role=alert]")).to_contain_text("Nothing is saved yet")
    expect(page.locator("[name=rationale]")).to_have_value("Mine.")
    expect(page.locator("#claim-head")).to_contain_text("reopened")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.locator("#claim-head")).to_contain_text("supported")


def test_others_who_are_here_are_named(open_browser: Open, story: Article) -> None:
    claim = Claim.objects.get()
    for name in ("li", "ana"):
        page = open_browser(name)
        page.goto(claim.get_absolute_url())
        page.locator("#presence[hx-trigger='every 30s']").wait_for(state="attached")
    expect(page.locator("#presence")).to_contain_text("Also here: li since")


def test_citation_is_copied_by_key(open_browser: Open, judged: Claim) -> None:
    page = open_browser("ana", permissions=["clipboard-read", "clipboard-write"])
    page.goto(judged.get_absolute_url())
    page.keyboard.press("y")
    expect(page.locator("#toast")).to_contain_text("Citation copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#citation-text").input_value()
    assert "Northtown Gazette" in copied
    assert judged.get_absolute_url() in copied


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_review_page_is_accessible_with_its_forms_open(
    open_browser: Open, judged: Claim, scheme: str, width: int
) -> None:
    page = open_browser("rosa", color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto(judged.get_absolute_url())
    page.keyboard.press("y")
    page.keyboard.press("]")
    page.keyboard.press("f")
    page.locator(".write-new > summary").click()
    page.locator(".new-fact > details > summary").click()
    page.locator(".menu summary").click()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert findings(page) + page.evaluate("window.blocked") == []
    assert wide <= 0
    sentence = Sentence.objects.select_related("revision__article").get(pk=judged.sentence_id)
    for address in (sentence.get_absolute_url(), f"{judged.get_absolute_url()}facts/new/"):
        page.goto(address)
        assert findings(page) + page.evaluate("window.blocked") == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_print_leaves_a_dossier(open_browser: Open, judged: Claim) -> None:
    Fact.objects.filter(statement="Never.").update(
        source_url="https://example.org/a/long/way", accessed="2031-05-06"
    )
    page = open_browser("rosa")
    page.goto(judged.get_absolute_url())
    page.emulate_media(media="print")
    for shown in ("https://example.org/a/long/way", "accessed 6 May 2031", "Counted by hand."):
        expect(page.get_by_text(shown).last).to_be_visible()
    for hidden in ("#attach", "#verdict", "#claim-history", "#claim-head .acts", ".fact .acts"):
        expect(page.locator(hidden).first).to_be_hidden()
