"""The verbs of tagging: what an editor finds in a sentence and says of a claim."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError
from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from articles.changes import Action, action
from articles.models import Article, Sentence, User
from articles.models.compiled import Compiled
from claims.choices import Decision, State
from claims.models import Claim, Claimant, ClaimEvent, Event, Reading
from claims.workflow.answers import Done, Refused
from claims.workflow.steps import step


def add_claim(
    *, sentence: Sentence, by: User, start: int | None = None, end: int | None = None
) -> Done:
    """Tags a sentence, or its code points `start` to `end`, as a claim.

    Offsets are those of the revision's text. The same span twice is one claim, and one that was
    withdrawn comes back with its id. Raises Refused for a span that is not in the sentence, and
    for a sentence of an older revision.
    """
    span = span_in(sentence, start, end)
    # Twice, because somebody else may tag the same span in the same moment: theirs is the claim.
    for last_try in (False, True):
        try:
            with action("claim_tagged", by=by) as act:
                known = _hold(sentence, span)
                read(act, sentence, by, Decision.CLAIM)
                claim = _tag(act, sentence, by, span, known)
            return Done(claim, action=act.id if act.changes else "")
        except IntegrityError:
            if last_try:
                raise
    raise AssertionError("unreachable")


def _hold(sentence: Sentence, span: tuple[int, int]) -> bool:
    """As `fresh` in one narrow query; whether anybody ever tagged these words of the sentence."""
    bounds = (sentence.pk, sentence.start, sentence.end)
    [(stands, current, known)] = _held(sentence.revision.article_id, *bounds, *span)
    _refuse_older(stands, current == sentence.revision_id)
    return bool(known)


@Compiled
def _held(
    article: int, sentence: int, start: int, end: int, first: int, last: int
) -> QuerySet[Any, Any]:
    bounds = Sentence.objects.filter(pk=sentence, start=start, end=end)
    claims = Claim.objects.filter(sentence=sentence, start=first, end=last)
    articles = Article.objects.select_for_update(no_key=True).filter(pk=article).order_by()
    return articles.values_list(Exists(bounds), "current", Exists(claims))


def _tag(act: Action, sentence: Sentence, by: User, span: tuple[int, int], known: bool) -> Claim:
    """The claim on this span: as it stands, brought back, or new. `known`: whether to look."""
    start, end = span
    same = Claim.objects.select_for_update(of=("self",), no_key=True).select_related("article")
    on_it = same.filter(sentence=sentence, start=start, end=end).order_by("-pk")
    found = list(on_it) if known else []
    standing = [claim for claim in found if claim.state != State.WITHDRAWN]
    claim = next(iter(standing or found), None)
    if claim is None:
        claim = Claim(sentence=sentence, article=sentence.revision.article, tagged_by=by)
        claim.place(start, end)
        claim.tagged_at = claim.created_at = claim.updated_at = act.at
        if not act.create_once(claim):
            raise IntegrityError("somebody tagged the same words in the same moment")
    elif claim.state == State.WITHDRAWN:
        step(claim, "tag", by)
        claim.tagged_by, claim.tagged_at = by, act.at
        act.save(claim, version=claim.version)
    return claim


def fresh(sentence: Sentence) -> Sentence:
    """The sentence as it is stored, to be called in an action: until that ends, the article gets
    no new revision and its sentences keep their bounds.

    Raises Refused where it was mended since it was read, or is not of the newest revision.
    """
    locked = Sentence.objects.select_for_update(of=("revision__article",), no_key=True)
    as_read = locked.filter(pk=sentence.pk, start=sentence.start, end=sentence.end)
    stored = as_read.select_related("revision__article").first()
    current = stored.revision.article.current_id if stored else None
    _refuse_older(stored is not None, current == sentence.revision_id)
    assert stored
    return stored


def _refuse_older(stands: bool, newest: bool) -> None:
    if not stands:
        raise Refused(_("This sentence was mended since you read it. Load the page again."))
    if not newest:
        raise Refused(_("The article has changed: this is an older revision. Open the newest."))


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
    """Takes the tag off. The row stays, withdrawn. Raises Stale and Refused."""
    with action("claim_withdrawn", by=by) as act:
        if claim.state != State.WITHDRAWN:
            step(claim, "withdraw", by)
            claim.undecide()
        act.save(claim, version=version)
        others = claim.sentence.claims.standing().exclude(pk=claim.pk)
        mine = Reading.objects.filter(editor=by, sentence=claim.sentence, decision=Decision.CLAIM)
        for reading in mine.exclude(Exists(others)):
            reading.editor, reading.sentence = by, claim.sentence
            act.delete(reading)
    return Done(claim, action=act.id if act.changes else "")


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
            stored = act.locked(claim, version)  # before its parts: two may want the same one
            step(stored, "edit", by)
            if new_claimant is not None:
                claim.claimant = act.create(new_claimant)
            relinked = events is not None and _link(act, claim, events)
            act.save(claim, version=version, touch=relinked)
            if act.changes:
                read(act, claim.sentence, by, Decision.CLAIM)
    except IntegrityError as error:
        if span and claim.sentence.claims.filter(start=claim.start, end=claim.end).exists():
            raise Refused(_("Another claim has exactly these words.")) from error
        raise
    return Done(claim, action=act.id if act.changes else "")


def _link(act: Action, claim: Claim, events: Iterable[Event]) -> bool:
    wanted = {event.pk: event for event in events}
    links = {link.event_id: link for link in claim.links.select_related("event")}
    for pk, link in links.items():
        if pk not in wanted:
            link.claim = claim
            act.delete(link)
    for pk, event in wanted.items():
        if pk not in links:
            act.create(ClaimEvent(article_id=claim.article_id, claim=claim, event=event))
    return links.keys() != wanted.keys()


def dismiss_sentence(*, sentence: Sentence, by: User) -> Done:
    """Marks that this editor found no claim in the sentence; a second time takes the mark off."""
    if not sentence.taggable:
        raise Refused(_("Only sentences of the headline and the body can be read for claims."))
    if sentence.claims.standing().filter(tagged_by=by).exists():
        raise Refused(_("You tagged a claim in this sentence. Untag it first."))
    with action("sentence_dismissed", by=by) as act:
        mine = _noted(act, sentence, by, Decision.NO_CLAIM)
        if mine and mine.decision == Decision.NO_CLAIM:
            act.verb = "sentence_reopened"
            act.delete(mine)
        elif mine:
            mine.decision = Decision.NO_CLAIM
            act.save(mine, version=mine.version)
    return Done(action=act.id, taken_off=act.verb == "sentence_reopened")


def agree_with_claims(*, sentence: Sentence, by: User) -> Done:
    """Marks that this editor, too, finds the claims that others tagged in the sentence."""
    if not sentence.claims.standing().exists():
        raise Refused(_("There is no claim in this sentence to agree with."))
    with action("claims_agreed", by=by) as act:
        read(act, sentence, by, Decision.CLAIM)
    return Done(action=act.id if act.changes else "")


def read(act: Action, sentence: Sentence, by: User, decision: Decision) -> None:
    """Notes the editor's decision on the sentence, if it is not noted so already."""
    mine = _noted(act, sentence, by, decision)
    if mine and mine.decision != decision:
        mine.decision = decision
        act.save(mine, version=mine.version)


def _noted(act: Action, sentence: Sentence, by: User, decision: Decision) -> Reading | None:
    """Notes the decision where none of this editor's was, else gives the one that was."""
    mine = Reading(
        article_id=sentence.article_id,
        editor=by,
        sentence=sentence,
        decision=decision,
        updated_at=act.at,
    )
    if act.create_once(mine):
        return None
    noted = Reading.objects.filter(editor=by, sentence=sentence).first()
    if noted is None:  # taken off in the same moment, on another page of the same editor
        act.create(mine)
        return None
    noted.editor, noted.sentence = by, sentence
    return noted
