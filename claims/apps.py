"""The claims app; keeps guards, roles and first scales in the database after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def keep_guards(*, using: str, **_: Any) -> None:
    from articles import derived, guards
    from claims.derived import DERIVED
    from claims.guards import GUARDS, INDEXES

    guards.install(using, GUARDS, INDEXES)
    derived.install(using, DERIVED)


def keep_roles(*, using: str, **_: Any) -> None:
    """Makes the groups of `claims.roles` what that table says, neither more nor less."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    from claims.roles import ROLES

    for label in ("articles", "claims"):  # Django makes them app by app, and one comes later
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, codes in ROLES.items():
        role, _made = Group.objects.using(using).get_or_create(name=name)
        role.permissions.set([known[code] for code in codes])


def keep_scales(*, using: str, **_: Any) -> None:
    """Gives a desk without any scale the ones to begin with. A scale is retired, never deleted."""
    from claims.models import Scale, ScaleOption
    from claims.scales import SCALES

    if Scale.objects.using(using).exists():
        return
    for said in SCALES:
        values = {name: value for name, value in said.items() if name != "options"}
        scale = Scale.objects.using(using).create(**values)
        ScaleOption.objects.using(using).bulk_create(
            ScaleOption(scale=scale, order=order, words=words, verdict=verdict, tone=tone)
            for order, (words, verdict, tone) in enumerate(said["options"], start=1)
        )


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        post_migrate.connect(keep_guards, sender=self)
        post_migrate.connect(keep_roles, sender=self)
        post_migrate.connect(keep_scales, sender=self)
