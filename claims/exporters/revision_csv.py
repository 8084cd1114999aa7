"""What changed in all articles, as a table; `COLUMNS` says what each column holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from articles.models.revision import RevisionQuerySet
from articles.paging import page
from articles.revisions import Kind
from claims.choices import Fate
from claims.exporters.columns import link, when
from claims.exporters.csv_file import stream
from claims.models import Anchoring

CHUNK = 1_000  # revisions that are fetched, and written, at a time
ORDER = ("-fetched_at", "-pk")


@dataclass(frozen=True, slots=True)
class Line:
    revision: Any  # with `before_at` annotated
    fates: dict[str, int]


class Column(NamedTuple):
    words: str | Promise
    cell: Callable[[Line], Any]


def sentences_of(kind: str) -> Callable[[Line], int]:
    return lambda line: line.revision.changes.get(kind, 0)


def settled(line: Line) -> int:
    return sum(n for fate, n in line.fates.items() if fate not in {Fate.CARRIED, Fate.WAITING})


def seconds(line: Line) -> int | str:
    before = line.revision.before_at
    return int((line.revision.fetched_at - before).total_seconds()) if before else ""


COLUMNS: dict[str, Column] = {
    "article_id": Column(_("the article’s id"), lambda line: line.revision.article.public_id),
    "article_title": Column(_("its title today"), lambda line: line.revision.article.title),
    "source": Column(_("who published it"), lambda line: line.revision.article.source.name),
    "article_url": Column(_("its address"), lambda line: line.revision.article.canonical_url),
    "language": Column(_("its language, BCP 47"), lambda line: line.revision.article.language),
    "published_at": Column(
        _("when it was published, in the source’s time zone"),
        lambda line: when(
            line.revision.article.published_at, line.revision.article.source.time_zone
        ),
    ),
    "revision": Column(_("number of the revision"), lambda line: line.revision.number),
    "read_at": Column(_("when it was read, in UTC"), lambda line: when(line.revision.fetched_at)),
    "seconds_after": Column(_("seconds since the revision before it was read"), seconds),
    "level": Column(_("typography, wording or substance"), lambda line: line.revision.level),
    "flags": Column(
        _("what it touches: number, name, negation, date, quotation"),
        lambda line: "; ".join(line.revision.touches),
    ),
    **{
        f"sentences_{kind}": Column(words, sentences_of(kind))
        for kind, words in (
            (Kind.UNCHANGED, _("sentences of the revision before that stayed")),
            (Kind.MOVED, _("that moved")),
            (Kind.REWORDED, _("that were reworded")),
            (Kind.SPLIT, _("that became several")),
            (Kind.MERGED, _("that became one with others")),
            (Kind.DELETED, _("that are gone")),
            (Kind.AMBIGUOUS, _("that could be more than one")),
            ("added", _("new sentences")),
        )
    },
    "claims_carried": Column(
        _("claims carried over"), lambda line: line.fates.get(Fate.CARRIED, 0)
    ),
    "claims_waiting": Column(
        _("claims that wait for a person"), lambda line: line.fates.get(Fate.WAITING, 0)
    ),
    "claims_settled": Column(_("claims that waited and were decided on"), settled),
    "permalink": Column(
        _("the comparison with the revision before"),
        lambda line: link(line.revision.comparison_url),
    ),
}


def chunks(revisions: RevisionQuerySet) -> Iterator[list[Line]]:
    """Newest first, fetched in chunks by key: no cursor stays open between them."""
    earlier = Revision.objects.filter(
        article=OuterRef("article"), number=OuterRef("number") - 1
    ).values("fetched_at")
    rows = (
        revisions.select_related("article__source")
        .defer("text")
        .annotate(before_at=Subquery(earlier[:1]))
    )
    cursor = ""
    while True:
        chunk = page(rows, ORDER, cursor, CHUNK)
        fates = Anchoring.objects.tally(chunk.rows)
        yield [Line(revision, fates.get(revision.pk, {})) for revision in chunk.rows]
        cursor = chunk.next
        if not cursor:
            return


def rows_of(lines: list[Line]) -> Iterator[list[Any]]:
    return ([column.cell(line) for column in COLUMNS.values()] for line in lines)


def write(revisions: RevisionQuerySet, *, excel: bool = False) -> Iterator[bytes]:
    """The table as CSV, piece by piece."""
    return stream(COLUMNS, map(rows_of, chunks(revisions)), excel=excel)
