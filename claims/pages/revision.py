"""What lists of revisions need: those of one article, and what changed everywhere."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from articles.comparing import compared
from articles.models import Article, Revision, Sentence, User, changed_since
from articles.models.compiled import Compiled
from claims.choices import Fate
from claims.models import Anchoring
from claims.pages.comparison import Bit, excerpt

LONG = 400  # sentences beyond which a list shows no words of a change


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision in a list. `before` is the one before it, `fates` how many claims it touched."""

    revision: Revision
    fates: dict[str, int] = field(default_factory=dict)
    before: Revision | None = None
    bits: list[Bit] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        return self.fates.get(Fate.WAITING, 0)


def revision_rows(revisions: Sequence[Revision]) -> list[RevisionRow]:
    """With the claims that each touched: one query."""
    fates = Anchoring.objects.tally(revisions)
    return [RevisionRow(revision, fates.get(revision.pk, {})) for revision in revisions]


def report_rows(revisions: Sequence[Revision]) -> list[RevisionRow]:
    """The same with what came before and the words of one change: three queries."""
    fates = Anchoring.objects.tally(revisions)
    before = _before(revisions)
    words = _words(revisions, before)
    return [
        RevisionRow(r, fates.get(r.pk, {}), before.get(r.pk), words.get(r.pk, []))
        for r in revisions
    ]


def _before(revisions: Sequence[Revision]) -> dict[int, Revision]:
    """The revision before each, by the key of the later."""
    places = {(r.article_id, r.number - 1): r.pk for r in revisions}
    if not places:
        return {}
    asked = reduce(or_, (Q(article=article, number=number) for article, number in places))
    found = Revision.objects.filter(asked).defer("text")
    return {places[r.article_id, r.number]: r for r in found}


def _words(revisions: Sequence[Revision], before: dict[int, Revision]) -> dict[int, list[Bit]]:
    """An excerpt of each revision that is not too long, by its key."""
    short = [r for r in revisions if r.pk in before and sum(r.changes.values()) <= LONG]
    wanted = {pk for r in short for pk in (r.pk, before[r.pk].pk)}
    sentences: dict[int, list[Sentence]] = defaultdict(list)
    for sentence in Sentence.objects.taggable().filter(revision__in=wanted).order_by("start"):
        sentences[sentence.revision_id].append(sentence)
    return {
        r.pk: excerpt(compared(before[r.pk], r, sentences[before[r.pk].pk], sentences[r.pk]))
        for r in short
    }


@dataclass(frozen=True, slots=True)
class News:
    """What a reader of an article should know of its wordings.

    `known`: the revision that this person last had in hand, if the wording changed since; else 0.
    `waiting`: how many claims wait on the revision that is shown.
    """

    known: int = 0
    waiting: int = 0


def article_news(article: Article, revision: Revision, user: User) -> News:
    """Two queries, or three."""
    newest = revision.pk == article.current_id
    waits = _waiting_at(revision.pk) if newest else _waiting_since(revision.pk)
    known = changed_since([article], user).get(article.pk, 0)
    return News(known, len(waits))


@Compiled
def _waiting_at(revision: int) -> QuerySet[Anchoring]:
    return Anchoring.objects.waiting().filter(revision=revision).only("pk")


@Compiled
def _waiting_since(revision: int) -> QuerySet[Anchoring]:
    return Anchoring.objects.waiting().filter(before=revision).only("pk")
