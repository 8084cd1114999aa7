"""The queue of claims, and one claim in its context."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh, reswap, retarget

from articles.changes import Stale
from articles.http import Request, needs, way_back
from claims import workflow
from claims.forms import ClaimForm
from claims.forms.conflict import conflict_about
from claims.models import Claim
from claims.views.dossier import claim_for, context_of
from claims.views.fragments import answer_row, say


@needs("claims.view_claim")
@require_safe
def claim_detail(request: Request, claim: str) -> HttpResponse:
    """One claim: its context left, what is known of it right, its neighbours in the same filter."""
    found = claim_for(request, claim)
    context = context_of(request, found, chosen=request.GET.get("chosen", ""))
    return render(request, "claims/claim_detail.html", context)


@needs("claims.change_claim")
def claim_edit(request: Request, claim: str) -> HttpResponse:
    """What is said of a claim, to be changed in place or on a page of its own."""
    found = claim_for(request, claim)
    if request.method != "POST":
        return _form(request, found, ClaimForm(claim=found))
    form = ClaimForm(request.POST, claim=found)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    if form.new_one and not request.user.has_perm("claims.add_claimant"):
        raise PermissionDenied("claims.add_claimant")
    try:
        done = workflow.edit_claim(
            claim=found,
            by=request.user,
            version=form.cleaned_data["version"],
            values=form.values(),
            span=form.span(),
            events=form.chosen_events(),
            new_claimant=form.new_one,
        )
    except workflow.Refused as refused:
        form.add_error(None, str(refused))
        return _form(request, claim_for(request, claim), form, status=422)
    except Stale:
        return _conflict(request, claim)
    said = _("Saved") if done.action else _("Nothing was changed")
    if request.htmx.target == "claim-panel":
        # The heading and the history beside the panel change too.
        say(request, said, action=done.action)
        return HttpResponseClientRefresh()
    return answer_row(request, claim_for(request, claim).sentence, said, action=done.action)


def _form(request: Request, claim: Claim, form: ClaimForm, **extra: Any) -> HttpResponse:
    status = extra.pop("status", 200)
    context = {
        "claim": claim,
        "form": form,
        "target": request.htmx.target or "",
        "focus": request.GET.get("focus", ""),
        "next": way_back(request, claim.sentence.get_absolute_url()),
        **extra,
    }
    template = "claims/_claim_form.html" if request.htmx else "claims/claim_edit.html"
    response = render(request, template, context, status=status)
    response["Vary"] = "HX-Request"
    if request.method == "POST":
        # Saved, the answer is the sentence's row; refused, it is this form, in its own place.
        return reswap(retarget(response, f"#card-{claim.public_id}"), "outerHTML")
    return response


def _conflict(request: Request, public_id: str) -> HttpResponse:
    """Somebody saved first: both versions beside each other, and what was typed still there."""
    stored = claim_for(request, public_id)
    data = request.POST.copy()
    data["version"] = str(stored.version)
    form = ClaimForm(data, claim=stored)
    conflict = conflict_about(stored.public_id, form.differences())
    return _form(request, stored, form, status=409, conflict=conflict)


@needs("claims.change_claim")
@require_POST
def claim_withdraw(request: Request, claim: str) -> HttpResponse:
    """Takes the tag off."""
    claims = Claim.objects.visible_to(request.user)
    found = get_object_or_404(
        claims.select_related("article", "sentence__revision__article__source"), public_id=claim
    )
    asked = request.POST.get("version", "")
    try:
        version = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
        done = workflow.withdraw_claim(claim=found, by=request.user, version=version)
    except Stale:
        said = _("Somebody changed this claim since you read it. Look at it and untag it again.")
        stored = claim_for(request, claim)
        if request.htmx:
            return answer_row(request, stored.sentence, said, status=409)
        return render(request, "409.html", {"why": said, "claim": stored}, status=409)
    if request.htmx.target == "claim-panel" or not request.htmx:
        say(request, _("Claim withdrawn"), action=done.action)
        return HttpResponseRedirect(way_back(request, found.sentence.get_absolute_url()))
    said = _("Sentence %(number)s untagged") % {"number": found.sentence.number}
    return answer_row(request, found.sentence, said, action=done.action)
