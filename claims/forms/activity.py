"""What of the log is asked for."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models import Change, User
from claims.filters import ME, DateInput
from claims.models import Claim, Event
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

    def narrow(self, changes: "QuerySet[Change]", user: User) -> "QuerySet[Change]":
        """The changes that the valid form asks for."""
        said = self.cleaned_data
        if said["by"]:
            who = Q(by=user) if said["by"] == ME else Q(by__username=said["by"])
            changes = changes.filter(who)
        for name in ("verb", "noun"):
            if said[name]:
                changes = changes.filter(**{name: said[name]})
        if said["since"]:
            changes = changes.filter(at__date__gte=said["since"])
        if said["until"]:
            changes = changes.filter(at__date__lte=said["until"])
        if said["about"]:
            changes = changes.filter(Q(subject=said["about"]) | Q(context=said["about"]))
        return self._in_event(changes, said["event"]) if said["event"] else changes

    @staticmethod
    def _in_event(changes: "QuerySet[Change]", slug: str) -> "QuerySet[Change]":
        """What happened to the event, to those below it, and to their claims."""
        event = Event.objects.filter(slug=slug).first()
        if event is None:
            return changes.none()
        below = Event.objects.filter(pk__in=event.family()).values("public_id")
        claims = Claim.objects.in_event(event).values("public_id")
        return changes.filter(Q(subject__in=below) | Q(subject__in=claims))
