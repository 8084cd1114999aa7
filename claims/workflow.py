"""The verbs that write claims: keyword-only, atomic, and each says who (`by=`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from articles.changes import Action, action
from articles.models import Sentence, User
from articles.text import fold
from claims.choices import Decision, State
from claims.models import Claim, Claimant, ClaimEvent, Event, Reading

NamedThing = Claimant | Event


class Refused(ValueError):
    """Why a verb did nothing, in words for the one who asked."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a verb did. `action` is empty when there was nothing to do."""

    claim: Claim | None = None
    action: str = ""
    taken_off: bool = False


def add_claim(
    *, sentence: Sentence, by: User, start: int | None = None, end: int | None = None
) -> Done:
    """Tags a sentence, or its code points `start` to `end`, as a claim.

    Offsets are those of the revision's text. The same span twice is one claim, and one that was
    withdrawn comes back with its id. Raises Refused for a span that is not in the sentence.
    """
    start, end = span_in(sentence, start, end)
    # Twice, because somebody else may tag the same span in the same moment: theirs is the claim.
    for last_try in (False, True):
        try:
            with action("claim_tagged", by=by) as act:
                _read(act, sentence, by, Decision.CLAIM)
                claim = _tag(act, sentence, by, start, end)
            return Done(claim, act.id if act.changes else "")
        except IntegrityError:
            if last_try:
                raise
    raise AssertionError("unreachable")


def _tag(act: Action, sentence: Sentence, by: User, start: int, end: int) -> Claim:
    """The claim on this span: as it stands, brought back, or new."""
    same = Claim.objects.select_for_update(of=("self",)).select_related("article")
    claim = same.filter(sentence=sentence, start=start, end=end).first()
    if claim is None:
        claim = Claim(sentence=sentence, article=sentence.revision.article, tagged_by=by)
        claim.place(start, end)
        claim.tagged_at = act.at
        act.create(claim)
    elif claim.state == State.WITHDRAWN:
        claim.state, claim.tagged_by, claim.tagged_at = State.TAGGED, by, act.at
        act.save(claim, version=claim.version)
    return claim


def span_in(sentence: Sentence, start: int | None, end: int | None) -> tuple[int, int]:
    """The span, trimmed of white space; the whole sentence where none is given. Raises Refused."""
    if not sentence.taggable:
        raise Refused(_("Only sentences of the headline and the body can be claims."))
    start = sentence.start if start is None else start
    end = sentence.end if end is None else end
    if not sentence.start <= start < end <= sentence.end:
        raise Refused(_("The words chosen are not in this sentence. Choose them again."))
    words = sentence.text[start - sentence.start : end - sentence.start]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    if start >= end:
        raise Refused(_("There are only spaces in what was chosen. Choose some words."))
    return start, end


def withdraw_claim(*, claim: Claim, by: User, version: int) -> Done:
    """Takes the tag off. The row stays, withdrawn. Raises Stale."""
    with action("claim_withdrawn", by=by) as act:
        claim.state = State.WITHDRAWN
        act.save(claim, version=version)
        others = claim.sentence.claims.standing().exclude(pk=claim.pk)
        mine = Reading.objects.filter(editor=by, sentence=claim.sentence).first()
        if mine and mine.decision == Decision.CLAIM and not others.exists():
            act.delete(mine)
    return Done(claim, act.id if act.changes else "")


def edit_claim(
    *,
    claim: Claim,
    by: User,
    version: int,
    values: Mapping[str, Any],
    span: tuple[int, int] | None = None,
    events: Iterable[Event] | None = None,
    new_claimant: Claimant | None = None,
) -> Done:
    """Sets fields, span and events of a claim in one go.

    `version` is the one that the editor saw. Raises Stale, and Refused for a span that is
    another claim's already.
    """
    for name, value in values.items():
        setattr(claim, name, value)
    if span:
        claim.place(*span_in(claim.sentence, *span))
    try:
        with action("claim_edited", by=by) as act:
            act.locked(claim, version)  # before its parts are touched: two may want the same one
            if new_claimant is not None:
                claim.claimant = act.create(new_claimant)
            relinked = events is not None and _link(act, claim, events)
            act.save(claim, version=version, touch=relinked)
            if act.changes:
                _read(act, claim.sentence, by, Decision.CLAIM)
    except IntegrityError as error:
        if span and claim.sentence.claims.filter(start=claim.start, end=claim.end).exists():
            raise Refused(_("Another claim has exactly these words.")) from error
        raise
    return Done(claim, act.id if act.changes else "")


def _link(act: Action, claim: Claim, events: Iterable[Event]) -> bool:
    wanted = {event.pk: event for event in events}
    links = {link.event_id: link for link in claim.links.select_related("event")}
    for pk, link in links.items():
        if pk not in wanted:
            link.claim = claim
            act.delete(link)
    for pk, event in wanted.items():
        if pk not in links:
            act.create(ClaimEvent(claim=claim, event=event))
    return links.keys() != wanted.keys()


def dismiss_sentence(*, sentence: Sentence, by: User) -> Done:
    """Marks that this editor found no claim in the sentence; a second time takes the mark off."""
    if not sentence.taggable:
        raise Refused(_("Only sentences of the headline and the body can be read for claims."))
    if sentence.claims.standing().filter(tagged_by=by).exists():
        raise Refused(_("You tagged a claim in this sentence. Untag it first."))
    with action("sentence_dismissed", by=by) as act:
        mine = Reading.objects.filter(editor=by, sentence=sentence).first()
        if mine and mine.decision == Decision.NO_CLAIM:
            mine.sentence = sentence
            act.verb = "sentence_reopened"
            act.delete(mine)
        else:
            _read(act, sentence, by, Decision.NO_CLAIM)
    return Done(action=act.id, taken_off=act.verb == "sentence_reopened")


def agree_with_claims(*, sentence: Sentence, by: User) -> Done:
    """Marks that this editor, too, finds the claims that others tagged in the sentence."""
    if not sentence.claims.standing().exists():
        raise Refused(_("There is no claim in this sentence to agree with."))
    with action("claims_agreed", by=by) as act:
        _read(act, sentence, by, Decision.CLAIM)
    return Done(action=act.id if act.changes else "")


def _read(act: Action, sentence: Sentence, by: User, decision: Decision) -> None:
    """Notes the editor's decision on the sentence, if it is not noted so already."""
    mine, created = Reading.objects.get_or_create(
        editor=by, sentence=sentence, defaults={"decision": decision}
    )
    mine.sentence = sentence
    if created:
        act.created(mine)
    elif mine.decision != decision:
        mine.decision = decision
        act.save(mine, version=mine.version)


def merge(*, kept: NamedThing, merged: NamedThing, by: User) -> Done:
    """Makes `kept` stand for `merged` too: its claims, its parts and its names move over.

    Nothing is removed; `merged` stays as a row that points to `kept`. Raises Refused, and Stale
    if one of the two was changed since it was read.
    """
    if kept.pk == merged.pk or type(kept) is not type(merged):
        raise Refused(_("Choose two different ones to merge."))
    if kept.merged_into_id or merged.merged_into_id:
        raise Refused(_("One of the two was merged already."))
    with action(f"{kept._meta.model_name}_merged", by=by) as act:
        for row in sorted((kept, merged), key=lambda row: row.pk):  # one order: no deadlock
            act.locked(row, row.version)
        if isinstance(kept, Event) and isinstance(merged, Event):
            if kept.pk in merged.family():
                raise Refused(_("An event cannot be merged into a part of itself."))
            act.update_all(merged.children.all(), parent=kept)
            links = merged.links.select_related("claim__article", "event")
            have = set(kept.links.values_list("claim", flat=True))
            for link in links:
                act.delete(link)
                if link.claim_id not in have:
                    act.create(ClaimEvent(claim=link.claim, event=kept))
            claims = Claim.objects.filter(pk__in=[link.claim_id for link in links])
            act.touch_all(claims)
        else:
            act.update_all(merged.claims.select_related("article", "claimant"), claimant=kept)
        known = {fold(name) for name in kept.aliases.values_list("name", flat=True)}
        known.add(fold(kept.name))
        names = [(merged.name, ""), *merged.aliases.values_list("name", "language")]
        for name, language in names:
            if fold(name) not in known:
                known.add(fold(name))
                alias: Any = kept.aliases.model
                act.create(alias(of=kept, name=name, language=language))
        merged.merged_into = kept
        act.save(merged, version=merged.version)
        act.save(kept, version=kept.version, touch=True)
    return Done(action=act.id)
