"""Who has a claim open just now."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from articles.models import User
from claims.models.claim import Claim

AWAY = timedelta(seconds=90)  # without a sign, somebody has left the page


class PresenceQuerySet(models.QuerySet["Presence"]):
    def here(self) -> Self:
        return self.filter(seen_at__gte=timezone.now() - AWAY)


class Presence(models.Model):
    """That somebody reads a claim. Not logged: it says nothing of the claim and is soon gone."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.claim}"
