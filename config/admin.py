"""The admin site: stock, with the desk's login and open to curators."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _


class DeskAdminSite(admin.AdminSite):
    """Curators enter by their role; `is_staff` still opens it for the one who runs the machine."""

    site_header = _("Claimdesk administration")
    site_title = _("Claimdesk")
    index_title = _("Curate")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The desk's own login, so that its throttle holds here too."""
        answer: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return answer

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and (user.is_staff or user.has_perm("claims.curate"))
