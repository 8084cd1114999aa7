"""The log as a page: who did what to what, narrowed by what stands in the address."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.http import Request, needs
from articles.models import Change
from claims.forms.activity import ActivityForm
from claims.pages.activity import activity_page


@needs("articles.view_article")
@require_safe
def activity(request: Request) -> HttpResponse:
    """What happened, newest first, an entry an action."""
    form = ActivityForm(request.GET)
    readable = form.is_valid()
    changes = Change.objects.visible_to(request.user)
    found = form.narrow(changes) if readable else changes.none()
    lead = form.lead(request.user) if readable else Q()
    shown = activity_page(found, lead, form.order, request.GET.get("page", ""))
    context = {"form": form, "activity": shown}
    return render(request, "claims/activity.html", context, status=200 if readable else 422)
