"""What is to be done to every claim of a list, read, checked, and said in words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from articles.forms import Line
from articles.models import User
from claims.forms.review import reviewers
from claims.models import Claimant, Event
from claims.workflow import Bulk

# Each deed: what will be done, and what was done. `n` is the number of claims, `what` the person,
# event or claimant.
DEEDS = {
    "assign": (
        ngettext_lazy("Assign %(n)s claim to %(what)s", "Assign %(n)s claims to %(what)s", "n"),
        ngettext_lazy("%(n)s claim assigned to %(what)s", "%(n)s claims assigned to %(what)s", "n"),
    ),
    "release": (
        ngettext_lazy("Assign %(n)s claim to nobody", "Assign %(n)s claims to nobody", "n"),
        ngettext_lazy("%(n)s claim assigned to nobody", "%(n)s claims assigned to nobody", "n"),
    ),
    "event": (
        ngettext_lazy(
            "Put %(n)s claim into the event “%(what)s”",
            "Put %(n)s claims into the event “%(what)s”",
            "n",
        ),
        ngettext_lazy(
            "%(n)s claim put into the event “%(what)s”",
            "%(n)s claims put into the event “%(what)s”",
            "n",
        ),
    ),
    "claimant": (
        ngettext_lazy(
            "Set the claimant of %(n)s claim to “%(what)s”",
            "Set the claimant of %(n)s claims to “%(what)s”",
            "n",
        ),
        ngettext_lazy(
            "Claimant of %(n)s claim set to “%(what)s”",
            "Claimant of %(n)s claims set to “%(what)s”",
            "n",
        ),
    ),
    "review": (
        ngettext_lazy(
            "Take on %(n)s claim: it will be in review, and yours",
            "Take on %(n)s claims: they will be in review, and yours",
            "n",
        ),
        ngettext_lazy("%(n)s claim taken on", "%(n)s claims taken on", "n"),
    ),
    "reopen": (
        ngettext_lazy(
            "Reopen %(n)s claim: its verdict is taken off, its assessments stay",
            "Reopen %(n)s claims: their verdicts are taken off, their assessments stay",
            "n",
        ),
        ngettext_lazy("%(n)s claim reopened", "%(n)s claims reopened", "n"),
    ),
    "withdraw": (
        ngettext_lazy("Withdraw %(n)s claim", "Withdraw %(n)s claims", "n"),
        ngettext_lazy("%(n)s claim withdrawn", "%(n)s claims withdrawn", "n"),
    ),
}


class BulkForm(forms.Form):
    """`do` says which of the other fields is read. `expected`: how many claims were announced."""

    do = forms.ChoiceField(choices=[(name, name) for name in DEEDS])
    to = forms.ModelChoiceField(
        label=gettext_lazy("Assign to"),
        queryset=User.objects.none(),
        to_field_name="username",
        required=False,
        empty_label=None,
    )
    add_event = Line(label=gettext_lazy("Add the event"), max_length=200, required=False)
    set_claimant = Line(label=gettext_lazy("Set the claimant"), max_length=200, required=False)
    expected = forms.IntegerField(required=False, min_value=0, max_value=10**9)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="bulk-%s")
        self.fields["to"].queryset = reviewers()  # type: ignore[attr-defined]

    def clean_add_event(self) -> Any:
        return self._named(Event, "event", self.cleaned_data["add_event"])

    def clean_set_claimant(self) -> Any:
        return self._named(Claimant, "claimant", self.cleaned_data["set_claimant"])

    def _named(self, model: Any, do: str, name: str) -> Any:
        """The one that is called so; nothing where another deed was chosen."""
        if self.data.get("do") != do:
            return None
        if not name:
            raise ValidationError(_("Write a name."))
        found = list(model.objects.called(name)[:2])
        if len(found) == 1:
            return found[0]
        raise ValidationError(
            _("More than one is called “%(name)s”. Merge them first, or use another of its names.")
            if found
            else _("Nothing here is called “%(name)s”."),
            params={"name": name},
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("do") == "assign" and not data.get("to") and "to" not in self.errors:
            self.add_error("to", _("Choose somebody."))
        return data

    @property
    def bulk(self) -> Bulk:
        """What the valid form asks for."""
        data = self.cleaned_data
        do = data["do"]
        return Bulk(
            assign_to=data["to"] if do == "assign" else None,
            unassign=do == "release",
            add_event=data.get("add_event"),
            claimant=data.get("set_claimant"),
            step=do if do in {"review", "reopen", "withdraw"} else "",
        )

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What the form said, to be sent again when it is confirmed."""
        names = ("do", "to", "add_event", "set_claimant")
        return [(name, self.data[name]) for name in names if self.data.get(name)]

    def will(self, number: int) -> str:
        return self._said(0, number)

    def did(self, number: int) -> str:
        return self._said(1, number)

    def _said(self, which: int, number: int) -> str:
        bulk = self.bulk
        what = bulk.assign_to or bulk.add_event or bulk.claimant or ""
        words = DEEDS[self.cleaned_data["do"]][which]
        return str(words % {"n": number, "what": what})


def left_out(in_list: int, open_to: int, affected: int) -> list[str]:
    """Why it changes fewer claims than the list has."""
    closed, done = in_list - open_to, open_to - affected
    said = []
    if closed:
        said.append(
            ngettext(
                "%(n)s claim is left out: its state or your role does not allow it.",
                "%(n)s claims are left out: their state or your role does not allow it.",
                closed,
            )
            % {"n": closed}
        )
    if done:
        said.append(
            ngettext("%(n)s claim is so already.", "%(n)s claims are so already.", done)
            % {"n": done}
        )
    return said
