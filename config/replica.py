"""The replica: whether it answers, and whether it holds what a reader has to see."""

import logging
import time
from threading import Lock

from django.conf import settings
from django.db import Error, connections

REPLICA, PRIMARY = "replica", "default"
PAUSE = 2.0  # seconds for which a replica that failed is left alone
# One that was promoted, or has lost its primary, must not be read for ever. Where all that came
# was replayed and the receiver is alive, the primary is merely quiet.
HOLDS = """
SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn AND (
    now() - pg_last_xact_replay_timestamp() < %s * interval '1 second'
    OR (pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn()
        AND EXISTS (SELECT FROM pg_stat_wal_receiver)))
"""
# Behind every commit of ours, whether or not it waited for the disk.
WRITTEN = "SELECT pg_current_wal_insert_lsn()::text"
log = logging.getLogger(__name__)


class Replica:
    """What this process knows of the replica. Whoever finds it down spares the others the wait."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.ask_again: float | None = None  # on the monotonic clock; None while it answers

    def holds(self, mark: str) -> bool:
        """Whether it can be read just now: it has come as far as the mark and is not far behind.

        `mark` is a place in the primary's log as PostgreSQL writes it, such as 0/16B3748.
        """
        if not self.may_be_asked():
            return False
        connection = connections[REPLICA]
        # A connection that was open may have died with an earlier run of the server.
        tries = (True,) if connection.connection is None else (False, True)
        for last in tries:
            try:
                with connection.cursor() as cursor:
                    cursor.execute(HOLDS, [mark, settings.REPLICA_MAX_LAG])
                    held = bool(cursor.fetchone()[0])
            except Error as error:
                connection.close()
                if last:
                    self.failed(error)
            else:
                self.answers()
                return held
        return False

    def may_be_asked(self) -> bool:
        """True while it answers; after that for one request in PAUSE."""
        if self.ask_again is None:
            return True
        with self.lock:
            now = time.monotonic()
            if self.ask_again is not None and now < self.ask_again:
                return False
            self.ask_again = now + PAUSE
            return True

    def failed(self, error: Exception) -> None:
        """Leaves it alone for PAUSE."""
        if self.ask_again is None:
            log.warning("The replica does not answer; pages are read from the primary: %s", error)
        self.ask_again = time.monotonic() + PAUSE

    def answers(self) -> None:
        if self.ask_again is not None:
            log.warning("The replica answers again.")
        self.ask_again = None


def written() -> str:
    """How far the primary's log has come: a mark that holds all that was committed."""
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute(WRITTEN)
        mark: str = cursor.fetchone()[0]
    return mark
