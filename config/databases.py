"""Which databases there are and how each is spoken to, from the environment."""

import sqlite3
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

SQLITE = "django.db.backends.sqlite3"
POSTGRES = "django.db.backends.postgresql"
Settings = dict[str, Any]


def databases(env: environ.Env, url: str, replica_url: str = "") -> dict[str, Settings]:
    """`DATABASES`: the one at `url` and, if named, a replica of it.

    Raises ImproperlyConfigured for a replica of anything but PostgreSQL.
    """
    primary: Settings = env.db_url_config(url)
    if primary["ENGINE"] == SQLITE:
        found = {"default": primary | on_sqlite(sqlite3.sqlite_version_info)}
    elif primary["ENGINE"] == POSTGRES:
        found = {"default": with_pool(env, on_postgres(env, primary))}
    else:
        raise ImproperlyConfigured("DATABASE_URL names neither SQLite nor PostgreSQL.")
    if replica_url:
        replica: Settings = env.db_url_config(replica_url)
        if {primary["ENGINE"], replica["ENGINE"]} != {POSTGRES}:
            raise ImproperlyConfigured(
                "REPLICA_URL is for PostgreSQL: make DATABASE_URL and REPLICA_URL"
                " postgres://… or leave REPLICA_URL empty."
            )
        found["replica"] = kept_open(on_postgres(env, replica, patience=2))
    return found


def wal_is_sound(version: tuple[int, ...]) -> bool:
    """Whether SQLite of this version keeps a WAL file whole that several connections reset at
    once (sqlite.org/wal.html, “The WAL-Reset Bug”)."""
    return (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )


def on_sqlite(version: tuple[int, ...]) -> Settings:
    """Of a server's database in a file. WAL serves readers while one writes, where it is sound."""
    journal = "WAL" if wal_is_sound(version) else "DELETE"
    return {
        "CONN_MAX_AGE": 60,  # to open one costs more than a click's reads
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a writer queues at BEGIN; none fails half way
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode={journal};PRAGMA synchronous=FULL;",
        },
    }


def on_postgres(env: environ.Env, said: Settings, patience: int = 5) -> Settings:
    """With bounds on what a connection may hold up. What the URL says itself stays.

    The server lets go of the locks of a program that hangs in a transaction, and of one whose
    machine is gone without a goodbye: by TCP's defaults it would wait for two hours. A server that
    is silent for `patience` seconds while it is spoken to counts as gone likewise.
    """
    seconds = {
        "statement_timeout": env.int("DATABASE_STATEMENT_TIMEOUT", default=0),
        "idle_in_transaction_session_timeout": env.int("DATABASE_IDLE_TIMEOUT", default=60),
    }
    server = [f"-c {name}={number * 1_000}" for name, number in seconds.items() if number]
    server.append("-c jit=off")  # to compile a page's short queries takes longer than they do
    server += [f"-c tcp_keepalives_{n}" for n in ("idle=15", "interval=5", "count=3")]
    options = {
        "connect_timeout": patience,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 1_000 * patience,
        "options": " ".join(server),
    }
    if env.bool("DATABASE_PREPARED", default=True):
        options["server_side_binding"] = True  # see articles.models.planned
    return said | {"OPTIONS": options | said.get("OPTIONS", {})}


def with_pool(env: environ.Env, said: Settings) -> Settings:
    """Of a pool of connections that the threads of a process share; 0 for one a thread.

    A thread has one in hand while it answers a request, so there are as many as threads.
    """
    size = env.int("DATABASE_POOL_SIZE", default=4)
    if not size:
        return kept_open(said)
    pool = {
        "min_size": 0,
        "max_size": size,
        "timeout": env.int("DATABASE_POOL_TIMEOUT", default=10),
        "max_idle": 60,
        # Connecting is tried anew for so long; then whoever waits is told.
        "reconnect_timeout": 10,
    }
    options = said["OPTIONS"] | {"pool": pool}
    # Looked at before it is lent: the server may have been started anew since.
    return said | {"OPTIONS": options, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}


def kept_open(said: Settings) -> Settings:
    """A connection a thread, kept from request to request. A replica is spoken to like this:
    whether it can be reached shows at once, where a pool would hide it behind its patience."""
    return said | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
