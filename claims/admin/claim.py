"""Curating claims: what is said of them, not where they stand."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.admin import Part, Recorded
from articles.admin.history import is_list
from articles.http import download
from articles.text import fold
from claims.admin.named import KeptOnly
from claims.exporters import EXPORTERS, Options
from claims.models import Assessment, Claim, ClaimEvent, Evidence


class KnownSelect(AutocompleteSelect):
    """Shows what its row has loaded already; the stock one asks the database anew for each row."""

    known: ClassVar[dict[str, str]] = {}

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        if not value or not set(value) <= self.known.keys():
            return super().optgroups(name, value, attrs)
        chosen = [self.create_option(name, pk, self.known[pk], True, 0) for pk in value]
        return [(None, chosen, 0)]


class LinkForm(forms.ModelForm):  # type: ignore[type-arg]  # its model is the inline's
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "event" in self.fields:
            select: Any = self.fields["event"].widget
            getattr(select, "widget", select).known = {
                str(self.instance.event_id): str(self.instance.event)
            }


class EventInline(KeptOnly, Part):
    model = ClaimEvent
    form = LinkForm
    autocomplete_fields = ("event",)
    verbose_name_plural = _("events")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("event").order_by("pk")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "event":
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class Shown(admin.TabularInline):  # type: ignore[type-arg]  # of several models
    """What reviewers wrote beside a claim: read here, written on the claim's own page."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("claims.view_claim")


class EvidenceInline(Shown):
    model = Evidence
    fields = ("fact", "stance", "note", "fact_changed", "confirmed_at", "added_by", "added_at")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("fact", "added_by").order_by("pk")


class AssessmentInline(Shown):
    model = Assessment
    fields = ("reviewer", "scale", "words", "verdict", "rationale", "made_at", "replaced")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return super().get_queryset(request).select_related("reviewer", "scale")


@admin.register(Claim)
class ClaimAdmin(KeptOnly, Recorded):
    list_display = (
        *("__str__", "who", "kind", "state", "verdict_words", "assigned_to", "about"),
        *("in_article", "tagged_by", "day"),
    )
    list_filter = ("state", "verdict", "scale", "kind", "article__source", "assigned_to")
    search_fields = ("=public_id", "claimant__key", "article__title")
    search_help_text = _("Words of the sentence or the wording, a claimant, an article, an id")
    date_hierarchy = "tagged_at"
    ordering = ("-tagged_at", "-pk")
    autocomplete_fields = ("claimant",)
    readonly_fields = (
        *("article", "whole_sentence", "quote", "span", "state", "scale", "verdict_words"),
        *("verdict", "decided_by", "decided_at", "assigned_to"),
        *("tagged_by", "tagged_at", "updated_at", "public_id"),
    )
    fieldsets = (
        (_("In the text"), {"fields": ("article", "whole_sentence", "quote", "span")}),
        (_("What is said of it"), {"fields": ("claimant", "cue", "kind", "wording", "note")}),
        (_("Kept by the desk"), {"fields": readonly_fields[4:]}),
    )
    inlines = (EventInline, EvidenceInline, AssessmentInline)
    actions = ("export_csv",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a claim is tagged where its sentence stands

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        links = ClaimEvent.objects.select_related("event").order_by("pk")
        rows = super().get_queryset(request)
        rows = rows.select_related("claimant", "article", "sentence", "tagged_by")
        rows = rows.select_related("assigned_to", "scale", "decided_by")
        return rows.prefetch_related(Prefetch("links", links)) if is_list(request) else rows

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        """By words through the index of sentences, and by the names in `search_fields`."""
        if not search_term.strip():
            return queryset, False
        rows = Claim.objects.order_by()
        named, _twice = super().get_search_results(request, rows, fold(search_term))
        worded = rows.worded(search_term)
        return queryset.filter(Q(pk__in=named.values("pk")) | Q(pk__in=worded.values("pk"))), False

    @admin.display(description=_("sentence"))
    def whole_sentence(self, claim: Claim) -> str:
        return claim.sentence.text

    @admin.display(description=_("span"))
    def span(self, claim: Claim) -> str:
        """In code points of the revision's text."""
        return f"{claim.start}–{claim.end}"

    @admin.display(description=_("claimant"), ordering="claimant__name", empty_value="–")
    def who(self, claim: Claim) -> str:
        return claim.claimant.name if claim.claimant else ""

    @admin.display(description=_("article"), ordering="article__title")
    def in_article(self, claim: Claim) -> str:
        return Truncator(claim.article.title).chars(60)

    @admin.display(description=_("tagged"), ordering="tagged_at")
    def day(self, claim: Claim) -> str:
        return formats.date_format(timezone.localtime(claim.tagged_at), "j M Y")

    @admin.display(description=_("events"))
    def about(self, claim: Claim) -> str:
        return "; ".join(link.event.name for link in claim.links.all())

    @admin.action(description=_("Export the selection as CSV"), permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: "QuerySet[Claim]") -> HttpResponseBase:
        """The chosen claims as the export page writes them. Chosen by a query, however many."""
        exporter = EXPORTERS["csv"]
        claims = Claim.objects.filter(pk__in=queryset.order_by().values("pk"))
        name = f"claims-selection-{timezone.localdate().isoformat()}.{exporter.extension}"
        pieces = exporter.write(claims, Options())
        return download(request, pieces, name, exporter.content_type)
