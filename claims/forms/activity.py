"""What of the log is asked for."""

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.lookups import Exact
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import Change, User
from articles.paging import count
from claims.filters import ME, DateInput, days
from claims.models import Claim, ClaimEvent, Event
from claims.narrowing import beside
from claims.templatetags.desk import VERBS

NOUNS = {
    "claims.claim": _("claims"),
    "claims.evidence": _("facts beside claims"),
    "claims.assessment": _("assessments"),
    "claims.claimevent": _("events of claims"),
    "claims.reading": _("sentences read"),
    "claims.fact": _("facts"),
    "claims.event": _("events"),
    "claims.claimant": _("claimants"),
    "claims.scale": _("scales"),
    "articles.article": _("articles"),
    "articles.source": _("sources"),
}


class ActivityForm(forms.Form):
    """Each field narrows. `about` is the public id of a thing or an article, `event` a slug."""

    by = forms.CharField(label=_("Who"), required=False, max_length=150)
    verb = forms.ChoiceField(label=_("Did what"), required=False)
    noun = forms.ChoiceField(
        label=_("To what"), required=False, choices=[("", _("anything")), *NOUNS.items()]
    )
    since = forms.DateField(label=_("From"), required=False, widget=DateInput)
    until = forms.DateField(label=_("Until"), required=False, widget=DateInput)
    about = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    event = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        verbs = sorted(VERBS.items(), key=lambda verb: str(verb[1]))
        self.fields["verb"].choices = [  # type: ignore[attr-defined]
            ("", _("anything")),
            *verbs,
        ]

    def narrow(self, changes: "QuerySet[Change]") -> "QuerySet[Change]":
        """The changes that the valid form asks for, as far as rows of one action differ in it."""
        said = self.cleaned_data
        if said["noun"]:
            changes = changes.filter(Exact(beside("noun", Change), said["noun"]))
        if said["about"]:
            changes = changes.filter(Q(subject=said["about"]) | Q(context=said["about"]))
        if said["event"]:
            links = ClaimEvent.objects.filter(event__in=self.family)
            linked = links.filter(claim__public_id=OuterRef("subject"))
            changes = changes.filter(Q(subject__in=self.events) | Q(Exists(linked)))
        return changes

    def lead(self, user: User) -> Q:
        """What the valid form asks of an action: who did it, what, and when.

        And what `narrow` says in other words, by which an index is entered. Changes of an event
        are looked up if they are few, and looked for from the newest backwards if they are many.
        """
        said, found = self.cleaned_data, days("at", self.cleaned_data)
        if said["by"]:
            found &= Q(by=user) if said["by"] == ME else Q(by__username=said["by"])
        for name in ("verb", "noun"):
            if said[name]:
                found &= Q(**{name: said[name]})
        if said["event"] and not count(ClaimEvent.objects.filter(event__in=self.family)).more:
            claims = Claim.objects.filter(links__event__in=self.family).values("public_id")
            found &= Q(subject__in=self.events) | Q(subject__in=claims)
        return found

    @property
    def order(self) -> tuple[str, ...]:
        """Newest first. Only days are looked up by time: the log is in order as it was written."""
        days = self.cleaned_data.get("since") or self.cleaned_data.get("until")
        return ("-at", "-pk") if days else ("-pk",)

    @cached_property
    def family(self) -> list[int]:
        """Primary keys of the event that is asked for and of all below it."""
        event = Event.objects.filter(slug=self.cleaned_data["event"]).first()
        return event.family() if event else []

    @cached_property
    def events(self) -> list[str]:
        """Public ids of the same."""
        family = Event.objects.filter(pk__in=self.family)
        return list(family.values_list("public_id", flat=True))
