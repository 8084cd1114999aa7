"""What templates need beyond Django's own filters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf.locale import LANG_INFO
from django.contrib.messages import constants
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext_lazy as _

from articles.addresses import host_of, spelled_out
from articles.changes import FINAL
from articles.models import Change, User
from claims.choices import ClaimantKind, Decision, Fate, Kind, Stance, State
from claims.models.anchoring import KINDS

register = template.Library()

ICONS = {
    "tagged": "◌",
    "in_review": "◔",
    "decided": "●",
    "reopened": "↻",
    "withdrawn": "⊘",
    "supported": "✓",
    "refuted": "✗",
    "not_enough_evidence": "◌",
    "conflicting_evidence": "◐",
    "in_words": "✎",
    "supports": "✓",
    "refutes": "✗",
    "context": "§",
    "new": "+",
    "revised": "↻",
    "unchanged": "=",
    "failed": "✗",
    "preview": "◌",
    "queued": "◔",
    "running": "◑",
    "done": "✓",
    "cancelled": "⊘",
}
# What a reader has to know of a fact before leaning on it: the codes of `Fact.warnings`.
WARNINGS = {
    "fact_withdrawn": ("⊘", _("withdrawn")),
    "expired": ("◷", _("expired")),
    "no_source": ("⚠\ufe0e", _("no source")),
    "no_archive": ("⌂", _("no archived copy")),
    "late": ("↷", _("dated after the claim")),
    "waits": ("⚑", _("the fact changed, the claim waits")),
}

VERBS = {
    "claim_tagged": _("tagged a claim"),
    "claim_edited": _("edited a claim"),
    "claim_withdrawn": _("withdrew a claim"),
    "claims_agreed": _("found the same claims"),
    "sentence_dismissed": _("found no claim in a sentence"),
    "sentence_reopened": _("took “no claim” off a sentence"),
    "article_imported": _("imported an article"),
    "carried_over": _("let claims follow to the newest wording"),
    "claim_followed": _("let a claim follow the new wording"),
    "claim_split": _("put a claim on both of two sentences"),
    "statement_withdrawn": _("withdrew a claim with its statement"),
    "sentence_split": _("broke a sentence in two"),
    "sentences_merged": _("joined two sentences"),
    "article_revised": _("imported a later revision"),
    "claimant_merged": _("merged two claimants"),
    "event_merged": _("merged two events"),
    "undone": _("undid a change"),
    "curated": _("curated"),
    "fact_added": _("added a fact"),
    "fact_edited": _("edited a fact"),
    "fact_withdrawn": _("withdrew a fact"),
    "fact_restored": _("brought a fact back"),
    "scale_renewed": _("made a new edition of a scale"),
    "fact_attached": _("put a fact beside a claim"),
    "evidence_edited": _("said otherwise what a fact does to a claim"),
    "fact_detached": _("took a fact away from a claim"),
    "facts_confirmed": _("looked at facts that changed: the verdict holds"),
    "claim_assigned": _("assigned a claim"),
    "claim_taken_on": _("took a claim on"),
    "claim_assessed": _("assessed a claim"),
    "claim_decided": _("decided a claim"),
    "claim_reopened": _("reopened a claim"),
    "claims_changed": _("changed many claims at once"),
}
FIELDS = {
    "wording": _("normalised wording"),
    "claimant": _("claimant"),
    "cue": _("cue"),
    "kind": _("kind"),
    "note": _("note"),
    "state": _("state"),
    "quote": _("quotation"),
    "event": _("event"),
    "decision": _("decision"),
    "fate": _("after the article changed"),
    "text": _("sentence"),
    "name": _("name"),
    "title": _("title"),
    "merged_into": _("merged into"),
    "parent": _("part of"),
    "starts": _("starts"),
    "ends": _("ends"),
    "reference_url": _("reference"),
    "slug": _("slug"),
    "wikidata_id": _("Wikidata id"),
    "byline": _("byline"),
    "published_at": _("published"),
    "canonical_url": _("address"),
    "homepage": _("homepage"),
    "language": _("language"),
    "country": _("country"),
    "statement": _("statement"),
    "source_url": _("source"),
    "publisher": _("publisher"),
    "published": _("published"),
    "accessed": _("accessed"),
    "archive_url": _("archived copy"),
    "quotation": _("quotation"),
    "valid_from": _("valid from"),
    "valid_until": _("valid until"),
    "withdrawn": _("withdrawn"),
    "time_zone": _("time zone"),
    "stance": _("stance"),
    "fact": _("fact"),
    "fact_changed": _("a fact changed"),
    "words": _("verdict"),
    "rationale": _("why"),
    "verdict_words": _("verdict"),
    "scale": _("scale"),
    "assigned_to": _("assigned to"),
    "decided_by": _("decided by"),
    "retired": _("no longer offered"),
    "replaced": _("replaced"),
}
CODES: dict[str, dict[Any, Any]] = {
    "kind": dict(Kind.choices) | dict(ClaimantKind.choices) | KINDS,
    "state": dict(State.choices),
    "decision": dict(Decision.choices),
    "withdrawn": {True: _("yes"), False: _("no")},
    "stance": dict(Stance.choices),
    "fact_changed": {True: _("yes"), False: _("no")},
    "replaced": {True: _("yes"), False: _("no")},
    "retired": {True: _("yes"), False: _("no")},
    "fate": dict(Fate.choices),
}


@register.filter
def icon(code: str) -> str:
    """The sign of a state or verdict; it never stands without its word."""
    return ICONS.get(code, "")


@register.filter
def warned(code: str) -> tuple[str, Any]:
    """The sign and the words of a warning."""
    return WARNINGS[code]


@register.filter
def host(address: str) -> str:
    """The host of an address as it deceives nobody: other scripts in Punycode, the port said."""
    return host_of(address)


@register.filter
def spelled(address: str) -> str:
    """The whole address, its host in ASCII."""
    return spelled_out(address)


@register.filter
def language(code: str) -> str:
    """A language's own name where Django knows it, else its code."""
    known = LANG_INFO.get(code.lower()) or LANG_INFO.get(code.split("-")[0])
    if code == "zh":  # Django knows only its two scripts
        return "中文"
    return str(known["name_local"]) if known and "name_local" in known else code


@register.filter
def number(value: int) -> str:
    """With a comma between thousands."""
    return f"{value:,}"


@register.filter
def size(value: int) -> str:
    """Bytes in the largest unit of which there is one at least, a thousand each."""
    said, units = float(value), ["bytes", "kB", "MB", "GB"]
    while said >= 1000 and len(units) > 1:
        said /= 1000
        units.pop(0)
    return f"{said:.3g} {units[0]}" if said < 999.5 else f"{said:,.0f} {units[0]}"


@register.filter
def duration(seconds: float) -> str:
    """In seconds, or in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return str(_("%(seconds)s s") % {"seconds": rest or f"{seconds:.1f}"})
    return str(_("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest})


KEY = "7" * 16  # a number and a public id


@cache
def around(name: str, _prefix: str) -> tuple[str, str]:
    before, _key, after = reverse(name, args=[KEY]).partition(KEY)
    return before, after


@register.filter
def at(key: Any, name: str) -> str:
    """The address of this name with one key in it: what {% url %} gives in a tenth of the time,
    for pages that name hundreds."""
    before, after = around(name, get_script_prefix())
    return f"{before}{key}{after}"


@register.filter
def begins(path: str, start: str) -> bool:
    return path.startswith(start)


@register.filter
def toast(messages: Iterable[Any]) -> dict[str, Any] | None:
    """The messages waiting for this page as one toast; the last one's undo is offered."""
    waiting = list(messages or ())
    if not waiting:
        return None
    return {
        "message": " ".join(str(message) for message in waiting),
        "action": waiting[-1].extra_tags,
        "failed": any(message.level >= constants.ERROR for message in waiting),
    }


@register.simple_tag(takes_context=True)
def address(context: dict[str, Any], path: str = "", /, **changes: Any) -> str:
    """This page's address with some parameters changed; an empty value takes one away.

    Whatever changes, the page mark goes: it belongs to the old list.
    """
    request = context["request"]
    return address_of(request.GET, path or request.path, **changes)


def address_of(parameters: Mapping[str, Any], path: str, /, **changes: Any) -> str:
    """The path with these parameters, some changed, and without the page mark."""
    kept = {k: v for k, v in parameters.items() if v and k != "page"}
    kept |= changes
    query = urlencode({k: v for k, v in kept.items() if v not in ("", None)})
    return f"{path}{'?' if query else ''}{query}"


@register.simple_tag(takes_context=True)
def parameters(context: dict[str, Any], *without: str) -> list[tuple[str, str]]:
    """The filter in this page's address, to be sent along with a form."""
    left_out = {"page", *without}
    return [(k, v) for k, v in context["request"].GET.items() if v and k not in left_out]


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], /, **changes: Any) -> str:
    """The end of this page's address, from the question mark on, for addresses of many rows."""
    return address_of(context["request"].GET, "", **changes)


@register.simple_tag(takes_context=True)
def without(context: dict[str, Any], field: str) -> str:
    """This page's address without one filter."""
    return address(context, **{field: ""})


@register.simple_tag(takes_context=True)
def beginning(context: dict[str, Any], field: str) -> str:
    """This page's address with one filter, up to its value."""
    begun = without(context, field)
    return f"{begun}{'&' if '?' in begun else '?'}{field}="


@register.filter
def words(line: str) -> list[str]:
    return line.split()


@register.filter
def get(parameters: Any, name: str) -> str:
    return str(parameters.get(name, ""))


@dataclass(frozen=True, slots=True)
class Deed:
    """One action as the history shows it: all its rows in one entry."""

    action: str
    verb: str
    by: User | None
    at: datetime
    differences: tuple[tuple[str, str, str], ...]
    undone: bool

    @property
    def words(self) -> str:
        """What was done, as it reads after the name of who did it."""
        return str(VERBS.get(self.verb, self.verb))

    @property
    def undoable(self) -> bool:
        return self.verb not in FINAL


@register.filter
def deeds(changes: Iterable[Change]) -> list[Deed]:
    """Changes, newest first, as actions, newest first."""
    actions: dict[str, list[Change]] = {}
    undone: set[str] = set()
    for change in changes:
        actions.setdefault(change.action, []).append(change)
        if change.undoes and change.action not in undone:
            undone.add(change.undoes)
    return [
        Deed(
            action,
            rows[0].verb,
            rows[0].by,
            rows[0].at,
            tuple(dict.fromkeys(line for row in reversed(rows) for line in differences(row))),
            action in undone,
        )
        for action, rows in actions.items()
    ]


def differences(change: Change) -> list[tuple[str, str, str]]:
    """Field, old and new, in words; without what no reader looks for."""
    fields = change.new or change.old
    return [
        (str(words), spoken(change.old.get(field), field), spoken(change.new.get(field), field))
        for field, words in FIELDS.items()
        if field in fields and (change.old.get(field) or change.new.get(field))
    ]


def spoken(value: Any, field: str) -> str:
    if isinstance(value, dict):
        return str(value.get("text", ""))
    if value is None:
        return ""
    return str(CODES.get(field, {}).get(value, value))
