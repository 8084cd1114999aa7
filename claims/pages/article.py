"""What the article page needs, and what a click on one of its rows answers with."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from django.db.models import Count as Number
from django.db.models import Max, Prefetch, Q

from articles.draft import Role
from articles.models import Article, Revision, Sentence, User
from articles.paging import Count
from claims.choices import Decision
from claims.models import Claim, Evidence, Reading


class Piece(NamedTuple):
    """A stretch of a sentence's text and the claims that lie on it."""

    text: str
    claims: tuple[Claim, ...]


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
    sentences = list(revision.sentences.order_by("start"))
    for sentence in sentences:
        sentence.revision = revision
    claims = _claims_of(sentences)
    decisions = dict(
        Reading.objects.filter(editor=user, sentence__revision=revision).values_list(
            "sentence", "decision"
        )
    )
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
                decisions.get(sentence.pk, ""),
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
        Progress(len(decisions), total),
        Count(sum(len(found) for found in claims.values())),
    )


def sentence_row(sentence: Sentence, user: User) -> tuple[Row, Progress]:
    """One row anew, and the progress that a decision on it moves: what a click answers with.

    Four queries. Needs `sentence.revision.article` loaded.
    """
    revision = sentence.revision
    mine = Q(readings__editor=user)
    said = revision.sentences.aggregate(
        total=Number("pk", filter=Q(number__isnull=False), distinct=True),
        read=Number("pk", filter=mine, distinct=True),
        decision=Max("readings__decision", filter=mine & Q(pk=sentence.pk)),
        dateline=Max("text", filter=Q(role=Role.DATELINE, paragraph=sentence.paragraph)),
    )
    line = revision.text.rfind("\n", 0, sentence.start) + 1
    lead = revision.text[line : sentence.start].strip()
    follows_dateline = bool(lead) and lead == said["dateline"]
    row = Row(
        sentence,
        tuple(_claims_of([sentence])[sentence.pk]),
        said["decision"] or "",
        begins_paragraph=not lead or follows_dateline,
        dateline=lead if follows_dateline else "",
        current=True,
        first=not revision.text[: sentence.start].strip(),
        newest=revision.pk == revision.article.current_id,
    )
    return row, Progress(said["read"], said["total"])


def _claims_of(sentences: list[Sentence]) -> dict[int, list[Claim]]:
    """The standing claims of these sentences with their facts, in the order of the text.

    Three queries, two where nothing is claimed.
    """
    by_pk = {sentence.pk: sentence for sentence in sentences}
    found: dict[int, list[Claim]] = defaultdict(list)
    beside = Evidence.objects.select_related("fact").order_by("added_at", "pk")
    for claim in (
        Claim.objects.standing()
        .filter(sentence__in=by_pk)
        .carded()
        .prefetch_related(Prefetch("evidence", beside, to_attr="facts"))
        .order_by("start", "end", "pk")
    ):
        claim.sentence = by_pk[claim.sentence_id]
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
        Reading.objects.filter(editor=user, sentence__revision__in=revisions)
        .values_list("sentence__revision")
        .annotate(n=Number("pk"))
    )
    return {
        article: Progress(read.get(revision, 0), total.get(revision, 0))
        for revision, article in revisions.items()
    }
