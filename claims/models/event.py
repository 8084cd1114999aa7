"""What claims are about, from a series down to one meeting."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import connections, models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models import Named, WebAddressField, web_address
from claims.models.alias import Alias, AliasQuerySet, NamedQuerySet


class EventQuerySet(NamedQuerySet):
    def under(self, event: "Event") -> Self:
        """The event, its children and theirs."""
        return self.filter(pk__in=event.family())


class Event(Named):
    """A series, a year of it, or one meeting; its parent is the one above."""

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    starts = models.DateField(_("starts"), null=True, blank=True)
    ends = models.DateField(_("ends"), null=True, blank=True)
    reference_url = WebAddressField(
        _("reference"), blank=True, help_text=_("where its dates are from")
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")),
                name="event_ends_after_start",
            ),
            models.CheckConstraint(
                condition=web_address("reference_url"), name="event_reference_on_the_web"
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="event_not_its_own_parent"
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.parent_id and self.pk and self.parent_id in self.family():
            raise ValidationError({"parent": _("That is this event, or a part of it.")})
        if self.slug == "suggest":  # the address of the type-ahead
            raise ValidationError({"slug": _("This slug is taken. Choose another.")})
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": _("It cannot end before it starts.")})

    def check_restorable(self) -> None:
        super().check_restorable()
        self.clean()

    def get_absolute_url(self) -> str:
        return reverse("claims:event_detail", args=[self.slug])

    def family(self) -> list[int]:
        """Primary keys of this event and all below it, in one query."""
        with connections[type(self).objects.all().db].cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE below(id) AS (SELECT id FROM claims_event WHERE id = %s UNION "
                "SELECT e.id FROM claims_event e JOIN below ON e.parent_id = below.id) "
                "SELECT id FROM below",
                [self.pk],
            )
            return [row[0] for row in cursor.fetchall()]


class EventAlias(Alias):
    of = models.ForeignKey(Event, models.PROTECT, related_name="aliases")

    objects: Any = AliasQuerySet.as_manager()

    class Meta(Alias.Meta):
        constraints = [models.UniqueConstraint(fields=["of", "name"], name="event_alias_once")]
