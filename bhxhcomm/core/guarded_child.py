"""The process in which guarded readers run: it loads libraries, forks for every request, and never looks at a file itself.

    python -P -m bhxhcomm.core.guarded_child

Requests and answers go over standard input and output, each with a head of 9 bytes (how it ended, and its length). The fork
that does the work sets its own limits (`setrlimit(2)`), then refuses to open, write, start or connect to anything beyond
Python's own folders and ours (an audit hook, which holds for Python code; limits hold for native code as well).
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import resource
import selectors
import signal
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from enum import IntEnum
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from bhxhcomm.core import plain_values, resources
from bhxhcomm.core.problems import ContentError, MachineError, Problem, UsageError

HEAD = struct.Struct("!BQ")
WALL_TIMES = 3
"""How many times its seconds of work a call may take by the clock, on a machine that does other things as well."""


MAX_SCRATCH = 50_000_000
"""Bytes that a temporary file of a reader may have."""


class Ended(IntEnum):
    """How a request ended: with an answer, by a signal (whose name is the answer), late, or too large."""

    WELL = 0
    SIGNAL = 1
    LATE = 2
    LARGE = 3


def main() -> None:
    """Answer requests until standard input ends. What libraries print goes nowhere."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    # Ctrl-C is for those who asked; they end this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setrecursionlimit(1000)
    while request := _request(requests):
        asked = plain_values.decoded(request)
        _load(asked)
        ended, answer = _forked(asked, requests, answers)
        answers.write(HEAD.pack(ended, len(answer)) + answer)
        answers.flush()


def _request(requests: BinaryIO) -> bytes:
    head = requests.read(HEAD.size)
    if len(head) < HEAD.size:
        return b""
    length = HEAD.unpack(head)[1]
    data = requests.read(length)
    return data if len(data) == length else b""


def _load(asked: dict[str, Any]) -> None:
    """Load what the work needs, so that no fork has to. What is missing is told by the fork, which needs it."""
    for name in (*asked["libraries"], asked["module"]):
        if name not in sys.modules:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
            gc.collect()
            gc.freeze()


def _forked(asked: dict[str, Any], requests: BinaryIO, answers: BinaryIO) -> tuple[Ended, bytes]:
    """Let a fork do the work, and see to it that it ends. Its folder for temporary files, if it has one, goes with it."""
    if not asked["scratch"]:
        return _ended(asked, "", requests, answers)
    with tempfile.TemporaryDirectory(prefix="bhxhcomm-reader-", ignore_cleanup_errors=True) as scratch:
        return _ended(asked, os.path.realpath(scratch), requests, answers)


def _ended(asked: dict[str, Any], scratch: str, requests: BinaryIO, answers: BinaryIO) -> tuple[Ended, bytes]:
    """How a fork ended that does the work, and its answer. `scratch` is its own folder; empty where it has none."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.close(requests.fileno())
        os.close(answers.fileno())
        _work(asked, scratch, writing)
    os.close(writing)
    until = time.monotonic() + WALL_TIMES * asked["seconds"]
    parts: list[bytes] = []
    ended = Ended.WELL
    room = asked["megabytes"] * 1_000_000
    with selectors.DefaultSelector() as selector:
        selector.register(reading, selectors.EVENT_READ)
        selector.register(requests, selectors.EVENT_READ)
        while True:
            ready = [key.fd for key, _events in selector.select(max(0.0, until - time.monotonic()))]
            if not ready:
                ended = Ended.LATE
            elif requests.fileno() in ready:
                # Nothing is asked before this is answered: whoever asked is gone.
                os.kill(child, signal.SIGKILL)
                sys.exit(0)
            elif part := os.read(reading, 1 << 20):
                parts.append(part)
                room -= len(part)
                if room >= 0:
                    continue
                ended = Ended.LARGE
            break
    os.close(reading)
    if ended is not Ended.WELL:
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if ended is Ended.WELL and status:
        return Ended.SIGNAL, named(status)
    return ended, b"".join(parts) if ended is Ended.WELL else b""


def named(status: int) -> bytes:
    """How a process ended: the name of the signal, or the status with which it left."""
    if status < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-status).name.removeprefix("SIG").encode()
    return str(abs(status)).encode()


def _work(asked: dict[str, Any], scratch: str, writing: int) -> NoReturn:
    """Do the work in a fork, and end it."""
    try:
        _limit(asked["seconds"], asked["megabytes"], MAX_SCRATCH if scratch else 0)
        if scratch:
            tempfile.tempdir = scratch
        sys.addaudithook(_refusing(os.path.join(scratch, "") if scratch else ""))
        answer = _result(asked)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(answer)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _limit(seconds: int, megabytes: int, written: int) -> None:
    """Limits of processor, memory, files and dumps for this process; it is the first to go where memory runs out."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _result(asked: dict[str, Any]) -> bytes:
    try:
        function: Any = importlib.import_module(asked["module"])
        for part in asked["function"].split("."):
            function = getattr(function, part)
        return plain_values.encoded({"value": function(*asked["arguments"])})
    except MemoryError:
        return plain_values.encoded({"memory": asked["megabytes"]})
    except ContentError as exc:
        return plain_values.encoded({"kind": "content", "problems": [_told(problem) for problem in exc.problems]})
    except (MachineError, UsageError) as exc:
        kind = "machine" if isinstance(exc, MachineError) else "usage"
        return plain_values.encoded({"kind": kind, "problems": [_told(exc.problem)]})
    except Exception as exc:
        return plain_values.encoded({"failed": type(exc).__name__})


def _told(problem: Problem) -> tuple[Any, ...]:
    place = (problem.place.path, problem.place.line, problem.place.column, problem.place.part)
    return (
        problem.code,
        problem.message,
        place,
        problem.hint,
        str(problem.severity),
        problem.pack,
        problem.lang,
        problem.office,
    )


_REFUSED = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.utime",
    "pty.",
    "shutil.",
    "ftplib.",
    "smtplib.",
    "urllib.",
    "webbrowser.",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def _roots() -> Iterator[str]:
    """The folders in which Python's modules and ours are, and the system's libraries and fonts."""
    for folder in (sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path, str(resources.root())):
        if folder:
            yield os.path.join(os.path.realpath(folder), "")
    yield from ("/usr/", "/lib/", "/etc/mime.types/", "/dev/urandom/", "/proc/self/")


def _refusing(scratch: str) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook (PEP 578): a reader opens nothing but modules, writes nothing, starts nothing, connects to nothing.

    What it does below `scratch` (where that is not empty) is its own business.
    """

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _mode, flags = arguments
            if isinstance(path, int) or _is_below(path, scratch):
                return
            if (isinstance(flags, int) and flags & _WRITING) or not _is_below(path, _ROOTS):
                raise PermissionError("a guarded reader opens no file")
        elif event.startswith(_REFUSED) and not (event.startswith(_OF_FILES) and _is_below(arguments[0], scratch)):
            raise PermissionError(f"a guarded reader does not do this: {event}")

    return refuse


def _is_below(path: object, folders: str | tuple[str, ...]) -> bool:
    """Whether a path lies below one of some folders, which end in a slash; below none where that is empty."""
    try:
        return bool(folders) and os.path.join(os.path.realpath(os.fsdecode(path)), "").startswith(folders)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


_OF_FILES = ("os.mkdir", "os.remove", "os.rmdir", "os.rename", "shutil.rmtree")
_ROOTS = tuple(dict.fromkeys(_roots()))


if __name__ == "__main__":
    main()
