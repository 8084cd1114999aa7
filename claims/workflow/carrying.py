"""What a new wording does to claims: each follows its sentence, or waits and says why.

Nothing is dropped: after any number of revisions every claim stands on the newest wording, or
waits in the queue, or was withdrawn by a person.
"""

from collections import defaultdict

from django.db.models import Exists, F, OuterRef

from articles.changes import Action, write_log
from articles.comparing import Comparison, compare
from articles.models import Article, Revision, Sentence
from articles.revisions import SILENT
from articles.wording import place_in
from claims.choices import Fate, State
from claims.models import Anchoring, Claim, Reading
from claims.models.claim import ClaimQuerySet


def carry_over(act: Action, change: Comparison) -> None:
    """Lets the claims of an article follow to its new revision, in the transaction that stores it.

    Those whose wording holds are carried over; all others wait in the queue. A claim that still
    waits from an earlier revision is compared anew, from the wording it stands on.
    """
    behind = Claim.objects.standing().filter(article=change.new.article_id)
    bring_up(act, change.new, behind.exclude(sentence__revision=change.new), change)
    _carry_readings(act, change)


def settle_undone(done: Action) -> None:
    """What an undo leaves to be done, in its transaction: a claim that it brought back follows to
    the newest wording, and one that was tagged where sentences part again goes to its own."""
    sentences = {c.row for c in done.changes if c.noun == Sentence._meta.label_lower}
    claims = {c.row for c in done.changes if c.noun == Claim._meta.label_lower}
    if sentences:
        _rehome(done, sentences, claims)
    if not claims:
        return
    behind = (
        Claim.objects.standing()
        .filter(pk__in=claims)
        .exclude(sentence__revision=F("article__current"))
        .exclude(
            Exists(
                Anchoring.objects.filter(
                    claim=OuterRef("pk"), revision=OuterRef("article__current"), fate=Fate.WAITING
                )
            )
        )
    )
    for article in Article.objects.filter(claims__in=behind).select_related("current").distinct():
        if article.current:
            article.current.article = article
            act = Action("carried_over", by=done.by)
            bring_up(act, article.current, behind.filter(article=article))
            write_log([act])


def _rehome(act: Action, sentences: set[int], placed: set[int]) -> None:
    """Claims that lie beside their sentence, since its end was moved, go to the one they lie in."""
    beside = (
        Claim.objects.filter(sentence__in=sentences)
        .exclude(sentence__start__lte=F("start"), sentence__end__gte=F("end"))
        .exclude(pk__in=placed)
        .select_related("sentence", "article")
    )
    for claim in beside:
        claim.sentence = Sentence.objects.get(
            revision=claim.sentence.revision_id, start__lte=claim.start, end__gte=claim.end
        )
        act.save(claim, version=claim.version)


def bring_up(
    act: Action, new: Revision, behind: ClaimQuerySet, change: Comparison | None = None
) -> None:
    """Lets these claims of one article follow to its newest revision, or wait there.

    `change` is a comparison with it that is made already.
    """
    claims = list(
        behind.select_related("sentence__revision__article", "article")
        .select_for_update(of=("self",))
        .order_by("sentence__start", "start", "pk")
    )
    waiting = Anchoring.objects.waiting().filter(claim__in=claims).exclude(revision=new)
    act.update_all(waiting.select_related("claim__article"), fate=Fate.OVERTAKEN)
    on: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        on[claim.sentence.revision_id].append(claim)
    for some in on.values():
        old = some[0].sentence.revision
        found = change if change and old.pk == change.old.pk else compare(old, new)
        for claim in some:
            _follow(act, claim, found)


def _follow(act: Action, claim: Claim, change: Comparison) -> None:
    match, targets = change.become(claim.sentence)
    told = Anchoring.objects.filter(claim=claim, revision=change.new).first()
    made = told or Anchoring(article_id=claim.article_id, claim=claim, revision=change.new)
    made.claim, made.revision, made.before = claim, change.new, claim.sentence.revision
    made.kind, made.score = match.kind, match.score
    made.places = [sentence.start for sentence in targets]
    made.was_decided = claim.state == State.DECIDED
    made.start = made.end = None
    made.decided_by = made.decided_at = None
    span = span_among(claim, targets)
    if span is None and match.kind in SILENT and not claim.narrowed:
        span = targets[0], targets[0].start, targets[0].end  # the same but for signs within words
    if span:
        made.start, made.end = span[1:]
    if match.kind in SILENT and span and move(act, claim, *span):
        made.fate = Fate.CARRIED
    else:
        made.fate = Fate.WAITING
        _reopen(act, claim)
    if told is None:
        act.create(made)
    else:
        act.save(made, version=made.version)


def _reopen(act: Action, claim: Claim) -> None:
    """Takes the decision off a claim whose wording no longer holds; the assessments stay."""
    if claim.state == State.DECIDED:
        undecided(claim)
        act.save(claim, version=claim.version)


def undecided(claim: Claim) -> None:
    """Leaves a decided claim reopened, not yet stored. The role of whoever did it is not asked."""
    if claim.state == State.DECIDED:
        claim.state = State.REOPENED
        claim.undecide()


def span_among(claim: Claim, targets: tuple[Sentence, ...]) -> tuple[Sentence, int, int] | None:
    """The one of the sentences in which the claim's words stand, and where, in code points of
    its revision's text; None if they stand in none of them or in several."""
    sentence = claim.sentence
    found = []
    for target in targets:
        place = place_in(
            sentence.text, claim.start - sentence.start, claim.end - sentence.start, target.text
        )
        if place:
            found.append((target, target.start + place[0], target.start + place[1]))
    return found[0] if len(found) == 1 else None


def move(act: Action, claim: Claim, target: Sentence, start: int, end: int) -> bool:
    """Anchors the claim there, unless another claim has exactly these words."""
    same = target.claims.standing().filter(start=start, end=end).exclude(pk=claim.pk)
    if same.exists():
        return False
    claim.sentence = target
    claim.place(start, end)
    act.save(claim, version=claim.version)
    return True


def _carry_readings(act: Action, change: Comparison) -> None:
    """What an editor found in a sentence whose wording holds, need not be found again."""
    silent = {
        pk: change.sentences[match.new[0]]
        for pk, match in change.matches.items()
        if match.kind in SILENT
    }
    there = set(
        Reading.objects.filter(sentence__revision=change.new).values_list("editor", "sentence")
    )
    made = []
    readings = Reading.objects.filter(sentence__revision=change.old).select_related("editor")
    for reading in readings.order_by("pk"):
        target = silent.get(reading.sentence_id)
        if target is not None and (reading.editor_id, target.pk) not in there:
            copy = Reading(
                article_id=target.article_id,
                editor=reading.editor,
                sentence=target,
                decision=reading.decision,
            )
            made.append(copy)
    Reading.objects.bulk_create(made)
    for reading in made:
        act.created(reading)
