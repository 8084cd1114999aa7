"""One import: what was handed in, how it is to be read, and what became of each of its items."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.insert import insert_rows
from articles.models.user import User
from articles.models.versioned import PublicQuerySet, new_public_id

LEASE = timedelta(seconds=30)  # without a sign of life, the one who runs it counts as gone
CHUNK = 1_000_000  # bytes of an upload in one row


class ImportState(models.TextChoices):
    PREVIEW = "preview", _("to be looked at")
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("stopped")


class ImportQuerySet(PublicQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.all() if user.has_perm("articles.add_article") else self.none()

    def writable_by(self, user: Any) -> Self:
        """Those that this person may read again, run, stop and throw away."""
        seen = self.visible_to(user)
        whole = user.has_perm("articles.change_article")
        return seen if whole else seen.filter(created_by=user)

    def under_way(self) -> Self:
        return self.filter(state__in=(ImportState.QUEUED, ImportState.RUNNING))

    def abandoned(self) -> Self:
        """Waiting, or running without a sign of life: free for whoever takes it on."""
        lost = Q(state=ImportState.RUNNING, seen_at__lt=timezone.now() - LEASE)
        return self.filter(Q(state=ImportState.QUEUED) | lost)


class Import(models.Model):
    """Articles taken in in one go. Its counts move in the transaction that stores the articles."""

    public_id = models.CharField(
        _("public id"), max_length=16, unique=True, default=new_public_id, editable=False
    )
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="imports", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    name = models.CharField(_("file"), max_length=200, help_text=_("as it was called; only shown"))
    size = models.BigIntegerField(_("size"), help_text=_("bytes"))
    sha256 = models.CharField(max_length=64, help_text=_("of what was handed in"))
    kind = models.CharField(_("format"), max_length=20, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    delimiter = models.CharField(_("delimiter"), max_length=1, blank=True)
    columns = models.JSONField(
        _("columns"), default=dict, blank=True, help_text=_("the file's name to ours, or “”")
    )
    peek = models.TextField(
        _("preview"), blank=True, help_text=_("JSON; see articles.importers.peek")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW
    )
    error = models.TextField(_("why it stopped"), blank=True)
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("how many items, from the first, are dealt with")
    )
    bytes_read = models.BigIntegerField(_("bytes read"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    revised = models.PositiveIntegerField(_("new revision"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    lease = models.CharField(max_length=16, blank=True, help_text=_("of the process that runs it"))
    seen_at = models.DateTimeField(_("last sign of life"), null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["created_by", "id"], name="import_by")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values), name="import_state_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    position=models.F("new")
                    + models.F("revised")
                    + models.F("unchanged")
                    + models.F("failed")
                ),
                name="import_counts_add_up",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("articles:import_detail", args=[self.public_id])

    @property
    def waiting(self) -> bool:
        return self.state == ImportState.PREVIEW

    @property
    def under_way(self) -> bool:
        return self.state in {ImportState.QUEUED, ImportState.RUNNING}

    @property
    def seconds(self) -> float:
        """How long it has run."""
        if self.started_at is None:
            return 0
        return ((self.finished_at or timezone.now()) - self.started_at).total_seconds()

    @property
    def rate(self) -> int:
        """Items a second."""
        return round(self.position / self.seconds) if self.seconds else 0


class ImportChunk(models.Model):
    """A piece of what was handed in, exactly as it came, so that any machine can read it."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_chunk_once")]

    def __str__(self) -> str:
        return f"{self.of} · {self.number}"


class Outcome(models.TextChoices):
    """What became of an item."""

    NEW = "new", _("new")
    REVISED = "revised", _("new revision")
    UNCHANGED = "unchanged", _("unchanged")
    FAILED = "failed", _("failed")


class ImportItemQuerySet(models.QuerySet["ImportItem"]):
    def append(self, items: Sequence["ImportItem"]) -> None:
        insert_rows(self, items)


class ImportItem(models.Model):
    """What became of one item. `row` holds the values of one that failed, to be mended."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="items")
    number = models.PositiveIntegerField(_("number"), help_text=_("counts from 0"))
    file = models.CharField(_("file"), max_length=200, blank=True)
    line = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="imported")
    why = models.TextField(_("remark"), blank=True)
    # Text and not a JSON column: PostgreSQL takes no NUL and no half a character into one, and
    # what could not be read for such a thing is just what is kept here.
    row = models.TextField(_("values"), blank=True, help_text=_("JSON, escaped to ASCII"))

    objects = ImportItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported item")
        verbose_name_plural = _("imported items")
        ordering = ["number"]
        indexes = [models.Index(fields=["of", "outcome", "number"], name="import_item_outcome")]
        constraints = [
            models.UniqueConstraint(fields=["of", "number"], name="import_item_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="import_item_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.FAILED, article=None)
                | (~Q(outcome=Outcome.FAILED) & Q(article__isnull=False)),
                name="import_item_has_article",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of} · {self.line}"

    @property
    def values(self) -> dict[str, str]:
        """What one that failed says, under the names of our columns."""
        found: dict[str, str] = json.loads(self.row) if self.row else {}
        return found
