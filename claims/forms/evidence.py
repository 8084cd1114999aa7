"""What a fact does to a claim, and which fact it is: one of the library, or a new one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from articles.forms import Line
from articles.models import User
from claims.choices import Stance
from claims.forms.fact import FactForm
from claims.forms.review import SeenForm
from claims.models import Claim, Evidence, Fact

FOUND = 8  # facts that the page without script offers for the words typed


def note_field() -> Line:
    widget = forms.Textarea(attrs={"rows": 2})
    return Line(label=_("Note on this claim"), max_length=2000, required=False, widget=widget)


class EvidenceForm(SeenForm):
    """Stance and note of a fact beside a claim. A note that is not sent stays as it is."""

    stance = forms.ChoiceField(label=_("Stance"), choices=Stance.choices)
    note = note_field()

    def __init__(self, data: Any = None, *, evidence: Evidence) -> None:
        self.evidence = evidence
        self.keeps_note = data is not None and "note" not in data
        initial = {
            "version": evidence.claim.version,
            "stance": evidence.stance,
            "note": evidence.note,
        }
        super().__init__(data, initial=initial, auto_id=f"evidence-{evidence.fact.public_id}-%s")

    def values(self) -> dict[str, str]:
        data = self.cleaned_data
        note = self.evidence.note if self.keeps_note else data["note"]
        return {"stance": data["stance"], "note": note}


class AttachForm(SeenForm):
    """Puts a fact beside a claim. `new` is the form of a fact that is not in the library yet.

    `fact` is the public id of one that is; `words` what was typed to find it. `asked`: what the
    address asks for, on the page that works without script.
    """

    words = Line(label=_("Find a fact"), required=False)
    fact = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    stance = forms.ChoiceField(label=_("Stance"), choices=Stance.choices)
    beside_note = note_field()

    def __init__(
        self,
        data: Any = None,
        *,
        claim: Claim,
        user: User,
        asked: Mapping[str, str] | None = None,
    ) -> None:
        self.user = user
        self.chosen: Fact | None = None
        if isinstance(data, QueryDict):
            data = data.copy()  # chosen in the list, among those found, or among the similar ones
            data["fact"] = next(filter(None, reversed(data.getlist("fact"))), "")
        self.asked_words = (asked or data or {}).get("words", "").strip()[:200]
        initial = {"version": claim.version, "words": self.asked_words}
        super().__init__(data, initial=initial, auto_id="attach-%s")
        self.new = FactForm(data if self.writes_new else None, prefix="new")
        self.new.use_required_attribute = False  # its fields may stand folded
        self.similar: list[Any] = []

    @property
    def writes_new(self) -> bool:
        """Whether a new fact was written rather than one of the library chosen."""
        typed = self.data or {}
        return not typed.get("fact") and bool(
            typed.get("statement", "").strip() or typed.get("source_url", "").strip()
        )

    @property
    def opened(self) -> bool:
        """Whether the fields of a new fact stand open."""
        return self.writes_new or bool(self.asked_words and not self.found)

    @property
    def found(self) -> list[Fact]:
        """What the library has for the words typed: choices of the page without script."""
        if not self.asked_words:
            return []
        facts = Fact.objects.visible_to(self.user).standing().worded(self.asked_words)
        return list(facts.order_by("-updated_at", "-pk")[:FOUND])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.writes_new:
            self._clean_new()
            return data
        wanted = data.get("fact") or ""
        self.chosen = Fact.objects.visible_to(self.user).filter(public_id=wanted).first()
        if self.chosen is None:
            self.add_error("words", _("Choose a fact of the list, or write a new one below."))
        return data

    def _clean_new(self) -> None:
        if not self.user.has_perm("claims.add_fact"):
            raise ValidationError(_("Your role does not allow new facts. Choose one of the list."))
        if not self.new.is_valid():
            raise ValidationError(_("Mend the new fact first: see its fields."))
        self.similar = self.new.similar
        if self.similar:
            raise ValidationError(
                _("The library may have this fact already. Choose one, or go on with yours.")
            )

    def values(self) -> dict[str, Any] | None:
        """The fields of the new fact, if it is one."""
        return None if self.chosen else self.new.values()

    def shown(self) -> str:
        """The fact that was to be attached, in words."""
        stance = Stance(self.cleaned_data["stance"]).label
        statement = self.chosen or self.new.cleaned_data.get("statement", "")
        return f"{stance}: {statement}"
