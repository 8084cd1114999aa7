"""The part `make`: the full desk that other parts measure; with `--keep`, it stays for them."""

from collections.abc import Iterator

from django.db import connection

from articles.models import Article, Revision, Sentence
from claims.management.benchmarks.figures import Figure
from claims.management.benchmarks.plan import Plan
from claims.models import Claim, Event, Evidence, Fact

COUNTED = (Article, Revision, Sentence, Claim, Event, Fact, Evidence)


def measure(plan: Plan) -> Iterator[Figure]:
    """Yields how much there is, and how long it took to make."""
    ground = plan.ground
    for model in COUNTED:
        name = str(model._meta.verbose_name_plural)
        yield Figure(f"make.{model._meta.model_name}", name, model.objects.count(), "rows")
    yield Figure("make.size", "the database", size() / 1e6, "MB")
    yield Figure("make.seconds", "until it was made; 0 if it was kept", ground.made_in, "s")


def size() -> int:
    """Bytes on disk."""
    sqlite = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    postgresql = "SELECT pg_database_size(current_database())"
    with connection.cursor() as cursor:
        cursor.execute(sqlite if connection.vendor == "sqlite" else postgresql)
        found: int = cursor.fetchone()[0]
    return found
