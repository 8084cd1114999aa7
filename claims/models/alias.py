"""Other names of a named thing, in any language."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Named
from articles.text import fold


class NamedQuerySet(models.QuerySet[Any]):
    """Named things, found by name or alias. `fold` makes case and typography not matter."""

    def get_by_natural_key(self, public_id: str) -> Any:
        return self.get(public_id=public_id)

    def kept(self) -> Self:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def called(self, name: str) -> Self:
        """Exactly so, by name or alias."""
        key = fold(name)[:200]
        return self.kept().filter(models.Q(key=key) | models.Q(aliases__key=key)).distinct()

    def suggested(self, typed: str) -> Self:
        """Whose name or an alias holds what was typed; those that begin with it first."""
        key = fold(typed)
        starts = models.Q(key__startswith=key) | models.Q(aliases__key__startswith=key)
        holds = models.Q(key__contains=key) | models.Q(aliases__key__contains=key)
        rank = models.Min(models.Case(models.When(starts, then=0), default=1))
        return self.kept().filter(holds).annotate(rank=rank).order_by("rank", "name", "pk")


class Alias(models.Model):
    """One other name. Subclasses say of what, as `of`."""

    of: Any
    part_of: ClassVar[str] = "of"
    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200, editable=False, db_index=True)
    language = models.CharField(_("language"), max_length=35, blank=True, help_text=_("BCP 47"))

    class Meta:
        abstract = True
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.key = fold(self.name)[:200]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = fold(self.name)[:200]
        super().save(*args, **kwargs)

    def natural_key(self) -> tuple[str, ...]:
        return (self.owner.public_id, self.name)

    def log_place(self) -> tuple[str, str]:
        return self.owner.public_id, ""

    @property
    def owner(self) -> Named:
        named: Named = self.of
        return named


class AliasQuerySet(models.QuerySet[Any]):
    def get_by_natural_key(self, public_id: str, name: str) -> Any:
        return self.get(of__public_id=public_id, name=name)
