"""The scales on which verdicts are given: versioned, so that an old verdict keeps its words."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Versioned, WebAddressField, web_address
from articles.models.versioned import PublicQuerySet
from claims.choices import Tone, Verdict


class ScaleQuerySet(PublicQuerySet):
    def offered(self) -> Self:
        """Those that a reviewer can choose now, the desk's own first."""
        return self.filter(retired=False).order_by("-is_default", "name", "-edition")


class Scale(Versioned):
    """One edition of a scale. A scale without options is a conclusion in words."""

    slug = models.SlugField(_("slug"), max_length=60)
    edition = models.PositiveIntegerField(_("edition"), default=1)
    name = models.CharField(_("name"), max_length=100)
    reference_url = WebAddressField(
        _("reference"), blank=True, help_text=_("where the scale is defined")
    )
    note = models.TextField(_("note"), blank=True)
    is_default = models.BooleanField(_("the desk's own"), default=False)
    retired = models.BooleanField(_("no longer offered"), default=False)

    objects = ScaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("scale")
        verbose_name_plural = _("scales")
        ordering = ["name", "edition"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "edition"], name="scale_edition_once"),
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="scale_one_default"
            ),
            models.CheckConstraint(condition=Q(edition__gte=1), name="scale_from_one"),
            models.CheckConstraint(
                condition=web_address("reference_url"), name="scale_reference_on_the_web"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}" if self.edition > 1 else self.name

    @property
    def in_words(self) -> bool:
        """Whether a verdict on it is a written conclusion and nothing else."""
        return not self.options.all()

    @property
    def used(self) -> bool:
        """Whether a verdict was given on it: its options are then final."""
        return self.assessments.exists()


class ScaleOption(models.Model):
    """One verdict of a scale, in its own words, and what it comes to on the normalised one."""

    scale = models.ForeignKey(Scale, models.PROTECT, related_name="options")
    order = models.PositiveIntegerField(_("key"), help_text=_("the digit that chooses it"))
    words = models.CharField(_("words"), max_length=100)
    verdict = models.CharField(
        _("comes to"), max_length=30, choices=Verdict.choices, help_text=_("on AVeriTeC's scale")
    )
    tone = models.CharField(_("colour"), max_length=10, choices=Tone.choices)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["scale", "order"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "order"], name="scale_option_order_once"),
            models.UniqueConstraint(fields=["scale", "words"], name="scale_option_words_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="scale_option_verdict_known"
            ),
            models.CheckConstraint(
                condition=Q(tone__in=Tone.values), name="scale_option_tone_known"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def log_place(self) -> tuple[str, str]:
        return self.scale.public_id, ""

    @property
    def owner(self) -> Any:
        return self.scale
