"""Curating claims, who makes them, and what they are about."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import Recorded
from claims import workflow
from claims.exporters import EXPORTERS, Options
from claims.models import Claim, Claimant, ClaimantAlias, ClaimEvent, Event, EventAlias


class MergedFilter(admin.SimpleListFilter):
    """Hides rows that were merged into another, unless asked for."""

    title = _("merged")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Only merged ones")), ("all", _("With merged ones"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() == "yes":
            return queryset.exclude(merged_into=None)
        return queryset if self.value() == "all" else queryset.filter(merged_into=None)

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            default = choice["query_string"] == changelist.get_query_string(
                remove=[self.parameter_name]
            )
            yield choice | ({"display": _("Without merged ones")} if default else {})


class NamedAdmin(Recorded):
    """Claimants and events: found by their aliases, and merged when they are twins."""

    actions = ("merge_selected",)
    ordering = ("name", "pk")
    readonly_fields = ("public_id", "merged_into")

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(merged_into=None)
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self) -> list[URLPattern]:
        name = f"claims_{self.opts.model_name}_merge"
        merge = path("merge/", self.admin_site.admin_view(self.merge_view), name=name)
        return [merge, *super().get_urls()]

    @admin.action(description=_("Merge the two selected"), permissions=["change"])
    def merge_selected(
        self, request: HttpRequest, queryset: "QuerySet[Any]"
    ) -> HttpResponse | None:
        ids = list(queryset.values_list("public_id", flat=True)[:3])
        if len(ids) != 2:
            said = gettext("Select two to merge. To merge more, merge two and then the next.")
            self.message_user(request, said, messages.ERROR)
            return None
        address = reverse(f"admin:claims_{self.opts.model_name}_merge")
        return redirect(f"{address}?{urlencode({'one': ids[0], 'other': ids[1]})}")

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Shows both side by side; the curator says which one is kept."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows = [
            get_object_or_404(self.model, public_id=request.GET.get(name, ""))
            for name in ("one", "other")
        ]
        if request.method == "POST":
            kept, merged = sorted(
                rows, key=lambda row: row.public_id != request.POST.get("kept", "")
            )
            try:
                workflow.merge(kept=kept, merged=merged, by=request.user)  # type: ignore[arg-type]
            except workflow.Refused as refused:
                self.message_user(request, str(refused), messages.ERROR)
            else:
                said = gettext("“%(merged)s” is part of “%(kept)s” now. Undo it in the history.")
                words = {"merged": merged, "kept": kept}
                self.message_user(request, said % words, messages.SUCCESS)
            return redirect(f"admin:claims_{self.opts.model_name}_history", kept.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Merge two of a kind"),
            "opts": self.opts,
            "rows": [
                {
                    "row": row,
                    "claims": row.claims.count(),
                    "aliases": list(row.aliases.values_list("name", flat=True)),
                    "children": list(row.children.all()) if isinstance(row, Event) else None,
                }
                for row in rows
            ],
        }
        return TemplateResponse(request, "admin/merge.html", context)


class ClaimantAliasInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ClaimantAlias
    fields = ("name", "language")
    extra = 1


class EventAliasInline(admin.TabularInline):  # type: ignore[type-arg]
    model = EventAlias
    fields = ("name", "language")
    extra = 1


@admin.register(Claimant)
class ClaimantAdmin(NamedAdmin):
    list_display = ("name", "kind", "wikidata_id", "number")
    list_filter = (MergedFilter, "kind")
    search_fields = ("name", "aliases__name", "=wikidata_id", "=public_id")
    inlines = (ClaimantAliasInline,)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(number=Count("claims", distinct=True))
        return counted

    @admin.display(description=_("claims"), ordering="number")
    def number(self, row: Any) -> int:
        return int(row.number)


@admin.register(Event)
class EventAdmin(NamedAdmin):
    list_display = ("name", "parent", "starts", "ends", "wikidata_id", "number")
    list_filter = (MergedFilter, ("parent", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("parent",)
    search_fields = ("name", "aliases__name", "slug", "=wikidata_id", "=public_id")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent",)
    inlines = (EventAliasInline,)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(number=Count("links", distinct=True))
        return counted

    @admin.display(description=_("claims"), ordering="number")
    def number(self, row: Any) -> int:
        return int(row.number)


class EventInline(admin.TabularInline):  # type: ignore[type-arg]
    model = ClaimEvent
    autocomplete_fields = ("event",)
    extra = 1


@admin.register(Claim)
class ClaimAdmin(Recorded):
    list_display = ("__str__", "claimant", "kind", "state", "article", "tagged_by", "tagged_at")
    list_filter = ("state", "kind", "article__source", "tagged_by")
    list_select_related = ("claimant", "article", "tagged_by")
    search_fields = ("quote", "wording", "=public_id", "claimant__name", "article__title")
    date_hierarchy = "tagged_at"
    autocomplete_fields = ("claimant",)
    readonly_fields = (
        "public_id",
        "article",
        "sentence",
        "quote",
        "start",
        "end",
        "state",
        "verdict",
        "tagged_by",
        "tagged_at",
    )
    fields = (*readonly_fields, "claimant", "cue", "kind", "wording", "note")
    inlines = (EventInline,)
    actions = ("export_csv",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a claim is tagged where its sentence stands

    @admin.action(description=_("Export the selection as CSV"), permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: "QuerySet[Claim]") -> HttpResponseBase:
        exporter = EXPORTERS["csv"]
        claims = Claim.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        response = StreamingHttpResponse(
            exporter.write(claims, Options()), content_type=exporter.content_type
        )
        response["Content-Disposition"] = 'attachment; filename="claims-selection.csv"'
        return response
