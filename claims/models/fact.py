"""A sourced statement, to be put beside any number of claims."""

import datetime
from typing import Any, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.grams import RUN, WORD
from articles.models import User, Versioned, WebAddressField, web_address
from articles.models.versioned import PublicQuerySet
from articles.text import fold
from claims.guards import STATEMENTS

# What a fact says, and on what it rests: a change of these is a change for the claims beside it.
SUBSTANCE = (
    *("statement", "source_url", "quotation", "valid_from", "valid_until", "published"),
    *("publisher", "withdrawn"),
)

WORDS = 16  # of a statement, that others are looked for by
CANDIDATES = 200  # facts that are looked at more closely
SUGGESTED = 8
MOST = 6  # facts that are offered as nearly the same
ALIKE = 0.6  # of the words of the shorter statement, that make two nearly the same


def telling(statement: str) -> list[str]:
    """The words of a statement that tell it from others, each once, the longest first.

    Numbers and long words, all words where these are few; of scripts without spaces, each two
    neighbouring signs.
    """
    words: list[str] = []
    for run in RUN.findall(statement):
        words += [run[n : n + 2] for n in range(max(1, len(run) - 1))]
    spaced = WORD.findall(RUN.sub(" ", statement))
    long = [word for word in spaced if len(word) > 3 or any(sign.isdigit() for sign in word)]
    said = long if len(long) > 2 else spaced
    return sorted(dict.fromkeys([*words, *said]), key=len, reverse=True)


def from_source(address: str) -> Q:
    """Of just this source; of none, where it is no address."""
    return Q(source_url=address) if addresses.fit(address) else Q(pk__in=[])


class FactQuerySet(PublicQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.all() if user.has_perm("claims.view_fact") else self.none()

    def standing(self) -> Self:
        """Without those that were withdrawn."""
        return self.filter(withdrawn=False)

    def worded(self, query: str) -> Self:
        """Whose statement holds the words; see `articles.search`."""
        return self.filter(STATEMENTS.matching(query, self.db))

    def counted(self) -> Self:
        """With the number of claims that lean on each, as `used`."""
        beside = apps.get_model("claims.evidence").objects.filter(fact=models.OuterRef("pk"))
        number = beside.order_by().values("fact").annotate(n=models.Count("pk")).values("n")
        return self.annotate(used=Coalesce(models.Subquery(number), 0))

    def suggested(self, typed: str) -> list[Any]:
        """The few that hold the words, or have just this source, the most used first."""
        found = self.filter(STATEMENTS.matching(typed, self.db) | from_source(typed))
        return list(found.counted().order_by("-used", "-pk")[:SUGGESTED])

    def similar(self, statement: str, source_url: str = "", *, but: int | None = None) -> list[Any]:
        """Facts in use that may say the same, the nearest first; `but`: a primary key left out.

        They have most of the words of one of the two statements in common, or the source and at
        least one word. Without a statement they are those of the source.
        """
        said = telling(statement)
        near = STATEMENTS.any_of(said[:WORDS], CANDIDATES, self.db)
        near |= from_source(source_url)
        found = self.standing().exclude(pk=but).filter(near).counted().order_by("-pk")
        wanted = {fold(word) for word in said}
        ranked = []
        for fact in found[:CANDIDATES]:
            words = {fold(word) for word in telling(fact.statement)}
            shared = len(wanted & words)
            alike = shared / (min(len(wanted), len(words)) or 1)
            sourced = source_url != "" and fact.source_url == source_url
            if (alike >= ALIKE and shared >= min(2, len(wanted))) or (
                sourced and (shared or not wanted)
            ):
                ranked.append((alike + sourced, fact.pk, fact))
        return [fact for *_, fact in sorted(ranked, key=lambda each: each[:2], reverse=True)][:MOST]


class Fact(Versioned):
    """A statement and where it is from. Addresses are shown, never fetched."""

    statement = models.TextField(_("statement"), max_length=2000)
    source_url = WebAddressField(_("source"), blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    published = models.DateField(_("published"), null=True, blank=True)
    accessed = models.DateField(_("accessed"), null=True, blank=True)
    archive_url = WebAddressField(_("archived copy"), blank=True)
    quotation = models.TextField(
        _("quotation"), max_length=5000, blank=True, help_text=_("the words of the source")
    )
    language = models.CharField(
        _("language of the source"), max_length=35, blank=True, help_text=_("BCP 47")
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.TextField(_("note"), max_length=10_000, blank=True)
    withdrawn = models.BooleanField(_("withdrawn"), default=False, editable=False)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="facts"
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        indexes = [
            models.Index(fields=["updated_at", "id"], name="fact_updated_at"),
            models.Index(fields=["source_url"], name="fact_source"),
            models.Index(
                fields=["valid_until"], condition=Q(valid_until__isnull=False), name="fact_expires"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(statement=""), name="fact_says_something"),
            models.CheckConstraint(
                condition=web_address("source_url"), name="fact_source_on_the_web"
            ),
            models.CheckConstraint(
                condition=web_address("archive_url"), name="fact_archive_on_the_web"
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("valid_from")),
                name="fact_valid_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.statement if len(self.statement) <= 80 else f"{self.statement[:79]}…"

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise ValidationError({"valid_until": _("It cannot end before it begins.")})

    def get_absolute_url(self) -> str:
        return reverse("claims:fact_detail", args=[self.public_id])

    @property
    def expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def warnings(self) -> list[str]:
        """What a reader has to know before leaning on it, as codes with an icon and words."""
        found = {
            "fact_withdrawn": self.withdrawn,
            "expired": self.expired,
            "no_source": not self.source_url,
        }
        return [code for code, true in found.items() if true]

    def later_than(self, day: datetime.date | None) -> bool:
        """Whether its source came out after the day of a claim."""
        return bool(day and self.published and self.published > day)
