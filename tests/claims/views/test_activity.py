"""The log as a page: an entry an action, narrowed by the address."""

from collections.abc import Callable

import pytest
from django.test import Client

from articles.models import Change, User
from claims import workflow
from claims.models import Claim, Event, Scale


@pytest.fixture
def log(
    desk: Client, tag: Callable[[int], list[Claim]], reviewer: User, editor: User
) -> list[Claim]:
    """Three claims tagged by the editor; a reviewer takes all on and decides one."""
    claims = tag(3)
    workflow.change_all(
        claims=Claim.objects.all(), what=workflow.Bulk(step="review"), by=reviewer, expected=3
    )
    scale = Scale.objects.get(is_default=True)
    claim = Claim.objects.select_related("sentence__revision", "article").get(pk=claims[0].pk)
    workflow.assess_claim(
        claim=claim,
        by=reviewer,
        version=claim.version,
        scale=scale,
        option=scale.options.first(),
        rationale="So.",
        decide=True,
    )
    return claims


def verbs(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/activity/?{query}")
    assert answer.status_code == 200
    return [entry.deed.verb for entry in answer.context["activity"].entries]


def test_activity_shows_an_entry_an_action_newest_first(desk: Client, log: list[Claim]) -> None:
    assert verbs(desk) == [
        *("claim_decided", "claims_changed"),
        *("claim_tagged", "claim_tagged", "claim_tagged", "article_imported"),
    ]
    entries = desk.get("/activity/").context["activity"].entries
    assert [entry.more for entry in entries][:2] == [0, 2]
    assert entries[0].thing.address == log[0].get_absolute_url()
    assert (entries[2].thing.address, entries[2].more) == (log[2].get_absolute_url(), 0)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("by=reviewer", 2),
        ("by=me", 3),
        ("by=nobody", 0),
        ("verb=claim_decided", 1),
        ("noun=claims.claim", 5),
        ("noun=claims.assessment", 1),
        ("noun=articles.article", 1),
        ("since=2031-01-01", 0),
        ("until=2001-01-01", 0),
        ("event=school-summit", 5),
        ("event=opening-day", 0),
        ("event=no-such-event", 0),
        ("about=0000000000000000", 0),
    ],
)
def test_activity_narrows(desk: Client, log: list[Claim], query: str, found: int) -> None:
    assert len(verbs(desk, query)) == found


def test_activity_about_one_thing_or_one_article(desk: Client, log: list[Claim]) -> None:
    assert len(verbs(desk, f"about={log[1].public_id}")) == 2
    assert len(verbs(desk, f"about={log[1].article.public_id}")) == 6


@pytest.mark.parametrize("query", ["verb=burnt", "noun=auth.user", "since=never"])
def test_activity_of_what_cannot_be_read_is_422(desk: Client, query: str) -> None:
    assert desk.get(f"/activity/?{query}").status_code == 422


def test_activity_is_paged_by_key(
    desk: Client, log: list[Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.pages.activity.SIZE", 4)
    first = desk.get("/activity/").context["activity"]
    second = desk.get(f"/activity/?page={first.page.next}").context["activity"]
    assert [len(page.entries) for page in (first, second)] == [4, 2]
    assert desk.get("/activity/?page=damaged").status_code == 400


def test_activity_says_what_was_undone_and_done_again(
    desk: Client, log: list[Claim], reviewer: User
) -> None:
    action = Change.objects.filter(verb="claim_decided").latest("pk").action

    def undone() -> list[bool]:
        query = "verb=claim_decided"
        entries = desk.get(f"/activity/?{query}").context["activity"].entries
        return [entry.deed.undone for entry in entries]

    assert undone() == [False]
    back = workflow.undo(action, by=reviewer)
    assert undone() == [True]
    workflow.undo(back.id, by=reviewer)
    assert undone() == [False]


def test_event_claims_and_facts_lead_to_their_activity(
    desk: Client, log: list[Claim], events: dict[str, Event]
) -> None:
    for page, link in (
        ("/claims/", "/activity/?noun=claims.claim"),
        ("/facts/", "/activity/?noun=claims.fact"),
        (events["year"].get_absolute_url(), "/activity/?event=school-summit-2031"),
        ("/", "/activity/"),
    ):
        assert f'href="{link}"' in desk.get(page).content.decode()


def test_undo_from_the_activity(desk: Client, log: list[Claim], reviewer: User) -> None:
    desk.force_login(reviewer)
    action = Change.objects.filter(verb="claims_changed").latest("pk").action
    answer = desk.post(f"/undo/{action}/", {"next": "/activity/"}, follow=True)
    assert b"changed this since" in answer.content
    decided = Change.objects.filter(verb="claim_decided").latest("pk").action
    for one in (decided, action):
        desk.post(f"/undo/{one}/", {"next": "/activity/"})
    assert set(Claim.objects.values_list("state", flat=True)) == {"tagged"}
