"""A sourced statement, to be put beside any number of claims."""

import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import User, Versioned, WebAddressField, web_address
from articles.models.versioned import PublicQuerySet
from claims.guards import STATEMENTS

# What a fact says, and on what it rests: a change of these is a change for the claims beside it.
SUBSTANCE = (
    *("statement", "source_url", "quotation", "valid_from", "valid_until", "published"),
    *("publisher", "withdrawn"),
)


class FactQuerySet(PublicQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.all() if user.has_perm("claims.view_fact") else self.none()

    def standing(self) -> Self:
        """Without those that were withdrawn."""
        return self.filter(withdrawn=False)

    def worded(self, query: str) -> Self:
        """Whose statement holds the words; see `articles.search`."""
        return self.filter(STATEMENTS.matching(query, self.db))

    def sourceless(self) -> Self:
        return self.filter(source_url="")

    def expired(self) -> Self:
        return self.filter(valid_until__lt=timezone.localdate())

    def counted(self) -> Self:
        """With the number of claims that lean on each, as `used`."""
        return self.annotate(used=models.Count("evidence"))


class Fact(Versioned):
    """A statement and where it is from. Addresses are shown, never fetched."""

    statement = models.TextField(_("statement"), max_length=2000)
    source_url = WebAddressField(_("source"), blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    published = models.DateField(_("published"), null=True, blank=True)
    accessed = models.DateField(_("accessed"), null=True, blank=True)
    archive_url = WebAddressField(_("archived copy"), blank=True)
    quotation = models.TextField(
        _("quotation"), max_length=5000, blank=True, help_text=_("the words of the source")
    )
    language = models.CharField(
        _("language of the source"), max_length=35, blank=True, help_text=_("BCP 47")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=10_000, blank=True)
    withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="facts"
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        indexes = [
            models.Index(fields=["updated_at", "id"], name="fact_updated_at"),
            models.Index(fields=["source_url"], name="fact_source"),
            models.Index(
                fields=["valid_until"], condition=Q(valid_until__isnull=False), name="fact_expires"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(statement=""), name="fact_says_something"),
            models.CheckConstraint(
                condition=web_address("source_url"), name="fact_source_on_the_web"
            ),
            models.CheckConstraint(
                condition=web_address("archive_url"), name="fact_archive_on_the_web"
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("valid_from")),
                name="fact_valid_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.statement if len(self.statement) <= 80 else f"{self.statement[:79]}…"

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("It cannot end before it begins.")})

    def get_absolute_url(self) -> str:
        return reverse("claims:fact_detail", args=[self.public_id])

    @property
    def expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    def later_than(self, day: datetime.date | None) -> bool:
        """Whether its source came out after the day of a claim."""
        return bool(day and self.published and self.published > day)
