"""The library's filters, their state in the address, and how many facts each choice would leave."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Count as Number
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.paging import count
from claims.facets import LONGEST, Choice, Facet, Facets
from claims.filters import UNKNOWN
from claims.models import Evidence, Fact
from claims.models.fact import FactQuerySet

SORTS = {
    "": (_("last changed first"), ("-updated_at", "-pk")),
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
    used = Evidence.objects.order_by().values("fact")
    return (
        Q(withdrawn=False)
        & {
            "in_use": Q(pk__in=used),
            "unused": ~Q(pk__in=used),
            "no_source": Q(source_url=""),
            "no_archive": ~Q(source_url="") & Q(archive_url=""),
            "expired": Q(valid_until__lt=timezone.localdate()),
            "waiting": Q(pk__in=Evidence.objects.waiting().order_by().values("fact")),
        }[state]
    )


def chosen(data: Mapping[str, Any], facts: FactQuerySet) -> FactFilter:
    """The filter for these query parameters. Its `is_valid()` says whether they can be read."""
    return FactFilter(data, queryset=facts)


def facets(query: FactFilter) -> Facets:
    """Each facet counts what the other filters leave. Its own choice does not narrow it."""
    data = {key: value for key, value in query.data.items() if value}

    def without(field: str) -> FactQuerySet:
        rest = {key: value for key, value in data.items() if key != field}
        found = chosen(rest, query.queryset)
        if field != "state":
            narrowed: FactQuerySet = found.qs.order_by()
            return narrowed
        found.form.is_valid()
        every: FactQuerySet = super(FactFilter, found).filter_queryset(query.queryset.all())
        return every.order_by()

    def states() -> Facet:
        rest, asked = without("state"), data.get("state")
        numbers = rest.aggregate(
            **{state: Number("pk", filter=in_state(state)) for state in STATES}
        )
        return Facet(
            "state",
            _("State"),
            tuple(
                Choice(state, words, numbers[state], state == asked)
                for state, words in STATES.items()
                if numbers[state] or state == asked
            ),
        )

    def said(field: str, words: Any) -> Facet:
        asked = data.get(field)
        rows = without(field).values_list(field).annotate(n=Number("pk")).order_by("-n", field)
        numbers = {value or UNKNOWN: number for value, number in rows[:LONGEST]}
        if asked and asked not in numbers:
            numbers[asked] = int(count(chosen({field: asked}, without(field)).qs))
        return Facet(
            field,
            words,
            tuple(
                Choice(value, _("not said") if value == UNKNOWN else value, number, value == asked)
                for value, number in numbers.items()
            ),
        )

    groups = (states(), said("publisher", _("Publisher")), said("language", _("Language")))
    return Facets(count(query.qs), tuple(group for group in groups if group.choices))
