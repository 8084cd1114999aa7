"""Who published."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.versioned import PublicQuerySet, Versioned, WebAddressField, web_address
from articles.text import fold


class SourceKind(models.TextChoices):
    AGENCY = "agency", _("news agency")
    PAPER = "paper", _("newspaper or magazine")
    BROADCASTER = "broadcaster", _("broadcaster")
    GOVERNMENT = "government", _("ministry or authority")
    ORGANISATION = "organisation", _("organisation")
    OTHER = "other", _("other")


def known_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("No such time zone. Write it as Asia/Shanghai."))


class Source(Versioned):
    """An agency, paper or ministry."""

    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200, unique=True, editable=False)
    kind = models.CharField(
        _("kind"), max_length=20, choices=SourceKind.choices, default=SourceKind.OTHER
    )
    homepage = WebAddressField(_("homepage"), blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True, help_text=_("BCP 47"))
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166-1"))
    time_zone = models.CharField(
        _("time zone"),
        max_length=50,
        blank=True,
        validators=[known_time_zone],
        help_text=_("In which its times are printed, such as Asia/Shanghai; UTC when empty."),
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=SourceKind.values), name="source_kind_known"
            ),
            models.CheckConstraint(
                condition=web_address("homepage"), name="source_homepage_on_the_web"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.key = fold(self.name)[:200]
        if Source.objects.filter(key=self.key).exclude(pk=self.pk).exists():
            raise ValidationError({"name": _("A source of this name is here already.")})

    def save(self, *args: object, **kwargs: object) -> None:
        self.key = fold(self.name)[:200]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone or "UTC")
