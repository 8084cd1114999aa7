"""What the search page needs: sentences, claims and facts that hold the words, the best first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import SuspiciousOperation

from articles.models import Sentence, User
from articles.models.planned import planned_once
from articles.paging import Count
from articles.search import RANKED, SENTENCES
from articles.terms import Piece, Query
from claims.choices import State
from claims.guards import STATEMENTS, WORDINGS
from claims.models import Claim, Fact
from claims.tallies import listed, read

SIZE = 20
# What is shown of each.
SENTENCE = (
    *("text", "start", "revision__number", "revision__article__public_id"),
    *("revision__article__title", "revision__article__language"),
    "revision__article__source__name",
)
CLAIM = ("public_id", "wording", "quote", "article__language", "sentence__text")
STANDING = f"state <> '{State.WITHDRAWN.value}'"


@dataclass(frozen=True, slots=True)
class Hit:
    """A row, its words in stretches, and those of its sentence where only that holds the words."""

    row: Any
    pieces: list[Piece]
    context: list[Piece]


@dataclass(frozen=True, slots=True)
class Found:
    """Some of what was found. `count` is exact up to RANKED.

    `previous` and `next` are what the address says of the pages beside it, empty where there is
    none; `older`: the pages of what is not ranked, where these are the last that are ranked;
    `unranked`: whether this is one of them.
    """

    hits: list[Hit]
    count: Count
    previous: str = ""
    next: str = ""
    older: str = ""
    unranked: bool = False

    @property
    def most(self) -> str:
        return f"{RANKED:,}"

    @property
    def rows(self) -> list[Any]:
        return [hit.row for hit in self.hits]


def matching(query: Query) -> list[tuple[Any, ...]]:
    """Key and text of the newest sentences that hold the words; one more than are ranked if there
    are more."""
    return SENTENCES.newest(query, RANKED + 1, Sentence.objects.all().db)


def sentences_found(
    query: Query, matches: list[tuple[Any, ...]], user: User, page: str, before: str
) -> Found:
    """A page of the ranked ones of these, `page` counting from 1, the last one for any beyond it;
    or, `before` a key, of the older ones."""
    ranked, count = matches[:RANKED], Count(len(matches), RANKED)
    number = min(whole(page, 1), max(1, -(-len(ranked) // SIZE)))
    oldest = whole(before, 0)
    if oldest:
        using = Sentence.objects.all().db
        found = SENTENCES.newest(query, SIZE + 1, using, before=oldest)
        keys = [key for key, _text in found[:SIZE]]
        older = str(keys[-1]) if len(found) > SIZE else ""
        return Found(sentences(query, user, keys), count, older=older, unranked=True)
    best = query.best_first([text for _key, text in ranked])
    keys = [ranked[place][0] for place in best[(number - 1) * SIZE : number * SIZE]]
    more = number * SIZE < len(ranked)
    return Found(
        sentences(query, user, keys),
        count,
        previous=str(number - 1) if number > 1 else "",
        next=str(number + 1) if more else "",
        older=str(ranked[-1][0]) if count.more and not more else "",
    )


def whole(said: str, otherwise: int) -> int:
    """The number from 1 on that an address says. Raises SuspiciousOperation (a 400) for another."""
    if not said:
        return otherwise
    if not re.fullmatch("[1-9][0-9]{0,17}", said):
        raise SuspiciousOperation(f"There is no page {said!r}. Begin at the first page.")
    return int(said)


def sentences(query: Query, user: User, keys: list[int]) -> list[Hit]:
    rows = Sentence.objects.visible_to(user).select_related("revision__article__source")
    with planned_once():
        held = rows.only(*SENTENCE).in_bulk(keys)
    return [Hit(held[key], query.pieces(held[key].text), []) for key in keys if key in held]


def claims_found(query: Query, matches: list[tuple[Any, ...]], user: User) -> Found:
    """Those on these sentences, and those whose normalised wording holds the words, ranked."""
    visible = Claim.objects.visible_to(user)
    if visible.query.is_empty():
        return Found([], Count(0))
    texts = dict(matches[:RANKED])
    on_them = visible.standing().filter(sentence__in=listed(texts, visible.db))
    rows = read(on_them.values_list("pk", "wording", "sentence"))
    by_sentence = [(pk, f"{wording} {texts[sentence]}") for pk, wording, sentence in rows]
    by_wording = WORDINGS.newest(query, RANKED + 1, visible.db, where=f"t.{STANDING}")
    keys, count = ranked(query, [*by_wording, *by_sentence])
    if len(matches) > RANKED and not count.more:  # there may be some on the sentences beyond
        count = Count(count.number + 1, count.number)
    with planned_once():
        held = visible.select_related("article", "sentence").only(*CLAIM).in_bulk(keys)
    hits = []
    for claim in (held[key] for key in keys if key in held):
        pieces, context = query.pieces(claim.words), query.pieces(claim.sentence.text)
        hits.append(Hit(claim, pieces, [] if any(p.marked for p in pieces) else context))
    return Found(hits, count)


def facts_found(query: Query, user: User) -> Found:
    visible = Fact.objects.visible_to(user)
    if visible.query.is_empty():
        return Found([], Count(0))
    stated = STATEMENTS.newest(query, RANKED + 1, visible.db, where="NOT t.withdrawn")
    keys, count = ranked(query, stated)
    with planned_once():
        held = visible.only("public_id", "statement").in_bulk(keys)
    return Found([Hit(held[key], query.pieces(held[key].statement), []) for key in keys], count)


def ranked(query: Query, matches: Iterable[tuple[int, str]]) -> tuple[list[int], Count]:
    """The keys of the best few of the newest of these, of equals the newest first; and how many
    there are."""
    texts = dict(matches)
    keys = sorted(texts, reverse=True)[:RANKED]
    best = query.best_first([texts[key] for key in keys])
    return [keys[place] for place in best[:SIZE]], Count(len(texts), RANKED)
