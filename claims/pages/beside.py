"""The facts beside a claim: by stance, with what a reader is to be warned of, and what changed."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.addresses import host_of, spelled_out
from articles.models import Change
from articles.models.change import Op
from claims.choices import Stance
from claims.models import Claim, Evidence, Fact
from claims.models.fact import SUBSTANCE


@dataclass(frozen=True, slots=True)
class Beside:
    """One fact beside the claim. `later`: its source came out after the article did."""

    evidence: Evidence
    used: int
    later: bool

    @property
    def fact(self) -> Fact:
        return self.evidence.fact

    @property
    def warnings(self) -> list[str]:
        """What a reader has to know before leaning on it, as codes with an icon and words."""
        return [*self.fact.warnings, *["waits"] * self.evidence.waits]

    @property
    def host(self) -> str:
        """Where the source is, as it deceives nobody."""
        return host_of(self.fact.source_url)

    @property
    def address(self) -> str:
        return spelled_out(self.fact.source_url)


@dataclass(frozen=True, slots=True)
class Difference:
    """How a fact that waits reads now and how it read when a reviewer last looked."""

    evidence: Evidence
    changed: Change | None
    fields: tuple[tuple[str, str, str], ...] = field(default=())


def facts_beside(claim: Claim) -> tuple[Beside, ...]:
    """All of them, those that support first, each stance in the order of attaching; one query."""
    leaning = Evidence.objects.filter(fact=OuterRef("fact")).order_by().values("fact")
    found = (
        claim.evidence.select_related("fact", "added_by")
        .annotate(used=Subquery(leaning.annotate(n=Count("pk")).values("n")))
        .order_by("added_at", "pk")
    )
    published = claim.article.published_local
    day = published.date() if published else None
    stances = list(Stance.values)
    beside = []
    for evidence in found:
        evidence.claim = claim
        used: Any = evidence
        beside.append(Beside(evidence, used.used, evidence.fact.later_than(day)))
    return tuple(sorted(beside, key=lambda one: stances.index(one.evidence.stance)))


def differences(facts: Iterable[Beside]) -> tuple[Difference, ...]:
    """What the banner shows of the facts that wait; one query, none where nothing waits."""
    waiting = [one.evidence for one in facts if one.evidence.waits]
    if not waiting:
        return ()
    since = {evidence.fact_id: evidence.confirmed_at or evidence.added_at for evidence in waiting}
    log = Change.objects.filter(
        noun=Fact._meta.label_lower, row__in=since, op=Op.UPDATE, at__gt=min(since.values())
    )
    changes: dict[int, list[Change]] = {fact: [] for fact in since}
    for change in log.select_related("by").order_by("pk"):
        if change.at > since[change.row]:
            changes[change.row].append(change)
    return tuple(_difference(evidence, changes[evidence.fact_id]) for evidence in waiting)


def _difference(evidence: Evidence, changes: list[Change]) -> Difference:
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for change in changes:
        for name, value in change.new.items():
            old.setdefault(name, change.old.get(name))
            new[name] = value
    said = tuple(
        (_label(name), _spoken(name, old[name]), _spoken(name, new[name]))
        for name in SUBSTANCE
        if name in new and old[name] != new[name]
    )
    return Difference(evidence, changes[-1] if changes else None, said)


def _label(name: str) -> str:
    return str(Fact._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _spoken(name: str, value: Any) -> str:
    """A logged value of a fact in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    day = parse_date(value) if value and _is_day(name) else None
    return date_format(day, "j F Y") if isinstance(day, datetime.date) else str(value or "")


def _is_day(name: str) -> bool:
    return isinstance(Fact._meta.get_field(name), models.DateField)
