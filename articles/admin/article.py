"""Curating what is known of an article; its text can be read here and not changed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from articles.admin.history import is_list
from articles.admin.recorded import ReadOnly, Recorded
from articles.models import Article, Change, Revision


class RevisionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Revision
    fields = readonly_fields = (
        *("number", "fetched_at", "level", "flags", "reader", "segmenter", "sha256"),
    )
    extra = 0
    show_change_link = True
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("article").defer("text")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Article)
class ArticleAdmin(Recorded):
    list_display = ("title", "source", "published_at", "language", "created_at")
    list_filter = ("source", "language")
    search_fields = ("title", "byline", "=public_id", "canonical_url", "external_id")
    date_hierarchy = "published_at"
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("source",)
    readonly_fields = ("public_id", "identity", "current", "created_by", "created_at", "updated_at")
    fieldsets = (
        (None, {"fields": ("title", "byline", "source", "published_at", "dateline", "language")}),
        (_("Where it is from"), {"fields": ("canonical_url", "external_id")}),
        (_("Kept by the desk"), {"fields": readonly_fields}),
    )
    inlines = (RevisionInline,)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows = super().get_queryset(request)
        return rows.select_related("source", "current__article", "created_by").defer(
            "current__text"
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # articles come in through the store, with their text


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    list_display = ("article", "number", "fetched_at", "level", "flags", "reader", "segmenter")
    list_filter = ("level", "reader", "segmenter")
    search_fields = ("article__title", "=article__public_id", "=sha256")
    date_hierarchy = "fetched_at"
    ordering = ("-fetched_at", "-pk")
    fields = (
        *("article", "number", "fetched_at", "reader", "segmenter", "created_by", "sha256"),
        *("level", "flags", "changes", "text", "split"),
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows = super().get_queryset(request).select_related("article", "created_by")
        return rows.defer("text") if is_list(request) else rows

    def history_of(self, row: Revision) -> "QuerySet[Change]":
        """The article's: a wording itself never changes."""
        return Change.objects.about(row.article.public_id)

    @admin.display(description=_("sentences"))
    def split(self, revision: Revision) -> str:
        return render_to_string(
            "admin/_sentences.html", {"sentences": revision.sentences.order_by("start")}
        )
