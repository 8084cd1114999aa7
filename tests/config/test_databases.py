"""Databases from the environment: what each is told, and what is refused."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.databases import databases, on_sqlite, wal_is_sound

URL = "postgres://desk:secret@db.example.org:5432/claimdesk"


def said(**environment: str) -> environ.Env:
    env = environ.Env()
    env.ENVIRON = environment
    return env


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_wal_is_sound_from_the_mended_releases_on(version: tuple[int, ...], sound: bool) -> None:
    assert wal_is_sound(version) == sound
    mode = "WAL" if sound else "DELETE"
    assert on_sqlite(version)["OPTIONS"]["init_command"] == (
        f"PRAGMA journal_mode={mode};PRAGMA synchronous=FULL;"
    )


def test_sqlite_keeps_its_file() -> None:
    found = databases(said(), "sqlite:////var/desk.sqlite3")["default"]
    assert found["NAME"] == "/var/desk.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgres_has_a_pool_and_no_connection_of_a_thread_besides() -> None:
    found = databases(said(DATABASE_POOL_SIZE="7"), URL)
    assert list(found) == ["default"]
    assert found["default"]["OPTIONS"]["pool"]["max_size"] == 7
    assert (found["default"]["CONN_MAX_AGE"], found["default"]["CONN_HEALTH_CHECKS"]) == (0, True)


def test_pool_of_none_is_a_connection_a_thread() -> None:
    found = databases(said(DATABASE_POOL_SIZE="0"), URL)["default"]
    assert "pool" not in found["OPTIONS"]
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (60, True)


def test_time_limits_are_told_to_the_server() -> None:
    found = databases(said(DATABASE_STATEMENT_TIMEOUT="30", DATABASE_IDLE_TIMEOUT="0"), URL)
    assert found["default"]["OPTIONS"]["options"] == (
        "-c statement_timeout=30000 -c jit=off -c tcp_keepalives_idle=15"
        " -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    )


@pytest.mark.parametrize("asked", ["1", "0"])
def test_whether_plans_are_kept_can_be_said(asked: str) -> None:
    options = databases(said(DATABASE_PREPARED=asked), URL)["default"]["OPTIONS"]
    assert options.get("server_side_binding", False) == (asked == "1")


def test_what_the_address_says_itself_stays() -> None:
    found = databases(said(), URL + "?sslmode=require&connect_timeout=3")["default"]
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["connect_timeout"] == 3


def test_replica_is_spoken_to_without_a_pool() -> None:
    found = databases(said(), URL, URL.replace("db.", "replica."))["replica"]
    assert found["HOST"] == "replica.example.org"
    assert "pool" not in found["OPTIONS"]
    assert found["CONN_MAX_AGE"] == 60


@pytest.mark.parametrize(
    ("url", "replica"),
    [("sqlite:////desk.sqlite3", URL), (URL, "sqlite:////desk.sqlite3"), ("mysql://a@b/c", "")],
)
def test_what_cannot_be_is_refused(url: str, replica: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="PostgreSQL"):
        databases(said(), url, replica)
