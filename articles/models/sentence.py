"""One sentence of one revision."""

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from articles.draft import TAGGABLE, Role
from articles.models.article import Article, copied_article
from articles.models.insert import insert
from articles.models.revision import Revision

ROLE_WORDS = {
    Role.HEADLINE: _("headline"),
    Role.BYLINE: _("byline"),
    Role.TIMESTAMP: _("timestamp"),
    Role.DATELINE: _("dateline"),
    Role.BODY: _("body"),
    Role.FURNITURE: _("furniture"),
}


class SentenceQuerySet(models.QuerySet["Sentence"]):
    def get_by_natural_key(self, article: str, number: int, start: int) -> "Sentence":
        return self.get(revision__article__public_id=article, revision__number=number, start=start)

    def taggable(self) -> Self:
        """Headline and body: what a reader reads and may claim something."""
        return self.filter(role__in=TAGGABLE)

    def visible_to(self, user: Any) -> Self:
        return self.all() if user.has_perm("articles.view_article") else self.none()

    def insert(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Inserts rows of article id, revision id, paragraph, number, start, end, text, role."""
        place = ("article_id", "revision_id", "paragraph", "number")
        insert(self, (*place, "start", "end", "text", "role"), rows)


class Sentence(models.Model):
    """A stretch of a revision's text. Offsets are code points of `Revision.text`.

    Its address is its revision and a place in it, not a row number: places never change, so a
    link still finds its words after sentences were split or merged.
    """

    article = copied_article()
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="sentences")
    paragraph = models.PositiveIntegerField(_("paragraph"), help_text=_("counts from 0"))
    number = models.PositiveIntegerField(
        _("number"),
        null=True,
        help_text=_("0 for the headline, then the body's from 1; nothing else has one"),
    )
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    text = models.TextField(_("text"))
    role = models.CharField(_("role"), max_length=10, choices=ROLE_WORDS.items())

    derived: ClassVar[frozenset[str]] = frozenset({"article"})
    objects = SentenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sentence")
        verbose_name_plural = _("sentences")
        ordering = ["revision", "start"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "start"], name="sentence_start_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="sentence_not_empty"),
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("text")), name="sentence_spans_its_text"
            ),
            models.CheckConstraint(condition=Q(role__in=list(Role)), name="sentence_role_known"),
            models.CheckConstraint(
                condition=Q(role__in=sorted(TAGGABLE), number__isnull=False)
                | (~Q(role__in=sorted(TAGGABLE)) & Q(number__isnull=True)),
                name="sentence_numbered_if_taggable",
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.revision.natural_key(), self.start)

    natural_key.dependencies = ["articles.revision"]  # type: ignore[attr-defined]

    def log_place(self) -> tuple[str, str]:
        return "", self.revision.article.public_id

    @property
    def taggable(self) -> bool:
        return self.role in TAGGABLE

    @property
    def anchor(self) -> str:
        """The id of its element on a page."""
        return f"s{self.start}"

    def get_absolute_url(self) -> str:
        """The permalink: article, revision and place. Needs `revision.article` loaded."""
        return self.address_in(self.revision.article)

    def address_in(self, article: Article) -> str:
        """The same, of the article that is at hand."""
        place = f"revisions/{self.revision.number}/?at={self.start}#{self.anchor}"
        return f"{article.get_absolute_url()}{place}"
