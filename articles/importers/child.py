"""A process that runs one function of ours on bytes, and is killed when that takes too much."""

import atexit
import contextlib
import importlib
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from typing import IO, Any

from articles.importers.reading import Limits
from articles.text import UnreadableText

ROOT = Path(__file__).resolve().parents[2]
FRAME = struct.Struct(">QQ")  # bytes of the JSON, bytes of what follows it
PROGRAM = "from articles.importers.child import serve; serve()"
START_SECONDS = 60  # for the imports of the function, on a slow machine
CALLS = 500  # after which a fresh process takes over, so that memory stays flat
IDLE = 2  # processes kept waiting


class Child:
    """`target` is "module:function", called there as function(payload, **said) -> JSON.

    The process starts with the first call and stays for the next ones. It has no environment of
    ours and imports no Django. One thread at a time may call.
    """

    def __init__(self, target: str, *, seconds: float, memory_bytes: int) -> None:
        self.target, self.seconds, self.memory_bytes = target, seconds, memory_bytes
        self.process: subprocess.Popen[bytes] | None = None
        self.calls, self.late = 0, False

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def call(self, payload: bytes, **said: Any) -> Any:
        """The function's answer.

        Raises UnreadableText: the function's own, or for what took too long, took too much
        memory, or failed.
        """
        process = self.started()
        self.calls += 1
        try:
            with self.within(self.seconds, process):
                send(pipe(process.stdin), [said, self.seconds], payload)
                (kind, answer), _nothing = receive(pipe(process.stdout))
        except (OSError, EOFError):
            self.close()
            raise UnreadableText(self.cause()) from None
        except BaseException:
            self.close()  # an interrupted process would give the next caller this answer
            raise
        if kind == "answer":
            return answer
        if kind == "memory":
            self.close()
            raise UnreadableText(self.too_big())
        if kind == "unreadable":
            raise UnreadableText(answer)
        raise UnreadableText(f"It could not be read ({answer}). Save it as text, and import that.")

    def started(self) -> "subprocess.Popen[bytes]":
        """The process, which is ready. Raises RuntimeError when it cannot start."""
        if self.process and self.process.poll() is None and self.calls < CALLS:
            return self.process
        self.close()
        self.process = process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", PROGRAM, self.target, str(self.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            start_new_session=True,  # Ctrl-C is for the parent, which may finish what it reads
        )
        try:
            with self.within(START_SECONDS, process):
                receive(pipe(process.stdout))
        except (OSError, EOFError):
            self.close()
            raise RuntimeError(f"{self.target} does not start in a process of its own") from None
        except BaseException:
            self.close()
            raise
        return process

    @contextlib.contextmanager
    def within(self, seconds: float, process: "subprocess.Popen[bytes]") -> Iterator[None]:
        """Kill the process when this takes longer; whoever waits for it gets an end of file."""

        def kill() -> None:
            self.late = True
            process.kill()

        self.late = False
        timer = Timer(seconds, kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def close(self) -> None:
        """End the process, if there is one, and wait for its end."""
        process, self.process, self.calls = self.process, None, 0
        if process:
            process.kill()
            process.wait()
            close_pipes(process)

    def forget(self) -> None:
        """In a fork: let go of a process that belongs to the parent."""
        process, self.process = self.process, None
        if process:
            process.returncode = 0  # it is not ours to wait for
            close_pipes(process)

    def cause(self) -> str:
        """Why the process ended, for an editor."""
        if self.late:
            return (
                f"Reading it took longer than {self.seconds:g} seconds. Save it as text, or have"
                " the setting IMPORT_MAX_SECONDS raised."
            )
        return f"Reading it broke off, as happens where memory runs out. {self.too_big()}"

    def too_big(self) -> str:
        return (
            f"At most {self.memory_bytes:,} bytes of memory are given to it. Save it as text, or"
            " have the setting IMPORT_MAX_MEMORY_BYTES raised."
        )


def pipe(end: IO[bytes] | None) -> IO[bytes]:
    assert end is not None
    return end


def close_pipes(process: "subprocess.Popen[bytes]") -> None:
    for end in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):  # what was not sent yet cannot be
            pipe(end).close()


def send(file: IO[bytes], content: Any, payload: bytes = b"") -> None:
    head = json.dumps(content).encode()
    file.write(FRAME.pack(len(head), len(payload)))
    file.write(head)
    file.write(payload)
    file.flush()


def receive(file: IO[bytes]) -> tuple[Any, bytes]:
    """Raises EOFError where the other side has ended."""
    head, payload = FRAME.unpack(exactly(file, FRAME.size))
    return json.loads(exactly(file, head)), exactly(file, payload)


def exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data


IDLING: list[Child] = []


@contextlib.contextmanager
def borrowed(target: str, limits: Limits) -> Iterator[Child]:
    """A child for one reading, kept for the next one; each thread gets its own."""
    child = waiting(target, limits) or Child(
        target, seconds=limits.seconds, memory_bytes=limits.memory_bytes
    )
    try:
        yield child
    finally:
        IDLING.append(child)
        with contextlib.suppress(IndexError):
            while len(IDLING) > IDLE:
                IDLING.pop(0).close()


def waiting(target: str, limits: Limits) -> Child | None:
    wanted = (target, limits.seconds, limits.memory_bytes)
    for child in list(IDLING):
        if (child.target, child.seconds, child.memory_bytes) == wanted:
            with contextlib.suppress(ValueError):  # another thread was faster
                IDLING.remove(child)
                return child
    return None


def close_all() -> None:
    while IDLING:
        IDLING.pop().close()


def forget_all() -> None:
    while IDLING:
        IDLING.pop().forget()


atexit.register(close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget_all)


def serve() -> None:
    """The process itself: answer until nobody asks any more."""
    target, memory_bytes = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed must not get between the answers
    limit_memory(int(memory_bytes))
    module, name = target.split(":")
    function = getattr(importlib.import_module(module), name)
    send(answers, "ready")
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            (said, seconds), payload = receive(sys.stdin.buffer)
            limit_time(seconds)
            send(answers, answer_of(function, payload, said))


def answer_of(function: Callable[..., Any], payload: bytes, said: dict[str, Any]) -> list[Any]:
    try:
        return ["answer", function(payload, **said)]
    except UnreadableText as error:
        return ["unreadable", str(error)]
    except MemoryError:
        return ["memory", None]
    except Exception as error:
        return ["failed", type(error).__name__]


def limit_memory(size: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of this kind
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


def limit_time(seconds: float) -> None:
    """Should the parent die, a reading that goes on for ever dies too."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        end = int(used.ru_utime + used.ru_stime + seconds) + 2
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (end, hard))
