"""What the page of one fact needs: every claim that leans on it, a page of them at a time."""

from dataclasses import dataclass

from django.db.models import Count as Number

from articles.models import User
from articles.paging import Page, page
from claims.choices import Stance
from claims.models import Claim, Evidence, Fact

ORDER = ("-added_at", "-pk")
SIZE = 50


@dataclass(frozen=True, slots=True)
class Leaning:
    """A claim beside which the fact stands. `late`: the source came out after the claim."""

    evidence: Evidence
    late: bool

    @property
    def claim(self) -> Claim:
        return self.evidence.claim

    @property
    def warnings(self) -> list[str]:
        return ["late"] * self.late + ["waits"] * self.evidence.waits


@dataclass(frozen=True, slots=True)
class FactPage:
    """`stances`: code, words and number of claims, of those stances that occur."""

    fact: Fact
    leaning: tuple[Leaning, ...]
    stances: tuple[tuple[str, str, int], ...]
    previous: str
    next: str

    @property
    def used(self) -> int:
        return sum(number for *_words, number in self.stances)


def fact_page(fact: Fact, user: User, cursor: str) -> FactPage:
    """Two queries, however many claims lean on it."""
    seen = fact.evidence.filter(claim__in=Claim.objects.visible_to(user))
    rows = seen.select_related("claim__claimant", "claim__article__source", "claim__sentence")
    shown: Page[Evidence] = page(rows.select_related("added_by"), ORDER, cursor, SIZE)
    for evidence in shown.rows:
        evidence.fact = fact
    numbers = dict(seen.order_by().values_list("stance").annotate(n=Number("pk")))
    return FactPage(
        fact,
        tuple(Leaning(evidence, late(fact, evidence.claim)) for evidence in shown.rows),
        tuple(
            (code, str(words), numbers[code]) for code, words in Stance.choices if code in numbers
        ),
        shown.previous,
        shown.next,
    )


def late(fact: Fact, claim: Claim) -> bool:
    published = claim.article.published_local
    return fact.later_than(published.date() if published else None)
