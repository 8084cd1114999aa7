"""The desk with the demo article on an embedded database of its own, ready to try."""

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from articles.models import Article, Sentence, User
from claims import workflow
from claims.choices import Kind, Verdict
from claims.models import Claim, Claimant, Event, Scale

ROLES = {"editor": "editor", "reviewer": "reviewer", "admin": "curator"}
PORTS = range(8000, 8100)
# A browser opens connections in advance, and gunicorn keeps a thread for each of them a while: with
# no proxy in between, four would hold the desk up.
THREADS = "16"


class Command(BaseCommand):
    help = "Set up and serve a demo on 127.0.0.1. It never touches a configured database."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="set up, but do not serve")
        parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
        parser.add_argument("--port", type=int, help="default: 8000, or the next free one")
        parser.add_argument("--password", help="for all three users")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Run it as `manage.py demo`: it must choose its own database first.")
        database = Path(settings.DATABASES["default"]["NAME"])
        database.parent.mkdir(mode=0o700, exist_ok=True)
        if options["reset"]:
            for part in ("", "-journal", "-wal", "-shm"):
                Path(f"{database}{part}").unlink(missing_ok=True)
        call_command("migrate", verbosity=0)
        database.chmod(0o600)
        fresh = not Article.objects.exists()
        if fresh:
            call_command("loaddata", "demo", verbosity=0)
        passwords = people(database.parent / "passwords.json", options["password"])
        if fresh:
            begin_reading(User.objects.get(username="reviewer"))
            begin_review(User.objects.get(username="reviewer"))
        port = free_port(options["port"])
        self.say(port, passwords)
        if not options["no_serve"]:
            serve(port)

    def say(self, port: int, passwords: dict[str, str]) -> None:
        root = f"http://127.0.0.1:{port}"
        article = Article.objects.order_by("pk").first()
        event = Event.objects.filter(slug="two-sessions-2020").first()
        self.stdout.write("\nLog in as")
        for name, password in passwords.items():
            self.stdout.write(f"  {name:<9} {password}")
        self.stdout.write("\nand try")
        addresses = {
            "the article, sentence by sentence": article.get_absolute_url() if article else "/",
            "its claims": "/claims/",
            "an event with its claims": event.get_absolute_url() if event else "/events/",
        }
        for what, address in addresses.items():
            self.stdout.write(f"  {root}{address}  {what}")
        self.stdout.write("")
        self.stdout.flush()


def people(kept: Path, password: str | None) -> dict[str, str]:
    """The three users and their passwords: the same ones as last time, unless one is given."""
    known: dict[str, str] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    passwords = {name: password or known.get(name) or secrets.token_urlsafe(9) for name in ROLES}
    if passwords != known:
        kept.touch(mode=0o600)
        kept.write_text(json.dumps(passwords), encoding="utf-8")
    for name, role in ROLES.items():
        user, _made = User.objects.get_or_create(username=name)
        user.is_staff = user.is_superuser = name == "admin"
        if not user.check_password(passwords[name]):
            user.set_password(passwords[name])
        user.save()
        user.groups.set([Group.objects.get(name=role)])
    return passwords


def begin_reading(reader: User) -> None:
    """What a colleague did before: one sentence tagged, one found to claim nothing."""
    sentences = Sentence.objects.select_related("revision__article")
    workflow.dismiss_sentence(sentence=sentences.get(number=2), by=reader)
    claim = workflow.add_claim(sentence=sentences.get(number=7), by=reader).claim
    if claim:
        claimant = Claimant.objects.called("International Department, CPC").get()
        said = {"claimant": claimant, "cue": "said", "kind": Kind.POSITION}
        workflow.edit_claim(claim=claim, by=reader, version=claim.version, values=said)


def begin_review(reviewer: User) -> None:
    """What a reviewer did before: one claim decided by its facts, the next one taken in hand."""
    claims = Claim.objects.select_related("sentence__revision", "article")
    scale = Scale.objects.get(is_default=True)
    opened = claims.get(sentence__number=9)
    workflow.assess_claim(
        claim=opened,
        by=reviewer,
        version=opened.version,
        scale=scale,
        option=scale.options.get(verdict=Verdict.SUPPORTED),
        rationale="The CPPCC session opened on 21 May 2020 and the NPC session on 22 May 2020, "
        "both in Beijing.",
        decide=True,
    )
    claim = claims.get(sentence__number=8)
    workflow.take_on(claim=claim, by=reviewer, version=claim.version)


def free_port(asked: int | None) -> int:
    for port in [asked] if asked else PORTS:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    taken = f"Port {asked} is" if asked else f"All ports from {PORTS[0]} to {PORTS[-1]} are"
    raise CommandError(f"{taken} taken. Choose another with --port.")


def serve(port: int) -> None:
    """The server and the worker that real use has, on this machine only, until either ends."""
    environment = os.environ | {
        "CLAIMDESK_DEMO": "true",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    server = ["-m", "gunicorn", "config.wsgi", "--threads", THREADS, "--bind", f"127.0.0.1:{port}"]
    programs = (
        [*server, "--log-level", "warning"],
        ["manage.py", "db_worker", "--verbosity", "0"],
    )
    running = [
        subprocess.Popen([sys.executable, *program], cwd=settings.BASE_DIR, env=environment)  # noqa: S603
        for program in programs
    ]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop(running))
    while all(process.poll() is None for process in running):
        time.sleep(0.2)
    stop(running)
    for process in running:
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()  # in the middle of an import, which goes on next time


def stop(running: list["subprocess.Popen[bytes]"]) -> None:
    for process in running:
        process.terminate()
