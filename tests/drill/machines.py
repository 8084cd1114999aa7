"""Machines for the drill: network namespaces on one bridge, and PostgreSQL with a replica in two.

Needs root, `ip` and PostgreSQL's server programs. Nothing here touches the machine's own network:
the bridge has an address of its own, and is gone with the namespaces in the end.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NET, BRIDGE, NAME = "10.77.0", "claimdrill", "claimdesk"
ADDRESS = {"primary": 2, "replica": 3, "web1": 11, "web2": 12, "worker1": 21, "worker2": 22}
LAG = "1500ms"  # by which the replica is kept behind, so that a reader could notice
SERVER = (
    *("wal_level=replica", "max_connections=60", "shared_buffers=64MB", "hot_standby=on"),
    *("hot_standby_feedback=on", "wal_receiver_timeout=5s", "max_standby_streaming_delay=5s"),
)


def run(*command: str, **more: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def binaries() -> Path | None:
    """Where the newest server's programs are."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def missing() -> str:
    """Why the drill cannot run here; empty if it can."""
    if os.geteuid():
        return "it makes network namespaces, which only root may"
    if not shutil.which("ip"):
        return "there is no `ip` (package iproute2)"
    if not binaries():
        return "there is no PostgreSQL server (package postgresql)"
    probe = subprocess.run(["ip", "link", "add", BRIDGE, "type", "bridge"], capture_output=True)
    if probe.returncode:
        return f"no bridge can be made: {probe.stderr.decode().strip()}"
    run("ip", "link", "del", BRIDGE)
    return ""


class Machine:
    """A network namespace with an address; its programs can be killed all at once."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.address = f"{NET}.{ADDRESS[name]}"
        self.space, self.wire = f"{BRIDGE}-{name}", f"cd-{name}"

    def make(self) -> None:
        run("ip", "netns", "add", self.space)
        run(*f"ip link add {self.wire} type veth peer name eth0 netns {self.space}".split())
        run(*f"ip link set {self.wire} master {BRIDGE} up".split())
        inside = f"ip -n {self.space}".split()
        run(*inside, *f"address add {self.address}/24 dev eth0".split())
        run(*inside, *["link", "set", "eth0", "up"])
        run(*inside, *["link", "set", "lo", "up"])

    def start(self, *command: str, env: dict[str, str] | None = None, user: str = "") -> None:
        """Starts a program there; what it says goes to <name>.log."""
        change = ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups") if user else ()
        with (self.folder / f"{self.name}.log").open("ab") as log:
            subprocess.Popen(
                ["ip", "netns", "exec", self.space, *change, *command],
                env=os.environ | (env or {}),
                cwd=Path(__file__).parents[2] if not user else self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def pids(self) -> list[int]:
        return [int(pid) for pid in run("ip", "netns", "pids", self.space).split()]

    def kill(self) -> None:
        """kill -9 for all that runs there."""
        while pids := self.pids():
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.05)

    def plug(self, in_or_out: str) -> None:
        """Its network cable: "up" or "down". Without, nobody hears that its programs died."""
        run("ip", "link", "set", self.wire, in_or_out)

    def remove(self) -> None:
        self.kill()
        run("ip", "netns", "del", self.space)


@contextmanager
def machines() -> Iterator[dict[str, Machine]]:
    """All of them by name, and gone in the end."""
    with tempfile.TemporaryDirectory(prefix="claimdesk-drill-") as folder:
        Path(folder).chmod(0o755)
        made = {name: Machine(name, Path(folder)) for name in ADDRESS}
        run("ip", "link", "add", BRIDGE, "type", "bridge")
        try:
            run("ip", "address", "add", f"{NET}.1/24", "dev", BRIDGE)
            run("ip", "link", "set", BRIDGE, "up")
            for machine in made.values():
                machine.make()
            yield made
        finally:
            for machine in made.values():
                if Path(f"/run/netns/{machine.space}").exists():
                    machine.remove()
            run("ip", "link", "del", BRIDGE)


class Postgres:
    """A primary and its streaming replica."""

    def __init__(self, primary: Machine, replica: Machine) -> None:
        self.primary, self.replica = primary, replica
        found = binaries()
        assert found
        self.bin = found

    def url(self, machine: Machine) -> str:
        return f"postgres://{NAME}@{machine.address}:5432/{NAME}"

    def as_postgres(self, *command: str, within: Machine) -> None:
        """Runs one of the programs to its end."""
        change = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        space = ["ip", "netns", "exec", within.space]
        run(*space, *change, str(self.bin / command[0]), *command[1:], cwd="/")

    def data(self, machine: Machine) -> str:
        folder = machine.folder / f"{machine.name}-data"
        if not folder.exists():
            folder.mkdir(mode=0o700)
            shutil.chown(folder, "postgres", "postgres")
        return str(folder)

    def make(self) -> None:
        data = self.data(self.primary)
        trust = ["-A", "trust", "-U", "claimdesk", "-E", "UTF8", "--locale=C.UTF-8"]
        self.as_postgres("initdb", "-D", data, *trust, within=self.primary)
        with (Path(data) / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {NET}.0/24 trust\nhost replication all {NET}.0/24 trust\n")
        self.start(self.primary)
        self.as_postgres("createdb", *self.asked(self.primary), NAME, within=self.primary)

    def make_replica(self) -> None:
        """A copy of the primary that follows it."""
        copy = ("-D", self.data(self.replica), "-R", "-X", "stream", "-c", "fast")
        at = self.asked(self.primary)
        self.as_postgres("pg_basebackup", *at, *copy, within=self.replica)
        self.start(self.replica)

    def asked(self, machine: Machine) -> list[str]:
        return ["-h", machine.address, "-U", NAME]

    def start(self, machine: Machine) -> None:
        delay = (f"recovery_min_apply_delay={LAG}",) if machine is self.replica else ()
        options = [f"-c{option}" for option in (*SERVER, *delay)]
        where = ["-D", self.data(machine), "-h", machine.address, "-k", ""]
        machine.start(str(self.bin / "postgres"), *where, *options, user="postgres")
        until(lambda: self.ready(machine), 30, f"PostgreSQL on {machine.name}")

    def ready(self, machine: Machine) -> bool:
        asked = [str(self.bin / "pg_isready"), "-q", *self.asked(machine)]
        return subprocess.run(asked, check=False).returncode == 0


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Waits. Ends the drill if it takes longer."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not in {seconds:.0f} s")
        time.sleep(0.1)
