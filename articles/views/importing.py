"""One import: looked at, run, followed, and reported on."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from articles import intake, tasks
from articles.forms import OptionsForm
from articles.http import Request, needs
from articles.models import Import, ImportState, Outcome
from articles.paging import count, page
from articles.views.import_preview import columns_of, preview_page, title_shown

ITEMS = 50
PATIENCE = timedelta(seconds=10)  # after which a page says that no worker takes an import on


def mine(request: Request, run: str) -> Import:
    """The import, if this person may change what becomes of it; else 404."""
    found: Import = get_object_or_404(Import.objects.writable_by(request.user), public_id=run)
    return found


@needs("articles.add_article")
@require_safe
@vary_on_headers("HX-Request")
def import_detail(request: Request, run: str) -> HttpResponse:
    """The import in the state it is in; while it runs, a fragment that the page asks for."""
    seen = Import.objects.visible_to(request.user).select_related("created_by")
    found: Import = get_object_or_404(seen, public_id=run)
    if found.under_way:
        return progress_page(request, found)
    if request.htmx:
        return HttpResponseClientRefresh()
    return preview_page(request, found) if found.waiting else report_page(request, found)


def progress_page(request: Request, run: Import) -> HttpResponse:
    context: dict[str, Any] = {"run": run}
    waits = run.state == ImportState.QUEUED
    if waits and run.seen_at and timezone.now() - run.seen_at > PATIENCE:
        busy = Import.objects.filter(state=ImportState.RUNNING).exclude(pk=run.pk)
        context |= {"late": True, "before": busy.order_by("pk").first()}
    if request.htmx:
        return render(request, "articles/_import_progress.html", context)
    context["mine"] = Import.objects.writable_by(request.user).filter(pk=run.pk).exists()
    return render(request, "articles/import_progress.html", context)


def report_page(request: Request, run: Import) -> HttpResponse:
    """What became of it, item by item, narrowed to one outcome by the address."""
    asked = request.GET.get("outcome", "")
    outcome = asked if asked in Outcome.values else ""
    items: QuerySet[Any] = run.items.select_related("article")
    if outcome:
        items = items.filter(outcome=outcome)
    stored = run.items.exclude(article=None).order_by().values("article").distinct()
    found = page(items, ("number",), request.GET.get("page", ""), ITEMS)
    context = {
        "run": run,
        "page": found,
        "items": [(item, title_shown(item.values.get("title", ""))) for item in found.rows],
        "outcome": outcome,
        "counts": [(one.value, one.label, getattr(run, one.value)) for one in Outcome],
        "articles": count(stored),
        "mine": Import.objects.writable_by(request.user).filter(pk=run.pk).exists(),
    }
    return render(request, "articles/import_report.html", context)


@needs("articles.add_article")
@require_POST
def import_options(request: Request, run: str) -> HttpResponse:
    """Reads the beginning again, in another way."""
    found = mine(request, run)
    if not found.waiting:
        return redirect(found)
    form = OptionsForm(request.POST, run=found, columns=columns_of(found))
    if not form.is_valid():
        return preview_page(request, found, form, status=422)
    return look_again(found, form)


def look_again(run: Import, form: OptionsForm) -> HttpResponse:
    for name, value in form.said().items():
        setattr(run, name, value)
    intake.look(run)
    return redirect(run)


@needs("articles.add_article")
@require_POST
def import_run(request: Request, run: str) -> HttpResponse:
    """Starts it, once. What was changed in the options meanwhile is looked at first."""
    found = mine(request, run)
    if found.waiting and "kind" in request.POST:
        form = OptionsForm(request.POST, run=found, columns=columns_of(found))
        if not form.is_valid():
            return preview_page(request, found, form, status=422)
        if form.changes_anything():
            said = _("It is read as you said now. Look at it, and import it then.")
            messages.success(request, said)
            return look_again(found, form)
    tasks.start(found)
    return redirect(found)


@needs("articles.add_article")
@require_POST
def import_cancel(request: Request, run: str) -> HttpResponse:
    """Stops it before its next batch. What is stored stays."""
    found = mine(request, run)
    intake.cancel(found)
    return redirect(found)


@needs("articles.add_article")
@require_POST
def import_resume(request: Request, run: str) -> HttpResponse:
    """Goes on with one that was cancelled or stopped, behind the last item dealt with."""
    found = mine(request, run)
    tasks.go_on(found)
    return redirect(found)


@needs("articles.add_article")
@require_POST
def import_delete(request: Request, run: str) -> HttpResponse:
    """Throws away what was only looked at."""
    found = mine(request, run)
    if not intake.throw_away(found):
        return redirect(found)
    messages.success(request, _("Thrown away. Nothing of it was imported."))
    return redirect("articles:import_new")
