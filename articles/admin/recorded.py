"""How the admin writes: versioned, logged, undone together, never over somebody else's work."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.history import DeskAdmin
from articles.changes import Action, Stale, action
from articles.forms import Line
from articles.models import Change

# Everything typed passes the one boundary. A slug and a web address check themselves.
TEXT: dict[Any, dict[str, Any]] = {
    models.CharField: {"form_class": Line},
    models.TextField: {"form_class": Line},
    models.SlugField: {},
}
TRIES = 3  # a save that lost a race is looked at again, and then says who won


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]  # its model is the admin's
    """Knows the version that the curator saw, and says who was faster."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk:
            stored = type(self.instance)._base_manager.filter(pk=self.instance.pk).first()
            if stored is None or stored.version != data.get("seen_version"):
                self.stale = True
                self._show_stored(stored, data)
                raise ValidationError(overtaken(self.instance))
        return data

    def _show_stored(self, stored: Any, data: dict[str, Any]) -> None:
        """Puts what is stored now beside each field where something else was typed."""
        for name in [name for name in data if name != "seen_version" and stored]:
            value = getattr(stored, name)
            if value != data[name]:
                field = stored._meta.get_field(name)
                words = display_for_field(value, field, gettext("nothing")) or gettext("nothing")
                self.add_error(name, gettext("Stored now: %(value)s") % {"value": words})


def overtaken(row: Any) -> str:
    """Who changed the row since it was read, and what to do."""
    last = Change.objects.about(row.public_id).select_related("by").first()
    named = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return format_html(
        '{} <a href="{}">{}</a>',
        gettext(
            "%(who)s changed this on %(when)s, after you opened it. Nothing of yours is saved, "
            "and what you typed still stands below: copy it, reload, and put it in."
        )
        % {
            "who": (last and last.by) or gettext("Somebody"),
            "when": formats.date_format(timezone.localtime(last.at), "j M Y, H:i") if last else "–",
        },
        reverse(named, args=[row.pk]),
        gettext("Reload"),
    )


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
    formfield_overrides = TEXT

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in super().get_fields(request, obj) if name != "seen_version"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the version seen in the last one, for whoever may change the row."""
        *others, (name, options) = super().get_fieldsets(request, obj)
        if obj and not self.has_change_permission(request, obj):
            return [*others, (name, options)]
        return [*others, (name, {**options, "fields": [*options["fields"], "seen_version"]})]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        for _try in range(TRIES):
            said: list[tuple[Any, Any]] = []
            request.said = said  # type: ignore[attr-defined]
            try:
                with action("curated", by=request.user) as act:  # type: ignore[arg-type]
                    request.act = act  # type: ignore[attr-defined]
                    response = super().changeform_view(request, *args, **kwargs)
            except Stale:
                continue  # faster than our look at the version: the next look sees who it was
            except IntegrityError:
                if _try == TRIES - 1:
                    raise
                continue  # somebody took the name: the next look says so at its field
            for words, options in said:
                super().message_user(request, *words, **options)
            return response
        context = {**self.admin_site.each_context(request), "title": gettext("Somebody was faster")}
        return TemplateResponse(request, "admin/conflict.html", context, status=409)

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Nothing is called saved before it is: during a write, messages wait for its end."""
        said = getattr(request, "said", None)
        if said is None:
            super().message_user(request, *args, **kwargs)
        else:
            said.append((args, kwargs))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response = super().render_change_form(request, context, *args, **kwargs)
        if getattr(context["adminform"].form, "stale", False):
            response.status_code = 409
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            doing(request).save(obj, version=form.cleaned_data["seen_version"])
        else:
            doing(request).create(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A changed part is logged as one removed and one made: parts have no version."""
        act = doing(request)
        formset.save(commit=False)
        changed = [row for row, _fields in formset.changed_objects]
        for row in [*formset.deleted_objects, *changed]:
            stored = type(row)._base_manager.filter(pk=row.pk).first()
            if stored is None:
                raise Stale(None)
            act.delete(stored)
        for row in [*changed, *formset.new_objects]:
            row.pk = None
            act.create(row)
        if act.changes and form.instance not in act.saved and change:
            act.touch_all(type(form.instance)._base_manager.filter(pk=form.instance.pk))


def doing(request: HttpRequest) -> Action:
    """The action that this request is."""
    act: Action = request.act  # type: ignore[attr-defined]
    return act


class Part(admin.TabularInline):  # type: ignore[type-arg]  # of several models
    """Rows that belong to a versioned one and are written in its action."""

    extra = 1
    formfield_overrides: ClassVar[Any] = TEXT
    verbose_name_plural: Any = _("parts")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Named for those who hear the page: a cell of the stock table has no label."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = str(field.label).capitalize()
        return field
