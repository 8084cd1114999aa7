"""The part `tag`: one label click, whole round trip, against the bare view; and few claims."""

from collections.abc import Iterator
from itertools import cycle

from claims.management.benchmarks import counted
from claims.management.benchmarks.figures import Figure
from claims.management.benchmarks.ground import Ground, Served, filled, opened, untagged
from claims.management.benchmarks.judged import Sizes
from claims.management.benchmarks.plan import Plan
from claims.management.benchmarks.visits import Times

CLICKS, WARM = 300, 30
FEW = 1_000  # claims, and articles, of the small desk


def measure(plan: Plan) -> Iterator[Figure]:
    ground = plan.ground
    sizes = Sizes(min(FEW, plan.articles), min(FEW, plan.claims))
    number = plan.samples(CLICKS)
    plan.say(f"{number} clicks on each of two desks …")
    with filled(sizes, plan.scratch, "", plan.say) as (url, _new):
        fresh = cycle(untagged())
        with opened(url, plan.scratch) as small:
            large, few, bare = in_turn(ground, small, fresh, number)
    for share in (50, 95, 99):
        yield Figure(
            f"tag.click_p{share}",
            f"a tag click, {share} % take at most",
            large.at(share / 100),
            "ms",
            bare.at(share / 100),
            "the bare view",
        )
    yield Figure(
        "tag.click_to_few",
        f"a tag click among {plan.claims:,} claims, half take at most",
        large.at(0.5),
        "ms",
        few.at(0.5),
        f"among {sizes.claims:,}",
    )
    said, savepoints = counted.queries(
        lambda client: client.post(
            f"/sentences/{ground.next_sentence()}/tag/", secure=True, headers={"hx-request": "true"}
        )
    )
    yield Figure(
        "tag.queries",
        f"queries of a tag click, {savepoints} of them savepoints",
        said,
        "queries",
        2,
        "the bare view",
    )


def in_turn(
    ground: Ground, small: Served, fresh: Iterator[int], number: int
) -> tuple[Times, Times, Times]:
    """Clicks on the full desk, on the small one, and visits of the bare view: one of each after
    the other, so that what else the machine does falls on all alike."""
    times = (Times(), Times(), Times())
    warm = min(WARM, number)
    for n in range(warm + number):
        if n == warm:
            times = (Times(), Times(), Times())
        times[0].add(lambda: ground.served.visitor.tag(ground.next_sentence()))
        times[1].add(lambda: small.visitor.tag(next(fresh)))
        times[2].add(lambda: ground.bare.ask("GET", "/"))
    large, few, bare = (one.sound() for one in times)
    return large, few, bare
