"""Curating the scales on which verdicts are given: one in use is final, and has a next edition."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import Part, Recorded, VersionedForm
from articles.admin.recorded import doing
from articles.changes import Stale
from claims import workflow
from claims.models import Assessment, Scale, ScaleOption

FINAL = _(
    "A verdict was given on this scale: its options are final. To change them, choose it in the "
    "list, and there the action “New edition”."
)


class ScaleForm(VersionedForm):
    def _get_validation_exclusions(self) -> set[str]:
        """The save takes the mark off the other scale first, so two are no error here."""
        left_out: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return {*left_out, "is_default"}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.instance.pk and self.instance.used and self._sends_options():
            raise ValidationError(FINAL)
        if data.get("is_default") and data.get("retired"):
            self.add_error(
                "retired", _("The desk's own scale is offered. Make another one the desk's own.")
            )
        return data

    def _sends_options(self) -> bool:
        """Whether the page was opened while the options could still be changed."""
        return any(n.startswith("options-") and n.endswith("-words") for n in self.data)


class OptionInline(Part):
    model = ScaleOption
    fields = ("order", "words", "verdict", "tone")
    verbose_name_plural = _("options")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not in_use(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not in_use(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not in_use(obj) and super().has_delete_permission(request, obj)


def in_use(scale: Scale | None) -> bool:
    """Whether its options are final. Asked once a request."""
    if scale is None or scale.pk is None:
        return False
    known: Any = scale
    if not hasattr(known, "final"):
        known.final = scale.used
    return bool(known.final)


@admin.register(Scale)
class ScaleAdmin(Recorded):
    form = ScaleForm
    list_display = ("name", "edition", "verdicts", "is_default", "retired", "final_now")
    list_filter = ("retired",)
    search_fields = ("name", "slug", "=public_id")
    ordering = ("name", "-edition")
    fields = (
        *("name", "slug", "edition", "reference_url", "note", "is_default", "retired", "final_now"),
        "public_id",
    )
    readonly_fields = ("edition", "final_now", "public_id")
    inlines = (OptionInline,)
    actions = ("renew",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        given = Assessment.objects.filter(scale=OuterRef("pk"))
        options = ScaleOption.objects.order_by("order")
        rows = super().get_queryset(request).annotate(final=Exists(given))
        found: QuerySet[Any] = rows.prefetch_related(Prefetch("options", options))
        return found

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Editions of one scale belong together by their slug."""
        return ("slug", *self.readonly_fields) if obj else self.readonly_fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("name",)}

    @admin.display(description=_("options"))
    def verdicts(self, scale: Scale) -> str:
        words = " · ".join(option.words for option in scale.options.all())
        return words or gettext("a conclusion in words")

    @admin.display(description=_("in use"))
    def final_now(self, scale: Scale) -> str:
        if scale.pk is None:
            return gettext("no")
        return str(FINAL) if in_use(scale) else gettext("no: its options can be changed")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """There is one scale of the desk's own: the mark is taken off the other in this action."""
        if obj.is_default:
            others = Scale.objects.filter(is_default=True).exclude(pk=obj.pk)
            doing(request).update_all(others, is_default=False)
        super().save_model(request, obj, form, change)

    @admin.action(description=_("New edition"), permissions=["change"])
    def renew(self, request: HttpRequest, queryset: "QuerySet[Any]") -> HttpResponse | None:
        """Copies the chosen one to be changed; the old edition is no longer offered."""
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            said = gettext("Select one scale. Each gets its new edition by itself.")
            self.message_user(request, said, messages.ERROR)
            return None
        try:
            made = workflow.new_edition(scale=chosen[0], by=request.user)  # type: ignore[arg-type]
        except (Stale, IntegrityError):
            said = gettext("Somebody changed this scale just now. Look, and try again.")
            self.message_user(request, said, messages.ERROR)
            return None
        said = gettext("“%(made)s” is here to be changed. The edition before is no longer offered.")
        self.message_user(request, said % {"made": made}, messages.SUCCESS)
        return redirect("admin:claims_scale_change", made.pk)
