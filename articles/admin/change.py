"""The log, to be read: who did what, old and new."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.admin.history import differences, model_of
from articles.admin.recorded import ReadOnly
from articles.models import Change


class NounFilter(admin.SimpleListFilter):
    """Everything that the log can tell of, asked of the models and not of a million rows."""

    title = _("noun")
    parameter_name = "noun"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        models = [model for model in apps.get_models() if hasattr(model, "log_place")]
        return sorted(
            (meta.label_lower, f"{meta.verbose_name} ({meta.label_lower})")
            for meta in (model._meta for model in models)
        )

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Change]") -> "QuerySet[Change]":
        return queryset.filter(noun=self.value()) if self.value() else queryset


class AuthorFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("author")


@admin.register(Change)
class ChangeAdmin(ReadOnly):
    list_display = ("at", "by", "verb", "op", "what", "difference", "subject")
    list_filter = ("at", "verb", "op", NounFilter, ("by", AuthorFilter))
    list_select_related = ("by",)
    search_fields = ("=subject", "=context", "=action")
    search_help_text = _("The public id of a thing, an article or an action")
    date_hierarchy = "at"
    fields = (
        *("at", "by", "verb", "op", "what", "subject", "context", "version"),
        *("action", "undoes", "old_and_new"),
    )

    def history_of(self, row: Change) -> "QuerySet[Change]":
        """All that was done in the same go."""
        return Change.objects.filter(action=row.action).order_by("-pk")

    @admin.display(description=_("noun"), ordering="noun")
    def what(self, change: Change) -> str:
        """The noun; where a page of the admin tells more, a link to its history."""
        model = model_of(change)
        words = str(model._meta.verbose_name) if model else change.noun
        if model is None or not self.admin_site.is_registered(model):
            return words
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_history"
        return format_html('<a href="{}">{}</a>', reverse(name, args=[change.row]), words)

    @admin.display(description=_("old → new"))
    def difference(self, change: Change) -> str:
        said = [f"{name}: {old or '–'} → {new or '–'}" for name, old, new in differences(change)]
        return Truncator("; ".join(said)).chars(160)

    @admin.display(description=_("old → new"))
    def old_and_new(self, change: Change) -> str:
        return render_to_string("admin/_differences.html", {"lines": differences(change)})
