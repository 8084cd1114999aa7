"""Articles that change, and helpers that say what a claim stands on."""

from collections.abc import Callable, Sequence

import pytest

from articles.models import Article, Sentence, User
from articles.store import store_draft
from claims import workflow
from claims.models import Anchoring, Claim
from tests.conftest import PARAGRAPHS, draft

Revise = Callable[..., Article]
Tag = Callable[..., Claim]


@pytest.fixture
def reviewer(person: Callable[..., User]) -> User:
    return person("rita", "reviewer")


@pytest.fixture
def revise(article: Article, editor: User) -> Revise:
    """Stores a next wording of the article: its paragraphs, and its title where that changed."""

    def make(*paragraphs: str) -> Article:
        return store_draft(draft(paragraphs=paragraphs or PARAGRAPHS), by=editor).article

    return make


@pytest.fixture
def tag_words(article: Article, editor: User) -> Tag:
    """Tags the sentence of the newest revision that holds the words, or just these words."""

    def make(words: str, *, narrow: bool = False) -> Claim:
        sentence = sentence_with(words)
        start = sentence.start + sentence.text.index(words)
        span = {"start": start, "end": start + len(words)} if narrow else {}
        claim = workflow.add_claim(sentence=sentence, by=editor, **span).claim
        assert claim
        return claim

    return make


def sentence_with(words: str) -> Sentence:
    """The sentence of the newest revision that holds the words."""
    newest = Article.objects.get().current
    found = Sentence.objects.select_related("revision__article").filter(revision=newest)
    return found.get(text__contains=words)


def now(claim: Claim) -> Claim:
    """The claim as it is stored."""
    whole = Claim.objects.select_related("sentence__revision", "article__current", "scale")
    return whole.get(pk=claim.pk)


def waiting(claim: Claim) -> Anchoring:
    return Anchoring.objects.waiting().select_related("claim", "revision").get(claim=claim)


def texts(claims: Sequence[Claim]) -> list[str]:
    return [now(claim).quote for claim in claims]


def assert_nothing_is_lost() -> None:
    """Every claim stands on the newest wording, waits there, or was withdrawn; and its quotation
    is what its revision says at its place, in its sentence."""
    for claim in Claim.objects.select_related("sentence__revision", "article"):
        sentence = claim.sentence
        assert sentence.revision.text[claim.start : claim.end] == claim.quote
        assert sentence.start <= claim.start < claim.end <= sentence.end
        if claim.state == "withdrawn":
            continue
        waits = Anchoring.objects.waiting().filter(claim=claim)
        if sentence.revision_id == claim.article.current_id:
            assert not waits.exists()
        else:
            assert [one.revision_id for one in waits] == [claim.article.current_id]
