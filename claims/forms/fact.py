"""What is said of a fact, read and checked; and whether it may be here already."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.forms import Line
from claims.models import Fact

# Signs that turn the reading order of what stands beside them: no place in a name.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# BCP 47, as far as a source needs it: a language, perhaps a script and a region.
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}\Z")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(words: Any) -> forms.DateField:
    return forms.DateField(label=words, required=False, widget=DateInput())


def text(words: Any, longest: int, rows: int = 0, **kwargs: Any) -> Line:
    """Text of at most so many characters; a browser does not cut it, the form says so."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    field = Line(label=words, max_length=longest, widget=widget, **kwargs)
    field.widget.attrs.pop("maxlength", None)
    return field


def web_address(name: str, words: Any, **kwargs: Any) -> Any:
    """The field of the model, so that every way in has the one rule."""
    field: Any = Fact._meta.get_field(name)
    widget = forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"})
    return field.formfield(label=words, widget=widget, **kwargs)


class FactForm(forms.Form):
    """A fact, new or as it stands. Works as plain fields; the page's script adds what is alike."""

    statement = text(_("Statement"), 2000, 2, help_text=_("One sentence that stands alone"))
    source_url = web_address("source_url", _("Source"))
    publisher = text(_("Publisher"), 200, required=False)
    published = day(_("Published"))
    accessed = day(_("Accessed"))
    archive_url = web_address("archive_url", _("Archived copy"))
    quotation = text(
        _("Quotation"), 5000, 2, required=False, help_text=_("The words of the source")
    )
    language = text(
        _("Language of the source"), 35, required=False, help_text=_("Such as en, zh-Hans or pt-BR")
    )
    valid_from = day(_("Valid from"))
    valid_until = day(_("Valid until"))
    note = text(_("Note"), 10_000, 2, required=False)
    version = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, widget=forms.HiddenInput
    )
    # Public ids of the similar facts that the writer has seen, and wants a new one all the same.
    confirm = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    VALUES = (
        *("statement", "source_url", "publisher", "published", "accessed", "archive_url"),
        *("quotation", "language", "valid_from", "valid_until", "note"),
    )

    def __init__(self, data: Any = None, *, fact: Fact | None = None, prefix: str = "fact") -> None:
        self.fact = fact
        said: dict[str, Any] = {"accessed": timezone.localdate()}
        if fact:
            said = {name: getattr(fact, name) for name in self.VALUES} | {"version": fact.version}
        super().__init__(data, initial=said, auto_id=f"{prefix}-%s")
        self.fields["version"].required = fact is not None
        if data is None:  # refused, the page shows first what is wrong
            self.fields["statement"].widget.attrs["autofocus"] = True

    def clean_publisher(self) -> str:
        name = " ".join(self.cleaned_data["publisher"].split())
        if found := TURNING.search(name):
            raise ValidationError(
                _("Character %(place)d turns the reading order around. Take it out."),
                params={"place": found.start() + 1},
            )
        return name

    def clean_language(self) -> str:
        tag: str = self.cleaned_data["language"].replace("_", "-")
        if tag and not LANGUAGE.match(tag):
            raise ValidationError(_("That is no language tag. Write en, zh-Hans or pt-BR."))
        return tag

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("valid_from"), data.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", _("It cannot end before it begins."))
        return data

    def values(self) -> dict[str, Any]:
        """The fact's own fields as they should be."""
        return {name: self.cleaned_data[name] for name in self.VALUES}

    @cached_property
    def similar(self) -> list[Any]:
        """Facts that may say the same, unless the writer has seen all of them and goes on."""
        data = self.cleaned_data
        found = Fact.objects.all().similar(data["statement"], data["source_url"])
        seen = data.get("confirm", "").split()
        return found if any(fact.public_id not in seen for fact in found) else []

    def differences(self) -> list[tuple[Any, str, str]]:
        """Label, what is stored, what was typed: for each field where the two disagree."""
        self.is_valid()
        found = []
        for name in self.VALUES:
            stored = self.initial.get(name)
            typed = self.cleaned_data.get(name, self[name].data)
            if (stored or "") != (typed or ""):
                found.append((self.fields[name].label, spoken(stored), spoken(typed)))
        return found


def spoken(value: Any) -> str:
    """A value of a fact as a reader knows it."""
    return date_format(value, "j F Y") if hasattr(value, "isoformat") else str(value or "")
