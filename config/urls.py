"""Every address of the desk; the only place that names both apps."""

from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path

from config.health import healthz

urlpatterns = [
    path("", include("claims.urls")),
    path("articles/", include("articles.urls")),
    path("admin/", admin.site.urls),
    # Of allauth's addresses, those that a closed desk needs. Its login page links to sign-up,
    # which the adapter answers with "closed".
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/signup/", account.signup, name="account_signup"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/password/change/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/reset/", account.password_reset, name="account_reset_password"),
    path(
        "account/password/reset/done/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "account/password/reset/<uidb36>-<key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/finished/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("healthz", healthz, name="healthz"),
]
