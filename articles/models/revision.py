"""One wording of an article, never edited."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.user import User


class RevisionQuerySet(models.QuerySet["Revision"]):
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
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.article} · {self.number}"

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.article.natural_key(), self.number)

    natural_key.dependencies = ["articles.article"]  # type: ignore[attr-defined]
