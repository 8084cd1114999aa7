"""The queue's filters: one form, its state in the address; for page, export and command."""

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Revision
from articles.models.revision import Level, RevisionQuerySet
from articles.wording import Flag
from claims.choices import Fate, Kind, State, Verdict
from claims.models import Anchoring, Claim, Claimant, Event
from claims.models.claim import ClaimQuerySet
from claims.states import OPEN

SORTS = {
    "": (_("newest first"), ("-tagged_at", "-pk")),
    "oldest": (_("oldest first"), ("tagged_at", "pk")),
    "updated": (_("last changed first"), ("-updated_at", "-pk")),
    "article": (_("in the order of the article"), ("article_id", "start", "pk")),
}
UNKNOWN = "none"  # in a filter: rows that say nothing there
ME = "me"  # whoever asks
REVIEW, FACTS = "review", "facts"
WAITS = [(REVIEW, _("a verdict")), (FACTS, _("a look: a fact changed"))]


class DateInput(forms.DateInput):
    input_type = "date"


class ClaimFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Each field narrows; what it does not know matches nothing, as an address may be old."""

    q = django_filters.CharFilter(method="worded", label=_("Words"), max_length=200)
    event = django_filters.CharFilter(method="in_event", label=_("Event"))
    claimant = django_filters.CharFilter(method="by_claimant", label=_("Claimant"))
    kind = django_filters.ChoiceFilter(
        choices=[*Kind.choices, (UNKNOWN, _("not said"))], method="of_kind", label=_("Kind")
    )
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    source = django_filters.CharFilter(field_name="article__source__public_id", label=_("Source"))
    article = django_filters.CharFilter(field_name="article__public_id", label=_("Article"))
    by = django_filters.CharFilter(field_name="tagged_by__username", label=_("Tagged by"))
    verdict = django_filters.ChoiceFilter(
        choices=[*Verdict.choices, (UNKNOWN, _("none"))], method="judged", label=_("Verdict")
    )
    judged_on = django_filters.CharFilter(field_name="scale__public_id", label=_("Scale"))
    assigned = django_filters.CharFilter(
        field_name="assigned_to", method="in_hands", label=_("Assigned to")
    )
    decided_by = django_filters.CharFilter(method="in_hands", label=_("Decided by"))
    waits = django_filters.ChoiceFilter(choices=WAITS, method="waiting", label=_("Waits for"))
    since = django_filters.DateFilter(
        field_name="tagged_at", lookup_expr="date__gte", label=_("Tagged from"), widget=DateInput
    )
    until = django_filters.DateFilter(
        field_name="tagged_at", lookup_expr="date__lte", label=_("Tagged until"), widget=DateInput
    )
    published_since = django_filters.DateFilter(
        field_name="article__published_at",
        lookup_expr="date__gte",
        label=_("Published from"),
        widget=DateInput,
    )
    published_until = django_filters.DateFilter(
        field_name="article__published_at",
        lookup_expr="date__lte",
        label=_("Published until"),
        widget=DateInput,
    )

    class Meta:
        model = Claim
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        """`user`: who asks, and is meant by `assigned=me`."""
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def every(self) -> ClaimQuerySet:
        """What the filter leaves, withdrawn claims included."""
        self.form.is_valid()
        found: ClaimQuerySet = super().filter_queryset(self.queryset.all())
        return found

    def filter_queryset(self, queryset: ClaimQuerySet) -> ClaimQuerySet:
        found: ClaimQuerySet = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.standing()

    def worded(self, queryset: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        return queryset.worded(value)

    def in_event(self, queryset: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        if value == UNKNOWN:
            return queryset.filter(links=None)
        event = Event.objects.filter(slug=value).first()
        return queryset.in_event(event.kept()) if event else queryset.none()

    def by_claimant(self, queryset: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        if value == UNKNOWN:
            return queryset.filter(claimant=None)
        claimant = Claimant.objects.filter(public_id=value).first()
        return queryset.filter(claimant=claimant.kept()) if claimant else queryset.none()

    def judged(self, queryset: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        return queryset.filter(verdict="" if value == UNKNOWN else value)

    def in_hands(self, queryset: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        """`name`: the field that holds the person."""
        if value == UNKNOWN:
            return queryset.filter(**{name: None})
        if value == ME:
            return queryset.filter(**{name: self.user}) if self.user else queryset.none()
        return queryset.filter(**{f"{name}__username": value})

    def waiting(self, queryset: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        return queryset.waiting() if value == FACTS else queryset.filter(state__in=OPEN)

    def of_kind(self, queryset: ClaimQuerySet, name: str, value: str) -> ClaimQuerySet:
        return queryset.filter(kind="" if value == UNKNOWN else value)


def chosen(data: Mapping[str, Any], queryset: ClaimQuerySet, user: Any = None) -> ClaimFilter:
    """The filter for these query parameters. Its `is_valid()` says whether they can be read."""
    return ClaimFilter(data, queryset=queryset, user=user)


def order_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The order that these query parameters ask for."""
    _words, order = SORTS.get(data.get("sort", ""), SORTS[""])
    return order


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
    claims = django_filters.ChoiceFilter(
        choices=[(Fate.WAITING.value, _("claims wait"))], method="of_claims", label=_("Claims")
    )
    since = django_filters.DateFilter(
        field_name="fetched_at", lookup_expr="date__gte", label=_("Read from"), widget=DateInput
    )
    until = django_filters.DateFilter(
        field_name="fetched_at", lookup_expr="date__lte", label=_("Read until"), widget=DateInput
    )

    class Meta:
        model = Revision
        fields: list[str] = []

    def touching(self, queryset: RevisionQuerySet, name: str, value: str) -> RevisionQuerySet:
        return queryset.touching(value)

    def of_claims(self, queryset: RevisionQuerySet, name: str, value: str) -> RevisionQuerySet:
        return queryset.filter(pk__in=Anchoring.objects.waiting().values("revision"))


def chosen_revisions(data: Mapping[str, Any], queryset: RevisionQuerySet) -> RevisionFilter:
    """The filter for these query parameters, over revisions that changed an earlier one."""
    return RevisionFilter(data, queryset=queryset.later())
