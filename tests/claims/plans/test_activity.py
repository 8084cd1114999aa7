"""The log: whatever narrows it, it is read along an index, its actions are looked up."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Change, User
from claims.forms.activity import ActivityForm
from claims.models import Claim
from tests.claims.plans import plan_of

WAYS = {
    "": "SCAN articles_change",
    "by=editor": "change_by",
    "verb=claim_tagged": "change_verb",
    "noun=claims.claim": "change_noun",
    "since=2026-01-01": "articles_change_at",
    "about=0000000000000000": "change_subject",
    "event=school-summit": "change_subject",
}


def first_of_each(asked: str, user: User) -> Any:
    """The rows that make the entries of a page."""
    form = ActivityForm(dict(pair.split("=") for pair in asked.split("&") if pair))
    assert form.is_valid()
    heads = form.narrow(Change.objects.all()).heads()  # type: ignore[attr-defined]
    return heads.filter(form.lead(user)).order_by(*form.order)[:51]


@pytest.mark.parametrize("asked", WAYS)
def test_log_is_read_along_an_index(
    editor: User, tag: Callable[[int], list[Claim]], asked: str
) -> None:
    tag(1)
    plan = plan_of(first_of_each(asked, editor))
    assert "Seq Scan on articles_change" not in plan
    if connection.vendor == "sqlite":
        steps = [step for step in plan.splitlines() if "articles_change" in step]
        assert WAYS[asked] in steps[0]
        assert "articles_change_action" in steps[-1]


@pytest.mark.parametrize("asked", [way for way in WAYS if "=0" not in way])
def test_rows_of_actions_are_looked_up(
    desk: Client, tag: Callable[[int], list[Claim]], asked: str
) -> None:
    tag(1)
    with CaptureQueriesContext(connection) as captured:
        desk.get(f"/activity/?{asked.replace('2026', '2020')}")
    said = [q["sql"] for q in captured.captured_queries if '"action" IN (' in q["sql"]]
    assert len(said) == 2
    if connection.vendor == "sqlite":
        for sql in said:
            assert "articles_change_action" in plan_of(sql.replace("%", "%%"))
