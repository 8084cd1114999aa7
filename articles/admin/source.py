"""Curating who published."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin.recorded import Recorded
from articles.models import Source
from articles.text import fold


@admin.register(Source)
class SourceAdmin(Recorded):
    list_display = ("name", "kind", "country", "language", "time_zone", "homepage")
    list_filter = ("kind", "country", "language")
    search_fields = ("key", "homepage", "=public_id")
    ordering = ("name", "pk")
    fields = ("name", "kind", "homepage", "language", "country", "time_zone", "public_id")
    readonly_fields = ("public_id",)

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        return super().get_search_results(request, queryset, fold(search_term))
