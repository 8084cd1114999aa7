"""Curating facts: what they say and on what they rest."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.addresses import host_of
from articles.admin import Recorded
from articles.admin.recorded import doing
from claims import workflow
from claims.models import Fact


class WarningFilter(admin.SimpleListFilter):
    """By what a reader has to know before leaning on a fact."""

    title = _("warnings")
    parameter_name = "warned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("no_source", _("without a source")),
            ("no_archive", _("without an archived copy")),
            ("expired", _("expired")),
        ]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() == "no_source":
            return queryset.filter(source_url="")
        if self.value() == "no_archive":
            return queryset.exclude(source_url="").filter(archive_url="")
        if self.value() == "expired":
            return queryset.filter(valid_until__lt=timezone.localdate())
        return queryset


@admin.register(Fact)
class FactAdmin(Recorded):
    list_display = (
        "short",
        "host",
        "publisher",
        "valid_until",
        "number",
        "withdrawn",
        "updated_at",
    )
    list_filter = ("withdrawn", WarningFilter, "language")
    search_fields = ("=public_id",)
    search_help_text = _("Words of the statement, or an id")
    date_hierarchy = "published"
    ordering = ("-updated_at", "-pk")
    readonly_fields = ("number", "withdrawn", "created_by", "created_at", "updated_at", "public_id")
    fieldsets = (
        (None, {"fields": ("statement", "quotation", "note")}),
        (
            _("On what it rests"),
            {
                "fields": (
                    *("source_url", "publisher", ("published", "accessed"), "archive_url"),
                    "language",
                )
            },
        ),
        (_("When it holds"), {"fields": (("valid_from", "valid_until"),)}),
        (_("Kept by the desk"), {"fields": readonly_fields}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a fact is written in the library, which shows what is alike

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows: Any = Fact.objects.counted().select_related("created_by")
        return rows.order_by(*self.ordering)  # type: ignore[no-any-return]

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        """By words through the index of statements, and by the id."""
        if not search_term.strip():
            return queryset, False
        named, _twice = super().get_search_results(request, Fact.objects.order_by(), search_term)
        worded = Fact.objects.worded(search_term).order_by()
        found = queryset.filter(pk__in=named.values("pk")) | queryset.filter(
            pk__in=worded.values("pk")
        )
        return found, False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """As the library saves it: the claims that lean on it wait to be looked at again."""
        workflow.save_fact(doing(request), obj, version=form.cleaned_data["seen_version"])

    @admin.display(description=_("statement"), ordering="statement")
    def short(self, fact: Fact) -> str:
        return Truncator(fact.statement).chars(100)

    @admin.display(description=_("host"), ordering="source_url", empty_value="–")
    def host(self, fact: Fact) -> str:
        return host_of(fact.source_url)

    @admin.display(description=_("claims"), ordering="used")
    def number(self, fact: Any) -> int:
        return int(fact.used)
