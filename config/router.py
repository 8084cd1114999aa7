"""Which database a query goes to: pages may be read from the replica, all else is the primary's.

A page is read from the replica if the replica holds all that its reader wrote: the answer to
whoever writes carries, in a cookie, how far the primary's log had come (after PostgreSQL's log
sequence numbers), and a later page asks the replica whether it has come as far. Commands and
workers never read from it.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import request_finished
from django.db import Error, InterfaceError, OperationalError, connections, models
from django.http import HttpRequest, HttpResponse

from config.replica import PRIMARY, REPLICA, Replica, written

COOKIE = "wrote"
DAY = 86_400
BEGINNING, BEYOND = "0/0", "FFFFFFFF/FFFFFFFF"  # marks that any replica holds, and that none does
# Seconds after a write in which its writer reads from the primary, whatever the mark says: of
# two answers under way at once, the one that comes last leaves its mark, not the one written last.
SETTLING = 1.0
APPS = {"articles", "claims"}  # of sessions, cache and tasks nothing may lag
NEVER = {"articles.user"}  # nor of who may do what
TOO_SLOW = "57014"  # SQLSTATE of a query that ran into its time limit
IN_THE_WAY = "40001"  # and of one that the replica stopped because it held up what came after it
replica = Replica()


class Reads:
    """From where one request reads; decided when it first does."""

    def __init__(self, mark: str = BEGINNING, from_replica: bool | None = None) -> None:
        self.mark = mark
        self.from_replica = from_replica
        self.wrote = False

    def may_lag(self) -> bool:
        if self.from_replica is None:
            self.from_replica = replica.holds(self.mark)
        return self.from_replica


current: ContextVar[Reads | None] = ContextVar("reads", default=None)


class ReplicaRouter:
    """Writes to the primary; reads from where the request reads."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        reads, meta = current.get(), model._meta
        if reads is None or reads.wrote:
            return PRIMARY
        if meta.app_label not in APPS or meta.label_lower in NEVER:
            return PRIMARY
        if connections[PRIMARY].in_atomic_block:
            return PRIMARY
        return REPLICA if reads.may_lag() else PRIMARY

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        if reads := current.get():
            reads.wrote = True
        return PRIMARY

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        return True  # they are the same rows

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return None if db == PRIMARY else False


class ReadFromReplica:
    """Decides for each request; without a replica it is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if REPLICA not in connections.settings:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        only_reads = request.method in {"GET", "HEAD"}
        reads = reads_of(request) if only_reads else Reads(from_replica=False)
        # Forgotten at the request's end and not here: a download is read while it is sent.
        current.set(reads)
        response = self.get_response(request)
        if reads.wrote or not only_reads:
            leave_mark(response)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Who curates sees what is, not what was."""
        reads, match = current.get(), request.resolver_match
        if reads and match and "admin" in match.app_names:
            reads.from_replica = False

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Reads the page from the primary if the replica broke off in the middle of it."""
        reads, match = current.get(), request.resolver_match
        if not (reads and reads.from_replica and match) or reads.wrote:
            return None
        state = getattr(error.__cause__, "sqlstate", None)
        if not isinstance(error, OperationalError | InterfaceError) or state == TOO_SLOW:
            return None
        reads.from_replica = False
        if state != IN_THE_WAY:
            connections[REPLICA].close()
            replica.failed(error)
        again: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return again


def reads_of(request: HttpRequest) -> Reads:
    """By the mark that the reader's last write left."""
    said = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=DAY) or ""
    mark, _space, at = said.partition(" ")
    if not at:
        return Reads()
    settled = time.time() > float(at) + SETTLING
    return Reads(mark) if settled else Reads(from_replica=False)


def leave_mark(response: HttpResponse) -> None:
    """Lets whoever wrote come back with how far the log had come by then."""
    try:
        mark = written()
    except Error:  # what was written stands; to be sure, its writer reads from the primary
        mark = BEYOND
    response.set_signed_cookie(
        COOKIE,
        f"{mark} {time.time():.3f}",
        salt=COOKIE,
        max_age=DAY,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(**_said: Any) -> None:
    """What this thread does after a request is no page."""
    current.set(None)


request_finished.connect(forget)
