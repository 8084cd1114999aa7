"""A claim like another one, on other words."""

from articles.changes import Action
from articles.models import Sentence, User
from claims.models import Claim, ClaimEvent, Evidence


def copy_claim(
    act: Action, claim: Claim, sentence: Sentence, start: int, end: int, by: User
) -> Claim:
    """A claim at code points `start` to `end` that says the same of who, what kind and which
    events, with the same facts beside it. It is a new one, not decided. Raises IntegrityError."""
    made = Claim(
        sentence=sentence,
        article=claim.article,
        claimant=claim.claimant,
        cue=claim.cue,
        kind=claim.kind,
        note=claim.note,
        tagged_by=by,
        tagged_at=act.at,
    )
    made.place(start, end)
    act.create(made)
    for link in claim.links.select_related("event"):
        act.create(ClaimEvent(article_id=made.article_id, claim=made, event=link.event))
    for evidence in claim.evidence.select_related("fact", "added_by"):
        act.create(
            Evidence(
                article_id=made.article_id,
                claim=made,
                fact=evidence.fact,
                stance=evidence.stance,
                note=evidence.note,
                added_by=evidence.added_by,
                added_at=act.at,
            )
        )
    return made
