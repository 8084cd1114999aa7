"""The library: list, one fact, its forms; who may what, and how each answers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from articles.changes import undo
from articles.models import Change, User
from claims import workflow
from claims.models import Claim, Evidence, Fact

HTMX = {"HX-Request": "true"}
SAID = {"statement": "The ferry sails each Monday.", "source_url": "https://gazette.example/1"}


def said(fact: Fact, **changed: Any) -> dict[str, Any]:
    """What the form of a fact sends when nothing is touched."""
    sent = {
        name: getattr(fact, name) or ""
        for name in ("statement", "source_url", "publisher", "published", "accessed", "note")
    }
    return sent | {"version": fact.version} | changed


def shown(desk: Client, **asked: str) -> list[Fact]:
    return list(desk.get("/facts/", asked).context["page"].rows)


def test_library_without_facts_says_how_to_begin(desk: Client) -> None:
    assert b"Write the first one" in desk.get("/facts/").content
    assert b"Clear all filters" in desk.get("/facts/?q=x").content


def test_library_lists_facts_in_use_with_their_claims(desk: Client, evidence: Evidence) -> None:
    html = desk.get("/facts/").content.decode()
    assert html.count("data-row ") == 1
    assert "1 claim</td>" in html
    assert 'href="https://example.org/board/count" rel="noopener noreferrer external"' in html
    assert ">example.org</a>" in html
    assert "not archived" in html


def test_library_is_narrowed_by_words_state_publisher_and_language(
    desk: Client, evidence: Evidence, fact: Fact, editor: User
) -> None:
    bare = Fact.objects.create(statement="It rained.", language="zh")
    old = Fact.objects.create(
        statement="It snowed.",
        source_url="https://x.example/",
        archive_url="https://y.example/",
        valid_until="2020-01-01",
    )
    gone = Fact.objects.create(statement="It hailed.", withdrawn=True)
    assert shown(desk) == [old, bare, fact]
    assert shown(desk, sort="oldest") == [fact, bare, old]
    assert shown(desk, q="RAINED") == [bare]
    assert shown(desk, publisher="Northtown School Board") == [fact]
    assert shown(desk, publisher="none", sort="oldest") == [bare, old]
    assert shown(desk, language="zh") == [bare]
    states = {
        "in_use": [fact],
        "unused": [old, bare],
        "no_source": [bare],
        "no_archive": [fact],
        "expired": [old],
        "waiting": [],
        "withdrawn": [gone],
    }
    assert {state: shown(desk, state=state) for state in states} == states
    workflow.edit_fact(fact=fact, by=editor, version=1, values={"statement": "It did not rain."})
    assert shown(desk, state="waiting") == [fact]


def test_counts_beside_the_filters_are_those_of_the_lists(
    desk: Client, evidence: Evidence, fact: Fact
) -> None:
    for n in range(10):
        Fact.objects.create(statement=f"Fact {n}.", publisher=f"Publisher {n}")
    Fact.objects.create(statement="It hailed.", withdrawn=True)
    facets = desk.get("/facts/", {"publisher": "Publisher 9"}).context["facets"]
    assert int(facets.total) == 1
    groups = {facet.field: facet.choices for facet in facets.groups}
    assert [(c.value, c.count, c.chosen) for c in groups["state"]] == [
        ("unused", 1, False),
        ("no_source", 1, False),
    ]
    assert ("Publisher 9", 1, True) in [(c.value, c.count, c.chosen) for c in groups["publisher"]]
    choices = desk.get("/facts/").context["facets"].groups[0].choices
    for choice in choices:
        assert len(shown(desk, state=choice.value)) == choice.count


@pytest.mark.parametrize("asked", [{"state": "no such"}, {"q": "x" * 201}])
def test_filter_that_cannot_be_read_is_422(desk: Client, fact: Fact, asked: dict[str, str]) -> None:
    answer = desk.get("/facts/", asked)
    assert answer.status_code == 422
    assert answer.context["page"].rows == []


def test_library_goes_on_page_by_page(desk: Client) -> None:
    Fact.objects.bulk_create(Fact(statement=f"Fact {n}.") for n in range(120))
    seen, page = [], ""
    for _n in range(3):
        context = desk.get("/facts/", {"page": page, "sort": "newest"}).context
        seen += [fact.pk for fact in context["page"].rows]
        page = context["page"].next
    assert page == ""
    assert seen == list(Fact.objects.order_by("-pk").values_list("pk", flat=True))


def test_fact_page_shows_fields_warnings_and_leaning_claims(
    desk: Client, evidence: Evidence, fact: Fact
) -> None:
    workflow.edit_fact(
        fact=fact,
        by=fact.created_by,  # type: ignore[arg-type]
        version=1,
        values={"source_url": "https://аpple.com:8443/x", "valid_until": "2020-01-01"},
    )
    html = desk.get(fact.get_absolute_url()).content.decode()
    for words in (
        ">xn--pple-43d.com:8443</a>",
        "https://xn--pple-43d.com:8443/x",
        "expired",
        "no archived copy",
        "used in 1 claim",
        "the fact changed, the claim waits",
        "Copy citation",
        evidence.claim.get_absolute_url(),
        "edited a fact",
    ):
        assert words in html


def test_source_that_came_after_the_claim_is_marked(
    desk: Client, evidence: Evidence, fact: Fact
) -> None:
    article = evidence.claim.article
    article.published_at = "2031-05-04T12:00Z"
    article.save()
    for day, late in (("2031-05-04", False), ("2031-05-05", True)):
        Fact.objects.update(published=day)
        html = desk.get(fact.get_absolute_url()).content.decode()
        assert ("dated after the claim" in html) is late


def test_claims_that_lean_on_a_fact_come_page_by_page(
    desk: Client, tag: Callable[[int], list[Claim]], fact: Fact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.pages.fact.SIZE", 2)
    for n, claim in enumerate(tag(5)):
        stance = ("supports", "refutes")[n % 2]
        workflow.attach_fact(
            claim=claim,
            by=claim.tagged_by,  # type: ignore[arg-type]
            version=claim.version,
            stance=stance,
            fact=fact,
        )
    pages, seen = [""], []
    while len(pages) < 4:
        page = desk.get(fact.get_absolute_url(), {"page": pages[-1]}).context["page"]
        seen += [row.claim.pk for row in page.leaning]
        pages.append(page.next)
    assert pages[-1] == ""
    assert len(set(seen)) == len(seen) == 5
    assert [(code, n) for code, _words, n in page.stances] == [("supports", 3), ("refutes", 2)]


def test_new_fact_is_made_and_can_be_undone(desk: Client, editor: User) -> None:
    answer = desk.post("/facts/new/", SAID | {"note": "seen"}, follow=True)
    made = Fact.objects.get()
    assert answer.redirect_chain == [(made.get_absolute_url(), 302)]
    assert (made.statement, made.note, made.created_by) == (SAID["statement"], "seen", editor)
    assert b"Fact added" in answer.content
    action = Change.objects.get(noun="claims.fact").action
    page = {"next": made.get_absolute_url()}
    undone = desk.post(f"/undo/{action}/", page)
    assert undone.headers["Location"] == "/facts/"
    assert not Fact.objects.exists()


def test_htmx_gets_the_form_alone_and_is_sent_on(desk: Client) -> None:
    answer = desk.get("/facts/new/", headers=HTMX)
    assert answer.content.lstrip().startswith(b"<form")
    assert answer.headers["Vary"].count("HX-Request") == 1
    wrong = desk.post("/facts/new/", SAID | {"source_url": "javascript:alert(1)"}, headers=HTMX)
    assert wrong.status_code == 422
    assert wrong.content.lstrip().startswith(b"<form")
    done = desk.post("/facts/new/", SAID, headers=HTMX)
    assert done.headers["HX-Redirect"] == Fact.objects.get().get_absolute_url()


def test_invalid_fact_is_422_with_what_was_typed(desk: Client) -> None:
    answer = desk.post("/facts/new/", SAID | {"statement": "", "publisher": "The Gazette"})
    assert answer.status_code == 422
    assert b'value="The Gazette"' in answer.content
    assert not Fact.objects.exists()


def test_near_twin_is_offered_and_made_all_the_same(desk: Client, fact: Fact) -> None:
    twin = SAID | {"statement": fact.statement}
    answer = desk.post("/facts/new/", twin)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "This may be here already" in html
    assert f'href="{fact.get_absolute_url()}">Use this one' in html
    assert "Make a new one all the same" in html
    assert f'name="confirm" value="{fact.public_id} "' in html
    seen = {"confirm": f"{fact.public_id} "}
    codes = [desk.post("/facts/new/", twin | seen).status_code for _n in range(10)]
    assert codes == [302] + [422] * 9  # sent again, the one made just now has not been seen
    assert Fact.objects.count() == 2


def test_edit_makes_the_claims_wait_and_undo_takes_it_back(
    desk: Client, evidence: Evidence, fact: Fact, editor: User
) -> None:
    url = f"{fact.get_absolute_url()}edit/"
    assert desk.post(url, said(fact, note="a note")).status_code == 302
    evidence.refresh_from_db()
    assert not evidence.fact_changed  # a note is not what the claims lean on
    fact.refresh_from_db()
    desk.post(url, said(fact, statement="It counted 241."))
    evidence.refresh_from_db()
    assert evidence.fact_changed
    action = Change.objects.filter(verb="fact_edited").latest("pk").action
    undo(action, by=editor)
    evidence.refresh_from_db()
    fact.refresh_from_db()
    assert not evidence.fact_changed
    assert fact.statement.endswith("on 3 May 2031.")


def test_edit_without_a_change_writes_nothing(desk: Client, fact: Fact) -> None:
    before = Change.objects.count()
    answer = desk.post(f"{fact.get_absolute_url()}edit/", said(fact), follow=True)
    assert b"Nothing was changed" in answer.content
    assert Change.objects.count() == before


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_edit_that_lost_the_race_is_409_with_both_versions(
    desk: Client, fact: Fact, reviewer: User, headers: dict[str, str]
) -> None:
    workflow.edit_fact(
        fact=Fact.objects.get(),
        by=reviewer,
        version=1,
        values={"publisher": "Harbour Board", "published": "2031-05-06"},
    )
    url = f"{fact.get_absolute_url()}edit/"
    answer = desk.post(url, said(fact, note="mine"), headers=headers)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "reviewer changed this while you were writing." in html
    rows = answer.context["conflict"].rows
    assert [(str(label), stored, typed) for label, stored, typed in rows] == [
        ("Publisher", "Harbour Board", "Northtown School Board"),
        ("Published", "6 May 2031", "–"),
        ("Note", "–", "mine"),
    ]
    assert ">\nmine</textarea>" in html
    assert 'name="version" value="2"' in html
    fact.refresh_from_db()
    assert (fact.publisher, fact.note) == ("Harbour Board", "")
    assert desk.post(url, said(fact, note="mine"), headers=headers).status_code in {200, 302}
    fact.refresh_from_db()
    assert (fact.note, fact.version) == ("mine", 3)


def test_withdrawn_fact_stays_beside_its_claims_and_comes_back(
    desk: Client, evidence: Evidence, fact: Fact
) -> None:
    url = fact.get_absolute_url()
    answer = desk.post(f"{url}withdraw/", {"version": 1}, follow=True)
    assert b"Fact withdrawn" in answer.content
    assert b"Bring back" in answer.content
    evidence.refresh_from_db()
    assert evidence.fact_changed
    verbs = list(Change.objects.about(fact.public_id).values_list("verb", flat=True))
    assert verbs == ["fact_withdrawn", "fact_added"]
    assert b"Fact brought back" in desk.post(f"{url}restore/", {"version": 2}, follow=True).content
    fact.refresh_from_db()
    assert (fact.withdrawn, fact.version) == (False, 3)


@pytest.mark.parametrize("version", ["", "0", "9", "x", "9" * 400])
def test_withdrawal_of_a_stale_version_is_409(desk: Client, fact: Fact, version: str) -> None:
    answer = desk.post(f"{fact.get_absolute_url()}withdraw/", {"version": version})
    assert answer.status_code == 409
    assert fact.statement.encode() in answer.content
    fact.refresh_from_db()
    assert not fact.withdrawn


def test_type_ahead_gives_options(desk: Client, evidence: Evidence, fact: Fact) -> None:
    html = desk.get("/facts/suggest/", {"q": "school bo"}, headers=HTMX).content.decode()
    assert f'data-value="{fact.public_id}" data-name="{fact.statement}"' in html
    assert "Northtown School Board" in html
    assert "used in 1 claim<" in html
    assert b"No fact holds" in desk.get("/facts/suggest/", {"q": "no such words"}).content
    assert desk.get("/facts/suggest/").content.strip() == b""


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_alike_is_shown_while_writing(desk: Client, fact: Fact, method: str) -> None:
    ask = getattr(desk, method)
    html = ask("/facts/similar/", {"statement": fact.statement}).content.decode()
    assert f'href="{fact.get_absolute_url()}">Use this one' in html
    picked = ask("/facts/similar/", {"statement": fact.statement, "pick": "1"}).content.decode()
    assert f'<button class="act" name="fact" value="{fact.public_id}"' in picked
    none = ask("/facts/similar/", {"statement": "nothing of that"}).content.decode()
    assert none.split() == ["<div", 'id="similar-facts">', "</div>"]


PATHS = ["", "edit/", "withdraw/", "restore/"]


@pytest.mark.parametrize("path", PATHS)
def test_fact_that_is_not_there_is_404(desk: Client, path: str) -> None:
    url = f"/facts/0123456789abcdef/{path}"
    answer = desk.post(url) if path in PATHS[2:] else desk.get(url)
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/facts/new/", *(f"{{fact}}{path}" for path in PATHS[1:])])
def test_viewer_may_read_and_not_write(client: Client, viewer: User, fact: Fact, path: str) -> None:
    client.force_login(viewer)
    assert client.get(fact.get_absolute_url()).status_code == 200
    assert b"Withdraw" not in client.get(fact.get_absolute_url()).content
    assert b"New fact" not in client.get("/facts/").content
    assert client.post(path.format(fact=fact.get_absolute_url()), SAID).status_code == 403
    assert Fact.objects.count() == 1


@pytest.mark.parametrize("path", ["/facts/", "/facts/suggest/", "{fact}"])
def test_reading_pages_take_no_post(desk: Client, fact: Fact, path: str) -> None:
    assert desk.post(path.format(fact=fact.get_absolute_url())).status_code == 405


def test_forms_take_no_other_method(desk: Client, fact: Fact) -> None:
    assert desk.delete("/facts/new/").status_code == 405
    assert desk.put(f"{fact.get_absolute_url()}edit/").status_code == 405


def test_nobody_is_sent_to_the_login(client: Client, fact: Fact) -> None:
    for path in ("/facts/", "/facts/new/", fact.get_absolute_url()):
        assert client.get(path).headers["Location"].startswith("/account/login/")


def test_search_finds_facts(desk: Client, fact: Fact) -> None:
    Fact.objects.create(statement="240 ferries.", withdrawn=True)
    context = desk.get("/search/", {"q": "240"}).context
    assert context["facts"].rows == [fact]
    assert int(context["facts"].count) == 1
