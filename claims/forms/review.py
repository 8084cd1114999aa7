"""What a reviewer says of a claim: a verdict, and who is to look at it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from articles.forms import Line
from articles.models import User
from claims.models import Assessment, Claim, Scale, ScaleOption

NEXT, DECIDE, SAVE = "next", "decide", "save"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


class SeenForm(forms.Form):
    """The version of the claim that the one who asks has seen."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


def seen_version(data: Mapping[str, Any]) -> int:
    """The version in the request; 0, which no claim has, where it cannot be read."""
    form = SeenForm(data)
    return form.cleaned_data["version"] if form.is_valid() else 0


def reviewers() -> "QuerySet[User]":
    """Whom a claim can be assigned to: whoever may judge it."""
    able: Any = User.objects
    found: QuerySet[User] = able.with_perm("claims.review_claim", backend=MODEL_BACKEND)
    return found.order_by("username")


class AssignForm(forms.Form):
    """To whom the claim is given; to nobody where it is empty."""

    to = forms.ModelChoiceField(
        queryset=User.objects.none(), to_field_name="username", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = reviewers()  # type: ignore[attr-defined]


class VerdictForm(forms.Form):
    """One verdict on one scale. `do` is the button: decide and go on, decide, or only save.

    `scale` is the one that the page shows; what is sent may name another, `chosen_scale` has it.
    """

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    scale = forms.CharField(max_length=16)
    option = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    rationale = Line(
        label=_("Why? Sources that a reader could check"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    do = forms.ChoiceField(choices=[(NEXT, ""), (DECIDE, ""), (SAVE, "")])

    def __init__(
        self,
        data: Any = None,
        *,
        claim: Claim,
        scale: Scale | None,
        mine: Assessment | None = None,
        scales: "QuerySet[Scale] | tuple[Scale, ...] | None" = None,
    ) -> None:
        self.scales = {s.public_id: s for s in scales or ([scale] if scale else [])}
        asked = str(data.get("scale", "")) if data is not None else ""
        self.chosen_scale = self.scales.get(asked, scale)
        on = self.chosen_scale.pk if self.chosen_scale else None
        ticked = mine.option.order if mine and mine.option and mine.scale_id == on else None
        initial = {
            "version": claim.version,
            "option": ticked,
            "rationale": mine.rationale if mine else "",
        }
        super().__init__(data, initial=initial, auto_id="verdict-%s")

    def clean_scale(self) -> str:
        if self.cleaned_data["scale"] not in self.scales:
            raise ValidationError(_("This scale is no longer offered. Choose another."))
        return str(self.cleaned_data["scale"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.chosen_scale is None or "scale" in self.errors or "option" in self.errors:
            return data
        options = {option.order: option for option in self.chosen_scale.options.all()}
        option: ScaleOption | None = options.get(data.get("option") or -1)
        if options and option is None:
            self.add_error("option", _("Choose one of the verdicts."))
        elif not options and not data.get("rationale") and "rationale" not in self.errors:
            self.add_error("rationale", _("Write the conclusion: this scale has no other verdict."))
        data["option"] = option
        return data

    @property
    def ticked(self) -> int | None:
        """The digit of the option that is chosen."""
        value = self["option"].value()
        return int(value) if str(value or "").isascii() and str(value or "").isdigit() else None
