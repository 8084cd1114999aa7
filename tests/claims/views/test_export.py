"""The download: what it says of itself, and that it ends when nobody wants it any more."""

import socket
from collections.abc import Iterator
from threading import Event, Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims.models import Claim

CLAIMS, EACH = 120, 200_000  # far more than sockets hold: 24 MB


class Watched:
    """The desk as a server calls it; counts the pieces that it was asked for."""

    def __init__(self) -> None:
        self.desk = get_wsgi_application()
        self.pieces = 0
        self.closed = Event()

    def __call__(self, environ: Any, start_response: Any) -> "Watched":
        self.answer: Any = self.desk(environ, start_response)
        return self

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.answer:
            self.pieces += 1
            yield piece

    def close(self) -> None:
        self.answer.close()
        connection.close()  # this thread's
        self.closed.set()


class Quiet(WSGIRequestHandler):
    def log_message(self, *_said: Any) -> None:
        pass


@pytest.mark.parametrize("address", ["/claims/export/csv/", "/revisions/export/csv/"])
def test_download_has_a_name_and_is_kept_nowhere(desk: Client, claim: Claim, address: str) -> None:
    answer: Any = desk.get(address)
    day = timezone.localdate().isoformat()
    noun = address.split("/")[1]
    assert answer["Content-Disposition"] == f'attachment; filename="{noun}-{day}.csv"'
    assert (answer["Cache-Control"], answer["X-Accel-Buffering"]) == ("no-store", "no")
    assert len(list(answer.streaming_content)) == 2


def test_download_asked_only_of_its_head_reads_no_claim(desk: Client, claim: Claim) -> None:
    answer: Any = desk.head("/claims/export/csv/")
    assert answer.status_code == 200
    assert list(answer.streaming_content) == []


@pytest.mark.django_db(transaction=True)
def test_download_that_is_abandoned_fetches_no_more(
    desk: Client, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.exporters.chunks.CHUNK", 2)
    Claim.objects.bulk_create(
        Claim(
            article=claim.article,
            sentence=claim.sentence,
            start=claim.start,
            end=claim.end,
            quote=claim.quote,
            note="x" * EACH,
            state="withdrawn",
            tagged_at=claim.tagged_at,
        )
        for _n in range(CLAIMS)
    )
    watched = Watched()
    with make_server("127.0.0.1", 0, watched, handler_class=Quiet) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        with socket.create_connection(server.server_address[:2]) as browser:
            cookie = desk.cookies["sessionid"].value
            browser.sendall(
                b"GET /claims/export/csv/?state=withdrawn HTTP/1.1\r\nHost: testserver\r\n"
                + f"Cookie: sessionid={cookie}\r\n\r\n".encode()
            )
            said = browser.recv(4_000)
            while b"claim_id,article_id" not in said and (more := browser.recv(4_000)):
                said += more
        thread.join(20)
    assert said.split(b"\r\n")[0] == b"HTTP/1.0 200 OK"
    assert watched.closed.is_set()
    assert 1 <= watched.pieces < CLAIMS // 2
