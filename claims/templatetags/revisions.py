"""What templates need to say how a text changed; a sign never stands without its word."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.revision import Level
from articles.wording import Flag
from claims.choices import Fate
from claims.models.anchoring import KINDS

register = template.Library()

SIGNS = {
    Level.FIRST: "●",
    Level.TYPOGRAPHY: "≈",
    Level.WORDING: "✎",
    Level.SUBSTANCE: "▲",
    "typographic": "≈",
    "unchanged": "=",
    "moved": "↕",
    "reworded": "✎",
    "split": "⇉",
    "merged": "⇇",
    "deleted": "−",
    "added": "+",
    "ambiguous": "?",
    Fate.WAITING: "◔",
    Fate.CARRIED: "✓",
    Fate.FOLLOWED: "✓",
    Fate.CHOSEN: "✓",
    Fate.WITHDRAWN: "⊘",
}
WORDS: dict[str, Any] = {
    **KINDS,
    "added": gettext_lazy("added"),
    "typographic": gettext_lazy("only in typography"),
}
ORDER = ("reworded", "split", "merged", "added", "deleted", "moved", "ambiguous")
CHANGED = {
    Flag.NUMBER: gettext_lazy("number changed"),
    Flag.NAME: gettext_lazy("name changed"),
    Flag.NEGATION: gettext_lazy("negation changed"),
    Flag.DATE: gettext_lazy("date changed"),
    Flag.QUOTATION: gettext_lazy("quotation changed"),
}


@register.filter
def sign(code: str) -> str:
    """The sign of a level, of a kind of change, or of what became of a claim."""
    return SIGNS.get(code, "")


@register.filter
def kind_words(code: str) -> str:
    """A kind of change in words."""
    return str(WORDS.get(code, code))


@register.filter
def extent(counts: Mapping[str, int]) -> str:
    """How many sentences changed, and how: “3 reworded, 1 added”. Nothing if none did."""
    return _(", ").join(
        _("%(number)s %(what)s") % {"number": counts[kind], "what": WORDS[kind]}
        for kind in ORDER
        if counts.get(kind)
    )


@register.filter
def fates(counts: Mapping[str, int]) -> list[tuple[str, int, str]]:
    """What became of how many claims: code, number, words."""
    return [(code, number, str(Fate(code).label)) for code, number in counts.items()]


@register.filter
def flag_words(flags: Any) -> list[str]:
    """Flags in words, in the order of the table above."""
    return [str(words) for flag, words in CHANGED.items() if flag in flags]
