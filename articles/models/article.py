"""One published text through all its versions."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.revision import Revision
from articles.models.source import Source
from articles.models.user import User
from articles.models.versioned import PublicQuerySet, Versioned, WebAddressField, web_address


def copied_article() -> "models.ForeignKey[Article | None, Article | None]":
    """Of which article a row is, for tables that could be parted by article: a copy, which the
    database keeps (`articles.derived`). What holds an article fast are its revisions and claims.

    Whoever makes a row gives it all the same: SQLite would write the row a second time, and what
    parts a table looks at the value before any trigger does.
    """
    return models.ForeignKey(
        Article,
        models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )


class ArticleQuerySet(PublicQuerySet):
    def visible_to(self, user: Any) -> "ArticleQuerySet":
        """What this person may read: everything, for whoever may read articles at all."""
        return self.all() if user.has_perm("articles.view_article") else self.none()

    def listed(self) -> "ArticleQuerySet":
        """With the rows that every line of a list shows."""
        return self.select_related("source", "current")


class Article(Versioned):
    """A published text; its wordings are its revisions, `current` the newest."""

    source = models.ForeignKey(
        Source, models.PROTECT, related_name="articles", verbose_name=_("source")
    )
    title = models.CharField(_("title"), max_length=500)
    byline = models.CharField(_("byline"), max_length=300, blank=True)
    canonical_url = WebAddressField(_("address"), blank=True)
    external_id = models.CharField(_("external id"), max_length=200, blank=True)
    identity = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        help_text=_("SHA-256 of what makes it this article: id, else address, else title and date"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, db_index=True)
    dateline = models.CharField(_("dateline"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=35, default="en", help_text=_("BCP 47"))
    current = models.OneToOneField(
        Revision,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("current revision"),
    )
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            models.Index(fields=["source", "published_at"], name="article_source_date"),
            models.Index(fields=["created_at", "id"], name="article_created"),
            models.Index(fields=["source", "created_at", "id"], name="article_source_created"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=web_address("canonical_url"), name="article_url_on_the_web"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Said by `ABSOLUTE_URL_OVERRIDES`: the page stands with what is built upon articles."""
        raise ImproperlyConfigured("ABSOLUTE_URL_OVERRIDES names no page for an article.")

    def log_place(self) -> tuple[str, str]:
        return self.public_id, self.public_id

    @property
    def published_local(self) -> datetime | None:
        """`published_at` in the time zone in which the source prints its times."""
        return self.published_at and self.published_at.astimezone(self.source.zone())

    @property
    def published_printed(self) -> datetime | None:
        """As the source prints it: without a zone, so that no page turns it into another."""
        return self.published_local and self.published_local.replace(tzinfo=None)
