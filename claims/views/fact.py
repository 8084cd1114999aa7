"""The library of facts: the list, one fact with the claims that lean on it, and its forms."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from articles.changes import Stale
from articles.http import Request, needs
from articles.models import Change
from articles.paging import page
from claims import library, workflow
from claims.citations import cite
from claims.forms import FactForm
from claims.forms.conflict import conflict_about
from claims.forms.review import seen_version
from claims.models import Fact
from claims.pages import fact_page
from claims.views.fragments import say

SIZE = 50


def fact_for(request: Request, public_id: str) -> Fact:
    """The fact, if this person may see it; else 404."""
    facts = Fact.objects.visible_to(request.user).select_related("created_by")
    found: Fact = get_object_or_404(facts, public_id=public_id)
    return found


@needs("claims.view_fact")
@require_safe
def fact_list(request: Request) -> HttpResponse:
    """The library. Everything that narrows or sorts it is in the address."""
    query = library.chosen(request.GET, Fact.objects.visible_to(request.user))
    readable = query.is_valid()
    facts = query.qs if readable else query.queryset.none()
    sort = request.GET.get("sort", "")
    _words, order = library.SORTS.get(sort, library.SORTS[""])
    context = {
        "filter": query,
        "page": page(facts, order, request.GET.get("page", ""), SIZE, Fact.objects.counted()),
        "facets": library.facets(query) if readable else None,
        "sorts": [(key, words) for key, (words, _order) in library.SORTS.items()],
        "sort": sort if sort in library.SORTS else "",
    }
    return render(request, "claims/fact_list.html", context, status=200 if readable else 422)


@needs("claims.view_fact")
@require_safe
def fact_detail(request: Request, fact: str) -> HttpResponse:
    """A fact with every field, and every claim that leans on it."""
    found = fact_for(request, fact)
    changes = Change.objects.visible_to(request.user).about(found.public_id).select_related("by")
    context = {
        "fact": found,
        "page": fact_page(found, request.user, request.GET.get("page", "")),
        "citation": cite(found),
        "changes": changes[:50],
    }
    return render(request, "claims/fact_detail.html", context)


@needs("claims.add_fact")
@require_http_methods(["GET", "HEAD", "POST"])
def fact_new(request: Request) -> HttpResponse:
    """Writes a new fact, unless one that says the same is here and the writer has not seen it."""
    if request.method != "POST":
        return _form(request, FactForm())
    form = FactForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    if form.similar:
        return _form(request, form, status=422, similar=form.similar)
    done = workflow.add_fact(values=form.values(), by=request.user)
    return _to(request, done, _("Fact added"))


@needs("claims.change_fact")
@require_http_methods(["GET", "HEAD", "POST"])
def fact_edit(request: Request, fact: str) -> HttpResponse:
    """Says a fact otherwise. The claims that lean on it wait to be looked at again."""
    found = fact_for(request, fact)
    if request.method != "POST":
        return _form(request, FactForm(fact=found))
    form = FactForm(request.POST, fact=found)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        done = workflow.edit_fact(
            fact=found,
            by=request.user,
            version=form.cleaned_data["version"],
            values=form.values(),
        )
    except Stale:
        return _conflict(request, fact)
    return _to(request, done, _("Saved") if done.action else _("Nothing was changed"))


def _form(request: Request, form: FactForm, **extra: Any) -> HttpResponse:
    status = extra.pop("status", 200)
    context = {"form": form, "fact": form.fact, **extra}
    template = "claims/_fact_form.html" if request.htmx else "claims/fact_edit.html"
    response = render(request, template, context, status=status)
    response["Vary"] = "HX-Request"
    return response


def _conflict(request: Request, public_id: str) -> HttpResponse:
    """Somebody saved first: both versions beside each other, and what was typed still there."""
    stored = fact_for(request, public_id)
    data = request.POST.copy()
    data["version"] = str(stored.version)
    form = FactForm(data, fact=stored)
    conflict = conflict_about(stored.public_id, form.differences())
    return _form(request, form, status=409, conflict=conflict)


def _to(request: Request, done: workflow.Done, said: str) -> HttpResponse:
    """The page of the fact, with a toast that can undo."""
    say(request, said, action=done.action)
    address = done.fact.get_absolute_url() if done.fact else ""
    if request.htmx:
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


@needs("claims.change_fact")
@require_POST
def fact_withdraw(request: Request, fact: str, withdrawn: bool) -> HttpResponse:
    """Takes a fact out of use, or back into it. It stays beside its claims."""
    found = fact_for(request, fact)
    try:
        done = workflow.withdraw_fact(
            fact=found, by=request.user, version=seen_version(request.POST), withdrawn=withdrawn
        )
    except Stale:
        why = _("Somebody changed this fact since you read it. Look at it, and say it again.")
        context = {"why": why, "fact": fact_for(request, fact)}
        return render(request, "409.html", context, status=409)
    said = _("Fact withdrawn") if withdrawn else _("Fact brought back")
    return _to(request, done, said if done.action else _("Nothing was changed"))


@needs("claims.view_fact")
@require_safe
def fact_suggest(request: Request) -> HttpResponse:
    """Options for the type-ahead: facts in use that hold the words, the most used first."""
    typed = request.GET.get("q", "").strip()[:200]
    facts = Fact.objects.visible_to(request.user).standing()
    found = facts.suggested(typed) if typed else []
    return render(request, "claims/_fact_options.html", {"options": found, "typed": typed})


@needs("claims.view_fact")
@require_http_methods(["GET", "HEAD", "POST"])
def fact_similar(request: Request) -> HttpResponse:
    """Facts that may say what is being typed. By POST too: an address holds no long statement."""
    said = request.POST if request.method == "POST" else request.GET
    facts = Fact.objects.visible_to(request.user)
    statement, source = said.get("statement", "")[:2000], said.get("source_url", "").strip()[:2048]
    context = {"facts": facts.similar(statement, source), "pick": bool(said.get("pick"))}
    return render(request, "claims/_similar_facts.html", context)
