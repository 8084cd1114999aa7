"""The imports so far, to be read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from articles.admin.recorded import ReadOnly
from articles.models import Import


@admin.register(Import)
class ImportAdmin(ReadOnly):
    list_display = ("name", "state", "created_by", "created_at", "new", "revised", "failed")
    list_filter = ("state", "created_at", "kind")
    list_select_related = ("created_by",)
    search_fields = ("name", "=public_id", "=sha256")
    ordering = ("-pk",)
    fields = (
        *("name", "size", "sha256", "public_id", "created_by", "created_at"),
        *("kind", "source", "language", "encoding", "delimiter", "columns"),
        *("state", "error", "position", "new", "revised", "unchanged", "failed"),
        *("started_at", "finished_at", "seen_at"),
    )

    def get_queryset(self, request: Any) -> "QuerySet[Import]":
        return super().get_queryset(request).defer("peek")
