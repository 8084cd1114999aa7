"""Curating what claims are about."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin import Part
from claims.admin.named import MergedFilter, NamedAdmin
from claims.choices import State
from claims.models import ClaimEvent, Event, EventAlias


class EventAliasInline(Part):
    model = EventAlias
    fields = ("name", "language")
    verbose_name_plural = _("aliases")


@admin.register(Event)
class EventAdmin(NamedAdmin):
    list_display = ("name", "parent", "starts", "ends", "wikidata_id", "number", "updated_at")
    list_filter = (MergedFilter, ("parent", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("parent", "merged_into")
    search_fields = (*NamedAdmin.search_fields, "slug")
    date_hierarchy = "starts"
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("parent",)
    readonly_fields = ("children", "number", "public_id", "merged_into")
    fields = (
        *("name", "slug", "parent", ("starts", "ends"), "reference_url", "wikidata_id", "note"),
        *readonly_fields,
    )
    inlines = (EventAliasInline,)
    compared = ("slug", "parent", "starts", "ends", "reference_url", "wikidata_id", "note")

    def claims_of(self, row: Any) -> "QuerySet[Any]":
        standing = ClaimEvent.objects.exclude(claim__state=State.WITHDRAWN)
        return standing.filter(event=row).annotate(about=F("event"))

    @admin.display(description=_("parts"), empty_value="–")
    def children(self, event: Event) -> str:
        """The events right below this one, each a link."""
        found = event.children.filter(merged_into=None) if event.pk else []
        return format_html_join(
            ", ",
            '<a href="{}">{}</a>',
            ((reverse("admin:claims_event_change", args=[e.pk]), e.name) for e in found),
        )

    def moving(self) -> dict[Any, Any]:
        return super().moving() | {_("parts"): lambda row: row.children.order_by("name")}
