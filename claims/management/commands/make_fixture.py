"""Makes fixtures/demo.json from its sources, the same bytes each time, without a database."""

import argparse
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from articles import store
from articles.importers import plain_text
from articles.models import Article, Revision, Sentence, Source
from articles.models.source import SourceKind
from articles.models.versioned import ALPHABET
from articles.prepared import parts_of
from articles.sentences import SEGMENTER
from articles.text import digest, fold
from claims.models import (
    Claim,
    Claimant,
    ClaimantAlias,
    ClaimEvent,
    Event,
    EventAlias,
    Evidence,
    Fact,
)

SOURCES = Path(settings.BASE_DIR) / "fixtures" / "two_sessions"
FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "demo.json"
MADE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Command(BaseCommand):
    help = "Make fixtures/demo.json from fixtures/two_sessions/."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether it is in step")

    def handle(self, *args: Any, **options: Any) -> None:
        made = fixture()
        if not options["check"]:
            FIXTURE.write_text(made, encoding="utf-8")
        elif not FIXTURE.exists() or FIXTURE.read_text(encoding="utf-8") != made:
            raise CommandError("demo.json and its sources differ. Run manage.py make_fixture.")


def fixture() -> str:
    """Rows with natural keys and no numbers of their own: they fit into a desk that has others."""
    text: str = serializers.serialize(
        "json",
        rows(),
        indent=1,
        ensure_ascii=False,
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
    )
    return text


def public_id(*parts: str) -> str:
    number = int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:10], "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))


def dated(row: Any, *parts: str) -> Any:
    row.public_id = public_id(*parts)
    row.created_at = row.updated_at = MADE
    return keyed(row)


def keyed(row: Any) -> Any:
    """With the key that saving would give it."""
    if hasattr(row, "key"):
        row.key = fold(row.name)[:200]
    return row


def read(name: str) -> Any:
    return json.loads((SOURCES / name).read_text(encoding="utf-8"))


def rows() -> Iterator[Model]:
    draft = next(plain_text.read((SOURCES / "article.txt").read_bytes()))
    source = Source(
        name=draft.source_name,
        kind=SourceKind.AGENCY,
        homepage="http://www.xinhuanet.com/",
        language="en",
        country="CN",
        time_zone="Asia/Shanghai",
    )
    yield dated(source, "source", source.name)
    article = Article(
        source=source,
        title=draft.title,
        byline=draft.byline,
        identity=store.identity_of(draft, source),
        published_at=store.published_at(draft, source),
        dateline=store.dateline_of(draft),
        language="en",
    )
    dated(article, "article", article.title)
    revision = Revision(
        article=article,
        number=1,
        text=draft.text,
        sha256=digest(draft.text),
        fetched_at=MADE,
        reader=draft.reader,
        segmenter=SEGMENTER,
    )
    article.current = revision
    yield article
    yield revision
    sentences = {}
    for part in parts_of(draft):
        sentence = Sentence(article=article, revision=revision, **part._asdict())
        if sentence.number is not None:
            sentences[sentence.number] = sentence
        yield sentence
    events: dict[str, Event] = {}
    for said in read("events.json"):
        event = events[said["slug"]] = Event(
            slug=said["slug"],
            name=said["name"],
            note=said["note"],
            reference_url=said.get("reference_url", ""),
            parent=events[said["parent"]] if "parent" in said else None,
            starts=date.fromisoformat(said["starts"]) if "starts" in said else None,
            ends=date.fromisoformat(said["ends"]) if "ends" in said else None,
        )
        yield dated(event, "event", event.slug)
        yield from aliases(EventAlias, event, said)
    claimants = {}
    for said in read("claimants.json"):
        claimant = claimants[said["name"]] = Claimant(name=said["name"], kind=said["kind"])
        yield dated(claimant, "claimant", claimant.name)
        yield from aliases(ClaimantAlias, claimant, said)
    claims = {}
    for said in read("claims.json"):
        sentence = sentences[said["sentence"]]
        claim = Claim(
            article=article,
            sentence=sentence,
            claimant=claimants[said["claimant"]],
            cue=said.get("cue", ""),
            kind=said["kind"],
            wording=said.get("wording", ""),
            tagged_at=MADE,
        )
        quote = said.get("quote", sentence.text)
        start = sentence.start + sentence.text.index(quote)
        claim.place(start, start + len(quote))
        yield dated(claim, "claim", str(claim.start), claim.quote)
        claims[said["sentence"]] = claim
        for slug in said["events"]:
            yield ClaimEvent(article=article, claim=claim, event=events[slug])
    for said in read("facts.json"):
        yield from fact_beside(said, claims)


def fact_beside(said: dict[str, Any], claims: dict[int, Claim]) -> Iterator[Model]:
    """A fact, and the claims beside which it stands."""
    texts = ("statement", "source_url", "publisher", "quotation", "language", "note")
    fact = Fact(
        published=date.fromisoformat(said["published"]),
        **{name: said.get(name, "") for name in texts},
    )
    yield dated(fact, "fact", fact.source_url, fact.statement)
    for place in said["beside"]:
        yield Evidence(
            article=claims[place["sentence"]].article,
            claim=claims[place["sentence"]],
            fact=fact,
            stance=place["stance"],
            note=place.get("note", ""),
            added_at=MADE,
            updated_at=MADE,
        )


def aliases(model: type[Any], owner: Event | Claimant, said: dict[str, Any]) -> Iterator[Model]:
    for language, name in said["aliases"]:
        yield keyed(model(of=owner, name=name, language=language))
