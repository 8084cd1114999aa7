"""Curating what was written, and the one way in which the admin writes: versioned and logged."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.changes import Action, Stale, action
from articles.models import Article, Change, Revision, Source, User

HISTORY = 200


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]  # its model is the admin's
    """Knows the version that the curator saw, and says who was faster."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk:
            rows = type(self.instance)._base_manager.filter(pk=self.instance.pk)
            if rows.values_list("version", flat=True).first() != data.get("seen_version"):
                raise ValidationError(overtaken(self.instance))
        return data


def overtaken(row: Any) -> str:
    """Who changed the row since it was read, and what to do."""
    last = Change.objects.about(row.public_id).select_related("by").first()
    said = gettext(
        "%(who)s changed this at %(when)s, after you opened it. Nothing of yours is saved: copy "
        "what you typed, load the page again, and put it in."
    )
    return said % {
        "who": (last and last.by) or gettext("Somebody"),
        "when": timezone.localtime(last.at).strftime("%H:%M") if last else "–",
    }


class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # mixed into admins of several models
    show_full_result_count = False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except OverflowError:  # SQLite's answer to ?article= with 400 digits
            return redirect(f"{request.path}?e=1")


class ReadOnly(DeskAdmin):
    """Shows, and changes nothing."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Recorded(DeskAdmin):
    """Every write is one action: row, parts and log in one transaction, undone together.

    Nothing is deleted here: claims are withdrawn and twins are merged.
    """

    form = VersionedForm

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = [name for name in super().get_fields(request, obj) if name != "seen_version"]
        changing = self.has_change_permission(request, obj) if obj else True
        return [*fields, "seen_version"] if changing else fields

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        try:
            with action("curated", by=request.user) as act:  # type: ignore[arg-type]
                request.act = act  # type: ignore[attr-defined]
                return super().changeform_view(request, *args, **kwargs)
        except Stale as stale:
            # Faster than our look at the version: the transaction is gone, and nothing is saved.
            context = {
                **self.admin_site.each_context(request),
                "title": gettext("Somebody was faster"),
                "why": overtaken(stale.row) if stale.row else gettext("It is gone."),
            }
            return TemplateResponse(request, "admin/conflict.html", context, status=409)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            doing(request).save(obj, version=form.cleaned_data["seen_version"])
        else:
            doing(request).create(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        act = doing(request)
        formset.save(commit=False)
        changed = [row for row, _fields in formset.changed_objects]
        for row in [*formset.deleted_objects, *changed]:
            act.delete(type(row)._base_manager.get(pk=row.pk))
        for row in [*changed, *formset.new_objects]:
            row.pk = None
            act.create(row)
        if act.changes and form.instance not in act.saved and change:
            act.touch_all(type(form.instance)._base_manager.filter(pk=form.instance.pk))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The desk's own log of the row, from which each action can be undone."""
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("History"),
            "subtitle": str(row),
            "object": row,
            "opts": self.opts,
            "changes": Change.objects.about(row.public_id).select_related("by")[:HISTORY],
        }
        return TemplateResponse(request, "admin/history.html", context)


def doing(request: HttpRequest) -> Action:
    """The action that this request is."""
    act: Action = request.act  # type: ignore[attr-defined]
    return act


@admin.register(User)
class PeopleAdmin(UserAdmin):  # type: ignore[type-arg]  # UserAdmin is generic only in its stubs
    list_display = ("username", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active", "is_superuser")
    fieldsets = (*(UserAdmin.fieldsets or ()), (_("Preferences"), {"fields": ("shortcuts",)}))

    def get_queryset(self, request: HttpRequest) -> "QuerySet[User]":
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())


@admin.register(Source)
class SourceAdmin(Recorded):
    list_display = ("name", "kind", "country", "language", "time_zone", "homepage")
    list_filter = ("kind", "country", "language")
    search_fields = ("name",)


class RevisionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Revision
    fields = readonly_fields = ("number", "fetched_at", "reader", "segmenter", "sha256")
    extra = 0
    show_change_link = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Article)
class ArticleAdmin(Recorded):
    list_display = ("title", "source", "published_at", "language", "created_at")
    list_filter = ("source", "language")
    list_select_related = ("source",)
    search_fields = ("title", "byline", "public_id", "canonical_url", "external_id")
    date_hierarchy = "published_at"
    autocomplete_fields = ("source",)
    readonly_fields = ("public_id", "dateline", "created_by", "created_at")
    inlines = (RevisionInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # articles come in through the store, with their text


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    list_display = ("article", "number", "fetched_at", "reader", "segmenter")
    list_select_related = ("article",)
    search_fields = ("article__title", "sha256")
    fields = ("article", "number", "fetched_at", "reader", "segmenter", "sha256", "text")


@admin.register(Change)
class ChangeAdmin(ReadOnly):
    list_display = ("at", "by", "verb", "op", "noun", "subject", "context")
    list_filter = ("verb", "op", "noun")
    list_select_related = ("by",)
    search_fields = ("=subject", "=context", "=action", "by__username")
    date_hierarchy = "at"
