"""What a new revision did to a claim, and what was decided about it."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Revision, User
from articles.models.article import copied_article
from claims.choices import Fate, State
from claims.models.claim import Claim

KINDS = {
    "unchanged": _("unchanged"),
    "moved": _("moved"),
    "reworded": _("reworded"),
    "split": _("split"),
    "merged": _("merged"),
    "deleted": _("gone"),
    "ambiguous": _("not to be told apart"),
}


class AnchoringQuerySet(models.QuerySet["Anchoring"]):
    def waiting(self) -> Self:
        """Those that somebody has to decide; a claim that was withdrawn meanwhile is not asked."""
        return self.filter(fate=Fate.WAITING).exclude(claim__state=State.WITHDRAWN)

    def tally(self, revisions: Iterable[Revision]) -> dict[int, dict[str, int]]:
        """How many claims each of these revisions touched, by its key and by what became of
        them, in the order of Fate; one query."""
        rows = self.filter(revision__in=[revision.pk for revision in revisions]).order_by()
        rows = rows.exclude(fate=Fate.WAITING, claim__state=State.WITHDRAWN)
        found: dict[int, dict[str, int]] = {}
        for revision, fate, n in rows.values_list("revision", "fate").annotate(
            n=models.Count("pk")
        ):
            found.setdefault(revision, {})[fate] = n
        return {
            revision: {fate: said[fate] for fate in Fate.values if fate in said}
            for revision, said in found.items()
        }


class Anchoring(models.Model):
    """One claim's way from the wording that it stands on to a later one.

    `places` are the starts, in code points of the later revision's text, of the sentences that it
    may belong to now: places and not rows, for sentences are mended. `start` and `end` are where
    its words stand there, if they do.
    """

    part_of: ClassVar[str] = "claim"

    article = copied_article()
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="anchorings")
    before = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", verbose_name=_("judged against")
    )
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="anchorings", verbose_name=_("revision")
    )
    kind = models.CharField(_("what happened"), max_length=10, choices=KINDS.items())
    score = models.FloatField(_("likeness"), default=0)
    places = models.JSONField(_("places"), default=list)
    start = models.PositiveIntegerField(_("start"), null=True)
    end = models.PositiveIntegerField(_("end"), null=True)
    fate = models.CharField(_("what became of it"), max_length=10, choices=Fate.choices)
    was_decided = models.BooleanField(_("was decided"), default=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    derived: ClassVar[frozenset[str]] = frozenset({"article"})
    objects = AnchoringQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-anchoring")
        verbose_name_plural = _("re-anchorings")
        indexes = [
            models.Index(fields=["revision", "fate", "id"], name="anchoring_revision"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["claim", "revision"], name="anchoring_once"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(fate="waiting"), name="anchoring_waits_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="anchoring_kind_known"),
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="anchoring_fate_known"),
        ]

    def __str__(self) -> str:
        return f"{self.claim} → {self.revision.number}"

    def log_place(self) -> tuple[str, str]:
        return self.claim.log_place()

    def check_restorable(self) -> None:
        """Raises ValidationError if a decision is undone that a later revision has overtaken. A
        claim withdrawn with its statement comes back all the same: it is compared anew."""
        claim = Claim.objects.select_related("article").get(pk=self.claim_id)
        newest = claim.article.current_id == self.revision_id
        if self.fate == Fate.WAITING and not newest and claim.state != State.WITHDRAWN:
            raise ValidationError(
                _("The article has changed again since. Look at the claim in its newest revision.")
            )

    @property
    def placed(self) -> bool:
        """Whether its words stand in the later wording as they are."""
        return self.start is not None
