"""The library's filters, their state in the address, and how many facts each choice would leave."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.paging import EXACT, Count, count
from claims.facets import Choice, Facet, Facets, facets_of
from claims.filters import UNKNOWN
from claims.models import Evidence, Fact
from claims.models.fact import FactQuerySet
from claims.numbers import LONGEST
from claims.shelves import NEWEST, Shelf, evidently, shelf

SORTS = {
    "": (_("last changed first"), NEWEST),
    "newest": (_("newest first"), ("-pk",)),
    "oldest": (_("oldest first"), ("pk",)),
}
STATES = {
    "in_use": _("in use"),
    "unused": _("beside no claim"),
    "no_source": _("without a source"),
    "no_archive": _("without an archived copy"),
    "expired": _("expired"),
    "waiting": _("changed, claims wait"),
    "withdrawn": _("withdrawn"),
}


class FactFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Each field narrows. Withdrawn facts are left out unless asked for."""

    q = django_filters.CharFilter(method="worded", label=_("Words"), max_length=200)
    state = django_filters.ChoiceFilter(
        choices=list(STATES.items()), method="in_state", label=_("State")
    )
    publisher = django_filters.CharFilter(
        method="exactly", label=_("Publisher"), max_length=200, strip=False
    )
    language = django_filters.CharFilter(method="exactly", label=_("Language"), max_length=35)

    class Meta:
        model = Fact
        fields: list[str] = []

    def filter_queryset(self, queryset: FactQuerySet) -> FactQuerySet:
        found: FactQuerySet = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.standing()

    def worded(self, queryset: FactQuerySet, name: str, value: str) -> FactQuerySet:
        return queryset.worded(value)

    def in_state(self, queryset: FactQuerySet, name: str, value: str) -> FactQuerySet:
        return queryset.filter(in_state(value))

    def exactly(self, queryset: FactQuerySet, name: str, value: str) -> FactQuerySet:
        said = "" if value == UNKNOWN else value
        by_name = {"language": Q(language=said), "publisher": Q(publisher=said)}
        return queryset.filter(by_name[name])


def in_state(state: str) -> Q:
    """What holds for the facts of one of STATES; only "withdrawn" has withdrawn ones."""
    if state == "withdrawn":
        return Q(withdrawn=True)
    used = Q(Exists(Evidence.objects.beside()))
    return (
        Q(withdrawn=False)
        & {
            "in_use": used,
            "unused": ~used,
            "no_source": Q(source_url=""),
            "no_archive": ~Q(source_url="") & Q(archive_url=""),
            "expired": Q(valid_until__lt=timezone.localdate()),
            "waiting": Q(pk__in=Evidence.objects.changed().values("fact"))
            | Q(pk__in=Evidence.objects.lapsed().values("fact")),
        }[state]
    )


def chosen(data: Mapping[str, Any], facts: FactQuerySet) -> FactFilter:
    """The filter for these query parameters. Its `is_valid()` says whether they can be read."""
    return FactFilter(data, queryset=facts)


def facets(query: FactFilter) -> Facets:
    """Each facet counts what the other filters leave. Its own choice does not narrow it."""
    shelves = Shelves(query)
    numbers = shelves.every.states()
    states = Facet(
        "state",
        _("State"),
        tuple(
            Choice(state, words, numbers[state], state == shelves.asked.get("state"))
            for state, words in STATES.items()
            if numbers[state] or state == shelves.asked.get("state")
        ),
    )

    def said(field: str, words: Any) -> Facet:
        asked = shelves.asked.get(field)
        found = shelves.without(field).by(field).items()
        most = sorted(found, key=lambda pair: (-pair[1], pair[0]))[:LONGEST]
        numbers = {value or UNKNOWN: number for value, number in most}
        if asked and asked not in numbers:
            numbers[asked] = int(shelves.total)
        return Facet(
            field,
            words,
            tuple(
                Choice(value, _("not said") if value == UNKNOWN else value, number, value == asked)
                for value, number in numbers.items()
            ),
        )

    groups = (states, said("publisher", _("Publisher")), said("language", _("Language")))
    return facets_of(shelves.total, groups, EXACT if shelves.more else 0)


class Shelves:
    """The lists that the facets of one filter count, each read when it is first asked for."""

    def __init__(self, query: FactFilter) -> None:
        self.query = query
        self.asked = {key: value for key, value in query.data.items() if value}
        self.known: dict[str, Shelf] = {}

    @cached_property
    def every(self) -> Shelf:
        """Of all states, withdrawn facts among them."""
        rest = chosen({**self.asked, "state": ""}, self.query.queryset)
        rest.form.is_valid()
        return evidently(super(FactFilter, rest).filter_queryset(self.query.queryset.all()))

    @cached_property
    def whole(self) -> Shelf:
        """What all filters leave."""
        return shelf(self.query.qs) if self.asked.get("state") else self.every.standing

    @cached_property
    def total(self) -> Count:
        return count(self.query.qs) if self.whole.more else Count(len(self.whole.rows))

    @property
    def more(self) -> bool:
        """Whether one of the lists that were read is longer than what was counted of it."""
        return any(one.more for one in (self.every, self.whole, *self.known.values()))

    def without(self, field: str) -> Shelf:
        """What all filters but this one leave."""
        if not self.asked.get(field):
            return self.whole
        if field not in self.known:
            self.known[field] = shelf(chosen({**self.asked, field: ""}, self.query.queryset).qs)
        return self.known[field]
