"""The export's bytes, for every kind of claim there is; the tables beside this file hold them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from articles.models import Article, Sentence, Source, User
from articles.store import store_draft
from claims.exporters import EXPORTERS, Options
from claims.models import Assessment, Claim, Claimant, ClaimEvent, Event, Evidence, Fact, Scale
from tests.conftest import draft

HERE = Path(__file__).parent
NOON = datetime(2031, 5, 20, 12, 0, tzinfo=UTC)
ODD = NOON + timedelta(microseconds=70_301)  # printed with its microseconds
LONG_AGO = date(2020, 1, 1)
STRANGE = (
    ("kind", "quantity", "wording", "=1+1", "cue", "+said", "note", "@note\nof, two “lines”"),
    ("wording", "'=2", "cue", "－宣布", "note", "\ttab", "state", "withdrawn"),
    ("wording", '北京："好" 😀 e\u0301', "note", "\r", "kind", "other"),
    ("wording", "-5 percent", "state", "in_review", "note", "'' two"),
    ("note", "; joined; "),
    ("cue", "＝said"),
)


def tagged(sentences: list[Sentence], by: User) -> list[Claim]:
    """A claim with each of the strange values, and one with none of them."""
    claims = []
    for number, said in enumerate((*STRANGE, ())):
        sentence = sentences[number % len(sentences)]
        start = sentence.start + number // len(sentences)
        claims.append(
            Claim(
                **dict(zip(said[::2], said[1::2], strict=True)),
                public_id=f"c{number:015}",
                article=sentence.revision.article,
                sentence=sentence,
                start=start,
                end=sentence.end,
                quote=sentence.text[start - sentence.start :],
                tagged_by=by if number else None,
                tagged_at=NOON + timedelta(seconds=number, microseconds=number * 7),
            )
        )
    Claim.objects.bulk_create(claims)
    return list(Claim.objects.order_by("pk"))


def with_names(claims: list[Claim], events: dict[str, Event]) -> None:
    """Events, one of them merged, and claimants, one of them merged."""
    Event.objects.update(wikidata_id="Q42")
    for number, event in enumerate(events.values()):
        Event.objects.filter(pk=event.pk).update(public_id=f"e{number:015}")
    Event.objects.filter(slug="school-summit").update(name="+summit, “great”")
    Event.objects.filter(slug="opening-day").update(merged_into=events["year"])
    for claim, names in ((0, "meeting series"), (2, "year"), (3, "year meeting series")):
        for name in names.split():
            ClaimEvent.objects.create(claim=claims[claim], event=events[name])
    kept = Claimant.objects.create(name="@Ministry; of Tides")
    twin = Claimant.objects.create(name="教育部", merged_into=kept)
    Claim.objects.filter(pk__in=[claims[0].pk, claims[4].pk]).update(claimant=kept)
    Claim.objects.filter(pk=claims[2].pk).update(claimant=twin)


def with_verdicts(claims: list[Claim], people: list[User]) -> None:
    """One decided on an old revision, one in words; assessments that decided nothing."""
    scale = Scale.objects.get(slug="politifact")
    half = scale.options.get(words="Half True")
    for number, (reviewer, made_at) in enumerate(
        [(people[0], NOON), (people[1], NOON), (people[1], ODD), (people[0], ODD)]
    ):
        Assessment.objects.create(
            claim=claims[(2, 2, 2, 5)[number]],
            reviewer=reviewer,
            scale=scale,
            option=half if number < 3 else None,
            words="Half True" if number < 3 else "",
            verdict=half.verdict if number < 3 else "",
            rationale=f"=reason {number}\nof “{reviewer}”",
            revision=claims[2].sentence.revision,
            made_at=made_at,
            replaced=number == 1,
        )
    decided = {"state": "decided", "scale": scale, "assigned_to": people[1]}
    Claim.objects.filter(pk=claims[2].pk).update(
        **decided, verdict=half.verdict, verdict_words="Half True", decided_by=people[1],
        decided_at=ODD,
    )  # fmt: skip
    Claim.objects.filter(pk=claims[5].pk).update(**decided, decided_by=people[0], decided_at=ODD)


def with_facts(claims: list[Claim]) -> None:
    """Changed, run out and looked at since or not, without a source, in the order of attaching."""
    facts = [
        Fact.objects.create(statement="=240 schools; “open”", source_url="https://a.example/1"),
        Fact.objects.create(statement="None had a source."),
        Fact.objects.create(statement="Ran out\nlong ago", valid_until=LONG_AGO),
        Fact.objects.create(statement="Runs on", valid_until=date(9999, 1, 1)),
    ]
    for claim, fact, stance, changed, confirmed in (
        (0, 1, "context", False, None),
        (0, 0, "supports", True, NOON),
        (3, 2, "refutes", False, NOON),
        (3, 3, "context", False, None),
        (4, 2, "refutes", False, datetime(2020, 1, 1, 23, 59, tzinfo=UTC)),
        (5, 2, "supports", False, None),
        (6, 0, "supports", False, None),
    ):
        Evidence.objects.create(
            claim=claims[claim],
            fact=facts[fact],
            stance=stance,
            fact_changed=changed,
            confirmed_at=confirmed,
            added_at=NOON,
        )


@pytest.fixture
def every_kind(
    sentences: list[Sentence], editor: User, reviewer: User, events: dict[str, Event]
) -> list[Claim]:
    """Seven claims in two articles of two sources, one of them revised since."""
    other = store_draft(draft("港口", ('He said "yes", twice.',), source="-Post"), by=None).article
    more = Sentence.objects.taggable().filter(revision=other.current).order_by("start")
    User.objects.filter(pk=reviewer.pk).update(username="@reviewer")
    claims = tagged([*sentences[:3], *more.select_related("revision__article")], editor)
    store_draft(draft(paragraphs=("The ministry said 214 schools had reopened.",)), by=None)
    with_names(claims, events)
    with_verdicts(claims, list(User.objects.order_by("pk")))
    with_facts(claims)
    Source.objects.filter(name="-Post").update(time_zone="Asia/Shanghai")
    for number, article in enumerate(Article.objects.order_by("pk")):
        Article.objects.filter(pk=article.pk).update(
            public_id=f"a{number:015}", published_at=[None, ODD][number]
        )
    Article.objects.filter(source__name="-Post").update(canonical_url="https://post.example/?a=1,2")
    Claim.objects.update(updated_at=ODD)
    return claims


@pytest.mark.parametrize("shape", ["wide", "long"])
def test_export_is_the_table_byte_by_byte(every_kind: list[Claim], shape: str) -> None:
    table = (HERE / f"{shape}.csv").read_bytes()
    for excel, mark in ((False, b""), (True, b"\xef\xbb\xbf")):
        wanted = Options(long=shape == "long", excel=excel)
        assert b"".join(EXPORTERS["csv"].write(Claim.objects.all(), wanted)) == mark + table
