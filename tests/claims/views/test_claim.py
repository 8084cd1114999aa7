"""The queue, one claim, its editing in place, and what happens when two save at once."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Sentence, User
from articles.store import store_draft
from claims import workflow
from claims.choices import State
from claims.models import Claim, Claimant, Event
from tests.conftest import draft

HTMX = {"HX-Request": "true"}


def form_of(claim: Claim, **changed: Any) -> dict[str, Any]:
    """What the form sends when nothing is touched, with some fields changed."""
    words = len(claim.sentence.text.split()) - 1
    sent = {
        "version": claim.version,
        "first": 0,
        "last": words,
        "claimant_name": "",
        "claimant": "",
        "new_claimant": "",
        "cue": "",
        "kind": "",
        "wording": "",
        "events": [],
        "event_name": "",
        "note": "",
    }
    return sent | changed


def edit(client: Client, claim: Claim, *, htmx: bool = True, **changed: Any) -> Any:
    headers = HTMX if htmx else {}
    return client.post(
        f"{claim.get_absolute_url()}edit/", form_of(claim, **changed), headers=headers
    )


@pytest.fixture
def queue(desk: Client, claim: Claim, events: dict[str, Event], claimant: Claimant) -> Client:
    """Three claims: one with everything said, one bare, one withdrawn."""
    edit(
        desk,
        claim,
        kind="quantity",
        claimant_name=claimant.name,
        event_name="opening day",
        wording="240 schools are open again.",
    )
    bare, gone = (
        workflow.add_claim(sentence=sentence, by=User.objects.get(username="editor")).claim
        for sentence in Sentence.objects.filter(number__in=(2, 3))
        .select_related("revision__article")
        .order_by("number")
    )
    assert bare
    assert gone
    workflow.withdraw_claim(claim=gone, by=User.objects.get(username="editor"), version=1)
    return desk


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("q=240", 1),
        ("q=SCHOOLS are", 1),
        ("q=list", 1),
        ("q=ministry nothing", 0),
        ('q="again open"', 0),
        ("event=school-summit", 1),
        ("event=opening-day", 1),
        ("event=none", 1),
        ("event=no-such-event", 0),
        ("claimant=none", 1),
        ("kind=quantity", 1),
        ("kind=none", 1),
        ("state=withdrawn", 1),
        ("state=tagged", 2),
        ("by=editor", 2),
        ("by=nobody", 0),
        ("since=2020-01-01&until=2020-01-02", 0),
        ("published_since=2020-01-01", 0),
        ("event=school-summit&kind=quantity&q=240", 1),
    ],
)
def test_queue_shows_what_the_filter_in_the_address_leaves(
    queue: Client, query: str, found: int
) -> None:
    answer = queue.get(f"/claims/?{query}")
    assert answer.status_code == 200
    assert len(answer.context["page"].rows) == found
    assert int(answer.context["facets"].total) == found


def test_queue_counts_each_choice_of_a_facet(queue: Client) -> None:
    groups = {
        facet.field: facet for facet in queue.get("/claims/?kind=quantity").context["facets"].groups
    }
    kinds = {choice.value: choice.count for choice in groups["kind"].choices}
    assert kinds == {"quantity": 1, "none": 1}
    tree = [(c.value, c.count, c.depth) for c in groups["event"].choices]
    assert tree == [("school-summit", 1, 0), ("school-summit-2031", 1, 1), ("opening-day", 1, 2)]
    states = {choice.value: choice.count for choice in groups["state"].choices}
    assert states == {"tagged": 1}


@pytest.mark.parametrize("query", ["kind=gossip", "state=lost", "since=yesterday"])
def test_queue_with_a_filter_it_cannot_read_is_422(queue: Client, query: str) -> None:
    answer = queue.get(f"/claims/?{query}")
    assert answer.status_code == 422
    assert answer.context["page"].rows == []


@pytest.mark.parametrize("mark", ["x", "e30", "WzEsMl0", "W3RydWUsIngiLDFd", "é", "A" * 5000])
def test_queue_with_a_damaged_page_mark_is_400(queue: Client, mark: str) -> None:
    assert queue.get("/claims/", {"page": mark}).status_code == 400


def test_claim_page_leads_through_the_filter(queue: Client) -> None:
    rows = queue.get("/claims/").context["page"].rows
    answer = queue.get(f"{rows[0].get_absolute_url()}?by=editor")
    page = answer.context["page"]
    assert (int(page.position), int(page.total)) == (1, 2)
    assert (page.previous, page.next) == (None, rows[1])
    assert f"{rows[1].get_absolute_url()}?by=editor" in answer.content.decode()


def test_edit_in_place_answers_with_the_row(
    desk: Client, claim: Claim, claimant: Claimant, events: dict[str, Event]
) -> None:
    answer = edit(
        desk,
        claim,
        kind="quantity",
        cue="said",
        claimant_name="ministry of  EDUCATION",
        event_name="opening day",
    )
    assert answer.status_code == 200
    html = answer.content.decode()
    assert html.count("<section") == 1
    assert "Saved" in html
    claim.refresh_from_db()
    assert (claim.kind, claim.cue, claim.claimant) == ("quantity", "said", claimant)
    assert [link.event for link in claim.links.all()] == [events["meeting"]]


def test_edit_without_javascript_redirects(desk: Client, claim: Claim) -> None:
    answer = edit(desk, claim, htmx=False, kind="opinion")
    assert answer.status_code == 302
    assert answer.headers["Location"] == claim.sentence.get_absolute_url()


def test_edit_form_is_a_fragment_for_htmx_and_a_page_without(desk: Client, claim: Claim) -> None:
    url = f"{claim.get_absolute_url()}edit/"
    fragment, page = desk.get(url, headers=HTMX), desk.get(url)
    assert b"<html" not in fragment.content
    assert b"<html" in page.content
    assert "HX-Request" in fragment.headers["Vary"]
    assert "HX-Request" in page.headers["Vary"]


def test_edit_of_a_stale_version_is_409_with_both_and_overwrites_nothing(
    desk: Client, claim: Claim
) -> None:
    edit(desk, claim, note="first")
    answer = edit(desk, claim, note="second", kind="opinion")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "editor changed this while" in html
    assert html.index("<td>first</td>") < html.index("<td>second</td>")
    assert answer.headers["HX-Retarget"] == f"#card-{claim.public_id}"
    claim.refresh_from_db()
    assert (claim.note, claim.kind, claim.version) == ("first", "", 2)
    assert 'name="version" value="2"' in html


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"claimant_name": "Nobody Known"}, "claimant_name"),
        ({"event_name": "no such event"}, "event_name"),
        ({"first": 5, "last": 2}, "last"),
        ({"note": "a\x00b"}, "note"),
        ({"cue": "x" * 101}, "cue"),
        ({"wording": "x" * 2001}, "wording"),
        ({"events": ["0000000000000000"]}, "events"),
        ({"version": "one"}, "version"),
        ({"first": 10**9}, "first"),
    ],
)
def test_edit_that_cannot_be_read_is_422_and_names_the_field(
    desk: Client, claim: Claim, changed: dict[str, Any], field: str
) -> None:
    answer = edit(desk, claim, **changed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    claim.refresh_from_db()
    assert claim.version == 1


def test_edit_refuses_half_a_character(desk: Client, claim: Claim) -> None:
    body = "&".join(f"{k}={v}" for k, v in form_of(claim).items() if v != [])
    answer = desk.post(
        f"{claim.get_absolute_url()}edit/",
        f"{body}&note=%ED%A0%80".replace("&note=&", "&"),
        content_type="application/x-www-form-urlencoded",
        headers=HTMX,
    )
    assert answer.status_code in {200, 422}


def test_edit_adds_a_new_claimant_in_the_same_action(desk: Client, claim: Claim) -> None:
    edit(desk, claim, claimant_name="Harbour Union", new_claimant="organisation")
    claim.refresh_from_db()
    assert claim.claimant is not None
    assert claim.claimant.name == "Harbour Union"
    desk.post("/undo/")
    claim.refresh_from_db()
    assert claim.claimant is None
    assert not Claimant.objects.exists()


def test_edit_of_a_name_that_two_have_asks_which(
    desk: Client, claim: Claim, claimant: Claimant
) -> None:
    twin = Claimant.objects.create(name=claimant.name)
    assert edit(desk, claim, claimant_name=claimant.name).status_code == 422
    assert (
        edit(desk, claim, claimant_name=claimant.name, claimant=twin.public_id).status_code == 200
    )
    claim.refresh_from_db()
    assert claim.claimant == twin


def test_edit_narrows_to_words_and_back(desk: Client, claim: Claim) -> None:
    edit(desk, claim, first=3, last=4)
    claim.refresh_from_db()
    assert claim.quote == "240 schools"
    assert claim.prefix.endswith("said ")
    assert claim.suffix.startswith(" had")
    edit(desk, claim, first=0, last=8)
    claim.refresh_from_db()
    assert claim.quote == claim.sentence.text


def test_withdraw_by_htmx_answers_with_the_row(desk: Client, claim: Claim) -> None:
    url = f"{claim.get_absolute_url()}withdraw/"
    answer = desk.post(url, {"version": 1}, headers=HTMX)
    assert b"Sentence 1 untagged" in answer.content
    claim.refresh_from_db()
    assert claim.state == State.WITHDRAWN


@pytest.mark.parametrize("version", ["2", "0", "", "x", "9" * 40])
def test_withdraw_of_another_version_is_409(desk: Client, claim: Claim, version: str) -> None:
    url = f"{claim.get_absolute_url()}withdraw/"
    assert desk.post(url, {"version": version}, headers=HTMX).status_code == 409
    claim.refresh_from_db()
    assert claim.state == State.TAGGED


def test_queue_pages_by_key_through_all_claims_once(desk: Client, editor: User) -> None:
    sentence_count = 130
    text = tuple(f"Number {n} is said here." for n in range(sentence_count))
    article = store_draft(draft("Many", text), by=None).article
    for sentence in (
        Sentence.objects.taggable()
        .filter(revision=article.current)
        .select_related("revision__article")
    ):
        workflow.add_claim(sentence=sentence, by=editor)
    seen, url = [], "/claims/?sort=article"
    while url:
        page = desk.get(url).context["page"]
        seen += [claim.start for claim in page.rows]
        url = f"/claims/?sort=article&page={page.next}" if page.next else ""
    assert seen == sorted(seen)
    assert len(seen) == sentence_count + 1


def test_edit_without_touching_the_words_leaves_any_span(
    desk: Client, editor: User, sentences: list[Sentence]
) -> None:
    sentence = sentences[3]
    at = sentence.start + sentence.text.index('"')
    marks = workflow.add_claim(sentence=sentence, by=editor, start=at, end=at + 1).claim
    assert marks
    edit(desk, marks, first="", last="", note="odd")
    marks.refresh_from_db()
    assert (marks.quote, marks.note) == ('"', "odd")


def test_edit_chooses_another_claimant_of_the_same_name(
    desk: Client, claim: Claim, claimant: Claimant
) -> None:
    twin = Claimant.objects.create(name=claimant.name)
    Claim.objects.update(claimant=claimant)
    edit(desk, claim, claimant_name=twin.name, claimant=twin.public_id)
    claim.refresh_from_db()
    assert claim.claimant == twin


def test_queue_finds_a_claimant_through_all_its_merges_once(
    desk: Client, claim: Claim, claimant: Claimant, editor: User
) -> None:
    twins = [Claimant.objects.create(name=f"Twin {n}") for n in range(2)]
    for twin in twins:
        claimant.refresh_from_db()
        workflow.merge(kept=claimant, merged=twin, by=editor)
    Claim.objects.update(claimant=claimant)
    for row in (claimant, *twins):
        answer = desk.get("/claims/", {"claimant": row.public_id})
        assert answer.context["page"].rows == [claim]


def test_withdraw_of_another_version_without_javascript_is_a_409_page(
    desk: Client, claim: Claim
) -> None:
    answer = desk.post(f"{claim.get_absolute_url()}withdraw/", {"version": 7})
    assert answer.status_code == 409
    assert b"Somebody was faster" in answer.content
