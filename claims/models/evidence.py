"""A fact beside a claim."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import User
from articles.models.article import copied_article
from claims.choices import Stance, State
from claims.models.claim import Claim
from claims.models.fact import Fact


def ran_out(valid_until: date | None, seen: datetime | None) -> bool:
    """Whether a fact that holds until then ran out after somebody last looked at it."""
    if valid_until is None or valid_until >= timezone.localdate():
        return False
    return seen is None or timezone.localdate(seen) <= valid_until


def expired_unseen() -> Q:
    """The same, of rows."""
    unseen = Q(confirmed_at=None) | Q(confirmed_at__date__lte=F("fact__valid_until"))
    return Q(fact__valid_until__lt=timezone.localdate()) & unseen


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def get_by_natural_key(self, claim: str, fact: str) -> "Evidence":
        return self.get(claim__public_id=claim, fact__public_id=fact)

    def waiting(self) -> Self:
        """Whose fact changed, was withdrawn or ran out since somebody last looked.

        A question about a few; `waiting_lists` asks it of all, by the indexes of both.
        """
        return self.filter(Q(fact_changed=True) | expired_unseen()).exclude(
            claim__state=State.WITHDRAWN
        )

    def changed(self) -> Self:
        """Whose fact changed or was withdrawn since somebody last looked."""
        return self.filter(fact_changed=True).exclude(claim__state=State.WITHDRAWN)

    def lapsed(self) -> Self:
        """Whose fact ran out since somebody last looked."""
        return self.filter(expired_unseen()).exclude(claim__state=State.WITHDRAWN)

    def beside(self) -> Self:
        """Of the fact that a query around this one is at."""
        return self.filter(fact=models.OuterRef("pk"))

    def waiting_lists(self) -> tuple[tuple[str, "models.QuerySet[Any, Any]"], ...]:
        """The keys of claims that wait, withdrawn ones among them: as two lists, each of which has
        its index."""
        return (
            ("id", self.filter(fact_changed=True).values("claim")),
            ("id", self.filter(expired_unseen()).values("claim")),
        )


class Evidence(models.Model):
    """That a fact supports, refutes or puts in context what a claim asserts."""

    part_of: ClassVar[str] = "claim"

    article = copied_article()
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="evidence")
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="evidence", verbose_name=_("fact"))
    stance = models.CharField(_("stance"), max_length=10, choices=Stance.choices)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    fact_changed = models.BooleanField(
        _("a fact changed"), default=False, help_text=_("and nobody has looked at it since")
    )
    confirmed_at = models.DateTimeField(_("last looked at"), null=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("attached"))
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    derived: ClassVar[frozenset[str]] = frozenset({"article"})
    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        indexes = [
            models.Index(fields=["fact", "claim"], name="evidence_fact"),
            models.Index(fields=["claim"], condition=Q(fact_changed=True), name="evidence_waiting"),
            models.Index(
                fields=["fact", "claim"], condition=Q(fact_changed=True), name="evidence_changed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["claim", "fact"], name="evidence_once"),
            models.CheckConstraint(
                condition=Q(stance__in=Stance.values), name="evidence_stance_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stance_display()}: {self.fact}"

    def natural_key(self) -> tuple[str, ...]:
        return (self.claim.public_id, self.fact.public_id)

    def log_place(self) -> tuple[str, str]:
        return self.claim.log_place()

    @property
    def ran_out(self) -> bool:
        """Whether the fact ran out after somebody last looked."""
        return ran_out(self.fact.valid_until, self.confirmed_at)

    @property
    def waits(self) -> bool:
        return self.fact_changed or self.ran_out
