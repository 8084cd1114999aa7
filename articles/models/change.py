"""The append-only log: who did what, old and new. It serves history, undo and audit."""

from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.insert import insert_rows
from articles.models.user import User
from articles.models.versioned import new_public_id


class Op(models.TextChoices):
    CREATE = "create", _("created")
    UPDATE = "update", _("changed")
    DELETE = "delete", _("removed")


class ChangeQuerySet(models.QuerySet["Change"]):
    def append(self, changes: Sequence["Change"]) -> None:
        insert_rows(self, changes)

    def visible_to(self, user: Any) -> Self:
        return self.all() if user.has_perm("articles.view_article") else self.none()

    def about(self, subject: str) -> Self:
        """The history of one thing, newest first."""
        return self.filter(subject=subject).order_by("-pk")

    def within(self, article: str) -> Self:
        """All that happened to an article and its claims, newest first."""
        return self.filter(context=article).order_by("-pk")

    def heads(self) -> Self:
        """The first row of each action, as far as its rows are among these."""
        rows = self.order_by()
        earlier = rows.filter(action=models.OuterRef("action"), pk__lt=models.OuterRef("pk"))
        return rows.filter(~models.Exists(earlier))


class Change(models.Model):
    """One row written by one action. Rows of an action share `action`; none is ever changed.

    `old` and `new` map field names to JSON values; a foreign key is `{"id": 5, "text": "Xinhua"}`,
    so that the history still reads as it did when the name has changed since.
    """

    action = models.CharField(_("action"), max_length=16, default=new_public_id, db_index=True)
    verb = models.CharField(_("verb"), max_length=40)
    at = models.DateTimeField(_("at"), db_index=True)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="changes", verbose_name=_("by")
    )
    op = models.CharField(_("operation"), max_length=6, choices=Op.choices)
    noun = models.CharField(_("noun"), max_length=50, help_text=_("app.model in lower case"))
    row = models.BigIntegerField(_("row"), help_text=_("primary key"))
    subject = models.CharField(
        _("subject"), max_length=16, blank=True, help_text=_("public id of the thing it is about")
    )
    context = models.CharField(
        _("article"), max_length=16, blank=True, help_text=_("public id of the article, if any")
    )
    version = models.PositiveIntegerField(
        _("version"), null=True, help_text=_("of the row after the change")
    )
    old = models.JSONField(_("old"), default=dict)
    new = models.JSONField(_("new"), default=dict)
    undoes = models.CharField(_("undoes"), max_length=16, blank=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["noun", "row", "id"], name="change_row"),
            models.Index(fields=["subject", "id"], name="change_subject"),
            models.Index(fields=["context", "id"], name="change_context"),
            models.Index(fields=["by", "id"], name="change_by"),
            models.Index(fields=["verb", "id"], name="change_verb"),
            models.Index(fields=["noun", "id"], name="change_noun"),
            models.Index(fields=["undoes"], name="change_undoes"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["undoes", "noun", "row"],
                condition=~Q(undoes=""),
                name="change_undone_once",
            ),
            models.CheckConstraint(condition=Q(op__in=Op.values), name="change_op_known"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.noun} {self.row}"
