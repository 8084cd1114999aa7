"""Somebody at the desk over one kept-alive connection, as a browser keeps it; what each visit took.

The benchmark plays the proxy that speaks https, as in `clicks`.
"""

import gzip
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from importlib import import_module
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management.base import CommandError

from articles.models import User
from claims.management.benchmarks.figures import percentile

IDLE = 1.0  # seconds after which the server may have hung up: gunicorn keeps a connection for two


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes  # as it was sent, perhaps compressed
    encoding: str

    @property
    def plain(self) -> bytes:
        return gzip.decompress(self.body) if self.encoding == "gzip" else self.body


class Visitor:
    """A browser with its cookies, in the hands of this account."""

    def __init__(self, port: int, name: str = "bench") -> None:
        self.port, self.name = port, name
        self.site = f"https://127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self.used = 0.0

    def log_in(self, password: str) -> None:
        """Raises CommandError if the desk does not let them in."""
        self.ask("GET", "/account/login/")
        said = {"login": self.name, "password": password}
        status = self.ask("POST", "/account/login/", said).status
        if status != 302 or "sessionid" not in self.cookies:
            raise CommandError(f"{self.name} could not log in: the desk answered {status}.")

    def enter(self, user: User) -> None:
        """As this account, whose session is made here: a login takes its time on purpose."""
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        self.ask("GET", "/help/")  # brings the cookie of CSRF

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, *, htmx: bool = False
    ) -> Answer:
        answer = self.begin(method, path, form, htmx=htmx)
        found = Answer(answer.status, answer.read(), answer.headers.get("Content-Encoding", ""))
        self.used = time.perf_counter()
        return found

    def begin(
        self, method: str, path: str, form: dict[str, str] | None = None, *, htmx: bool = False
    ) -> HTTPResponse:
        """The answer from its head on; its body is still to be read."""
        if time.perf_counter() - self.used > IDLE:
            self.connection.close()  # opens itself again
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Encoding": "gzip",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "127.0.0.1",
        }
        if htmx:
            headers |= {"HX-Request": "true", "HX-Current-URL": f"{self.site}/"}
        if method == "POST":
            headers |= {
                "Origin": self.site,
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
                "Content-Type": "application/x-www-form-urlencoded",
            }
        self.connection.request(method, path, urlencode(form) if form else None, headers)
        answer = self.connection.getresponse()
        for said in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(said).items()}
        return answer

    def tag(self, sentence: int) -> Answer:
        return self.ask("POST", f"/sentences/{sentence}/tag/", htmx=True)


@dataclass
class Times:
    """What visits of one kind took, in milliseconds, and what went wrong."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def add(self, visit: Callable[[], Answer]) -> Answer | None:
        """Makes one, times it until the whole answer was there, and keeps its time."""
        began = time.perf_counter()
        answer = None
        try:
            answer = visit()
            if answer.status != 200:
                self.errors.append(f"status {answer.status}")
        except (OSError, HTTPException) as error:
            self.errors.append(repr(error))
        self.milliseconds.append(1_000 * (time.perf_counter() - began))
        return answer

    def at(self, share: float) -> float:
        return percentile(self.milliseconds, share)

    def sound(self) -> "Times":
        """Itself. Raises CommandError if anything went wrong: such times say nothing."""
        if self.errors:
            raise CommandError(f"{len(self.errors)} requests failed: {self.errors[0]}")
        return self


def together(times: Iterable[Times]) -> Times:
    all_of_them = list(times)
    return Times(
        [one for some in all_of_them for one in some.milliseconds],
        [one for some in all_of_them for one in some.errors],
    )
