"""The drill: two web hosts, two workers, PostgreSQL and its replica, each on a machine of its own;
one after the other is killed in the middle of the load, and then counted what was lost.

    make drill [ARGS="--json FILE"]

Exits with 1 if an acknowledged write is lost, an error is answered that was not in flight, an
editor does not see what they wrote, or the import does not come to its end. It takes about two
minutes.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.drill.load import SITE, Browser, Editor, Person, Proxy, Reader, Seen
from tests.drill.machines import Machine, Postgres, machines, missing, until

EDITORS, READERS, ITEMS, LINES = 4, 2, 4_000, 150
PASSWORD = "drill horse battery"
TABLES = "('claims_claim', 'articles_sentence', 'articles_article', 'articles_revision')"


class Drill:
    def __init__(self, made: dict[str, Machine]) -> None:
        self.made = made
        self.postgres = Postgres(made["primary"], made["replica"])
        self.env = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.postgres.url(made["primary"]),
            "REPLICA_URL": self.postgres.url(made["replica"]),
            "SECRET_KEY": "only-for-the-drill-" + "x" * 40,
            "SITE_URL": f"https://{SITE}",
            "TRUSTED_PROXY_COUNT": "1",
            "DEBUG": "false",
            "CLAIMDESK_DEMO": "false",
            "LOG_LEVEL": "WARNING",
        }
        self.seen = Seen()
        self.proxy = Proxy([made["web1"].address, made["web2"].address], self.seen)
        self.kills: list[tuple[float, str]] = []
        self.began = 0.0

    # --- the machines -------------------------------------------------------------------------
    def start_web(self, machine: Machine) -> None:
        bound = ("--bind", f"{machine.address}:8000", "--log-level", "warning")
        server = ("-m", "gunicorn", "config.wsgi", "--workers", "2", "--threads", "4", *bound)
        machine.start(sys.executable, *server, env=self.env)

    def start_worker(self, machine: Machine) -> None:
        worker = ("manage.py", "db_worker", "--worker-id", f"{machine.name}-{time.time():.0f}")
        machine.start(sys.executable, *worker, env=self.env)

    def kill(self, machine: Machine) -> None:
        self.kills.append((time.monotonic(), machine.name))
        machine.kill()
        self.say(f"killed {machine.name}")

    def say(self, what: str) -> None:
        print(f"  {time.monotonic() - self.began:6.1f} s  {what}", flush=True)

    # --- what is there ------------------------------------------------------------------------
    def fill(self) -> None:
        """People, and an article for each editor."""
        os.environ.update(self.env | {"REPLICA_URL": "", "DATABASE_POOL_SIZE": "0"})
        import django

        django.setup()
        from django.contrib.auth.models import Group
        from django.core.management import call_command

        from articles.draft import ArticleDraft, Block, Role
        from articles.models import Sentence, User
        from articles.store import store_draft

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        for n in range(EDITORS + READERS):
            user = User.objects.create_user(f"person{n}", password=PASSWORD)
            user.groups.add(Group.objects.get(name="editor"))
        self.work: list[list[tuple[int, str]]] = []
        for n in range(EDITORS):
            lines = [f"The harbour board of pier {n} counted {k} boats." for k in range(LINES)]
            text = "\n".join(lines)
            starts = [sum(len(line) + 1 for line in lines[:k]) for k in range(LINES)]
            blocks = tuple(
                Block(at, at + len(line), Role.BODY) for at, line in zip(starts, lines, strict=True)
            )
            draft = ArticleDraft(
                text=text, blocks=blocks, title=f"Boats of pier {n}", language="en",
                source_name="Northtown Gazette", reader="drill 1",
            )  # fmt: skip
            article = store_draft(draft, by=None).article
            found = Sentence.objects.taggable().filter(revision=article.current, role=Role.BODY)
            page = f"/articles/{article.public_id}/"
            self.work.append([(pk, page) for pk in found.values_list("pk", flat=True)])

    def begin_import(self) -> Any:
        from articles import intake, tasks

        text = " ".join(f"The ferry came {k} times to the pier." for k in range(12))
        rows = (
            json.dumps({"title": f"Ferry {n}", "text": f"Day {n}. {text}", "source": "Gazette"})
            for n in range(ITEMS)
        )
        run = intake.receive(["\n".join(rows).encode()], name="ferries.jsonl", by=None)
        tasks.start(run)
        return run

    def asked(self, sql: str, of: str = "primary") -> Any:
        """One value from one of the two databases, asked on a connection of its own."""
        import psycopg

        machine = self.made[of]
        with psycopg.connect(self.postgres.url(machine), connect_timeout=3) as connection:
            return connection.execute(sql).fetchone()[0]  # type: ignore[index, arg-type]

    def replica_reads(self) -> int:
        """How many scans of articles and claims the replica has done since it was started."""
        sql = "SELECT coalesce(sum(coalesce(idx_scan, 0) + seq_scan), 0)::int"
        return int(
            self.asked(f"{sql} FROM pg_stat_user_tables WHERE relname IN {TABLES}", "replica")
        )

    def people(self) -> list[Person]:
        browsers = [Browser(self.proxy, f"person{n}", PASSWORD) for n in range(EDITORS + READERS)]
        for browser in browsers:
            browser.log_in()
        pages = [*(work[0][1] for work in self.work), "/claims/", "/articles/"]
        editors = [Editor(one, iter(work)) for one, work in zip(browsers, self.work, strict=False)]
        return [*editors, *(Reader(one, cycle(pages)) for one in browsers[EDITORS:])]

    # --- what happens -------------------------------------------------------------------------
    def run(self) -> dict[str, Any]:
        made = self.made
        self.began = time.monotonic()
        self.postgres.make()
        self.fill()
        self.postgres.make_replica()
        for name in ("web1", "web2"):
            self.start_web(made[name])
        for name in ("worker1", "worker2"):
            self.start_worker(made[name])
        until(lambda: all(self.answers(n) for n in ("web1", "web2")), 30, "the web hosts")
        people = self.people()
        self.say("two web hosts, two workers, a primary and a replica are up")
        for person in people:
            person.start()
        reads = {"before": self.reads_within(4)}
        job = self.begin_import()
        self.kill_and_mend("worker", job)
        self.kill_and_mend("web1")
        self.kill_and_mend("replica")
        time.sleep(4)  # left alone for PAUSE after the last that found it down
        reads["after"] = self.reads_within(4)
        self.unplug("web2")
        self.unplug("replica")
        until(lambda: self.state(job)[0] in {"done", "failed"}, 120, "the import")
        for person in people:
            person.stop.set()
        for person in people:
            person.join(30)
        return self.counted(job, reads)

    def answers(self, name: str) -> bool:
        browser = Browser(Proxy([self.made[name].address], Seen()), "", "")
        return browser.ask("GET", "/healthz").status == 200

    def reads_within(self, seconds: float) -> int:
        before = self.replica_reads()
        time.sleep(seconds)
        return self.replica_reads() - before

    def kill_and_mend(self, name: str, job: Any = None) -> None:
        """Kills a machine's programs, waits, starts them again."""
        if job:
            until(lambda: self.state(job)[1] > ITEMS // 20, 30, "the import’s beginning")
            name = self.runs_it()
        machine = self.made[name]
        self.kill(machine)
        time.sleep(5)
        self.restart(machine)

    def runs_it(self) -> str:
        """The worker that has the import in hand."""
        from django_tasks_db.models import DBTaskResult

        return str(DBTaskResult.objects.running().get().worker_ids[-1]).partition("-")[0]

    def unplug(self, name: str) -> None:
        """As when the power goes: its programs are gone, and nobody is told."""
        machine = self.made[name]
        self.kills.append((time.monotonic(), f"{name} (unplugged)"))
        machine.plug("down")
        self.say(f"unplugged {name}")
        machine.kill()
        time.sleep(8)
        machine.plug("up")
        self.restart(machine)

    def restart(self, machine: Machine) -> None:
        start: Callable[[Machine], None] = {
            "web": self.start_web, "wor": self.start_worker, "rep": self.postgres.start,
        }[machine.name[:3]]  # fmt: skip
        start(machine)
        if machine.name.startswith("web"):
            until(lambda: self.answers(machine.name), 30, machine.name)
        self.say(f"{machine.name} is up again")

    def state(self, job: Any) -> tuple[str, int]:
        job.refresh_from_db()
        return job.state, job.position

    # --- what is counted ----------------------------------------------------------------------
    def counted(self, job: Any, reads: dict[str, int]) -> dict[str, Any]:
        from articles.models import Article, ImportItem
        from claims.models import Claim

        kept = set(Claim.objects.values_list("sentence_id", flat=True))
        failed = [sent for sent in self.seen.sent if sent.status == 0 or sent.status >= 500]
        flying = [
            sent for sent in failed if any(sent.began <= at <= sent.ended for at, _n in self.kills)
        ]
        answered = sorted(s.ended - s.began for s in self.seen.sent if s.status in {200, 302})
        return {
            "requests answered": len(answered),
            "p50 ms": round(1_000 * answered[len(answered) // 2]),
            "p99 ms": round(1_000 * answered[len(answered) * 99 // 100]),
            "longest ms": round(1_000 * answered[-1]),
            "tags acknowledged": len(self.seen.tagged),
            "of them lost": len(set(self.seen.tagged) - kept),
            "cut off or 5xx, in flight at a kill": len(flying),
            "of them 5xx": sum(sent.status >= 500 for sent in flying),
            "cut off or 5xx, beyond": [
                f"{sent.status} {sent.path} at {sent.began - self.began:.1f} s"
                for sent in failed
                if sent not in flying
            ],
            "looks for one’s own tag": self.seen.looks,
            "of them in vain": self.seen.missed,
            "replica’s scans in 4 s": reads,
            "import": f"{job.state}, {job.position} of {ITEMS}",
            "articles of it": Article.objects.filter(title__startswith="Ferry ").count(),
            "items of it": ImportItem.objects.filter(of=job).count(),
            "killed": [name for _at, name in self.kills],
            "seconds": round(time.monotonic() - self.began),
        }


def wrong(found: dict[str, Any]) -> list[str]:
    """What must not be."""
    reads = found["replica’s scans in 4 s"]
    must = {
        "an acknowledged tag is lost": not found["of them lost"],
        "an error beyond the requests in flight": not found["cut off or 5xx, beyond"],
        "an editor did not see their own tag": not found["of them in vain"],
        "the import did not come to its end": found["import"] == f"done, {ITEMS} of {ITEMS}",
        "the import’s articles do not add up": found["articles of it"] == ITEMS,
        "the import’s items do not add up": found["items of it"] == ITEMS,
        "the replica was not read": reads["before"] > 0 and reads["after"] > 0,
        "nobody looked or tagged": found["looks for one’s own tag"] > found["tags acknowledged"],
    }
    return [what for what, holds in must.items() if not holds]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="where to write what was found, too")
    options = parser.parse_args()
    if why := missing():
        print(f"Left out: the drill with several machines, because {why}.")
        return 0
    print("The drill begins.")
    with machines() as made:
        drill = Drill(made)
        try:
            found = drill.run()
        except BaseException:
            for log in sorted(made["primary"].folder.glob("*.log")):
                print(f"--- {log.name}\n{log.read_text(errors='replace')[-1_500:]}")
            raise
        for name in ("web1", "web2"):
            said = (made[name].folder / f"{name}.log").read_text(errors="replace")
            found[f"{name} said"] = said.count("Traceback")
            if os.environ.get("DRILL_LOGS"):
                print(said[-6_000:])
    width = max(map(len, found))
    for name, value in found.items():
        print(f"{name:<{width}}  {value}")
    faults = wrong(found)
    if options.json:
        said = json.dumps(found | {"faults": faults}, ensure_ascii=False, indent=2)
        options.json.write_text(said + "\n", encoding="utf-8")
    print("Faults: " + "; ".join(faults) if faults else "Nothing was lost.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
