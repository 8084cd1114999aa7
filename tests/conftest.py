"""What every test may ask for: people by role, and an article with its claims."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client

from articles.draft import ArticleDraft, Block, Role
from articles.models import Article, Sentence, User
from articles.store import store_draft
from claims import workflow
from claims.models import Claim, Claimant, ClaimEvent, Event, Evidence, Fact

PARAGRAPHS = (
    "The ministry said 240 schools had reopened by Monday. It gave no list.",
    'Minister Ana Weber said: "We are confident." She spoke in Northtown.',
    "The union called the figure too high.",
)


def draft(
    title: str = "Schools reopen in Northtown",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    source: str = "Northtown Gazette",
) -> ArticleDraft:
    """An invented article: a headline, a byline and some paragraphs."""
    lines = [(title, Role.HEADLINE), ("By Sam Reed", Role.BYLINE)]
    lines += [(paragraph, Role.BODY) for paragraph in paragraphs]
    blocks, start = [], 0
    for text, role in lines:
        blocks.append(Block(start, start + len(text), role))
        start += len(text) + 1
    return ArticleDraft(
        text="\n".join(text for text, _role in lines),
        blocks=tuple(blocks),
        title=title,
        byline="Sam Reed",
        language="en",
        source_name=source,
        reader="test 1",
    )


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Numbers are kept as long as the log has not grown, which a test takes back."""
    caches["kept"].clear()


@contextmanager
def no_hang() -> Iterator[None]:
    """Fails where something takes the minutes of a quadratic reading. No benchmark: those time."""
    began = time.process_time()
    yield
    assert time.process_time() - began < 30


def fails_at(beginning: str, time: int = 1) -> Callable[..., Any]:
    """For `connection.execute_wrapper`: the disk is full at the n-th statement that begins so."""
    seen = 0

    def wrapper(execute: Any, sql: str, *args: Any) -> Any:
        nonlocal seen
        seen += sql.startswith(beginning)
        if sql.startswith(beginning) and seen >= time:
            raise OperationalError("database or disk is full")
        return execute(sql, *args)

    return wrapper


def role(name: str) -> Group:
    return Group.objects.get(name=name)


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    def make(username: str, called: str = "") -> User:
        user = User.objects.create_user(username, password="correct horse")
        if called:
            user.groups.add(role(called))
        return user

    return make


@pytest.fixture
def editor(person: Callable[..., User]) -> User:
    return person("editor", "editor")


@pytest.fixture
def curator(person: Callable[..., User]) -> User:
    return person("curator", "curator")


@pytest.fixture
def reviewer(person: Callable[..., User]) -> User:
    return person("reviewer", "reviewer")


@pytest.fixture
def viewer(person: Callable[..., User]) -> User:
    return person("viewer", "viewer")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    """A browser in which the editor is logged in."""
    client.force_login(editor)
    return client


@pytest.fixture
def article(db: None) -> Article:
    return store_draft(draft(), by=None).article


@pytest.fixture
def sentences(article: Article) -> list[Sentence]:
    """The taggable ones, headline first."""
    found = Sentence.objects.taggable().filter(revision=article.current)
    return list(found.select_related("revision__article__source").order_by("start"))


@pytest.fixture
def claim(sentences: list[Sentence], editor: User) -> Claim:
    made = workflow.add_claim(sentence=sentences[1], by=editor).claim
    assert made
    return made


@pytest.fixture
def fact(editor: User) -> Fact:
    """An invented fact of the library."""
    values = {
        "statement": "The school board counted 240 open schools on 3 May 2031.",
        "source_url": "https://example.org/board/count",
        "publisher": "Northtown School Board",
    }
    made = workflow.add_fact(values=values, by=editor).fact
    assert made
    return made


@pytest.fixture
def evidence(claim: Claim, fact: Fact, editor: User) -> Evidence:
    """The fact beside the claim, which it supports."""
    workflow.attach_fact(
        claim=claim, by=editor, version=claim.version, stance="supports", fact=fact
    )
    return claim.evidence.select_related("claim__article", "fact").get()


@pytest.fixture
def claimant(db: None) -> Claimant:
    return Claimant.objects.create(name="Ministry of Education")


@pytest.fixture
def events(db: None) -> dict[str, Event]:
    """A series, a year of it, and one meeting."""
    series = Event.objects.create(name="school summit", slug="school-summit")
    year = Event.objects.create(name="school summit 2031", slug="school-summit-2031", parent=series)
    meeting = Event.objects.create(name="opening day", slug="opening-day", parent=year)
    return {"series": series, "year": year, "meeting": meeting}


@pytest.fixture
def tag(
    sentences: list[Sentence], editor: User, claimant: Claimant, events: dict[str, Event]
) -> Callable[[int], list[Claim]]:
    """Tags the first sentences, each claim with a claimant, a wording and an event."""

    def make(number: int) -> list[Claim]:
        made = [workflow.add_claim(sentence=s, by=editor).claim for s in sentences[:number]]
        claims = [claim for claim in made if claim]
        Claim.objects.update(claimant=claimant, wording="the same words")
        ClaimEvent.objects.bulk_create(
            ClaimEvent(claim=claim, event=events["year"]) for claim in claims
        )
        return claims

    return make
