"""The desk, the search over everything, help, and what each person prefers."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import intake
from articles.http import Request, needs, way_back
from articles.importers import IMPORTERS
from articles.importers.columns import COLUMNS
from articles.models import Article, Change, Revision, User, changed_since
from articles.paging import Count, count
from articles.terms import LONGEST, Query
from claims.choices import Kind, State
from claims.models import Anchoring, Claim, Claimant, ClaimEvent, Event
from claims.models.claim import ClaimQuerySet
from claims.pages import claims_found, facts_found, matching, progress_of, sentences_found
from claims.roles import ROLES, WORDS
from claims.states import OPEN, STEPS
from claims.views.fragments import say
from claims.workflow import MOST

LATEST = 12
SERIES, PARTS = 10, 5  # events on the desk, and parts that are shown of each
FOUND = 20


@needs("articles.view_article")
@require_safe
def desk(request: Request) -> HttpResponse:
    """What waits for me, how far I am, what happened last."""
    newest = Article.objects.visible_to(request.user).order_by("-created_at", "-pk")
    articles = list(newest.listed().defer("current__text")[:LATEST])
    progress = progress_of(articles, request.user)
    claims = Claim.objects.visible_to(request.user).standing()
    context = {
        "articles": [(article, progress.get(article.pk)) for article in articles],
        "changed": changed_since(articles, request.user),
        "week": changed_in_a_week(request.user),
        "unnamed": count(claims.filter(claimant=None)),
        "unkind": count(claims.filter(kind="")),
        "uneventful": count(
            claims.filter(~Exists(ClaimEvent.objects.filter(claim=OuterRef("pk"))))
        ),
        "moved": count(Anchoring.objects.waiting()),
        "to_review": count(claims.filter(state=State.TAGGED)),
        **waiting_for(request.user, claims),
        "changes": latest_actions(request.user),
        "events": series(),
        "shown": PARTS,
    }
    return render(request, "claims/desk.html", context)


def series() -> list[Event]:
    """The first events that are part of no other, each with its first `parts`, and those with
    theirs: one more than are shown."""

    def first(of: str) -> Any:
        return Prefetch(of, Event.objects.kept().order_by("name", "pk")[: PARTS + 1], "parts")

    found = Event.objects.kept().filter(parent=None).order_by("name", "pk")[:SERIES]
    return list(found.prefetch_related(first("children"), first("parts__children")))


def waiting_for(user: User, claims: ClaimQuerySet) -> dict[str, Count]:
    """What this person has in hand, what changed under their verdicts, and what is nobody's."""
    open_ones = claims.filter(state__in=OPEN)
    return {
        "mine": count(open_ones.filter(assigned_to=user)),
        "facts_changed": count(claims.filter(decided_by=user).waiting()),
        "unseen": count(claims.waiting()),
        "nobodys": count(open_ones.filter(assigned_to=None)),
    }


def changed_in_a_week(user: User) -> tuple[Count, date]:
    """How many articles changed since this day a week ago."""
    day = timezone.localdate() - timedelta(days=7)
    begin = timezone.make_aware(datetime.combine(day, time.min))
    later = Revision.objects.visible_to(user).later().filter(fetched_at__gte=begin)
    return count(later.order_by().values("article").distinct()), day


def latest_actions(user: User) -> list[Change]:
    """The first row of each of the newest actions."""
    heads = Change.objects.visible_to(user).heads()
    return list(heads.select_related("by").order_by("-pk")[:LATEST])


@needs("articles.view_article")
@require_safe
def search(request: Request) -> HttpResponse:
    """Sentences, claims and facts that hold the words, the best first; events and claimants so
    called."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    context: dict[str, object] = {"query": typed}
    if typed:
        query, user, said = Query.read(typed), request.user, request.GET.get
        matches = matching(query)
        context |= {
            "sentences": sentences_found(
                query, matches, user, said("page", ""), said("before", "")
            ),
            "claims": claims_found(query, matches, user),
            "facts": facts_found(query, user),
            "events": Event.objects.suggested(typed)[:FOUND],
            "claimants": Claimant.objects.suggested(typed)[:FOUND],
        }
    return render(request, "claims/search.html", context)


@needs("articles.view_article")
@require_safe
def help_page(request: Request) -> HttpResponse:
    """The keys, the words, the roles: what is true in this version."""
    context = {
        "kinds": Kind.choices,
        "states": State.choices,
        "roles": [(r, WORDS[r]) for r in ROLES],
        "steps": help_steps(),
        "most": MOST,
        "formats": IMPORTERS.values(),
        "columns": COLUMNS,
        "limits": intake.limits(),
    }
    return render(request, "claims/help.html", context)


def help_steps() -> list[dict[str, object]]:
    """The table of states in words: what is done, from where, to where, and who may."""
    return [
        {
            "words": step.words,
            "before": [state for state in State if state in step.before],
            "after": step.after,
            "who": next(role for role in ROLES if step.permission in ROLES[role]),
        }
        for step in STEPS.values()
    ]


@needs("articles.view_article")
@require_POST
def preferences(request: Request) -> HttpResponse:
    """Turns the single-key shortcuts on or off for this person."""
    wanted = request.POST.get("shortcuts") == "on"
    User.objects.filter(pk=request.user.pk).update(shortcuts=wanted)
    say(request, _("Keyboard shortcuts are on") if wanted else _("Keyboard shortcuts are off"))
    return HttpResponseRedirect(way_back(request, "claims:help"))
