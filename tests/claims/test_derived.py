"""What the database copies: a claim's source, and when the claim of a link was tagged."""

from typing import Any

from articles.changes import undo
from articles.models import Change, Source, User
from articles.models.change import Op
from claims import workflow
from claims.models import Claim, ClaimEvent, Event

NOUNS = ("claim", "claimevent")


def times() -> list[Any]:
    return list(ClaimEvent.objects.order_by("pk").values_list("tagged_at", flat=True))


def test_claim_has_the_source_of_its_article(claim: Claim) -> None:
    claim.refresh_from_db()
    assert claim.source == claim.article.source
    other = Source.objects.create(name="Southtown Courier", key="southtown courier")
    type(claim.article).objects.update(source=other)
    claim.refresh_from_db()
    assert claim.source == other


def test_source_of_a_claim_cannot_be_written_otherwise(claim: Claim) -> None:
    Claim.objects.update(source=None)
    claim.refresh_from_db()
    assert claim.source == claim.article.source


def test_link_has_the_time_of_its_claim_while_that_stands(
    claim: Claim, events: dict[str, Event], editor: User
) -> None:
    ClaimEvent.objects.create(claim=claim, event=events["year"])
    assert times() == [claim.tagged_at]
    done = workflow.withdraw_claim(claim=claim, by=editor, version=claim.version)
    assert times() == [None]
    undo(done.action, by=editor)
    assert times() == [claim.tagged_at]


def test_link_follows_a_claim_that_is_tagged_again(
    claim: Claim, events: dict[str, Event], editor: User
) -> None:
    ClaimEvent.objects.create(claim=claim, event=events["year"])
    workflow.withdraw_claim(claim=claim, by=editor, version=claim.version)
    again = workflow.add_claim(sentence=claim.sentence, by=editor).claim
    assert again is not None
    assert again.tagged_at > claim.tagged_at
    assert times() == [again.tagged_at]


def test_log_leaves_out_what_is_derived(
    claim: Claim, events: dict[str, Event], editor: User
) -> None:
    workflow.edit_claim(
        claim=claim, by=editor, version=claim.version, values={}, events=[events["year"]]
    )
    made = {noun: Change.objects.get(noun=f"claims.{noun}", op=Op.CREATE) for noun in NOUNS}
    assert "source" not in made["claim"].new
    assert set(made["claimevent"].new) == {"claim", "event"}
