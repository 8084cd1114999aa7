"""The admin site: stock, with the desk's login and open to curators."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class DeskAdminSite(admin.AdminSite):
    """Curators enter by their role; `is_staff` still opens it for the one who runs the machine."""

    site_header = _("Claimdesk administration")
    site_title = _("Claimdesk")
    index_title = _("Curate")
    login = secure_admin_login(admin.AdminSite.login)

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and (user.is_staff or user.has_perm("claims.curate"))
