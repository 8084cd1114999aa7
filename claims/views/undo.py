"""Taking an action back, from the toast, by key, or later from the history."""

import re

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from articles.changes import Action, CannotUndo, last_undoable
from articles.http import Request, current_page, needs, way_back
from articles.models import Sentence
from articles.models.change import Op
from claims import workflow
from claims.pages import sentence_row
from claims.views.fragments import say

PARTS = {"claims.claimevent", "claims.evidence", "claims.assessment"}
TEXT_PAGE = re.compile(r"/articles/\w+/(revisions/\d+/)?")


@needs("claims.change_claim")
@require_POST
def undo_latest(request: Request) -> HttpResponse:
    """Takes back the newest thing that this person did and that still holds."""
    action = last_undoable(request.user)
    if action is None:
        return _refused(request, _("There is nothing of yours to undo."))
    return _undo(request, action)


@needs("claims.change_claim")
@require_POST
def undo_action(request: Request, action: str) -> HttpResponse:
    """Takes back one action, one's own; a curator takes back anybody's."""
    return _undo(request, action)


def _undo(request: Request, action: str) -> HttpResponse:
    try:
        done = workflow.undo(action, by=request.user)
    except workflow.Refused as refused:
        return _refused(request, str(refused), 403)
    except CannotUndo as refused:
        return _refused(request, str(refused), 409)
    if request.htmx:
        sentences = _rows_on_page(request, done)
        if sentences is not None:
            shown = [sentence_row(sentence, request.user) for sentence in sentences]
            return render(
                request,
                "claims/_undone.html",
                {
                    "rows": [row for row, _progress in shown],
                    "progress": shown[0][1] if shown else None,
                    "article": sentences[0].revision.article if sentences else None,
                    "toast": {"message": _("Undone"), "action": ""},
                },
            )
    say(request, _("Undone"))
    page = current_page(request.htmx) if request.htmx else way_back(request, "claims:desk")
    if _took_away(done, page):
        page = resolve_url("claims:fact_list")
        return HttpResponseClientRedirect(page) if request.htmx else HttpResponseRedirect(page)
    return HttpResponseClientRefresh() if request.htmx else HttpResponseRedirect(page)


def _took_away(done: Action, page: str) -> bool:
    """Whether the page is that of a fact whose adding was undone."""
    facts = [change for change in done.changes if change.noun == "claims.fact"]
    return any(change.op == Op.DELETE and change.subject in page for change in facts)


def _rows_on_page(request: Request, done: Action) -> list[Sentence] | None:
    """The sentences that the undo touched, if all of them stand on the page that asks."""
    path = current_page(request.htmx).partition("?")[0]
    if any(change.noun == "articles.sentence" for change in done.changes):
        return None  # sentences parted or joined again: all numbers below moved
    contexts = {change.context for change in done.changes}
    if len(contexts) != 1 or not TEXT_PAGE.fullmatch(path) or "".join(contexts) not in path:
        return None
    claims = {change.row for change in done.changes if change.noun == "claims.claim"}
    links = {change.subject for change in done.changes if change.noun in PARTS}
    read = {
        (change.new or change.old)["sentence"]["id"]
        for change in done.changes
        if change.noun == "claims.reading" and "sentence" in (change.new or change.old)
    }
    noted = {change.row for change in done.changes if change.noun == "claims.reading"}
    touched = (
        Q(claims__in=claims)
        | Q(claims__public_id__in=links)
        | Q(pk__in=read)
        | Q(readings__in=noted)
    )
    found = Sentence.objects.filter(touched).distinct()
    return list(found.select_related("revision__article__source").order_by("start"))


def _refused(request: Request, why: str, status: int = 409) -> HttpResponse:
    if request.htmx:
        toast = {"message": why, "action": "", "failed": True}
        return render(request, "claims/_toast.html", {"toast": toast}, status=status)
    say(request, why, failed=True)
    return HttpResponseRedirect(way_back(request, "claims:desk"))
