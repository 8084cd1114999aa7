"""Who asks and how: the typed request, the login wall, and permission at a view's door."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from articles.models import User


class Request(HttpRequest):
    """A request that has come through the login wall."""

    htmx: HtmxDetails
    user: User


P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


class NoNul:
    """Answers 400 to a NUL in the address: SQLite would look for it, PostgreSQL would fail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.path:
            raise BadRequest("There is a NUL in the address.")
        return self.get_response(request)


class Zipped(GZipMiddleware):
    """Pages and fragments go out compressed, a seventh of their size or less.

    That a guess echoed into a page could tell by its length what else stands there (BREACH) is
    met twice: the CSRF token reads differently in each answer, and Django varies the length at
    random. Files, and downloads that are made while they are sent, go out as they are: their
    first rows must not wait in a compressor.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        page = response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if page else response


class LoginRequired(LoginRequiredMiddleware):
    """Django's wall; a fragment asked for after the session ended sends the whole page to login."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
        if not htmx:
            return super().handle_no_permission(request, view_func)
        login = resolve_url(self.get_login_url(view_func))
        return HttpResponseClientRedirect(f"{login}?{urlencode({'next': current_page(htmx)})}")


def current_page(htmx: HtmxDetails) -> str:
    """Path and query of the page that asks for a fragment, as its browser says."""
    try:
        page = urlsplit(htmx.current_url or "")
    except ValueError:
        return "/"
    return page._replace(scheme="", netloc="", fragment="").geturl() or "/"


def needs(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The view asks for this permission; whoever lacks it gets 403 and a page that says why."""

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            request = args[0]
            if not (isinstance(request, HttpRequest) and request.user.has_perm(permission)):
                raise PermissionDenied(permission)
            return view(*args, **kwargs)

        return guarded

    return guard


def way_back(request: HttpRequest, default: str) -> str:
    """The page of ours to return to after a form: its `next`, if that is a path on this host."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if ours else resolve_url(default)
