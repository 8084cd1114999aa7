"""What the processes of a web server hold and use, read from /proc; nothing where there is none."""

import os
from pathlib import Path
from threading import Event, Thread

PEEK = 0.05  # seconds between two looks
TICKS = os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """The processes that a web server answers with."""
    try:
        said = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(child) for child in said.split()]


def megabytes(pids: list[int]) -> float:
    """What the largest of them holds now."""
    return max((status(pid, "VmRSS") for pid in pids), default=0.0)


def status(pid: int, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:")), 0.0)


def processor_seconds(pids: list[int]) -> float:
    """What all of them have used so far."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


class Growth:
    """Watches how much more each of some processes comes to hold, in MB; the most of any."""

    def __init__(self, pids: list[int]) -> None:
        self.pids = pids
        self.before = {pid: status(pid, "VmRSS") for pid in pids}
        self.most = 0.0
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Growth":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(PEEK):
            self._look()

    def _look(self) -> None:
        grown = [status(pid, "VmRSS") - held for pid, held in self.before.items()]
        self.most = max([self.most, *grown])
