"""What changed in all articles: the filters, and how many revisions each choice would leave.

Of a longer list, the newest EXACT are counted, read once and in Python.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import django_filters
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Revision, Source
from articles.models.revision import Level, RevisionQuerySet
from articles.paging import EXACT, Count, count
from articles.wording import Flag
from claims.choices import Fate
from claims.facets import Facets, closed_facet, facets_of, row_facet
from claims.filters import DateInput, days
from claims.models import Anchoring
from claims.numbers import most_of
from claims.tallies import listed

WAITS = [(Fate.WAITING.value, _("claims wait"))]
FLAGS = {
    Flag.NUMBER: _("number"),
    Flag.NAME: _("name"),
    Flag.NEGATION: _("negation"),
    Flag.DATE: _("date"),
    Flag.QUOTATION: _("quotation"),
}


class RevisionFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What changed, in all articles: its page and its file are narrowed by the same address."""

    article = django_filters.CharFilter(field_name="article__public_id", label=_("Article"))
    source = django_filters.CharFilter(field_name="article__source__public_id", label=_("Source"))
    level = django_filters.ChoiceFilter(
        choices=[choice for choice in Level.choices if choice[0] != Level.FIRST], label=_("Extent")
    )
    flag = django_filters.ChoiceFilter(
        choices=list(FLAGS.items()), method="touching", label=_("Touches")
    )
    claims = django_filters.ChoiceFilter(choices=WAITS, method="of_claims", label=_("Claims"))
    since = django_filters.DateFilter(method="from_day", label=_("Read from"), widget=DateInput)
    until = django_filters.DateFilter(method="to_day", label=_("Read until"), widget=DateInput)

    class Meta:
        model = Revision
        fields: list[str] = []

    def touching(self, queryset: RevisionQuerySet, name: str, value: str) -> RevisionQuerySet:
        return queryset.touching(value)

    def from_day(self, queryset: RevisionQuerySet, name: str, value: date) -> RevisionQuerySet:
        return queryset.filter(days("fetched_at", {"since": value}))

    def to_day(self, queryset: RevisionQuerySet, name: str, value: date) -> RevisionQuerySet:
        return queryset.filter(days("fetched_at", {"until": value}))

    def of_claims(self, queryset: RevisionQuerySet, name: str, value: str) -> RevisionQuerySet:
        return queryset.filter(pk__in=Anchoring.objects.waiting().values("revision"))


def chosen_revisions(data: Mapping[str, Any], queryset: RevisionQuerySet) -> RevisionFilter:
    """The filter for these query parameters, over revisions that changed an earlier one."""
    return RevisionFilter(data, queryset=queryset.later())


class Seen(NamedTuple):
    """A revision, as far as it is counted. `waits`: whether a claim of it does."""

    level: str
    flags: str
    source: int
    waits: bool


def revision_facets(query: RevisionFilter) -> Facets:
    """Each facet counts what the other filters leave. Its own choice does not narrow it."""
    asked = {key: value for key, value in query.data.items() if value}
    whole, more = seen(query.qs)
    longer = more

    def tally(field: str, said: Callable[[Seen], Iterable[Any]]) -> "Counter[Any]":
        nonlocal longer
        rows = whole
        if field in asked:
            rest = {key: value for key, value in asked.items() if key != field}
            rows, more = seen(chosen_revisions(rest, query.queryset).qs)
            longer = longer or more
        return Counter(value for row in rows for value in said(row))

    def closed(field: str, words: Any, choices: Any, said: Any) -> Any:
        return closed_facet(field, words, choices, tally(field, said), asked.get(field))

    flags = [(flag.value, words) for flag, words in FLAGS.items()]
    sources = most_of(tally("source", lambda row: [row.source]))
    groups = (
        closed("level", _("Extent"), Level.choices, lambda row: [row.level]),
        closed("flag", _("Touches"), flags, lambda row: row.flags.split()),
        closed("claims", _("Claims"), WAITS, lambda row: [Fate.WAITING.value] if row.waits else []),
        row_facet("source", _("Source"), Source, sources, asked),
    )
    total = count(query.qs) if more else Count(len(whole))
    return facets_of(total, groups, EXACT if longer else 0)


def seen(revisions: RevisionQuerySet) -> tuple[Sequence[Seen], bool]:
    """The newest EXACT, and whether there are more. Three queries: what stands beside them is
    looked up when they are found, and not for every revision that is passed by."""
    newest = revisions.order_by("-fetched_at", "-pk")
    found = list(newest.values_list("pk", "level", "flags", "article")[: EXACT + 1])
    more, found = len(found) > EXACT, found[:EXACT]
    using = revisions.db
    keys, articles = listed([row[0] for row in found], using), {row[3] for row in found}
    waiting = Anchoring.objects.waiting().filter(revision__in=keys)
    waits = set(waiting.order_by().values_list("revision", flat=True))
    of = Article.objects.filter(pk__in=listed(articles, using))
    sources = dict(of.order_by().values_list("pk", "source"))
    return [Seen(level, flags, sources[a], pk in waits) for pk, level, flags, a in found], more
