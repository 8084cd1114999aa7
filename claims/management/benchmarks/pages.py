"""The part `pages`: what an editor waits for, page by page, against the bare view."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

from django.urls import reverse

from articles.models import Article
from articles.paging import key_of, write_cursor
from claims.choices import Kind, State
from claims.filters import SORTS
from claims.management.benchmarks import counted, weight
from claims.management.benchmarks.bare import raw, sign
from claims.management.benchmarks.figures import Figure, percentile
from claims.management.benchmarks.plan import Plan
from claims.management.benchmarks.stock import LARGE_EVENT, stored
from claims.management.benchmarks.visits import Times, Visitor
from claims.models import Claim

VISITS, WARM = 100, 5
PATIENCE = 60  # seconds for one page; a slow one is measured fewer times, but at least:
LEAST = 5
ROWS, DEEP = 50, 10_000  # rows of a page of the queue; the page that is deep in it


class Page(NamedTuple):
    name: str
    what: str
    path: str


def measure(plan: Plan) -> Iterator[Figure]:
    ground = plan.ground
    number = plan.samples(VISITS)
    bare = ground.bare_times(WARM + number)
    last = deep_row()
    for page in all_pages(last):
        plan.say(f"{page.what} …")
        times = visited(ground.served.visitor, page.path, number)
        for share in (50, 95):
            few = "" if len(times.milliseconds) == number else f", {len(times.milliseconds)} visits"
            yield Figure(
                f"pages.{page.name}_p{share}",
                f"{page.what}, {share} % take at most{few}",
                times.at(share / 100),
                "ms",
                bare.at(share / 100),
                "the bare view",
            )
        said = counted.page(page.path)
        yield Figure(f"pages.{page.name}_queries", f"{page.what}, queries", said, "queries")
        if page.name.startswith("queue"):
            yield from counted_anew(page, ground.served.visitor, number, bare)
        if page.name == "article":
            yield from weight.figures(ground.served.visitor, page.path)
    yield Figure("pages.keyset", f"{ROWS} rows of the deep page, bare", keyset(last, number), "ms")


def counted_anew(page: Page, visitor: Visitor, number: int, bare: Times) -> Iterator[Figure]:
    """The same page where its facets' numbers are not kept: no two visits ask for the same list,
    though each time for the same claims."""
    so_far, said = date(2100, 1, 1), "&" if "?" in page.path else "?"
    days = (so_far + timedelta(days=n) for n in count())
    times = visited(visitor, lambda: f"{page.path}{said}until={next(days)}", number)
    for share in (50, 95):
        yield Figure(
            f"pages.{page.name}_anew_p{share}",
            f"{page.what}, counted anew, {share} % take at most",
            times.at(share / 100),
            "ms",
            bare.at(share / 100),
            "the bare view",
        )


def all_pages(last: Claim) -> Iterator[Page]:
    """Every page that is measured; `last`: the claim before the deep page."""
    queue = reverse("claims:claim_list")
    article = Article.objects.get(external_id="page")
    judged = Claim.objects.filter(state=State.DECIDED, evidence__isnull=False).earliest("pk")
    filters = f"?event={LARGE_EVENT}&state={State.DECIDED}&kind={Kind.QUANTITY}"
    cursor = write_cursor(False, key_of(last, SORTS[""][1]))
    yield Page("article", "an article of 40 sentences, 15 claims", article.get_absolute_url())
    yield Page("queue_first", "the queue, first page", queue)
    yield Page("queue_deep", f"the queue, page {DEEP:,} or the last", f"{queue}?page={cursor}")
    yield Page("queue_filters", "the queue, three filters", f"{queue}{filters}")
    yield Page(
        "event", "an event of 5 % of the claims", reverse("claims:event_detail", args=[LARGE_EVENT])
    )
    yield Page("desk", "the desk", reverse("claims:desk"))
    yield Page("claim", "a claim with its facts", judged.get_absolute_url())
    yield Page("articles", "the list of articles", reverse("articles:article_list"))
    yield Page("facts", "the library of facts", reverse("claims:fact_list"))
    yield Page("events", "the tree of events", reverse("claims:event_list"))
    yield Page("revisions", "the report of revisions", reverse("claims:revision_report"))


def visited(visitor: Visitor, path: str | Callable[[], str], number: int) -> Times:
    """So many visits after some that are not counted. Raises CommandError for one that failed."""
    where = path if callable(path) else lambda: path
    times, began = Times(), time.perf_counter()
    for n in range(WARM + number):
        if n == WARM:
            times.sound()
            times = Times()
        times.add(lambda: visitor.ask("GET", where()))
        if len(times.milliseconds) >= LEAST and time.perf_counter() - began > PATIENCE:
            break
    return times.sound()


def deep_row() -> Claim:
    """The last claim of the page before the deep one, or of the last page but one."""
    rows = Claim.objects.standing().order_by(*SORTS[""][1])
    place = max(0, min((DEEP - 1) * ROWS, rows.count() - ROWS) - 1)
    return rows[place]


def keyset(last: Claim, number: int) -> float:
    """Milliseconds of the driver for as many rows behind this one, half take at most."""
    key = (stored(last.tagged_at), last.pk)
    took = []
    with raw() as plain:
        said = (
            "SELECT id, public_id, quote, state, tagged_at FROM claims_claim"  # noqa: S608
            f" WHERE state <> 'withdrawn' AND (tagged_at, id) < ({sign()}, {sign()})"
            f" ORDER BY tagged_at DESC, id DESC LIMIT {ROWS}"
        )
        for _n in range(WARM + number):
            began = time.perf_counter()
            plain.execute(said, key).fetchall()
            took.append(1_000 * (time.perf_counter() - began))
    return percentile(took[WARM:], 0.5)
