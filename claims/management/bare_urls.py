"""The one address of the bare site."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path

from articles.models import Source


def read_and_update(request: HttpRequest) -> HttpResponse:
    """One read and one update of one row through the ORM."""
    source = Source.objects.get(pk=1)
    Source.objects.filter(pk=source.pk).update(version=F("version") + 1)
    return HttpResponse(source.name)


urlpatterns = [path("", read_and_update), path("healthz", lambda _request: HttpResponse("ok"))]
