"""Rows of claims and of what was said of each, for a made desk."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

from django.db import models

from articles.models import Change
from claims.choices import Decision, Fate, Kind, Stance, State
from claims.management.benchmarks import stock
from claims.management.benchmarks.stock import EVENT_SHARE, SPAN, moment, public_id
from claims.management.benchmarks.texts import picked
from claims.management.benchmarks.written import LOGGED, PAGE, Log, Placed, Rows, Written
from claims.models import (
    Anchoring,
    Assessment,
    Claim,
    ClaimEvent,
    Evidence,
    Reading,
    Scale,
)
from claims.models.claim import CONTEXT

PAGE_CLAIMS = 15  # of the article whose page is measured
DAY = 86_400
STATES = (
    *(State.TAGGED, State.DECIDED, State.IN_REVIEW, State.TAGGED, State.DECIDED, State.TAGGED),
    *(State.DECIDED, State.IN_REVIEW, State.TAGGED, State.WITHDRAWN, State.TAGGED, State.DECIDED),
    *(State.IN_REVIEW, State.TAGGED, State.DECIDED, State.TAGGED, State.REOPENED, State.TAGGED),
    *(State.DECIDED, State.DECIDED),
)
CUES = ("said", "told reporters", "according to", "")
COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Claim: (
        *("id", "public_id", "created_at", "updated_at", "article_id", "sentence_id", "start"),
        *("end", "quote", "prefix", "suffix", "claimant_id", "cue", "kind", "wording", "state"),
        *("scale_id", "verdict", "verdict_words", "assigned_to_id", "decided_by_id"),
        *("decided_at", "tagged_by_id", "tagged_at"),
    ),
    Reading: ("id", "article_id", "editor_id", "sentence_id", "decision", "updated_at"),
    ClaimEvent: ("id", "article_id", "claim_id", "event_id"),
    Evidence: (
        *("id", "article_id", "claim_id", "fact_id", "stance", "note", "fact_changed"),
        *("confirmed_at", "added_by_id", "added_at", "updated_at"),
    ),
    Assessment: (
        *("id", "article_id", "claim_id", "reviewer_id", "scale_id", "option_id", "words"),
        *("verdict", "rationale", "revision_id", "made_at", "updated_at"),
    ),
    Anchoring: (
        *("id", "article_id", "claim_id", "before_id", "revision_id", "kind", "score"),
        *("places", "start", "end", "fate", "updated_at"),
    ),
    Change: LOGGED,
}


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is. With 100,000 articles and ten claims an article: 1,200,000 sentences,
    5,000 events, the largest of which has 50,000 claims, and 200,000 facts."""

    articles: int
    claims: int

    @property
    def facts(self) -> int:
        return 2 * self.articles if self.claims else 0

    @property
    def events(self) -> int:
        return max(10, self.articles // 20) if self.claims else 0

    @property
    def claimants(self) -> int:
        return max(10, self.claims // 200) if self.claims else 0

    def claims_of(self, number: int) -> int:
        """How many the article of this number has."""
        page = min(PAGE_CLAIMS, self.claims) if self.articles > 1 else self.claims
        if number == PAGE:
            return page
        least, more = divmod(self.claims - page, self.articles - 1)
        return least + (number <= more)


class Verdict(NamedTuple):
    scale: int | None = None
    option: int | None = None
    verdict: str = ""
    words: str = ""
    by: int | None = None
    at: str | None = None


@dataclass
class Judging:
    """Makes the claims of one article after the other; what it counts are the primary keys."""

    sizes: Sizes
    people: dict[str, list[int]]
    log: Log
    claims: int = 0
    keys: dict[type[models.Model], Any] = field(default_factory=dict)
    options: list[tuple[int, int, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        scale = Scale.objects.get(is_default=True)
        self.options = [
            (scale.pk, option.pk, option.verdict, option.words) for option in scale.options.all()
        ]
        self.keys = {model: count(1) for model in COLUMNS}

    def judge(self, article: Written, rows: Rows) -> None:
        """Adds the claims of this article and all that hangs on them."""
        taggable, last = article.taggable, article.taggable[-1]
        number = self.sizes.claims_of(article.number)
        apart = max(1, len(taggable) // max(1, number))
        for n in range(number):
            place = (n * apart + article.number) % len(taggable)
            where, nth = taggable[place], n // len(taggable)
            if article.earlier is None:
                self.claim(article, where, nth, rows)
            else:
                waits = where is last
                self.claim(article, article.earlier if waits else where, nth, rows)
                self.anchor(article, article.earlier, where, nth, rows)

    def claim(self, article: Written, where: Placed, nth: int, rows: Rows) -> None:
        """The n-th claim on this sentence: all of it, or less by so many words."""
        self.claims += 1
        n, piece = self.claims, where.piece
        quote = narrowed(piece.text, 2 * nth + (n % 8 == 0))
        end = piece.start + len(quote)
        seconds = n / self.sizes.claims * SPAN.total_seconds() + 3_600
        then, said = moment(seconds), public_id(n, seconds)
        editors = self.people["editor"]
        by = editors[article.number % len(editors)]
        state = STATES[picked(n, 21) % len(STATES)]
        verdict = self.verdict(n, seconds) if state == State.DECIDED else Verdict()
        kind = Kind.values[picked(n, 23) % 8] if n % 7 else ""
        rows[Claim].append(
            (
                *(n, said, then, verdict.at or then, article.pk, where.pk, piece.start, end, quote),
                where.text[max(0, piece.start - CONTEXT) : piece.start],
                where.text[end : end + CONTEXT],
                picked(n, 3) % self.sizes.claimants + 1 if n % 5 else None,
                CUES[n % 4],
                kind,
                f"Case {n}: {quote}" if n % 3 == 0 else "",
                state.value,
                *(verdict.scale, verdict.verdict, verdict.words),
                editors[n % len(editors)] if n % 2 and state in OPEN else None,
                *(verdict.by, verdict.at, by, then),
            )
        )
        if state != State.WITHDRAWN and not nth:
            key = next(self.keys[Reading])
            rows[Reading].append((key, article.pk, by, where.pk, Decision.CLAIM.value, then))
        self.beside(article.pk, n, then, rows)
        if verdict.scale:
            self.assess(article.pk, n, verdict, where.revision, rows)
        new = {"start": piece.start, "end": end, "quote": quote, "state": State.TAGGED.value}
        self.log.add(rows, "claim_tagged", Claim, (n, said, article.public_id, then, by), new)

    def verdict(self, n: int, seconds: float) -> Verdict:
        reviewers = self.people["reviewer"]
        scale, option, verdict, words = self.options[picked(n, 5) % len(self.options)]
        by = reviewers[n % len(reviewers)]
        return Verdict(scale, option, verdict, words, by, moment(seconds + 2 * DAY))

    def beside(self, article: int, n: int, then: str, rows: Rows) -> None:
        """Events for seven in ten claims, facts for one in five."""
        chosen = {1} if n % EVENT_SHARE == 0 else set()
        if n % 10 < 7 and n % EVENT_SHARE:
            chosen.add(2 + picked(n, 11) % (self.sizes.events - 1))
        if n % 30 == 1:
            chosen.add(2 + picked(n, 12) % (self.sizes.events - 1))
        for event in sorted(chosen):
            rows[ClaimEvent].append((next(self.keys[ClaimEvent]), article, n, event))
        if picked(n, 22) % 5:
            return
        changed = picked(n, 24) % 80 == 0
        first = picked(n, 13) % self.sizes.facts
        for more in range(1 + (n % 10 == 0)):
            rows[Evidence].append(
                (
                    *(next(self.keys[Evidence]), article, n),
                    (first + 17 * more) % self.sizes.facts + 1,
                    Stance.values[(n + more) % 3],
                    "Page 4 of the register." if n % 3 == 0 else "",
                    changed,
                    None if changed else then,
                    self.people["editor"][n % stock.EDITORS],
                    *(then, then),
                )
            )

    def assess(self, article: int, n: int, verdict: Verdict, revision: int, rows: Rows) -> None:
        rows[Assessment].append(
            (
                *(next(self.keys[Assessment]), article, n, verdict.by, verdict.scale),
                verdict.option,
                *(verdict.words, verdict.verdict, f"The register of case {n} says so."),
                *(revision, verdict.at, verdict.at),
            )
        )

    def anchor(
        self, article: Written, earlier: Placed, where: Placed, nth: int, rows: Rows
    ) -> None:
        """What the second wording did to the claim that was made last: where it is of the sentence
        that was reworded, it waits."""
        waits, piece = where is article.taggable[-1], where.piece
        end = piece.start + len(narrowed(piece.text, 2 * nth + (self.claims % 8 == 0)))
        rows[Anchoring].append(
            (
                *(next(self.keys[Anchoring]), article.pk, self.claims),
                *(earlier.revision, article.revision),
                "reworded" if waits else "unchanged",
                *(0.6 if waits else 1.0, f"[{piece.start}]"),
                *(None if waits else piece.start, None if waits else end),
                (Fate.WAITING if waits else Fate.CARRIED).value,
                moment(article.seconds),
            )
        )


OPEN = frozenset({State.TAGGED, State.IN_REVIEW, State.REOPENED})


def narrowed(text: str, by: int) -> str:
    """The text without its last so many words, or signs where it has no words; never empty."""
    if not by:
        return text
    words = text.rsplit(" ", by)
    if len(words) > by:
        return words[0].rstrip()
    return text[: max(1, len(text) - by)].rstrip()
