"""One function in a process of its own, which time and memory end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.importers import child as module
from articles.importers.child import ROOT, Child, borrowed
from articles.importers.reading import Limits
from articles.text import UnreadableText

HERE = "tests.articles.importers.test_child"


def measure(payload: bytes, **said: object) -> dict[str, object]:
    return {"bytes": len(payload), "said": said, "pid": os.getpid()}


def echo(payload: bytes) -> str:
    return payload.decode()


def act(payload: bytes) -> object:
    """What goes wrong in the process, by name."""
    if payload == b"hang":
        time.sleep(60)
    if payload == b"loop":
        while True:
            pass
    if payload == b"eat":
        return len(bytearray(4_000_000_000))
    if payload == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if payload == b"refuse":
        raise UnreadableText("The page is “no article”.")
    if payload == b"fail":
        raise KeyError("a secret")
    if payload == b"print":
        os.write(1, b"between the answers")
        os.write(2, b"nobody sees this")
    if payload == b"look":
        return ["django" in sys.modules, sorted(os.environ), str(Path.cwd())]
    return os.getpid()


@pytest.fixture
def child() -> Iterator[Child]:
    with Child(f"{HERE}:act", seconds=1, memory_bytes=1_000_000_000) as child:
        yield child


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int) -> bool:
    for _ in range(100):
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_process_stays_for_many_calls_and_ends_with_the_child() -> None:
    with Child(f"{HERE}:measure", seconds=5, memory_bytes=1_000_000_000) as child:
        first = child.call(b"abc", name="a.html", deep={"ü": [1, None]})
        second = child.call(b"")
    assert first["bytes"] == 3
    assert first["said"] == {"name": "a.html", "deep": {"ü": [1, None]}}
    assert second == {"bytes": 0, "said": {}, "pid": first["pid"]}
    assert first["pid"] != os.getpid()
    assert gone(first["pid"])


def test_large_payloads_pass_both_ways() -> None:
    with Child(f"{HERE}:measure", seconds=20, memory_bytes=1_000_000_000) as child:
        assert child.call(b"x" * 50_000_000)["bytes"] == 50_000_000
    with Child(f"{HERE}:echo", seconds=20, memory_bytes=1_000_000_000) as child:
        assert child.call(b"y" * 10_000_000) == "y" * 10_000_000


@pytest.mark.parametrize("payload", [b"hang", b"loop"])
def test_what_takes_too_long_is_killed_and_the_next_call_works(
    child: Child, payload: bytes
) -> None:
    first = child.call(b"")
    with pytest.raises(UnreadableText) as error:
        child.call(payload)
    assert str(error.value) == (
        "Reading it took longer than 1 seconds. Save it as text, or have the setting"
        " IMPORT_MAX_SECONDS raised."
    )
    assert not alive(first)
    assert child.call(b"") not in (first, os.getpid())


def test_what_takes_too_much_memory_is_killed_and_the_next_call_works(child: Child) -> None:
    first = child.call(b"")
    with pytest.raises(UnreadableText) as error:
        child.call(b"eat")
    assert str(error.value) == (
        "At most 1,000,000,000 bytes of memory are given to it. Save it as text, or have the"
        " setting IMPORT_MAX_MEMORY_BYTES raised."
    )
    assert not alive(first)
    assert alive(child.call(b""))


def test_crash_is_told_and_the_next_call_works(child: Child) -> None:
    with pytest.raises(UnreadableText, match=r"broke off.*IMPORT_MAX_MEMORY_BYTES"):
        child.call(b"crash")
    assert alive(child.call(b""))


def test_own_words_come_back_and_strange_errors_tell_only_their_kind(child: Child) -> None:
    pid = child.call(b"")
    with pytest.raises(UnreadableText) as refused:
        child.call(b"refuse")
    with pytest.raises(UnreadableText) as failed:
        child.call(b"fail")
    assert str(refused.value) == "The page is “no article”."
    assert str(failed.value) == (
        "It could not be read (KeyError). Save it as text, and import that."
    )
    assert child.call(b"") == pid


def test_what_is_printed_does_not_get_into_the_answers(
    child: Child, capfd: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(child.call(b"print"), int)
    assert capfd.readouterr() == ("", "")


def test_process_knows_nothing_of_ours(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "a secret")
    django, names, cwd = child.call(b"look")
    assert not django
    assert set(names) <= {"LC_ALL", "PATH", "LC_CTYPE"}
    assert cwd == str(ROOT)


def test_target_that_does_not_exist_is_our_own_error() -> None:
    child = Child(f"{HERE}:nothing", seconds=1, memory_bytes=1_000_000_000)
    with pytest.raises(RuntimeError, match="does not start"):
        child.call(b"")
    assert child.process is None


def test_process_is_changed_after_many_calls(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CALLS", 2)
    pids = [child.call(b"") for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_process_ends_when_its_parent_is_killed() -> None:
    program = (
        "from articles.importers.child import Child; import time;"
        f"c = Child('{HERE}:act', seconds=9, memory_bytes=10**9);"
        "print(c.call(b''), flush=True); time.sleep(60)"
    )
    with subprocess.Popen(  # the parent, which dies without a chance to tidy up
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
    assert gone(pid)


def test_borrowed_child_is_kept_for_the_next_reading() -> None:
    limits = Limits(seconds=5)
    with borrowed(f"{HERE}:act", limits) as first, borrowed(f"{HERE}:act", limits) as second:
        assert first is not second
        pids = {first.call(b""), second.call(b"")}
    with borrowed(f"{HERE}:act", limits) as third:
        assert third.call(b"") in pids
    with borrowed(f"{HERE}:act", Limits(seconds=6)) as other:
        assert other.call(b"") not in pids
    assert len(module.IDLING) == module.IDLE
    module.close_all()
    assert all(map(gone, pids))
    assert module.IDLING == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is nothing to fork")
def test_fork_lets_go_of_what_is_its_parents() -> None:
    with borrowed(f"{HERE}:act", Limits()) as child:
        pid = child.call(b"")
    program = os.fork()
    if not program:
        os._exit(len(module.IDLING))
    assert os.waitstatus_to_exitcode(os.waitpid(program, 0)[1]) == 0
    assert child.call(b"") == pid
    module.close_all()
