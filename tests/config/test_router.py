"""Where queries go: the page's to the replica if it may be read, all else to the primary.

`tests/drill` shows the same with a streaming replica and several machines.
"""

import time
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import MiddlewareNotUsed
from django.core.signing import get_cookie_signer
from django.db import OperationalError, connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from django_tasks_db.models import DBTaskResult

from articles.models import Article, User
from claims.models import Claim
from config import router
from config.replica import Replica
from config.router import BEGINNING, BEYOND, COOKIE, ReadFromReplica, Reads, ReplicaRouter, current

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "replica"])
ROUTER = ReplicaRouter()
LONG_AGO = 1_000_000_000.0


@pytest.fixture(autouse=True)
def no_request() -> Iterator[None]:
    current.set(None)
    yield
    current.set(None)


@pytest.fixture(autouse=True, scope="module")
def unreachable(django_db_setup: None) -> Iterator[None]:
    """There is a replica, at an address where nothing is."""
    known = connection.settings_dict
    connections.settings["replica"] = known | {
        "NAME": "/nowhere/at/all.sqlite3" if connection.vendor == "sqlite" else known["NAME"],
        "HOST": "127.0.0.1",
        "PORT": "1",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {k: v for k, v in known["OPTIONS"].items() if k != "pool"},
        "TEST": known["TEST"] | {"MIRROR": "default"},
    }
    yield
    connections["replica"].close()
    del connections["replica"]
    del connections.settings["replica"]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Replica:
    """The replica, as long as nobody has asked it."""
    replica = Replica()
    monkeypatch.setattr(router, "replica", replica)
    return replica


@pytest.mark.parametrize("model", [Article, Claim])
def test_page_reads_from_the_replica(model: type[Article]) -> None:
    current.set(Reads(from_replica=True))
    assert ROUTER.db_for_read(model) == "replica"


@pytest.mark.parametrize("model", [User, Session, DBTaskResult])
def test_people_sessions_and_tasks_are_the_primarys(model: type[User]) -> None:
    current.set(Reads(from_replica=True))
    assert ROUTER.db_for_read(model) == "default"


def test_command_reads_from_the_primary() -> None:
    assert ROUTER.db_for_read(Claim) == "default"


def test_transaction_reads_from_the_primary() -> None:
    current.set(Reads(from_replica=True))
    with transaction.atomic():
        assert ROUTER.db_for_read(Claim) == "default"
    assert ROUTER.db_for_read(Claim) == "replica"


def test_request_reads_from_the_primary_once_it_has_written() -> None:
    current.set(Reads(from_replica=True))
    assert ROUTER.db_for_write(Claim) == "default"
    assert ROUTER.db_for_read(Claim) == "default"


def test_row_of_the_replica_is_saved_on_the_primary(claim: Claim, settings: object) -> None:
    current.set(Reads(from_replica=True))
    claim._state.db = "replica"
    assert ROUTER.db_for_write(Claim, instance=claim) == "default"
    assert ROUTER.allow_relation(claim, claim.article)
    assert ROUTER.allow_migrate("replica", "claims") is False
    assert ROUTER.allow_migrate("default", "claims") is None


def test_without_a_replica_there_is_no_middleware(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(connections.settings, "replica")
    with pytest.raises(MiddlewareNotUsed):
        ReadFromReplica(lambda request: HttpResponse())


def test_replica_that_cannot_be_reached_is_asked_once_in_a_while(broken: Replica) -> None:
    assert not broken.holds(BEGINNING)
    assert not broken.may_be_asked()
    broken.ask_again = time.monotonic() - 1
    assert broken.may_be_asked()
    assert not broken.may_be_asked()  # one goes and looks, the others are spared the wait
    broken.answers()
    assert broken.may_be_asked()


def test_page_falls_back_to_the_primary(broken: Replica, desk: Client, claim: Claim) -> None:
    current.set(Reads())
    assert ROUTER.db_for_read(Claim) == "default"
    assert broken.ask_again


@pytest.mark.skipif(connection.vendor == "sqlite", reason="PostgreSQL alone has a log to compare")
def test_database_that_is_no_replica_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one that was promoted: it goes its own way."""
    where = connections["replica"].settings_dict | {"PORT": connection.settings_dict["PORT"]}
    monkeypatch.setattr(connections["replica"], "settings_dict", where)
    replica = Replica()
    assert not replica.holds(BEGINNING)
    assert replica.ask_again is None  # it answers
    connections["replica"].close()


def answered(request: HttpRequest, view: object = None) -> HttpResponse:
    return ReadFromReplica(view or (lambda request: HttpResponse()))(request)  # type: ignore[arg-type]


def with_mark(mark: str, at: float) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = get_cookie_signer(salt=COOKIE + COOKIE).sign(f"{mark} {at}")
    return request


def test_who_wrote_long_ago_reads_with_a_mark(broken: Replica) -> None:
    answered(with_mark("0/16B3748", LONG_AGO))
    reads = current.get()
    assert reads
    assert (reads.mark, reads.from_replica) == ("0/16B3748", None)


def test_who_just_wrote_reads_from_the_primary(broken: Replica) -> None:
    answered(with_mark("0/16B3748", time.time()))
    reads = current.get()
    assert reads
    assert reads.from_replica is False


def test_forged_mark_is_none(broken: Replica) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = f"{BEYOND} {LONG_AGO}:signature"
    answered(request)
    reads = current.get()
    assert reads
    assert reads.mark == BEGINNING


def test_reading_leaves_no_mark(broken: Replica) -> None:
    assert COOKIE not in answered(RequestFactory().get("/")).cookies


@pytest.mark.parametrize("method", ["get", "post"])
def test_writing_leaves_a_mark(broken: Replica, person: object, method: str) -> None:
    def writes(request: HttpRequest) -> HttpResponse:
        ROUTER.db_for_write(Claim)
        assert ROUTER.db_for_read(Claim) == "default"
        return HttpResponse()

    said = answered(getattr(RequestFactory(), method)("/"), writes).cookies[COOKIE]
    assert said["httponly"]
    again = RequestFactory().get("/")
    again.COOKIES[COOKIE] = said.value
    value = again.get_signed_cookie(COOKIE, salt=COOKIE)
    mark, _space, at = value.partition(" ")
    assert abs(float(at) - time.time()) < 60
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn() >= %s::pg_lsn", [mark])
            assert cursor.fetchone() == (True,)
    else:
        assert mark == BEYOND  # no log to compare: to be sure, the primary


def test_page_broken_off_by_the_replica_is_read_from_the_primary(
    broken: Replica, claim: Claim
) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(Claim.objects.using(ROUTER.db_for_read(Claim)).count())

    middleware = ReadFromReplica(lambda request: HttpResponse())
    request = RequestFactory().get("/")
    request.resolver_match = ResolverMatch(view, (), {})
    current.set(Reads(from_replica=True))
    with pytest.raises(OperationalError) as raised:
        view(request)
    answer = middleware.process_exception(request, raised.value)
    assert answer
    assert answer.content == b"1"
    assert broken.ask_again
    assert middleware.process_exception(request, raised.value) is None  # once, and not for ever


def test_fault_of_the_page_itself_is_not_tried_again(broken: Replica) -> None:
    request = RequestFactory().get("/")
    request.resolver_match = ResolverMatch(answered, (), {})
    current.set(Reads(from_replica=True))
    assert ReadFromReplica(answered).process_exception(request, ValueError()) is None


def test_curators_see_what_is(broken: Replica) -> None:
    request = RequestFactory().get("/admin/")
    request.resolver_match = ResolverMatch(answered, (), {}, app_names=["admin"])
    current.set(Reads(from_replica=True))
    ReadFromReplica(answered).process_view(request)
    assert ROUTER.db_for_read(Claim) == "default"


def test_request_is_forgotten_when_it_is_over(client: Client) -> None:
    current.set(Reads(from_replica=True))
    client.get("/healthz")
    assert current.get() is None
