"""What an editor says of a claim, read and checked."""

import re
from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.forms import Line
from articles.models import Sentence
from articles.models.versioned import ALPHABET
from claims.choices import ClaimantKind, Kind
from claims.models import Claim, Claimant, Event

# A word to count and choose by: a run of letters, digits and what joins them; or one sign of a
# script that writes no spaces.
WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+(?:['’.,-]\w+)*"
)
PUBLIC_ID = re.compile(rf"[{ALPHABET}]{{16}}")


def words_of(sentence: Sentence) -> list[tuple[int, int]]:
    """Spans of the sentence's words, in code points of the revision's text."""
    return [
        (sentence.start + match.start(), sentence.start + match.end())
        for match in WORD.finditer(sentence.text)
    ]


class TagForm(forms.Form):
    """Tags a sentence. `start` and `end` count code points of the sentence; both or none.

    `words` is what the browser showed between them: if the two disagree, nothing is tagged.
    """

    start = forms.IntegerField(required=False, min_value=0)
    end = forms.IntegerField(required=False, min_value=1)
    words = forms.CharField(required=False, strip=False)

    def __init__(self, *args: Any, sentence: Sentence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sentence = sentence

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if (start is None) != (end is None):
            raise ValidationError(_("A choice of words needs both its start and its end."))
        if start is not None and self.sentence.text[start:end] != data.get("words"):
            raise ValidationError(
                _("The words chosen are not in this sentence. Choose them again.")
            )
        return data

    def span(self) -> tuple[int | None, int | None]:
        """In code points of the revision's text."""
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        if start is None or end is None:
            return None, None
        return self.sentence.start + start, self.sentence.start + end


class ClaimForm(forms.Form):
    """All that is said of one claim. Works as plain fields; the page's script adds type-ahead."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    first = forms.TypedChoiceField(label=_("From"), coerce=int, required=False, empty_value=None)
    last = forms.TypedChoiceField(label=_("to"), coerce=int, required=False, empty_value=None)
    claimant_name = Line(
        label=_("Who claims it"),
        max_length=200,
        required=False,
    )
    claimant = forms.CharField(required=False, widget=forms.HiddenInput)
    new_claimant = forms.ChoiceField(
        label=_("Add as new"),
        required=False,
        choices=[("", _("no")), *ClaimantKind.choices],
    )
    cue = Line(
        label=_("Cue"),
        max_length=100,
        required=False,
        help_text=_("The word that reports it: said, pointed out, denied"),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("not said yet")), *Kind.choices]
    )
    wording = Line(
        label=_("Normalised wording"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The claim in one sentence that stands alone"),
    )
    events = forms.MultipleChoiceField(label=_("Events"), required=False)
    event_name = Line(
        label=_("Add an event"),
        max_length=400,
        required=False,
        help_text=_("By its name or an alias; several with a semicolon between"),
    )
    note = Line(
        label=_("Note"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, claim: Claim) -> None:
        self.claim = claim
        self.linked = [link.event for link in claim.links.select_related("event").order_by("pk")]
        self.words = words_of(claim.sentence)
        super().__init__(data, initial=self._said(claim), auto_id=f"{claim.public_id}-%s")
        text = claim.sentence.revision.text
        shown = [text[start:end] for start, end in self.words]
        options: list[tuple[str, Any]] = [
            (str(n), f"{n + 1} {word}") for n, word in enumerate(shown)
        ]
        if self.initial["first"] is None:
            options.insert(0, ("", _("as it is")))
        for name in ("first", "last"):
            cast(forms.ChoiceField, self.fields[name]).choices = options
        self.offered = {event.public_id: event for event in self._offered()}
        cast(forms.ChoiceField, self.fields["events"]).choices = [
            (public_id, event.name) for public_id, event in self.offered.items()
        ]

    def _said(self, claim: Claim) -> dict[str, Any]:
        inside = [
            n
            for n, (start, end) in enumerate(self.words)
            if start < claim.end and end > claim.start
        ]
        if not inside or self._place(inside[0], inside[-1]) != (claim.start, claim.end):
            inside = []  # it begins or ends within a word, or beside one: "as it is"
        return {
            "version": claim.version,
            "first": inside[0] if inside else None,
            "last": inside[-1] if inside else None,
            "claimant_name": claim.claimant.name if claim.claimant else "",
            "claimant": claim.claimant.public_id if claim.claimant else "",
            "cue": claim.cue,
            "kind": claim.kind,
            "wording": claim.wording,
            "events": [event.public_id for event in self.linked],
            "note": claim.note,
        }

    def _offered(self) -> Iterable[Event]:
        """Events as boxes to tick: those linked, and those that the reader ticked just now."""
        ticked = set(cast(QueryDict, self.data).getlist("events")) if self.is_bound else set()
        ticked -= {event.public_id for event in self.linked}
        yield from self.linked
        known = [public_id for public_id in ticked if PUBLIC_ID.fullmatch(public_id)]
        if known:
            yield from Event.objects.kept().filter(public_id__in=known[:100])

    def clean_event_name(self) -> list[Event]:
        found: list[Event] = []
        for name in filter(None, map(str.strip, self.cleaned_data["event_name"].split(";"))):
            events = list(Event.objects.called(name)[:2])
            if len(events) != 1:
                raise ValidationError(
                    _("More than one event is called “%(name)s”. Choose it in the list.")
                    if events
                    else _(
                        "No event is called “%(name)s”. Events are added in the administration."
                    ),
                    params={"name": name},
                )
            found += events
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.named, self.new_one = self._claimant(data)
        first, last = data.get("first"), data.get("last")
        if isinstance(first, int) and isinstance(last, int) and last < first:
            self.add_error("last", _("The last word stands before the first."))
        return data

    def _claimant(self, data: dict[str, Any]) -> tuple[Claimant | None, Claimant | None]:
        """Who is meant by the name: one that is known, or one to be made."""
        name = data.get("claimant_name", "")
        if not name:
            return None, None
        chosen = Claimant.objects.kept().filter(public_id=data.get("claimant") or "-").first()
        if chosen and chosen.name == name:
            return chosen, None
        if self.claim.claimant and name == self.claim.claimant.name:
            return self.claim.claimant, None
        known = list(Claimant.objects.called(name)[:2])
        if len(known) == 1:
            return known[0], None
        if known:
            self.add_error(
                "claimant_name", _("More than one claimant is called so. Choose it in the list.")
            )
        elif kind := data.get("new_claimant"):
            return None, Claimant(name=name, kind=kind)
        else:
            self.add_error(
                "claimant_name",
                _("This name is not known yet. Say below what it is, to add it as new."),
            )
        return None, None

    def span(self) -> tuple[int, int] | None:
        """The new span, or None where it stays. A side left "as it is" keeps its place."""
        start, end = self._place(self.cleaned_data.get("first"), self.cleaned_data.get("last"))
        return None if (start, end) == (self.claim.start, self.claim.end) else (start, end)

    def _place(self, first: int | None, last: int | None) -> tuple[int, int]:
        """The span from one word to another, in code points of the revision's text.

        The sentence's first and last word bring the marks beside them: both mean all of it.
        """
        sentence, start, end = self.claim.sentence, self.claim.start, self.claim.end
        if first is not None:
            start = sentence.start if first == 0 else self.words[first][0]
        if last is not None:
            end = sentence.end if last == len(self.words) - 1 else self.words[last][1]
        return start, end

    def values(self) -> dict[str, Any]:
        """The claim's own fields as they should be."""
        named = {name: self.cleaned_data[name] for name in ("cue", "kind", "wording", "note")}
        return named if self.new_one else {**named, "claimant": self.named}

    def chosen_events(self) -> list[Event]:
        ticked = [self.offered[public_id] for public_id in self.cleaned_data["events"]]
        return list(
            {event.pk: event for event in [*ticked, *self.cleaned_data["event_name"]]}.values()
        )

    def differences(self) -> list[tuple[Any, str, str]]:
        """Label, what is stored, what was typed: for each field where the two disagree."""
        found = []
        self.is_valid()
        for name in ("claimant_name", "cue", "kind", "wording", "events", "note", "first", "last"):
            stored, typed = self.initial.get(name), self[name].data
            if name == "events":
                stored, typed = sorted(stored or []), sorted(typed or [])
            if (stored if stored is not None else "") != typed and str(stored) != str(typed):
                found.append(
                    (self.fields[name].label, self._words(name, stored), self._words(name, typed))
                )
        return found

    def _words(self, name: str, value: Any) -> str:
        """A value as the reader knows it."""
        choices = dict(getattr(self.fields[name], "choices", ()))
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(choices.get(str(v), v)) for v in values if v not in (None, "")) or "–"
