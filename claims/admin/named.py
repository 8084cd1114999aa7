"""What claimants and events have in common: found by any name, and merged when they are twins."""

from abc import abstractmethod
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import Recorded
from articles.changes import Stale
from articles.models import Change, Named
from articles.text import fold
from claims import workflow


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


class KeptOnly:
    """Offers and accepts no row that was merged into another."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if issubclass(db_field.related_model, Named):
            kwargs["queryset"] = db_field.related_model._default_manager.filter(merged_into=None)
        return super().formfield_for_foreignkey(  # type: ignore[misc]  # of the admin mixed with
            db_field, request, **kwargs
        )


class NamedAdmin(KeptOnly, Recorded):
    """Subclasses say how their claims are counted and what a merge shows."""

    actions = ("merge_selected",)
    ordering = ("name", "pk")
    search_fields: ClassVar[Any] = ("key", "aliases__key", "=wikidata_id", "=public_id")
    compared: tuple[str, ...] = ()  # fields that stay with each of two rows

    @abstractmethod
    def claims_of(self, row: Any) -> "QuerySet[Any]":
        """Links or claims of the row, with a column named `about` that holds its key."""

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Each with the number of its claims, counted only for the rows that are shown."""
        counted = self.claims_of(OuterRef("pk")).order_by().values("about")
        number = Subquery(counted.annotate(n=Count("pk")).values("n"))
        rows: QuerySet[Any] = super().get_queryset(request)
        numbered: QuerySet[Any] = rows.annotate(number=Coalesce(number, 0))
        return numbered

    @admin.display(description=_("claims"), ordering="number")
    def number(self, row: Any) -> int:
        return int(row.number)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A merged row stands for nothing any more: it is read, and its merge can be undone."""
        merged = obj is not None and obj.merged_into_id is not None
        return not merged and super().has_change_permission(request, obj)

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(merged_into=None)
        return super().get_search_results(request, queryset, fold(search_term))

    def history_of(self, row: Any) -> "QuerySet[Change]":
        """With the merges into this row: the log files them under the row that was merged."""
        into = Q(new__merged_into__id=row.pk) | Q(old__merged_into__id=row.pk)
        mine = Q(subject=row.public_id) | Q(noun=row._meta.label_lower) & into
        return Change.objects.filter(mine).order_by("-pk")

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
            return self._merge(request, *rows)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Merge two of a kind"),
            "opts": self.opts,
            "rows": rows,
            "facts": self._side_by_side(rows),
        }
        return TemplateResponse(request, "admin/merge.html", context)

    def _merge(self, request: HttpRequest, one: Any, other: Any) -> HttpResponse:
        choices = {one.public_id: (one, other), other.public_id: (other, one)}
        kept, merged = choices.get(request.POST.get("kept", ""), (None, None))
        failed = ""
        if kept is None:
            failed = gettext("Choose which of the two is kept.")
        else:
            try:
                workflow.merge(kept=kept, merged=merged, by=request.user)  # type: ignore[arg-type]
            except workflow.Refused as refused:
                failed = str(refused)
            except (Stale, IntegrityError):
                failed = gettext("Somebody changed one of the two just now. Look, and try again.")
        if failed:
            self.message_user(request, failed, messages.ERROR)
            return redirect(request.get_full_path())
        said = gettext("“%(merged)s” is part of “%(kept)s” now. Undo it in the history.")
        self.message_user(request, said % {"merged": merged, "kept": kept}, messages.SUCCESS)
        return redirect(f"admin:claims_{self.opts.model_name}_history", kept.pk)

    def _side_by_side(self, rows: list[Any]) -> list[dict[str, Any]]:
        """What stays with each of the two, and what moves: label and one cell a row."""
        facts = [
            {
                "label": getattr(self.opts.get_field(name), "verbose_name", name),
                "cells": [[value] if (value := shown(row, name)) else [] for row in rows],
                "moves": False,
            }
            for name in self.compared
        ]
        return facts + [
            {"label": label, "cells": [list(map(str, part(row))) for row in rows], "moves": True}
            for label, part in self.moving().items()
        ]

    def moving(self) -> dict[Any, Any]:
        """Label and what to call on a row for its list, of each sort of thing that a merge moves"""
        return {
            _("claims"): lambda row: [row.claims.count()],
            _("aliases"): lambda row: row.aliases.order_by("name"),
        }


def shown(row: Any, name: str) -> str:
    """A field in words, empty where it says nothing."""
    value = getattr(row, f"get_{name}_display", lambda: getattr(row, name))()
    return "" if value is None else str(value)
