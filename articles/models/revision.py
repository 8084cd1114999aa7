"""One wording of an article, never edited."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.user import User


class Level(models.TextChoices):
    """How much a revision changes of the one before it."""

    FIRST = "first", _("first")
    TYPOGRAPHY = "typography", _("typography")
    WORDING = "wording", _("wording")
    SUBSTANCE = "substance", _("substance")


class RevisionQuerySet(models.QuerySet["Revision"]):
    def visible_to(self, user: Any) -> Self:
        return self.all() if user.has_perm("articles.view_article") else self.none()

    def later(self) -> Self:
        """Those that changed an earlier one."""
        return self.filter(level__in=[Level.TYPOGRAPHY, Level.WORDING, Level.SUBSTANCE])

    def touching(self, flag: str) -> Self:
        """In which this differs: a number, a name, a negation, a date, a quotation."""
        return self.filter(flags__contains=f" {flag} ")

    def get_by_natural_key(self, article: str, number: int) -> "Revision":
        return self.get(article__public_id=article, number=number)


class Revision(models.Model):
    """A wording as it was read. The database refuses every update of it."""

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("number"), help_text=_("counts from 1"))
    text = models.TextField(_("text"), help_text=_("NFC, lines end in LF"))
    sha256 = models.CharField(max_length=64, help_text=_("of the text in UTF-8"))
    fetched_at = models.DateTimeField(_("read at"))
    reader = models.CharField(_("read by"), max_length=100, help_text=_("importer and its version"))
    segmenter = models.CharField(
        _("split by"), max_length=100, help_text=_("splitter and its version")
    )
    level = models.CharField(
        _("extent"), max_length=10, choices=Level.choices, default=Level.FIRST, editable=False
    )
    flags = models.CharField(
        _("touches"),
        max_length=100,
        blank=True,
        editable=False,
        help_text=_("of articles.wording.Flag, a space around each"),
    )
    changes = models.JSONField(
        _("what changed"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("how many sentences of each articles.revisions.Kind, and added ones"),
    )
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["article", "number"]
        indexes = [
            models.Index(
                fields=["level", "fetched_at", "id", "flags", "article"], name="revision_level"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_from_one"),
            models.CheckConstraint(
                condition=models.Q(level__in=Level.values), name="revision_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} · {self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.article.get_absolute_url()}revisions/{self.number}/"

    def compared_with(self, number: int) -> str:
        """The address at which an earlier revision of the article and this one stand together."""
        return f"{self.article.get_absolute_url()}revisions/{number}/{self.number}/"

    @property
    def comparison_url(self) -> str:
        """The same for the revision before this one."""
        return self.compared_with(self.number - 1)

    @property
    def touches(self) -> list[str]:
        return self.flags.split()

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.article.natural_key(), self.number)

    natural_key.dependencies = ["articles.article"]  # type: ignore[attr-defined]
