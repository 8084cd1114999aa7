"""The queue's filters: one form, its state in the address; for page, export and command."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import GreaterThanOrEqual, In, LessThan
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Source, User
from claims.choices import Kind, State, Verdict
from claims.models import Claim, Claimant, ClaimEvent, Event, Evidence, Scale
from claims.models.claim import ClaimQuerySet
from claims.narrowing import Column, Condition, Listed, Sizes, beside, narrow
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

    q = django_filters.CharFilter(label=_("Words"), max_length=200)
    event = django_filters.CharFilter(label=_("Event"))
    claimant = django_filters.CharFilter(label=_("Claimant"))
    kind = django_filters.ChoiceFilter(
        choices=[*Kind.choices, (UNKNOWN, _("not said"))], label=_("Kind")
    )
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    source = django_filters.CharFilter(label=_("Source"))
    article = django_filters.CharFilter(label=_("Article"))
    by = django_filters.CharFilter(label=_("Tagged by"))
    verdict = django_filters.ChoiceFilter(
        choices=[*Verdict.choices, (UNKNOWN, _("none"))], label=_("Verdict")
    )
    judged_on = django_filters.CharFilter(label=_("Scale"))
    assigned = django_filters.CharFilter(label=_("Assigned to"))
    decided_by = django_filters.CharFilter(label=_("Decided by"))
    waits = django_filters.ChoiceFilter(choices=WAITS, label=_("Waits for"))
    since = django_filters.DateFilter(label=_("Tagged from"), widget=DateInput)
    until = django_filters.DateFilter(label=_("Tagged until"), widget=DateInput)
    published_since = django_filters.DateFilter(label=_("Published from"), widget=DateInput)
    published_until = django_filters.DateFilter(label=_("Published until"), widget=DateInput)

    class Meta:
        model = Claim
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        """`user`: who asks, and is meant by `assigned=me`."""
        super().__init__(*args, **kwargs)
        self.user = user
        self.sizes = Sizes()

    def filter_queryset(self, queryset: ClaimQuerySet) -> ClaimQuerySet:
        return self.without("", queryset)

    def without(self, field: str, queryset: ClaimQuerySet | None = None) -> ClaimQuerySet:
        """What all filters but this one leave. Withdrawn claims only where a state is asked for,
        or all states are."""
        claims: ClaimQuerySet = self.queryset.all() if queryset is None else queryset
        conditions = [one for name, one in self.conditions.items() if name != field]
        claims = narrow(claims, conditions, self.sizes)
        for name, q in self.bounds.items():
            if name != field:
                claims = claims.filter(q)
        return claims if field == "state" or self.said.get("state") else claims.standing()

    def behind(self) -> ClaimQuerySet:
        """The same, of which what is behind a row is asked for: that row bounds the days more
        closely than the filter does, and an index is to be entered by it."""
        days_beside = days("tagged_at", self.said, column=beside("tagged_at"))
        return self.without("tagged").filter(days_beside)

    @cached_property
    def said(self) -> dict[str, Any]:
        """What the address asks for, so far as it can be read."""
        self.form.is_valid()
        return {name: v for name, v in self.form.cleaned_data.items() if v not in (None, "")}

    @cached_property
    def conditions(self) -> dict[str, Condition]:
        """What each filter asks of a claim; of what it does not know there is none."""
        found: dict[str, Condition] = {}
        for name, value in self.said.items():
            if name in CODES:
                found[name] = Column(name, "" if value == UNKNOWN else value)
            elif name in ROWS:
                column, model, key = ROWS[name]
                found[name] = self._row(column, model, key, value)
        if words := self.said.get("q"):
            found["q"] = Listed(Claim.objects.worded_lists(words))
        if event := self.asked_event:
            found["event"] = Listed((("id", ClaimEvent.objects.under(event).values("claim")),))
        if self.said.get("waits") == FACTS:
            found["waits"] = Listed(Evidence.objects.waiting_lists())
        if published := days("published_at", self.said, "published_"):
            articles = Article.objects.filter(published).values("pk")
            found["published"] = Listed((("article", articles),), each=10)
        return found

    def _row(self, column: str, model: Any, key: str, value: str) -> Condition:
        if value == UNKNOWN and column in ("claimant", "assigned_to"):
            return Column(column, None)
        if value == ME and column == "assigned_to":
            row = self.user
        else:
            row = model._default_manager.filter(**{key: value}).first()
        if row is not None and model is Claimant:
            row = row.kept()
        return Listed((("id", Claim.objects.none()),)) if row is None else Column(column, row.pk)

    @cached_property
    def bounds(self) -> dict[str, Q]:
        """What is asked of a claim besides, by which no list is entered."""
        found: dict[str, Q] = {}
        if self.said.get("event") == UNKNOWN:
            found["event"] = ~Q(Exists(ClaimEvent.objects.filter(claim=OuterRef("pk"))))
        elif "event" in self.said and self.asked_event is None:
            found["event"] = Q(pk__in=[])
        if self.said.get("waits") == REVIEW:
            found["waits"] = Q(In(beside("state"), list(OPEN)))
        if tagged := days("tagged_at", self.said):
            found["tagged"] = tagged
        if who := self.said.get("decided_by"):
            if who == UNKNOWN:
                found["decided_by"] = Q(decided_by=None)
            elif who == ME:
                found["decided_by"] = Q(decided_by=self.user) if self.user else Q(pk__in=[])
            else:
                found["decided_by"] = Q(decided_by__username=who)
        return found

    @cached_property
    def asked_event(self) -> Event | None:
        """The event that is asked for, or the one that it was merged into."""
        slug = self.said.get("event", UNKNOWN)
        event = None if slug == UNKNOWN else Event.objects.filter(slug=slug).first()
        return event.kept() if event else None


CODES = ("state", "kind", "verdict")
ROWS: dict[str, tuple[str, Any, str]] = {
    "claimant": ("claimant", Claimant, "public_id"),
    "source": ("source", Source, "public_id"),
    "article": ("article", Article, "public_id"),
    "judged_on": ("scale", Scale, "public_id"),
    "by": ("tagged_by", User, "username"),
    "assigned": ("assigned_to", User, "username"),
}


def days(field: str, said: Mapping[str, Any], prefix: str = "", column: Any = None) -> Q:
    """From the first day to the end of the last, as bounds of the field: an index knows no days.

    `column`: the field as it is to be compared, where not as itself.
    """
    found = Q()
    if (first := said.get(f"{prefix}since")) and first > date.min:
        day = midnight(first)
        found &= Q(GreaterThanOrEqual(column, day)) if column else Q(**{f"{field}__gte": day})
    if (last := said.get(f"{prefix}until")) and last < date.max:
        day = midnight(last + timedelta(days=1))
        found &= Q(LessThan(column, day)) if column else Q(**{f"{field}__lt": day})
    return found


def midnight(day: date) -> datetime:
    """When the day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def chosen(data: Mapping[str, Any], queryset: ClaimQuerySet, user: Any = None) -> ClaimFilter:
    """The filter for these query parameters. Its `is_valid()` says whether they can be read."""
    return ClaimFilter(data, queryset=queryset, user=user)


def order_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The order that these query parameters ask for."""
    _words, order = SORTS.get(data.get("sort", ""), SORTS[""])
    return order
