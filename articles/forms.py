"""What a person hands in: the parts that every page shares, and the forms of importing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.encoding import ENCODINGS
from articles.importers import IMPORTERS
from articles.importers.columns import NAMES, REPORTED
from articles.importers.compose import language_tag
from articles.models import Import
from articles.text import UnreadableText, canonical, fold

DELIMITERS = {
    ",": _("comma"),
    ";": _("semicolon"),
    "\t": _("tab"),
    "|": _("vertical bar"),
}


class Line(forms.CharField):
    """Text as it may be stored: what `articles.text.canonical` refuses is a form error."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return canonical(text).strip()
        except UnreadableText as error:
            raise ValidationError(str(error)) from error


class Language(Line):
    """A language as BCP 47 writes it."""

    def to_python(self, value: Any) -> str:
        try:
            return language_tag(super().to_python(value))
        except UnreadableText as error:
            raise ValidationError(str(error)) from error


class Pasted(forms.Field):
    """Text exactly as it was pasted; its reader tells what is wrong with it, and where."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(value or "")


class ChooseFiles(forms.ClearableFileInput):
    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files."""

    widget = ChooseFiles

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        return [super(Files, self).clean(one, initial) for one in data or ()]


class Clarified(forms.Form):
    """What whoever imports says of a source; what is empty, the source itself tells."""

    source = Line(
        label=_("Source"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
        help_text=_("Who published all of it. Empty: as each text says"),
    )
    language = Language(
        label=_("Language"),
        max_length=35,
        required=False,
        widget=forms.TextInput(attrs={"list": "languages", "autocomplete": "off"}),
        help_text=_("en, zh-Hans. Empty: as each text says, or is written"),
    )
    kind = forms.ChoiceField(label=_("Format"), required=False)
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        choices=[("", _("as recognised")), *ENCODINGS.items()],
    )
    delimiter = forms.ChoiceField(
        label=_("Between values"),
        required=False,
        choices=[("", _("as recognised")), *DELIMITERS.items()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("as recognised")),
            *((kind, capfirst(importer.name)) for kind, importer in IMPORTERS.items()),
        ]


class ImportForm(Clarified):
    """Text that was pasted, or files."""

    text = Pasted(
        label=_("Paste an article"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    uploads = Files(label=_("Or choose files"), required=False, allow_empty_file=True)
    field_order = ("text", "uploads")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pasted, files = data.get("text", "").strip(), data.get("uploads")
        if pasted and files:
            raise ValidationError(
                _("There is both a text and a file. Import one first, then the other.")
            )
        if not pasted and not files and not self.errors:
            self.add_error("text", _("Paste an article here, or choose a file."))
        return data

    def said(self) -> dict[str, Any]:
        """What tells how to read it, as fields of an import."""
        return {name: self.cleaned_data[name] for name in Clarified.base_fields}


class OptionsForm(Clarified):
    """How an import is read, to be mended. Each column of a table is a field of its own."""

    def __init__(self, *args: Any, run: Import, columns: Mapping[str, str], **kwargs: Any) -> None:
        said = {name: getattr(run, name) for name in Clarified.base_fields}
        super().__init__(*args, initial=said, **kwargs)
        self.names = dict(enumerate(columns))
        self.run = run
        for number, name in self.names.items():
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[("", _("left out")), *((ours, ours) for ours in NAMES)],
                initial=columns[name],
            )
            self.fields[f"column-{number}"].unknown = (  # type: ignore[attr-defined]
                not columns[name] and name not in run.columns and fold(name) not in REPORTED
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields of the table's columns."""
        return [self[f"column-{number}"] for number in self.names]

    def clean(self) -> dict[str, Any]:
        """Two columns of the file cannot both be the same one of ours."""
        data = super().clean() or {}
        taken: dict[str, str] = {}
        for number, name in self.names.items():
            ours = data.get(f"column-{number}", "")
            if ours in taken:
                self.add_error(
                    f"column-{number}",
                    _("“%(name)s” is the %(ours)s already. Leave one of them out.")
                    % {"name": taken[ours], "ours": ours},
                )
            elif ours:
                taken[ours] = name
        return data

    def said(self) -> dict[str, Any]:
        """The fields of the import as they are to be. Columns that were not shown stay."""
        data = self.cleaned_data
        chosen = {name: data[f"column-{number}"] for number, name in self.names.items()}
        return {
            **{name: data[name] for name in Clarified.base_fields},
            "columns": self.run.columns | chosen,
        }

    def changes_anything(self) -> bool:
        """Whether it says anything else than what was looked at."""
        return bool(self.changed_data)
