"""How articles changed: the revisions of one, two of them side by side, and all everywhere."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.http import Request, download, needs
from articles.models import Article, Revision
from articles.paging import page
from claims.exporters import revision_csv
from claims.pages import comparison_page, report_rows, revision_rows
from claims.report import chosen_revisions, revision_facets

SIZE = 50
REPORTED = 25  # of each, the words of one change are shown


def article_for(request: Request, public_id: str) -> Article:
    """The article with its source and current revision, if this person may see it; else 404."""
    articles = Article.objects.visible_to(request.user).listed()
    found: Article = get_object_or_404(articles, public_id=public_id, current__isnull=False)
    return found


@needs("articles.view_article")
@require_safe
def revision_list(request: Request, article: str) -> HttpResponse:
    """Every revision, newest first. With `a` and `b` it leads to those two, side by side."""
    found = article_for(request, article)
    asked = [request.GET[name] for name in ("a", "b") if name in request.GET]
    numbers = sorted({int(n) for n in asked if n.isascii() and n.isdigit() and len(n) < 10})
    if len(numbers) == 2:
        return redirect("claims:revision_compare", found.public_id, *numbers)
    revisions = found.revisions.select_related("created_by").defer("text")
    shown = page(revisions, ("-number",), request.GET.get("page", ""), SIZE)
    for revision in shown.rows:
        revision.article = found
    context = {
        "article": found,
        "page": shown,
        "rows": revision_rows(shown.rows),
        "same": bool(asked),
    }
    return render(request, "claims/revision_list.html", context, status=422 if asked else 200)


@needs("articles.view_article")
@require_safe
def revision_compare(request: Request, article: str, older: int, newer: int) -> HttpResponse:
    """Two revisions side by side, the older left whichever is named first."""
    found = article_for(request, article)
    if older > newer:
        return redirect("claims:revision_compare", found.public_id, newer, older)
    old = get_object_or_404(found.revisions.select_related("article__source"), number=older)
    new = get_object_or_404(found.revisions.select_related("article__source"), number=newer)
    context = {
        "article": found,
        "page": comparison_page(found, old, new),
        "unified": request.GET.get("view") == "unified",
        "all": request.GET.get("all") == "1",
    }
    return render(request, "claims/revision_compare.html", context)


@needs("articles.view_article")
@require_safe
def revision_report(request: Request) -> HttpResponse:
    """What changed in all articles, newest first; everything that narrows it is in the address."""
    query = chosen_revisions(request.GET, Revision.objects.visible_to(request.user))
    readable = query.is_valid()
    found = query.qs if readable else query.queryset.none()
    whole = Revision.objects.select_related("article__source").defer("text")
    shown = page(found, revision_csv.ORDER, request.GET.get("page", ""), REPORTED, whole)
    context = {
        "filter": query,
        "page": shown,
        "rows": report_rows(shown.rows),
        "facets": revision_facets(query) if readable else None,
        "columns": [(name, column.words) for name, column in revision_csv.COLUMNS.items()],
    }
    return render(request, "claims/revision_report.html", context, status=200 if readable else 422)


@needs("articles.view_article")
@require_safe
def revision_export(request: Request) -> HttpResponseBase:
    """What the same address without `export` lists, as a file, streamed."""
    query = chosen_revisions(request.GET, Revision.objects.visible_to(request.user))
    if not query.is_valid():
        raise BadRequest(_("A filter in the address cannot be read."))
    pieces = revision_csv.write(query.qs, excel=request.GET.get("excel") == "1")
    name = f"revisions-{timezone.localdate().isoformat()}.csv"
    return download(request, pieces, name, "text/csv; charset=utf-8")
