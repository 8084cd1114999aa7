"""An object's history in the admin: the desk's own log, from which each action can be undone."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from articles.models import Change
from articles.models.change import Op
from articles.paging import page

PER_PAGE = 200  # rows of the log

NOT_SAID = {"key"}  # the folded name
Line = tuple[str, str, str]  # of what, old, new


class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # mixed into admins of several models
    """Lists that stay quick when they are long, and the log as history."""

    show_full_result_count = False
    list_per_page = 50

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except OverflowError:  # SQLite's answer to ?article= with 400 digits
            return redirect(f"{request.path}?e=1")

    def history_of(self, row: Any) -> "QuerySet[Change]":
        return Change.objects.about(row.public_id)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            gone: Any = self
            back: HttpResponse = gone._get_obj_does_not_exist_redirect(
                request, self.opts, object_id
            )
            return back
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        changes = self.history_of(row)
        shown = page(changes.select_related("by"), ("-pk",), request.GET.get("page", ""), PER_PAGE)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("History"),
            "subtitle": str(row),
            "object": row,
            "opts": self.opts,
            "entries": entries(shown.rows, undone(changes), row),
            "page": shown,
        }
        return TemplateResponse(request, "admin/history.html", context)


def is_list(request: HttpRequest) -> bool:
    """Whether a list is asked for, which loads other columns than the page of one row."""
    match = request.resolver_match
    return match is not None and (match.url_name or "").endswith("_changelist")


def undone(changes: "QuerySet[Change]") -> set[str]:
    """Actions among these that no longer hold. An undo that was undone itself does not count."""
    found: set[str] = set()
    undoing = changes.exclude(undoes="").order_by("-pk")
    for action, undoes in undoing.values_list("action", "undoes"):
        if action not in found:
            found.add(undoes)
    return found


def entries(changes: list[Change], gone: set[str], about: Any) -> list[dict[str, Any]]:
    """One entry an action, newest first, each with its rows and with what they changed in words."""
    actions: dict[str, list[Change]] = {}
    for change in changes:
        actions.setdefault(change.action, []).append(change)
    names = names_of_others(changes, about)
    return [
        {
            "action": action,
            "changes": rows,
            "undone": action in gone,
            "lines": [line for row in reversed(rows) for line in lines(row, about, names)],
        }
        for action, rows in actions.items()
    ]


def names_of_others(changes: Iterable[Change], about: Any) -> dict[int, str]:
    """Names of rows of the same kind that stand in this history too, such as a merged twin."""
    noun = about._meta.label_lower
    others = {change.row for change in changes if change.noun == noun} - {about.pk}
    rows = type(about)._base_manager.in_bulk(others) if others else {}
    return {pk: str(row) for pk, row in rows.items()}


def lines(change: Change, about: Any, names: dict[int, str]) -> list[Line]:
    """What one row of the log changed, each line naming the part that it is about."""
    part = ""
    if change.noun != about._meta.label_lower:
        model = model_of(change)
        part = str(model._meta.verbose_name) if model else change.noun
    elif change.row != about.pk:
        part = f"“{names.get(change.row, change.row)}”"
    whole = about if part and change.op != Op.UPDATE else None
    return [
        (f"{part} · {field}" if part else field, old, new)
        for field, old, new in differences(change, whole)
    ]


def differences(change: Change, whole: Any = None) -> list[Line]:
    """Field, old and new in words, for each field that says something.

    `whole` is the row whose history this is: a part of it does not name it again.
    """
    model = model_of(change)
    fields = change.new if change.op != Op.DELETE else change.old
    found = [
        (label(model, name), spoken(change.old.get(name)), spoken(change.new.get(name)))
        for name in fields
        if name not in NOT_SAID and not points_to(change, model, name, whole)
    ]
    return [(field, old, new) for field, old, new in found if old or new]


def points_to(change: Change, model: Any, name: str, row: Any) -> bool:
    """Whether this field of the change is a link to the row."""
    value = change.new.get(name) or change.old.get(name)
    links = {field.name: field.related_model for field in model._meta.fields} if model else {}
    return (
        row is not None
        and links.get(name) is type(row)
        and isinstance(value, dict)
        and value.get("id") == row.pk
    )


def model_of(change: Change) -> Any:
    try:
        return apps.get_model(change.noun)
    except (LookupError, ValueError):  # a model of before
        return None


def label(model: Any, name: str) -> str:
    try:
        return str(model._meta.get_field(name).verbose_name) if model else name
    except FieldDoesNotExist:
        return name


def spoken(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("text", ""))
    return "" if value is None else str(value)
