"""What the article page needs, and what a click on one of its rows answers with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Count as Number
from django.db.models import (
    Exists,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)

from articles.draft import Role
from articles.models import Article, Revision, Sentence, User
from articles.models.compiled import Compiled
from articles.models.planned import planned_once
from articles.paging import Count
from claims.choices import Decision
from claims.models import Claim, ClaimEvent, Evidence, Reading


class Piece(NamedTuple):
    """A stretch of a sentence's text and the claims that lie on it."""

    text: str
    claims: tuple[Claim, ...]

    @property
    def names(self) -> str:
        return " ".join(claim.public_id for claim in self.claims)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the taggable sentences one editor has decided on."""

    read: int
    total: int

    @property
    def done(self) -> bool:
        return self.read >= self.total


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence with the claims that stand level with it."""

    sentence: Sentence
    claims: tuple[Claim, ...] = ()
    decision: str = ""
    begins_paragraph: bool = False
    dateline: str = ""
    current: bool = False
    first: bool = False
    newest: bool = True  # of the newest revision: only there is tagged and mended

    @property
    def pieces(self) -> list[Piece]:
        """The text cut where a claim begins or ends, so that overlapping claims all show."""
        sentence = self.sentence
        cuts = {sentence.start, sentence.end}
        cuts.update(place for claim in self.claims for place in (claim.start, claim.end))
        return [
            Piece(
                sentence.text[start - sentence.start : end - sentence.start],
                tuple(c for c in self.claims if c.start <= start and end <= c.end),
            )
            for start, end in pairwise(sorted(cuts))
        ]

    @property
    def whole(self) -> Claim | None:
        """The claim on the whole sentence, if there is one."""
        return next((claim for claim in self.claims if not claim.narrowed), None)

    @property
    def key(self) -> str:
        """Its primary key as addresses have it; a number is put into local figures, slowly."""
        return str(self.sentence.pk)

    @property
    def end(self) -> str:
        return str(self.sentence.end)

    @property
    def element(self) -> str:
        """The first headline is that of the page."""
        return "h1" if self.first and self.sentence.role == Role.HEADLINE else "p"

    @property
    def look(self) -> str:
        """The classes of its element."""
        said = {
            "begins": self.begins_paragraph,
            "dismissed": self.dismissed and not self.claims,
            "chosen": self.current,
        }
        return " ".join(["row", self.sentence.role, *(name for name in said if said[name])])

    @property
    def dismissed(self) -> bool:
        return self.decision == Decision.NO_CLAIM

    @property
    def agreed(self) -> bool:
        """Whether the editor tagged a claim here, or agreed with those of others."""
        return self.decision == Decision.CLAIM and bool(self.claims)

    @property
    def has_acts(self) -> bool:
        return self.newest and not (self.whole and self.agreed)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A revision, side by side with its claims."""

    article: Article
    revision: Revision
    rows: tuple[Row, ...]
    progress: Progress
    claims: Count = field(default_factory=lambda: Count(0))

    @property
    def headline(self) -> Row | None:
        return next((row for row in self.rows if row.sentence.role == Role.HEADLINE), None)

    @property
    def newest(self) -> bool:
        return self.revision.pk == self.article.current_id


def article_page(article: Article, revision: Revision, user: User, at: int | None) -> ArticlePage:
    """Everything on the side-by-side page. `at`: a code point whose sentence is the chosen one."""
    sentences: list[Any] = _sentences_of(revision.pk, user.pk)
    for sentence in sentences:
        sentence.revision = revision
    claims = _with_what_stands_beside(_claims_of(revision.pk), {s.pk: s for s in sentences})
    # A place between two sentences, as an edit of the boundaries may leave it, means the next.
    after = (s for s in sentences if at is not None and s.taggable and s.end > at)
    chosen = next(after, None)
    rows: list[Row] = []
    dateline, paragraph = "", -1
    for sentence in sentences:
        if sentence.role == Role.DATELINE:
            dateline, paragraph = sentence.text, sentence.paragraph
            continue
        rows.append(
            Row(
                sentence,
                tuple(claims[sentence.pk]),
                sentence.decision or "",
                begins_paragraph=sentence.paragraph != paragraph or bool(dateline),
                dateline=dateline,
                current=sentence is chosen,
                first=sentence is sentences[0],
                newest=revision.pk == article.current_id,
            )
        )
        dateline, paragraph = "", sentence.paragraph
    total = sum(sentence.taggable for sentence in sentences)
    return ArticlePage(
        article,
        revision,
        tuple(rows),
        Progress(sum(bool(sentence.decision) for sentence in sentences), total),
        Count(sum(len(found) for found in claims.values())),
    )


@Compiled
def _sentences_of(revision: int, user: int) -> QuerySet[Sentence]:
    # Decisions by sentence and not by editor, who may have made a million on other articles.
    mine = Reading.objects.filter(sentence=OuterRef("pk"), editor=user).values("decision")
    found = Sentence.objects.filter(revision=revision).order_by("start")
    return found.annotate(decision=Subquery(mine))


@Compiled
def _claims_of(revision: int) -> QuerySet[Claim]:
    return _claims().filter(sentence__revision=revision)


@planned_once()
def sentence_row(sentence: Sentence, user: User) -> tuple[Row, Progress]:
    """One row anew, and the progress that a decision on it moves: what a click answers with.

    One query for a sentence with claims, two for one without; those of events and facts, where
    there are any. Needs `sentence.revision.article` loaded.
    """
    revision = sentence.revision
    place = (sentence.revision_id, sentence.paragraph, sentence.pk, user.pk)
    claims = _with_what_stands_beside(_row_claims(*place), {sentence.pk: sentence})[sentence.pk]
    said: dict[str, Any] = vars(claims[0]) if claims else _row_alone(*place)[0]
    line = revision.text.rfind("\n", 0, sentence.start) + 1
    lead = revision.text[line : sentence.start].strip()
    follows_dateline = bool(lead) and lead == said["dateline"]
    row = Row(
        sentence,
        tuple(claims),
        said["decision"] or "",
        begins_paragraph=not lead or follows_dateline,
        dateline=lead if follows_dateline else "",
        current=True,
        first=not revision.text[: sentence.start].strip(),
        newest=revision.pk == revision.article.current_id,
    )
    return row, Progress(said["read"], said["total"])


@Compiled
def _row_claims(revision: int, paragraph: int, sentence: int, user: int) -> QuerySet[Claim]:
    return (
        _claims().filter(sentence=sentence).annotate(**_asked(revision, paragraph, sentence, user))
    )


@Compiled
def _row_alone(revision: int, paragraph: int, sentence: int, user: int) -> QuerySet[Any, Any]:
    asked = _asked(revision, paragraph, sentence, user)
    return Sentence.objects.filter(pk=sentence).order_by().values(**asked)


def _asked(revision: int, paragraph: int, sentence: int, user: int) -> dict[str, Subquery]:
    """What a row says beside its claims, each as a query within another."""
    beside = Sentence.objects.filter(revision=revision).order_by()
    mine = Reading.objects.filter(editor=user)
    number = Func("pk", function="COUNT", output_field=IntegerField())
    read = beside.filter(Exists(mine.filter(sentence=OuterRef("pk"))))
    dateline = beside.filter(role=Role.DATELINE, paragraph=paragraph)
    return {
        "total": Subquery(beside.taggable().values_list(number)),
        "read": Subquery(read.values_list(number)),
        "decision": Subquery(mine.filter(sentence=sentence).values("decision")),
        "dateline": Subquery(dateline.values("text")[:1]),
    }


def _claims() -> QuerySet[Claim]:
    """Those that stand, as a card shows them, in the order of the text."""
    return (
        Claim.objects.standing()
        .select_related("claimant")
        .annotate(
            in_events=Exists(ClaimEvent.objects.filter(claim=OuterRef("pk"))),
            has_facts=Exists(Evidence.objects.filter(claim=OuterRef("pk"))),
        )
        .order_by("start", "end", "pk")
    )


def _with_what_stands_beside(
    claims: Iterable[Any], sentences: Mapping[int, Sentence]
) -> dict[int, list[Claim]]:
    """The claims with their events and facts, by sentence; a query for either, where any has."""
    links = ClaimEvent.objects.select_related("event").order_by("pk")
    facts = Evidence.objects.select_related("fact").order_by("added_at", "pk")
    with_links = [claim for claim in claims if claim.in_events]
    prefetch_related_objects(with_links, Prefetch("links", links, to_attr="linked"))
    with_facts = [claim for claim in claims if claim.has_facts]
    prefetch_related_objects(with_facts, Prefetch("evidence", facts, to_attr="facts"))
    found: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        claim.sentence = sentences[claim.sentence_id]
        claim.article = claim.sentence.revision.article
        found[claim.sentence_id].append(claim)
    return found


def progress_of(articles: Iterable[Article], user: User) -> dict[int, Progress]:
    """This editor's progress in each article's current revision; two queries for any number."""
    revisions = {article.current_id: article.pk for article in articles if article.current_id}
    total = dict(
        Sentence.objects.taggable()
        .filter(revision__in=revisions)
        .values_list("revision")
        .annotate(n=Number("pk"))
    )
    read = dict(
        Sentence.objects.filter(revision__in=revisions)
        .filter(Exists(Reading.objects.filter(sentence=OuterRef("pk"), editor=user)))
        .values_list("revision")
        .annotate(n=Number("pk"))
    )
    return {
        article: Progress(read.get(revision, 0), total.get(revision, 0))
        for revision, article in revisions.items()
    }
