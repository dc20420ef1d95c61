"""Readers of formats that can crash or swell run in a child process, with limits of time and memory.

`call` runs a function of ours on bytes and other plain values and returns the plain value that it makes. The child is
started at the first call and kept; it forks for every call, so that each has limits of its own, begins with the libraries
loaded, and takes nobody down with it (`guarded_child`). What kills a reader is a problem of the file that it read:

    rows = guarded.call(workbook_rows.rows, data, place=Place("tay.xlsx"), limits=Limits(libraries=("openpyxl",)))

Every process has a child of its own, also those of a fork pool, of Dask and of pytest-xdist: a child that was inherited
is left alone. Whatever ends a process ends its child, which sees its standard input close.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, TypeVarTuple

from bhxhcomm.core import plain_values
from bhxhcomm.core.guarded_child import HEAD, WALL_TIMES, Ended, named
from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import (
    BhxhcommError,
    ContentError,
    MachineError,
    Place,
    Problem,
    Severity,
    UsageError,
    error,
)

Arguments = TypeVarTuple("Arguments")
R = TypeVar("R")

_START_SECONDS = 60.0
"""How long a machine under load may take to start the child and load its libraries."""
_PASSED_ON = frozenset(
    "PATH LANG LANGUAGE LC_ALL LC_MESSAGES LC_CTYPE TMPDIR HOME BHXHCOMM_LANG PYTHONPATH PYTHONHOME LD_LIBRARY_PATH "
    "XDG_DATA_HOME XDG_CACHE_HOME FONTCONFIG_FILE FONTCONFIG_PATH".split()
)
"""The variables that Python, gettext and fonts need; a child has no other, so that none of them can be read out of it."""
_FIXED = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may take: seconds of the processor, and megabytes of memory beyond what the libraries take.

    `seconds` counts work, not waiting, so that a busy machine refuses nothing; by the clock a call may take a few times as
    long. `scratch` gives the function a folder for temporary files of its own, which is gone afterwards. `libraries` are the
    modules that the function uses; they are loaded once, before any file is looked at.
    """

    seconds: int = 10
    megabytes: int = 512
    libraries: tuple[str, ...] = ()
    scratch: bool = False


def call(
    function: Callable[[*Arguments], R],
    *arguments: *Arguments,
    place: Place,
    limits: Limits = Limits(),
) -> R:
    """What a function makes of its arguments, worked out in the child. It stands at the top of a module of ours, and its
    arguments and what it returns are plain values (`plain_values`).

    `place` is the file of which problems are. Problems that the function raises come through. Raises `ContentError`:
    `file-too-slow`, `file-too-heavy`, `file-crashes` when the limits or a fault end it, `file-unreadable` for any other
    exception; `MachineError` when no child can be started.
    """
    request = plain_values.encoded(
        {
            "module": function.__module__,
            "function": function.__qualname__,
            "arguments": tuple(arguments),
            "seconds": limits.seconds,
            "megabytes": limits.megabytes,
            "libraries": limits.libraries,
            "scratch": limits.scratch,
        }
    )
    ended, answer = _asked(request, limits)
    if ended is not Ended.WELL:
        raise _killed(ended, answer, place, limits)
    try:
        result = plain_values.decoded(answer)
    except ValueError:
        raise _unreadable(place, "ValueError") from None
    if "value" not in result:
        raise _raised(result, place)
    value: R = result["value"]
    return value


def _asked(request: bytes, limits: Limits) -> tuple[Ended, bytes]:
    """Send a request to the child of this process, starting one if need be; a second one when the first is dead."""
    with _child.lock:
        for attempt in (1, 2):
            fresh = _child.start()
            try:
                return _child.ask(request, limits)
            except TimeoutError:
                _child.end()
                return Ended.LATE, b""
            except (OSError, EOFError):
                how = _child.end(gone=True)
                if fresh or attempt == 2:
                    return Ended.SIGNAL, how
    return Ended.SIGNAL, b""


class _Child:
    """The child of this process: started when it is first needed, ended with this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """See to it that there is a child; whether it was started just now. Raises `MachineError`."""
        if self.process is not None and self.process.poll() is None:
            return False
        self.end()
        environment = {name: value for name, value in os.environ.items() if name in _PASSED_ON}
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "bhxhcomm.core.guarded_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**environment, **_FIXED},
                cwd="/",
                start_new_session=True,
                bufsize=0,
            )
        except OSError as exc:
            message = _("no process for reading files can be started: {why}").format(why=exc.strerror)
            raise MachineError(Problem("reader-process", message, hint=_("see `bhxhcomm doctor`"))) from exc
        return True

    def ask(self, request: bytes, limits: Limits) -> tuple[Ended, bytes]:
        """How a request ended, and its answer. Raises `EOFError` or `OSError` when the child is gone, `TimeoutError`."""
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        until = time.monotonic() + WALL_TIMES * limits.seconds + _START_SECONDS
        rest = memoryview(HEAD.pack(0, len(request)) + request)
        while rest:
            rest = rest[os.write(self.process.stdin.fileno(), rest) :]
        kind, length = HEAD.unpack(self._taken(HEAD.size, until))
        return Ended(kind), self._taken(length, until)

    def _taken(self, length: int, until: float) -> bytes:
        assert self.process is not None
        assert self.process.stdout is not None
        parts = []
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while length:
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise TimeoutError
                part = os.read(self.process.stdout.fileno(), min(length, 1 << 20))
                if not part:
                    raise EOFError
                parts.append(part)
                length -= len(part)
        return b"".join(parts)

    def end(self, *, gone: bool = False) -> bytes:
        """End the child and what it has forked. Of one that is `gone`: by which signal it ended, or with which status."""
        process, self.process = self.process, None
        if process is None:
            return b""
        status = None
        if gone:
            # Its pipes close a moment before it can be waited for.
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = process.wait(timeout=1)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        return b"" if status is None else named(status)

    def forget(self) -> None:
        """In a process that was forked from the one that started the child: let go of it, without ending it."""
        self.lock = threading.Lock()
        process, self.process = self.process, None
        if process is None:
            return
        # What is not ours to wait for must not be called a process that was left running.
        process.returncode = 0
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


_child = _Child()
os.register_at_fork(after_in_child=_child.forget)
atexit.register(_child.end)


def _raised(result: dict[str, Any], place: Place) -> BhxhcommError:
    """What the function raised there."""
    if "memory" in result:
        return _killed(Ended.LARGE, b"", place, Limits(megabytes=result["memory"]))
    if "failed" in result:
        return _unreadable(place, result["failed"])
    problems = [
        Problem(code, message, Place(*where) if where[0] else place, hint, Severity(severity), pack, lang, office)
        for code, message, where, hint, severity, pack, lang, office in result["problems"]
    ]
    if result["kind"] == "content":
        return ContentError(problems)
    return (MachineError if result["kind"] == "machine" else UsageError)(problems[0])


def _unreadable(place: Place, why: str) -> ContentError:
    message = _("this file is damaged: it cannot be read ({why})").format(why=why)
    return error("file-unreadable", message, place, _NEW_HINT())


def _killed(ended: Ended, detail: bytes, place: Place, limits: Limits) -> ContentError:
    if ended is Ended.LATE or detail == b"XCPU":
        message = _("reading this file takes longer than {seconds} seconds; it is not read")
        return error("file-too-slow", message.format(seconds=limits.seconds), place, _NEW_HINT())
    if ended is Ended.LARGE or detail == b"KILL":
        message = _("reading this file takes more than {megabytes} MB of memory; it is not read")
        return error("file-too-heavy", message.format(megabytes=limits.megabytes), place, _NEW_HINT())
    message = _("the program that reads such files fails on this one ({how}); it is not read")
    return error("file-crashes", message.format(how=detail.decode(errors="replace")), place, _NEW_HINT())


def _NEW_HINT() -> Message:  # noqa: N802 - a constant that must be translated when it is used
    return _("open it in its own program, save it anew in its plainest form, and use that")
