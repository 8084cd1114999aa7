"""The part `crowd`: many editors tag at once, each with a pause for thought after every click."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from articles.models import User
from claims.management.benchmarks.figures import Figure
from claims.management.benchmarks.ground import Ground
from claims.management.benchmarks.plan import Plan
from claims.management.benchmarks.processes import megabytes
from claims.management.benchmarks.stock import EDITORS
from claims.management.benchmarks.visits import Times, Visitor, together

THINK = 0.2  # seconds from an answer to the next click
ALONE = 50  # clicks of one editor with nobody else there


def measure(plan: Plan) -> Iterator[Figure]:
    ground = plan.ground
    plan.say(f"{EDITORS} editors tag for {plan.seconds:g} s …")
    editors = logged_in(ground)
    alone = worked(editors[0], ground, time.perf_counter() + ALONE * THINK, plan.samples(ALONE))
    crowd = at_once(editors, ground, plan.seconds)
    yield Figure("crowd.clicks", f"clicks of {EDITORS} editors", len(crowd.milliseconds), "clicks")
    yield Figure(
        "crowd.errors", " ".join(["of them failed", *crowd.errors[:1]]), len(crowd.errors), "clicks"
    )
    for share in (50, 95, 99, 100):
        yield Figure(
            f"crowd.click_p{share}",
            f"a tag click among {EDITORS} editors, {share} % take at most",
            crowd.at(share / 100),
            "ms",
            alone.at(share / 100),
            "one editor alone",
        )
    held = megabytes(ground.served.workers)
    yield Figure("crowd.memory", "a web process after all of it, the largest", held, "MB")


def logged_in(ground: Ground) -> list[Visitor]:
    found = []
    for user in User.objects.filter(username__startswith="editor-").order_by("pk"):
        visitor = Visitor(ground.served.desk.port, user.username)
        visitor.enter(user)
        found.append(visitor)
    return found


def at_once(editors: list[Visitor], ground: Ground, seconds: float) -> Times:
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(len(editors)) as pool:
        sent = [pool.submit(worked, editor, ground, until) for editor in editors]
        return together(one.result() for one in sent)


def worked(editor: Visitor, ground: Ground, until: float, most: int = 1_000_000) -> Times:
    """Clicks until this time, at least one and at most so many."""
    times = Times()
    while not times.milliseconds or (
        time.perf_counter() < until and len(times.milliseconds) < most
    ):
        sentence = ground.next_sentence()
        times.add(lambda sentence=sentence: editor.tag(sentence))  # type: ignore[misc]
        time.sleep(THINK)
    return times
