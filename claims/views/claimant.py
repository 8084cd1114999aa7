"""Who a name typed so far may mean."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.http import Request, needs
from articles.text import fold
from claims.choices import ClaimantKind
from claims.models import Claimant

SUGGESTED = 8


@needs("claims.view_claimant")
@require_safe
def claimant_suggest(request: Request) -> HttpResponse:
    """Options for the type-ahead, and the offer to add a name that nobody has yet."""
    typed = request.GET.get("q", "").strip()[:200]
    found = list(Claimant.objects.suggested(typed)[:SUGGESTED]) if typed else []
    known = any(fold(claimant.name) == fold(typed) for claimant in found)
    offered = (
        []
        if known or not typed or not request.user.has_perm("claims.add_claimant")
        else ClaimantKind.choices
    )
    context = {"options": found, "typed": typed, "new_kinds": offered}
    return render(request, "claims/_options.html", context)
