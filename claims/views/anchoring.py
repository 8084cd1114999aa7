"""The queue of claims that wait because their article changed, and what is decided of each."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count as Number
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.changes import Stale
from articles.http import Request, needs, way_back
from articles.models import Article, Revision, Sentence
from articles.paging import count, page
from claims import workflow
from claims.forms.anchoring import FollowForm, VersionForm
from claims.forms.claim import words_of
from claims.models import Anchoring, Claim
from claims.pages.anchoring import (
    NEAREST,
    Choice,
    anchoring_page,
    nearest,
    sentences_of,
    waiting_claims,
    waiting_row,
)
from claims.views.fragments import say

SIZE = 50
Decide = Callable[[Anchoring, int], workflow.Done]


def list_of(revision: Revision) -> str:
    """The address of the page on which the claims of this revision wait."""
    return resolve_url("claims:anchoring_list", revision.article.public_id, revision.number)


@needs("claims.view_claim")
@require_safe
def anchoring_queue(request: Request) -> HttpResponse:
    """The articles of which claims wait, the one that changed last first."""
    waits = Anchoring.objects.waiting().filter(claim__article=OuterRef("pk")).order_by()
    number = waits.values("claim__article").annotate(n=Number("pk")).values("n")
    articles = Article.objects.visible_to(request.user).listed().annotate(n=Subquery(number))
    shown = page(
        articles.filter(n__gt=0), ("-updated_at", "-pk"), request.GET.get("page", ""), SIZE
    )
    total = count(Anchoring.objects.waiting())
    return render(request, "claims/anchoring_queue.html", {"page": shown, "total": total})


@needs("claims.view_claim")
@require_safe
def anchoring_list(request: Request, article: str, number: int) -> HttpResponse:
    """The claims that a revision left waiting, and what became of the others."""
    found = get_object_or_404(Article.objects.visible_to(request.user).listed(), public_id=article)
    revision = get_object_or_404(found.revisions.defer("text"), number=number)
    revision.article = found
    shown = anchoring_page(found, revision, request.GET.get("page", ""))
    context = {"page": shown, "article": found, "next": request.get_full_path()}
    return render(request, "claims/anchoring_list.html", context)


def waiting_for(request: Request, claim: str) -> Anchoring | None:
    """The claim's wait, if this person may see the claim (else 404) and it still waits."""
    seen = get_object_or_404(Claim.objects.visible_to(request.user), public_id=claim)
    found: Anchoring | None = waiting_claims().filter(claim=seen).first()
    return found


def settled_for(claim: str) -> Anchoring:
    """What became of a claim that waits no more. Raises 404 for one that never did."""
    known = Anchoring.objects.select_related(
        "claim__sentence", "claim__article", "claim__claimant", "decided_by", "revision__article"
    )
    found = known.filter(claim__public_id=claim).order_by("-revision__number").first()
    if found is None:
        raise Http404
    return found


@needs("claims.view_claim")
@require_safe
def anchoring_detail(request: Request, claim: str) -> HttpResponse:
    """One claim that waits: what an editor gets back who does not choose another sentence."""
    anchoring = waiting_for(request, claim)
    if anchoring is None:
        return HttpResponseRedirect(list_of(settled_for(claim).revision))
    return _row(request, anchoring)


@needs("claims.change_claim")
@require_safe
def anchoring_choose(request: Request, claim: str) -> HttpResponse:
    """The sentences it may be put on, the likest first; with `sentence` the words of that one."""
    anchoring = waiting_for(request, claim)
    if anchoring is None:
        return HttpResponseRedirect(list_of(settled_for(claim).revision))
    sentences = sentences_of(anchoring.revision)
    asked = request.GET.get("sentence", "")
    chosen = next((s for s in sentences if str(s.pk) == asked), None)
    if not sentences:
        raise Http404
    if chosen is None:
        near = nearest(anchoring.claim, sentences)
        offered = sentences if request.GET.get("all") == "1" else near[:NEAREST]
        choice = Choice(tuple(offered), len(sentences), near[0])
    else:
        choice = _words(anchoring.claim, chosen, len(sentences))
    return _row(request, anchoring, sentences, choice=choice)


def _words(claim: Claim, sentence: Sentence, total: int) -> Choice:
    """The words of a sentence, those chosen that the claim would take there."""
    (start, end), _holds = workflow.span_on(claim, sentence)
    spans = words_of(sentence)
    inside = [n for n, (a, b) in enumerate(spans) if a < end and b > start] or [0]
    shown = tuple(
        (n, sentence.text[a - sentence.start : b - sentence.start])
        for n, (a, b) in enumerate(spans)
    )
    return Choice((sentence,), total, sentence, shown, inside[0], inside[-1])


@needs("claims.change_claim")
@require_POST
def anchoring_follow(request: Request, claim: str) -> HttpResponse:
    """To the sentence that it became, or with `sentence` to another of the newest revision."""
    if "sentence" not in request.POST:
        return _decide(
            request,
            claim,
            _("It follows the new wording"),
            lambda a, version: workflow.follow(anchoring=a, by=request.user, version=version),
        )

    def choose(anchoring: Anchoring, version: int) -> workflow.Done:
        form = FollowForm(request.POST, revision=anchoring.revision)
        if not form.is_valid():
            raise workflow.Refused(" ".join(str(e) for said in form.errors.values() for e in said))
        start, end = form.span()
        return workflow.follow(
            anchoring=anchoring,
            by=request.user,
            version=version,
            target=form.cleaned_data["sentence"],
            start=start,
            end=end,
        )

    return _decide(request, claim, _("It was moved to the sentence that you chose"), choose)


@needs("claims.change_claim")
@require_POST
def anchoring_split(request: Request, claim: str) -> HttpResponse:
    return _decide(
        request,
        claim,
        _("It stands on the first; the others have a claim like it"),
        lambda a, version: workflow.split_to_both(anchoring=a, by=request.user, version=version),
    )


@needs("claims.change_claim")
@require_POST
def anchoring_withdraw(request: Request, claim: str) -> HttpResponse:
    return _decide(
        request,
        claim,
        _("It was withdrawn with its statement"),
        lambda a, version: workflow.withdraw_with_statement(
            anchoring=a, by=request.user, version=version
        ),
    )


def _decide(request: Request, claim: str, said: str, verb: Decide) -> HttpResponse:
    anchoring = waiting_for(request, claim)
    if anchoring is None:
        return _settled(request, settled_for(claim), _("Somebody decided this already"), status=409)
    form = VersionForm(request.POST)
    try:
        done = verb(anchoring, form.cleaned_data["version"] if form.is_valid() else 0)
    except workflow.Refused as refused:
        return _again(request, claim, str(refused), 422)
    except Stale:
        why = _("Somebody changed this claim since you read it. Look at it and decide again.")
        return _again(request, claim, why, 409)
    return _settled(request, settled_for(claim), said, action=done.action)


def _again(request: Request, claim: str, why: str, status: int) -> HttpResponse:
    """The row as it is now, and why nothing was decided."""
    anchoring = waiting_for(request, claim)
    if anchoring is None:
        return _settled(request, settled_for(claim), why, status=status)
    if not request.htmx:
        say(request, why, failed=True)
        return HttpResponseRedirect(way_back(request, list_of(anchoring.revision)))
    return _row(request, anchoring, status=status, error=why)


def _row(
    request: Request,
    anchoring: Anchoring,
    sentences: list[Sentence] | None = None,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    """The row, or a page with it. `sentences`: those of the newest revision, if they are known."""
    context = {
        "row": waiting_row(anchoring, sentences or sentences_of(anchoring.revision)),
        "article": anchoring.claim.article,
        "next": way_back(request, list_of(anchoring.revision)),
        "current": True,
        **extra,
    }
    template = "claims/_anchoring.html" if request.htmx else "claims/anchoring_detail.html"
    if not request.htmx:
        waiting = Anchoring.objects.waiting().filter(revision=anchoring.revision_id)
        context["waiting"] = waiting.count()
    response = render(request, template, context, status=status)
    response["Vary"] = "HX-Request"
    return response


def _settled(
    request: Request, anchoring: Anchoring, said: str, *, action: str = "", status: int = 200
) -> HttpResponse:
    """What became of the claim, in the place of its row; how many wait still; and a toast."""
    if not request.htmx:
        say(request, said, action=action, failed=status >= 400)
        return HttpResponseRedirect(way_back(request, list_of(anchoring.revision)))
    context = {
        "anchoring": anchoring,
        "article": anchoring.claim.article,
        "waiting": Anchoring.objects.waiting().filter(revision=anchoring.revision_id).count(),
        "toast": {"message": said, "action": action, "failed": status >= 400},
    }
    return render(request, "claims/_anchoring_answer.html", context, status=status)
