"""What every edited row has: a public id for the outside, a version against lost updates."""

import secrets
import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import addresses
from articles.text import fold

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread
EPOCH_MS = 1_577_836_800_000  # 1 January 2020 UTC


def new_public_id() -> str:
    """16 characters: 42 bits of milliseconds since 2020, then 38 random bits.

    Newer ids sort after older ones, so that they join a large index at its end.
    """
    number = (time.time_ns() // 1_000_000 - EPOCH_MS) << 38 | secrets.randbits(38)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))


def on_the_web(value: str) -> None:
    """The validator of every address: see `articles.addresses.check`."""
    try:
        addresses.check(value)
    except addresses.UnfitAddress as error:
        raise ValidationError(str(error)) from error


class WebAddressField(models.URLField):  # type: ignore[type-arg]  # generic in its stubs only
    """An address on the web that anybody could open. Shown, never fetched.

    Saving checks it too, since Django validates nothing there: raises ValidationError.
    """

    default_validators = [on_the_web]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2048)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        """Without the length for the browser, which would cut what is pasted without a word."""
        said = {"assume_scheme": "https", "form_class": WebAddress, "max_length": None}
        return super().formfield(**{**said, **kwargs})

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str) and value:
            on_the_web(value)
        return super().get_db_prep_save(value, connection)


class WebAddress(forms.URLField):
    """An address as it is typed into a form; without a scheme, https is meant."""

    default_validators = [on_the_web]


def web_address(field: str) -> models.Q:
    """What a constraint demands of such a column, since saving validates nothing."""
    return (
        models.Q(**{field: ""})
        | models.Q(**{f"{field}__startswith": "http://"})
        | models.Q(**{f"{field}__startswith": "https://"})
    )


class PublicQuerySet(models.QuerySet[Any]):
    """Rows found by their public id."""

    def get_by_natural_key(self, public_id: str) -> Any:
        return self.get(public_id=public_id)


class Versioned(models.Model):
    """A row that people edit. Written only through `articles.changes`, which counts `version`."""

    public_id = models.CharField(
        _("public id"), max_length=16, unique=True, default=new_public_id, editable=False
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str, ...]:
        return (self.public_id,)

    def log_place(self) -> tuple[str, str]:
        """Under which public ids the log files a change: of the thing, and of its article."""
        return self.public_id, ""


wikidata_id = RegexValidator(r"^Q[1-9]\d*\Z", _("A Wikidata id is a Q and a number, such as Q42."))


class Named(Versioned):
    """A thing of the world that has a name, perhaps a Wikidata id, and perhaps a twin.

    A twin that was merged stays as a row that points to the one kept: old links still lead on,
    and the merge can be undone.
    """

    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=200, editable=False, db_index=True)
    wikidata_id = models.CharField(
        _("Wikidata id"), max_length=20, blank=True, validators=[wikidata_id]
    )
    note = models.TextField(_("note"), blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.key = fold(self.name)[:200]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = fold(self.name)[:200]
        super().save(*args, **kwargs)

    @property
    def same_as(self) -> str:
        """The address that schema.org's `sameAs` wants, or nothing."""
        return f"https://www.wikidata.org/entity/{self.wikidata_id}" if self.wikidata_id else ""

    def kept(self) -> Any:
        """The row that stands for this one after all merges."""
        row: Any = self
        while row.merged_into:
            row = row.merged_into
        return row

    def check_restorable(self) -> None:
        """Raises ValidationError if this row, as an undo would leave it, leads back to itself."""
        row: Any = self
        while row.merged_into_id:
            row = type(self)._base_manager.get(pk=row.merged_into_id)
            if row.pk == self.pk:
                raise ValidationError(_("It would be merged into itself."))
