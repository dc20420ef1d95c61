"""A process that dies by its own hand at a chosen one of its writes, so that each kind of moment is met, however short it is.

A write is: a file opened to be written, pushed to the disk (before and after), renamed, removed, or a folder made, below one
folder. The processes of a build count together. At the chosen one the whole group is killed (SIGKILL); half of the files that
were just being pushed to the disk are cut short first, as a power cut leaves them.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WRITES = frozenset(("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"))
"""Events of Python's audit that may change what lies on the disk; they come just before the call."""
_WRITING = os.O_WRONLY | os.O_RDWR


def command(folder: Path, at: int, count: Path, arguments: Sequence[str], seed: int = 0) -> list[str]:
    """The command line of a bhxhcomm that dies at its write number `at` below `folder` (0: never). The number of writes
    that it came to stands in the file `count` at its end."""
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import dying; "
        f"dying.arm({str(folder)!r}, {at}, {str(count)!r}, {seed}); from bhxhcomm.cli import run; run()"
    )
    return [sys.executable, "-c", code, *arguments]


def arm(folder: str, at: int, count: str, seed: int) -> None:
    """Count the writes of this process and of those forked from it; die at one of them."""
    counter = multiprocessing.get_context("fork").Value("i", 0)
    inside = os.path.realpath(folder)
    chance = random.Random(seed)
    first, push = os.getpid(), os.fsync

    def reached() -> bool:
        with counter.get_lock():
            counter.value += 1
            if at == 0 and os.getpid() == first:
                descriptor = os.open(count, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
                os.write(descriptor, str(counter.value).encode())
                os.close(descriptor)
            return counter.value == at

    def concerned(path: Any) -> bool:
        return isinstance(path, str | bytes | os.PathLike) and os.path.abspath(os.fsdecode(path)).startswith(inside)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in WRITES or not any(concerned(part) for part in arguments[:2]):
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & _WRITING):
            return
        if reached():
            os.killpg(0, signal.SIGKILL)

    def pushed(descriptor: int) -> None:
        if reached():
            if chance.random() < 0.5:
                os.ftruncate(descriptor, chance.randrange(os.fstat(descriptor).st_size + 1))
            os.killpg(0, signal.SIGKILL)
        push(descriptor)
        if reached():
            os.killpg(0, signal.SIGKILL)

    os.fsync = pushed
    sys.addaudithook(watch)
