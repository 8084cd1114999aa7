"""What one editor found in one sentence."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Sentence, User
from articles.models.article import copied_article
from claims.choices import Decision


class Reading(models.Model):
    """An editor's own decision on a sentence. Progress counts these, and later agreement."""

    article = copied_article()
    editor = models.ForeignKey(User, models.PROTECT, related_name="readings")
    sentence = models.ForeignKey(Sentence, models.PROTECT, related_name="readings")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    derived: ClassVar[frozenset[str]] = frozenset({"article"})

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(fields=["sentence", "editor"], name="reading_once"),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="reading_decision_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.editor}: {self.get_decision_display()}"

    def log_place(self) -> tuple[str, str]:
        return "", self.sentence.revision.article.public_id
