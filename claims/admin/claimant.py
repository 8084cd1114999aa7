"""Curating who says it."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.admin import Part
from claims.admin.named import MergedFilter, NamedAdmin
from claims.models import Claim, Claimant, ClaimantAlias


class ClaimantAliasInline(Part):
    model = ClaimantAlias
    fields = ("name", "language")
    verbose_name_plural = _("aliases")


@admin.register(Claimant)
class ClaimantAdmin(NamedAdmin):
    list_display = ("name", "kind", "wikidata_id", "number", "updated_at")
    list_filter = (MergedFilter, "kind")
    list_select_related = ("merged_into",)
    fields = ("name", "kind", "wikidata_id", "note", "number", "public_id", "merged_into")
    readonly_fields = ("number", "public_id", "merged_into")
    inlines = (ClaimantAliasInline,)
    compared = ("kind", "wikidata_id", "note")

    def claims_of(self, row: Any) -> "QuerySet[Any]":
        return Claim.objects.standing().filter(claimant=row).annotate(about=F("claimant"))
