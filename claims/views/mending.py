"""Breaking a sentence in two and joining it with the next, where the splitter erred."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.http import Request, needs, way_back
from articles.models import Sentence
from claims import workflow
from claims.forms.anchoring import MendForm
from claims.forms.claim import words_of
from claims.pages import article_page
from claims.views.article import sentence_for
from claims.views.fragments import answer_row, say


@needs("claims.change_claim")
def sentence_break(request: Request, sentence: int) -> HttpResponse:
    """Asks before which word, or breaks the sentence there."""
    found = sentence_for(request, sentence)
    if request.method != "POST":
        return _ask(request, found)
    form = MendForm(request.POST, sentence=found)
    if not form.is_valid() or form.cleaned_data["at"] is None:
        return _refused(request, found, _why(form) or _("Say where the sentence breaks."))
    at = found.start + form.cleaned_data["at"]
    try:
        done = workflow.split_sentence(sentence=found, at=at, by=request.user)
    except workflow.Refused as refused:
        return _refused(request, found, str(refused))
    said = _("Sentence %(number)s is two now") % {"number": found.number}
    return _sheet(request, found, said, done.action)


@needs("claims.change_claim")
@require_POST
def sentence_join(request: Request, sentence: int) -> HttpResponse:
    """Joins the sentence with the next one of its paragraph."""
    found = sentence_for(request, sentence)
    form = MendForm(request.POST, sentence=found)
    if not form.is_valid():
        return _refused(request, found, _why(form))
    try:
        done = workflow.merge_with_next(sentence=found, by=request.user)
    except workflow.Refused as refused:
        return _refused(request, found, str(refused))
    said = _("Sentence %(number)s and the next are one now") % {"number": found.number}
    return _sheet(request, found, said, done.action)


def _why(form: MendForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _ask(request: Request, sentence: Sentence) -> HttpResponse:
    """The words before which it may break: all but the first, with places in the sentence."""
    spans = words_of(sentence)[1:]
    context: dict[str, Any] = {
        "sentence": sentence,
        "article": sentence.revision.article,
        "places": [
            (start - sentence.start, sentence.text[start - sentence.start : end - sentence.start])
            for start, end in spans
        ],
        "next": way_back(request, sentence.get_absolute_url()),
    }
    template = "claims/_break_form.html" if request.htmx else "claims/sentence_break.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


def _refused(request: Request, sentence: Sentence, why: str) -> HttpResponse:
    """The row as it is, and why nothing was mended."""
    if not request.htmx:
        say(request, why, failed=True)
        return HttpResponseRedirect(way_back(request, sentence.get_absolute_url()))
    response = answer_row(request, sentence, why, status=422)
    response["HX-Retarget"] = f"#{sentence.anchor}"
    return response


def _sheet(request: Request, sentence: Sentence, said: str, action: str) -> HttpResponse:
    """The whole text anew, for the numbers of all later sentences moved; the same one is chosen."""
    if not request.htmx:
        say(request, said, action=action)
        return HttpResponseRedirect(way_back(request, sentence.get_absolute_url()))
    revision = sentence.revision
    page = article_page(revision.article, revision, request.user, sentence.start)
    context = {
        "page": page,
        "article": revision.article,
        "toast": {"message": said, "action": action},
    }
    return render(request, "claims/_sheet_answer.html", context)
