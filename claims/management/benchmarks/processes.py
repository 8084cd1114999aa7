"""What the processes of a web server hold and use, read from /proc; nothing where there is none."""

import os
from abc import ABC, abstractmethod
from pathlib import Path
from threading import Event, Thread
from typing import Self

PEEK = 0.02  # seconds between two looks
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


class Watch(ABC):
    """Looks every PEEK seconds, and once more in the end."""

    def __init__(self) -> None:
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()
        self.look()

    def _watch(self) -> None:
        while not self._over.wait(PEEK):
            self.look()

    @abstractmethod
    def look(self) -> None:
        """Notes what is held now."""


class Memory(Watch):
    """How much memory a process holds at its peak, in MB.

    Read from /proc and not from its exit: there the kernel counts in who started it.
    """

    def __init__(self, pid: int) -> None:
        super().__init__()
        self.pid, self.peak = pid, 0.0

    def look(self) -> None:
        self.peak = max(self.peak, status(self.pid, "VmHWM"))


class Growth(Watch):
    """How much more each of some processes comes to hold, in MB; the most of any."""

    def __init__(self, pids: list[int]) -> None:
        super().__init__()
        self.before = {pid: status(pid, "VmRSS") for pid in pids}
        self.most = 0.0

    def look(self) -> None:
        grown = [status(pid, "VmRSS") - held for pid, held in self.before.items()]
        self.most = max([self.most, *grown])
