"""Who and what the claims of a made desk speak of: people, sources, events, claimants, facts."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from articles.models import Source, User
from articles.models.versioned import ALPHABET, EPOCH_MS
from articles.text import fold
from claims.choices import ClaimantKind
from claims.management.benchmarks import corpus
from claims.management.benchmarks.bulk import insert
from claims.management.benchmarks.texts import Pool, picked
from claims.models import Claimant, Event, Fact

EDITORS, REVIEWERS = 32, 4
PASSWORD = "bench"  # noqa: S105 - of accounts in a database that is thrown away
SOURCES = 20
BEGAN = datetime(2024, 1, 1, 6, tzinfo=UTC)
SPAN = timedelta(days=500)  # in which all was taken in, tagged and judged
LARGE_EVENT = "harbour-forum"  # that every EVENT_SHARE-th claim belongs to
EVENT_SHARE = 20
FAMILY, YEARS = 50, 7  # events of a series: itself, its years, their meetings
PAIRS = [one + other for one in ALPHABET for other in ALPHABET]


def public_id(n: int, seconds: float = 0) -> str:
    """The id of the n-th thing of its kind, as one made then would look."""
    ms = int(BEGAN.timestamp() * 1000 + seconds * 1000) - EPOCH_MS
    said = ms << 38 | n
    return "".join([PAIRS[said >> shift & 1023] for shift in range(70, -1, -10)])


def stored(when: datetime) -> str:
    """A time in UTC as both databases read it: SQLite has no zones, PostgreSQL is set to UTC."""
    return when.replace(tzinfo=None).isoformat(" ")


def moment(seconds: float) -> str:
    """So long after the beginning."""
    return stored(BEGAN + timedelta(seconds=int(seconds)))


def people() -> dict[str, list[int]]:
    """Accounts that can log in, by role; "bench" may do everything."""
    secret = make_password(PASSWORD)
    User.objects.create(
        username=PASSWORD, password=secret, is_superuser=True, is_staff=True, first_name="Bench"
    )
    found = {}
    for role, number in (("editor", EDITORS), ("reviewer", REVIEWERS)):
        made = [
            User(username=f"{role}-{n:02}", password=secret, first_name=role.title())
            for n in range(1, number + 1)
        ]
        User.objects.bulk_create(made)
        group = Group.objects.get(name=role)
        group.user_set.add(*made)
        found[role] = [user.pk for user in made]
    return found


def sources() -> list[tuple[int, str]]:
    """Primary key and key of the name of each."""
    made = [
        Source(name=name, key=fold(name), language="en", kind="paper")
        for name in ("Northtown Gazette", *(f"Gazette of Port {n}" for n in range(2, SOURCES + 1)))
    ]
    for source in made:
        source.save()
    return [(source.pk, source.key) for source in made]


NAMED = ("id", "public_id", "created_at", "updated_at", "name", "key", "kind")
HAPPENING = (
    *("id", "public_id", "created_at", "updated_at", "name", "key", "slug"),
    *("parent_id", "starts", "ends", "reference_url"),
)
STATED = (
    *("id", "public_id", "created_at", "updated_at", "statement", "source_url", "publisher"),
    *("published", "accessed", "quotation", "language", "valid_from", "valid_until"),
    *("withdrawn", "created_by_id"),
)


def claimants(number: int) -> None:
    rows = []
    for n in range(1, number + 1):
        person = n % 3 == 0
        some = corpus.PEOPLE if person else corpus.BODIES
        name = f"{some[n % len(some)]} {n}"
        kind = ClaimantKind.PERSON if person else ClaimantKind.ORGANISATION
        then = moment(0)
        rows.append((n, public_id(n), then, then, name, fold(name), kind.value))
    insert(Claimant, NAMED, rows)


def events(number: int) -> None:
    """The large one first; then series, each with its years and their meetings."""
    insert(Event, HAPPENING, (event(n) for n in range(1, number + 1)))


def event(n: int) -> tuple[Any, ...]:
    place = (n - 2) % FAMILY  # in its family, whose first has the key `root`
    root = n - place
    day = date(2021, 1, 10) + timedelta(days=n % 1_000)
    if n == 1:
        name, slug, parent = "Harbour Forum", LARGE_EVENT, None
    elif place == 0:
        name, slug, parent = f"Northtown Talks {n}", f"talks-{n}", None
    elif place <= YEARS:
        name, slug, parent = f"Northtown Talks {root} {2017 + place}", f"talks-{n}", root
    else:
        parent = root + 1 + (place - YEARS - 1) % YEARS
        name, slug = f"Meeting {n} of the Northtown Talks", f"talks-{n}"
    then, about = moment(0), f"https://gazette.example/events/{n}"
    ends = day + timedelta(days=n % 4)
    return (n, public_id(n), then, then, name, fold(name), slug, parent, str(day), str(ends), about)


def facts(number: int, pool: Pool, editors: list[int]) -> None:
    insert(Fact, STATED, statements(number, pool, editors))


def statements(number: int, pool: Pool, editors: list[int]) -> Iterator[tuple[Any, ...]]:
    """Evidently invented, with invented sources; some have run out, few were withdrawn."""
    for n in range(1, number + 1):
        chinese = n % corpus.CHINESE == 0
        said = pool.chinese if chinese else pool.english
        quoted = said[picked(n, 7) % len(said)]
        day = date(2020, 1, 6) + timedelta(days=n % 1_400)
        seconds = n / number * SPAN.total_seconds()
        then = moment(seconds)
        yield (
            *(n, public_id(n, seconds), then, then),
            f"第{n}号记录：{quoted}" if chinese else f"By register {n}: {quoted}",
            f"https://register.example/{n % 9973}/{n}" if n % 25 else "",
            f"Register of {corpus.PLACES[n % len(corpus.PLACES)].title()}",
            str(day),
            str(day + timedelta(days=2)),
            quoted,
            "zh-Hans" if chinese else "en",
            str(day) if n % 10 == 0 else None,
            str(day + timedelta(days=400)) if n % 50 == 0 else None,
            n % 200 == 0,
            editors[n % len(editors)],
        )
