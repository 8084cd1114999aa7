"""An editor at the desk over real HTTP: logged in, CSRF on, one sentence tagged each click."""

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.contrib.auth.models import Group
from django.core.management.base import CommandError

from articles.models import User

EVERY = 0.1  # seconds from one click to the next, whether or not that was answered
AT_ONCE = 8  # clicks that may wait at the same time


@dataclass
class Clicks:
    """What became of a row of clicks."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Editor:
    """A browser's cookies, behind a proxy that speaks https."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.site = f"https://127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}

    def log_in(self) -> None:
        """Makes an account of the role editor and logs in. Raises CommandError."""
        name, password = "benchmark", secrets.token_urlsafe(12)
        made = User.objects.create_user(name, password=password)
        made.groups.add(Group.objects.get(name="editor"))
        self.ask("GET", "/account/login/")
        said = {"login": name, "password": password}
        status = self.ask("POST", "/account/login/", said)[0]
        if status != 302 or "sessionid" not in self.cookies:
            raise CommandError(f"The editor could not log in: the desk answered {status}.")

    def tag(self, sentence: int) -> tuple[float, str]:
        """Milliseconds until the whole answer was there; what went wrong, if anything did."""
        began = time.perf_counter()
        try:
            status, _body = self.ask("POST", f"/sentences/{sentence}/tag/", {}, htmx=True)
            wrong = "" if status == 200 else f"status {status}"
        except (OSError, HTTPException) as error:
            wrong = repr(error)
        return 1_000 * (time.perf_counter() - began), wrong

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, *, htmx: bool = False
    ) -> tuple[int, bytes]:
        """Status and body. A connection each, as a proxy opens them."""
        headers = {
            "Origin": self.site,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "127.0.0.1",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if htmx:
            headers |= {"HX-Request": "true", "HX-Current-URL": f"{self.site}/"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, urlencode(form) if form else None, headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        self.keep_cookies(answer)
        return answer.status, body

    def keep_cookies(self, answer: HTTPResponse) -> None:
        for said in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(said).items()}


def clicked(editor: Editor, sentences: Iterator[int], goes_on: Callable[[int], bool]) -> Clicks:
    """A click every EVERY seconds, for as long as `goes_on(number of clicks)` and there are
    sentences. A slow answer delays no later click, so that none is left out of the count."""
    began, found = time.perf_counter(), Clicks()
    sent: list[Future[tuple[float, str]]] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while goes_on(len(sent)) and (sentence := next(sentences, None)) is not None:
            sent.append(pool.submit(editor.tag, sentence))
            time.sleep(max(0.0, began + EVERY * len(sent) - time.perf_counter()))
    for answer in sent:
        milliseconds, wrong = answer.result()
        found.milliseconds.append(milliseconds)
        if wrong:
            found.errors.append(wrong)
    return found
