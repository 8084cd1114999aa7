"""Eight reviewers at the same claims and facts at once: no lost update, no error."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from articles.changes import CannotUndo, Stale, last_undoable
from articles.changes.undo import read
from articles.models import Change, Sentence, User
from articles.models.change import Op
from articles.store import store_draft
from claims import workflow
from claims.models import Claim, Event, Evidence, Fact, Scale
from tests.conftest import draft, role

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, ROUNDS = 8, 12
ANSWERS = (Stale, workflow.Refused, CannotUndo)  # what somebody is told who was not the first


def fresh() -> list[Claim]:
    return list(Claim.objects.select_related("sentence__revision", "article").order_by("pk"))


class Reviewer:
    """One person who does something at random; each deed answers with the id of its action."""

    def __init__(self, user: User, events: list[Event], people: list[User]) -> None:
        self.user, self.events, self.people = user, events, people
        self.dice = random.Random(user.username)

    def decide(self) -> str:
        claim = self.dice.choice(fresh())
        scale = Scale.objects.prefetch_related("options").get(is_default=True)
        return workflow.assess_claim(
            claim=claim,
            by=self.user,
            version=claim.version,
            scale=scale,
            option=self.dice.choice(list(scale.options.all())),
            rationale=f"{self.user} {self.dice.random()}",
            decide=self.dice.random() < 0.7,
        ).action

    def edit_fact(self) -> str:
        fact = self.dice.choice(list(Fact.objects.order_by("pk")))
        values = {"statement": f"{self.user} counted {self.dice.random()}"}
        done = workflow.edit_fact(fact=fact, by=self.user, version=fact.version, values=values)
        return done.action

    def attach(self) -> str:
        claim, fact = self.dice.choice(fresh()), self.dice.choice(list(Fact.objects.all()))
        done = workflow.attach_fact(
            claim=claim, by=self.user, version=claim.version, stance="context", fact=fact
        )
        return done.action

    def detach_or_confirm(self) -> str:
        claim = self.dice.choice(fresh())
        if claim.evidence.waiting().exists():
            return workflow.confirm_evidence(
                claim=claim, by=self.user, version=claim.version
            ).action
        evidence = claim.evidence.select_related("claim__article", "fact").first()
        if evidence is None:
            return ""
        return workflow.detach_fact(evidence=evidence, by=self.user, version=claim.version).action

    def bulk(self) -> str:
        what = self.dice.choice(
            [
                workflow.Bulk(assign_to=self.dice.choice(self.people)),
                workflow.Bulk(add_event=self.dice.choice(self.events)),
                workflow.Bulk(step="reopen"),
                workflow.Bulk(step="review"),
            ]
        )
        claims = Claim.objects.standing()
        expected = workflow.affected(claims, what, self.user).count()
        return workflow.change_all(claims=claims, what=what, by=self.user, expected=expected).id

    def undo(self) -> str:
        action = last_undoable(self.user)
        if action is None:
            return ""
        done = workflow.undo(action, by=self.user)
        return done.id if done.changes else ""

    def work(self) -> Counter[str]:
        """What came of each deed: done, answered with a reason, or an error."""
        said: Counter[str] = Counter()
        deeds: list[Callable[[], str]] = [
            *(self.decide, self.decide, self.edit_fact, self.attach, self.detach_or_confirm),
            *(self.bulk, self.bulk, self.undo, self.undo),
        ]
        try:
            for _round in range(ROUNDS):
                try:
                    action = self.dice.choice(deeds)()
                    said["done" if action else "nothing"] += 1
                    if action:
                        said[f"action {action}"] = 1
                except ANSWERS:
                    said["told"] += 1
                except Exception as error:  # each is counted, none may happen
                    said[f"error {type(error).__name__}: {error}"] += 1
        finally:
            connection.close()
        return said


def desk() -> list[Reviewer]:
    """Claims, facts beside them, events, and eight people."""
    people = [User.objects.create_user(f"user{n}") for n in range(PEOPLE)]
    role("reviewer").user_set.add(*people)
    store_draft(draft(), by=None)
    for sentence in Sentence.objects.taggable().select_related("revision__article")[:4]:
        workflow.add_claim(sentence=sentence, by=people[0])
    for number, claim in enumerate(fresh()[:3]):
        values = {"statement": f"The board counted {number} schools."}
        workflow.attach_fact(
            claim=claim, by=people[0], version=claim.version, stance="supports", values=values
        )
    events = [Event.objects.create(name=f"day {n}", slug=f"day-{n}") for n in range(2)]
    return [Reviewer(user, events, people) for user in people]


def test_eight_reviewers_at_once_lose_no_update_and_meet_no_error() -> None:
    reviewers = desk()
    before = set(Change.objects.values_list("action", flat=True))
    with ThreadPoolExecutor(PEOPLE) as pool:
        said = sum(pool.map(lambda reviewer: reviewer.work(), reviewers), Counter[str]())
    acknowledged = {key.removeprefix("action ") for key in said if key.startswith("action ")}
    logged = set(Change.objects.values_list("action", flat=True)) - before
    lost = lost_updates()
    errors = [key for key in said if key.startswith("error ")]
    print(
        f"\n{connection.vendor}: {said['done']} done, {said['told']} told to look again,"
        f" {said['nothing']} nothing to do; lost updates: {len(lost)}, errors: {len(errors)}"
    )
    assert errors == []
    assert lost == []
    assert logged == acknowledged
    assert said["done"] == len(acknowledged) > PEOPLE
    assert Evidence.objects.filter(claim__state="withdrawn").count() == 0


def lost_updates() -> list[str]:
    """Where the log of a row does not lead to what is stored, change by change."""
    wrong: list[str] = []
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    versions: dict[tuple[str, int], int] = {}
    for change in Change.objects.order_by("pk"):
        key = (change.noun, change.row)
        known = rows.setdefault(key, {})
        if change.op == Op.UPDATE:
            wrong += [
                f"{change} {name}: {known[name]!r} became {old!r} unseen"
                for name, old in change.old.items()
                if name in known and same(known[name]) != same(old)
            ]
            if change.version is not None and change.version <= versions.get(key, 0):
                wrong.append(f"{change}: version {change.version} twice")
        if change.version is not None:
            versions[key] = change.version
        known.update(change.new)
        if change.op == Op.DELETE:
            rows[key] = {}
    return wrong + [line for key, known in rows.items() for line in not_stored(*key, known)]


def not_stored(noun: str, pk: int, known: dict[str, Any]) -> list[str]:
    """How what the log says of a row differs from what is stored."""
    model = apps.get_model(noun)
    row = model._base_manager.filter(pk=pk).first()
    if row is None or not known:
        return [] if row is None and not known else [f"{noun} {pk}: {row} {known}"]
    fields: dict[str, Any] = {field.name: field for field in model._meta.concrete_fields}
    return [
        f"{noun} {pk} {name}: {getattr(row, fields[name].attname)!r} is stored, not {value!r}"
        for name, value in known.items()
        if name in fields and getattr(row, fields[name].attname) != read(fields[name], value)
    ]


def same(value: Any) -> Any:
    """A logged value without the words that a related row showed then."""
    return value["id"] if isinstance(value, dict) else value
