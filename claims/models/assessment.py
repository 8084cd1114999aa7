"""One reviewer's verdict on a claim, and the wording that it judged."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Revision, User
from articles.models.article import copied_article
from claims.choices import Verdict
from claims.models.claim import Claim
from claims.models.scale import Scale, ScaleOption


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def standing(self) -> Self:
        """Without those that the same reviewer has replaced."""
        return self.filter(replaced=False)


class Assessment(models.Model):
    """Scale, words and normalised value are kept here too, so that no later change of the scale
    reaches into the past."""

    part_of: ClassVar[str] = "claim"

    article = copied_article()
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="assessments")
    reviewer = models.ForeignKey(
        User, models.PROTECT, related_name="assessments", verbose_name=_("reviewer")
    )
    scale = models.ForeignKey(
        Scale, models.PROTECT, related_name="assessments", verbose_name=_("scale")
    )
    option = models.ForeignKey(ScaleOption, models.PROTECT, null=True, related_name="+")
    words = models.CharField(_("verdict"), max_length=100, blank=True)
    verdict = models.CharField(_("normalised"), max_length=30, choices=Verdict.choices, blank=True)
    rationale = models.TextField(_("why"), max_length=10_000, blank=True)
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", verbose_name=_("judged against")
    )
    made_at = models.DateTimeField(_("made"))
    replaced = models.BooleanField(_("replaced"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    derived: ClassVar[frozenset[str]] = frozenset({"article"})
    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["claim", "-made_at"], name="assessment_claim")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "reviewer"],
                condition=Q(replaced=False),
                name="assessment_one_stands",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", *Verdict.values]), name="assessment_verdict_known"
            ),
            models.CheckConstraint(
                condition=(Q(words="") & Q(verdict="") & ~Q(rationale=""))
                | (~Q(words="") & ~Q(verdict="")),
                name="assessment_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.words or self.rationale[:80]}"

    def log_place(self) -> tuple[str, str]:
        return self.claim.log_place()
