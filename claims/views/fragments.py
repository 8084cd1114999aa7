"""How an action answers: with its own row for htmx, with a redirect and a toast without."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from articles.http import Request, way_back
from articles.models import Sentence
from claims.pages import sentence_row


def answer_row(
    request: Request, sentence: Sentence, said: str, *, action: str = "", status: int = 200
) -> HttpResponse:
    """The sentence's row anew, the progress beside the title, and a toast that can undo."""
    if not request.htmx:
        say(request, said, action=action, failed=status >= 400)
        return HttpResponseRedirect(way_back(request, sentence.get_absolute_url()))
    row, progress = sentence_row(sentence, request.user)
    context: dict[str, Any] = {
        "row": row,
        "article": sentence.revision.article,
        "progress": progress,
        "toast": {"message": said, "action": action, "failed": status >= 400},
    }
    return render(request, "claims/_row_answer.html", context, status=status)


def say(request: Request, said: str, *, action: str = "", failed: bool = False) -> None:
    """A toast on the next page; `action` gives it an undo button."""
    level = messages.ERROR if failed else messages.SUCCESS
    messages.add_message(request, level, said, extra_tags=action)
