"""Editors and readers at a desk of two hosts, behind a proxy that takes the other one when one
is gone."""

import re
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from itertools import count
from typing import Any, NamedTuple
from urllib.parse import urlencode

SITE = "desk.example.org"
CARD = re.compile(rb'id="card-([A-Za-z0-9]+)"')
PATIENCE = 10  # seconds for an answer
SHUNNED = 1.0  # seconds for which the proxy leaves a host alone that refused it
THINK = 0.3
LATER = 1.2  # seconds after a tag at which its editor looks again: the replica is still behind


class Sent(NamedTuple):
    """A request that was answered or cut off. `status` is 0 for one that was cut off."""

    began: float
    ended: float
    status: int
    path: str


@dataclass
class Seen:
    """What all of them saw, added to by many threads."""

    sent: list[Sent] = field(default_factory=list)
    tagged: list[int] = field(default_factory=list)  # sentences whose tag was acknowledged
    missed: list[str] = field(default_factory=list)  # own tags that a later page did not show
    looks: int = 0


class Proxy:
    """Gives each request to the next host. One that a host refused, or a GET that was cut off,
    goes to the other; a POST that was cut off may have been done, and is told to the sender."""

    def __init__(self, hosts: list[str], seen: Seen) -> None:
        self.hosts, self.seen, self.turn = hosts, seen, count()
        self.shunned: dict[str, float] = {}

    def ask(self, method: str, path: str, headers: dict[str, str], body: str | None) -> "Answer":
        for host in self.order():
            began = time.monotonic()
            connection = HTTPConnection(host, 8000, timeout=PATIENCE)
            try:
                connection.timeout = 1.0
                connection.connect()
                connection.sock.settimeout(PATIENCE)
            except OSError:
                self.shunned[host] = time.monotonic() + SHUNNED
                continue
            try:
                connection.request(method, path, body, headers)
                got = connection.getresponse()
                answer = Answer(got.status, got.read(), got.headers.get_all("Set-Cookie", []))
            except (OSError, HTTPException):
                self.seen.sent.append(Sent(began, time.monotonic(), 0, path))
                self.shunned[host] = time.monotonic() + SHUNNED
                if method == "GET":
                    continue
                return Answer(0, b"", [])
            finally:
                connection.close()
            self.seen.sent.append(Sent(began, time.monotonic(), answer.status, path))
            return answer
        self.seen.sent.append(Sent(began, time.monotonic(), 599, path))  # no host took it
        return Answer(599, b"", [])

    def order(self) -> Iterator[str]:
        first = next(self.turn) % len(self.hosts)
        turned = self.hosts[first:] + self.hosts[:first]
        now = time.monotonic()
        yield from sorted(turned, key=lambda host: self.shunned.get(host, 0) > now)


class Answer(NamedTuple):
    status: int
    body: bytes
    cookies: list[str]


class Browser:
    """A browser's cookies, of whoever logs in with it."""

    def __init__(self, proxy: Proxy, name: str, password: str) -> None:
        self.proxy, self.login, self.password = proxy, name, password
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        headers = {
            "Host": SITE,
            "Origin": f"https://{SITE}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "10.77.0.1",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if method == "POST" and form == {}:
            headers |= {"HX-Request": "true", "HX-Current-URL": f"https://{SITE}/"}
        answer = self.proxy.ask(method, path, headers, urlencode(form) if form else None)
        for said in answer.cookies:
            self.cookies |= {name: one.value for name, one in SimpleCookie(said).items()}
        return answer

    def log_in(self) -> None:
        self.ask("GET", "/account/login/")
        form = {"login": self.login, "password": self.password}
        status = self.ask("POST", "/account/login/", form).status
        if status != 302:
            raise SystemExit(f"{self.login} could not log in: {status}")


class Person(threading.Thread, ABC):
    """Somebody at work in a browser until told to stop; `work` is what comes next."""

    def __init__(self, browser: Browser, places: Iterator[Any]) -> None:
        super().__init__(daemon=True)
        self.browser, self.places = browser, places
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            self.work()

    @abstractmethod
    def work(self) -> None:
        """One look or one deed."""


class Reader(Person):
    """Reads pages and never writes; `places` are their addresses."""

    def work(self) -> None:
        self.browser.ask("GET", next(self.places))
        time.sleep(THINK)


class Editor(Person):
    """Tags one sentence after another, and looks whether its claim is there: at once, and again
    when the answer would come from a replica that is behind. `places`: a sentence's primary key
    and the page on which it stands."""

    def work(self) -> None:
        sentence, page = next(self.places)
        answer = self.browser.ask("POST", f"/sentences/{sentence}/tag/", {})
        if answer.status == 200:
            self.browser.proxy.seen.tagged.append(sentence)
            card = CARD.search(answer.body)
            self.look(page, card.group(1) if card else b"no card", "at once")
            time.sleep(LATER)
            self.look(page, card.group(1) if card else b"no card", "later")
        time.sleep(THINK)

    def look(self, page: str, card: bytes, when: str) -> None:
        answer = self.browser.ask("GET", page)
        if answer.status != 200:
            return
        self.browser.proxy.seen.looks += 1
        if b'id="card-' + card + b'"' not in answer.body:
            self.browser.proxy.seen.missed.append(f"{when}: {page} lacks {card.decode()}")
