"""Who says it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Named
from claims.choices import ClaimantKind
from claims.models.alias import Alias, AliasQuerySet, NamedQuerySet


class Claimant(Named):
    """A person or an organisation that claims something."""

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=ClaimantKind.choices,
        default=ClaimantKind.ORGANISATION,
    )

    objects = NamedQuerySet.as_manager()

    class Meta:
        verbose_name = _("claimant")
        verbose_name_plural = _("claimants")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ClaimantKind.values), name="claimant_kind_known"
            )
        ]


class ClaimantAlias(Alias):
    of = models.ForeignKey(Claimant, models.PROTECT, related_name="aliases")

    objects: Any = AliasQuerySet.as_manager()

    class Meta(Alias.Meta):
        constraints = [models.UniqueConstraint(fields=["of", "name"], name="claimant_alias_once")]
