"""An article side by side with its claims, and what a click on one of its sentences does."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.http import Request, needs
from articles.models import Article, Change, Revision, Sentence
from articles.models.planned import planned_once
from articles.paging import page
from claims import workflow
from claims.forms import TagForm
from claims.pages import article_news, article_page
from claims.views.fragments import answer_row

HISTORY = 100


def sentence_for(request: Request, pk: int) -> Sentence:
    """The sentence with its revision and article, if this person may see it; else 404."""
    sentences = Sentence.objects.visible_to(request.user)
    return get_object_or_404(sentences.select_related("revision__article__source"), pk=pk)


@needs("articles.view_article")
@require_safe
@planned_once()
def article_detail(request: Request, article: str) -> HttpResponse:
    """The newest revision."""
    found = get_object_or_404(
        Article.objects.visible_to(request.user).listed(), public_id=article, current__isnull=False
    )
    return _side_by_side(request, found, found.current)


@needs("articles.view_article")
@require_safe
@planned_once()
def revision_detail(request: Request, article: str, number: int) -> HttpResponse:
    """One revision, at the address that stays its own."""
    found = get_object_or_404(Article.objects.visible_to(request.user).listed(), public_id=article)
    revision = get_object_or_404(found.revisions, number=number)
    return _side_by_side(request, found, revision)


def _side_by_side(request: Request, article: Article, revision: Revision) -> HttpResponse:
    revision.article = article
    asked = request.GET.get("at", "")
    at = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    shown = article_page(article, revision, request.user, at)
    news = article_news(article, revision, request.user)
    context = {"page": shown, "article": article, "news": news}
    return render(request, "claims/article_detail.html", context)


@needs("articles.view_article")
@require_safe
def article_history(request: Request, article: str) -> HttpResponse:
    """Who did what to the article and its claims."""
    found = get_object_or_404(Article.objects.visible_to(request.user).listed(), public_id=article)
    changes = Change.objects.visible_to(request.user).within(found.public_id).select_related("by")
    shown = page(changes, ("-pk",), request.GET.get("page", ""), HISTORY)
    return render(request, "claims/article_history.html", {"article": found, "page": shown})


@needs("articles.view_article")
@require_safe
def sentence_row(request: Request, sentence: int) -> HttpResponse:
    """One row as it is stored now: what an editor gets back who cancels."""
    found = sentence_for(request, sentence)
    if not request.htmx:
        return redirect(found)
    return answer_row(request, found, "")


@needs("claims.add_claim")
@require_POST
def sentence_tag(request: Request, sentence: int) -> HttpResponse:
    """Tags the sentence, or the words chosen in it, as a claim."""
    found = sentence_for(request, sentence)
    form = TagForm(request.POST, sentence=found)
    if not form.is_valid():
        why = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return answer_row(request, found, why, status=422)
    start, end = form.span()
    try:
        done = workflow.add_claim(sentence=found, by=request.user, start=start, end=end)
    except workflow.Refused as refused:
        return answer_row(request, found, str(refused), status=422)
    said = (
        _("Sentence %(number)s tagged")
        if done.action
        else _("Sentence %(number)s is tagged already")
    )
    return answer_row(request, found, said % {"number": found.number}, action=done.action)


@needs("claims.add_claim")
@require_POST
def sentence_agree(request: Request, sentence: int) -> HttpResponse:
    """Marks the sentence as read: this editor finds the claims that others tagged, too."""
    found = sentence_for(request, sentence)
    try:
        done = workflow.agree_with_claims(sentence=found, by=request.user)
    except workflow.Refused as refused:
        return answer_row(request, found, str(refused), status=422)
    said = _("Sentence %(number)s is read") % {"number": found.number}
    return answer_row(request, found, said, action=done.action)


@needs("claims.add_claim")
@require_POST
def sentence_dismiss(request: Request, sentence: int) -> HttpResponse:
    """Marks the sentence as read without a claim, or takes that mark off."""
    found = sentence_for(request, sentence)
    try:
        done = workflow.dismiss_sentence(sentence=found, by=request.user)
    except workflow.Refused as refused:
        return answer_row(request, found, str(refused), status=422)
    said = (
        _("Sentence %(number)s is to be read again")
        if done.taken_off
        else _("Sentence %(number)s has no claim")
    )
    return answer_row(request, found, said % {"number": found.number}, action=done.action)
