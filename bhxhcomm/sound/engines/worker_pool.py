"""Workers side by side: each is a process that has one speech library, and one order at a time.

A worker that dies, or does not answer in time, loses the order that it had and no other. Workers are in sessions of their
own: Ctrl-C reaches us alone, and we end them, with whatever they have started. They hold no file open that matters.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

from bhxhcomm.core.i18n import _, joined
from bhxhcomm.core.problems import MachineError, Problem
from bhxhcomm.sound.engines import EngineError, SpeechOrder, engine

MOST_BYTES = 200_000_000
"""No answer is longer: an hour of speech."""


@dataclass(slots=True)
class _Worker:
    """A worker's process, the order that it works on, and when that must be done (`time.monotonic`)."""

    engine: str
    process: subprocess.Popen[bytes]
    said: IO[bytes]
    order: SpeechOrder | None = None
    until: float = 0.0
    last_words: str = ""

    def give(self, order: SpeechOrder) -> None:
        self.order = order
        self.until = time.monotonic() + engine(self.engine).seconds
        speaker = asdict(order.speaker)
        line = {**asdict(order), "speaker": speaker, "files": speaker.pop("files")}
        assert self.process.stdin is not None
        # A worker that is dead already is found so when its answer is read.
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(line).encode() + b"\n")
            self.process.stdin.flush()

    def answer(self) -> bytes | EngineError | None:
        """What it made of its order; None when it died."""
        assert self.process.stdout is not None
        try:
            line = self.process.stdout.readline()
            head: dict[str, Any] = json.loads(line) if line.endswith(b"\n") else {}
        except ValueError:
            return None
        if "bytes" not in head:
            return EngineError(**{"code": "", **head}) if head else None
        sound = self.process.stdout.read(min(MOST_BYTES, head["bytes"]))
        return sound if len(sound) == head["bytes"] else None

    def end(self) -> None:
        """End it, and all that it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.said):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def left(self) -> None:
        """Keep how it went, once its answers have ended: its status, and the last line on its standard error."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(2)
        with contextlib.suppress(OSError, ValueError):
            self.said.seek(0)
            lines = self.said.read()[-4000:].decode(errors="replace").split("\n")
            self.last_words = next((line.strip() for line in reversed(lines) if line.strip()), "")[:200]


def spoken(orders: Iterable[SpeechOrder], jobs: int) -> Iterator[tuple[SpeechOrder, bytes | EngineError]]:
    """Each order with its WAV, or with what went wrong, in the order in which they are done; `jobs` at a time.

    However this ends, no worker is left. Raises `MachineError` when none can be started.
    """
    waiting = deque(orders)
    workers: list[_Worker] = []
    with selectors.DefaultSelector() as selector:
        try:
            while waiting or any(worker.order for worker in workers):
                _hand_out(waiting, workers, jobs, selector)
                for worker in _ready(workers, selector):
                    order = worker.order
                    assert order is not None
                    late = time.monotonic() >= worker.until
                    found = None if late and not _readable(worker) else worker.answer()
                    worker.order = None
                    if found is None:
                        selector.unregister(worker.process.stdout)  # type: ignore[arg-type]
                        workers.remove(worker)
                        if not late:
                            worker.left()
                        worker.end()
                        found = _late(worker) if late else _died(worker)
                    yield order, found
        finally:
            for worker in workers:
                worker.end()


def _hand_out(waiting: deque[SpeechOrder], workers: list[_Worker], jobs: int, selector: selectors.BaseSelector) -> None:
    """Give orders to workers that have none, starting and ending workers so that there are `jobs` of the right engines."""
    while waiting and sum(worker.order is not None for worker in workers) < max(1, jobs):
        order = waiting.popleft()
        idle = [worker for worker in workers if worker.order is None]
        worker = next((one for one in idle if one.engine == order.speaker.engine), None)
        if worker is None:
            if len(workers) >= max(1, jobs):
                selector.unregister(idle[0].process.stdout)  # type: ignore[arg-type]
                workers.remove(idle[0])
                idle[0].end()
            worker = _started(order.speaker.engine)
            workers.append(worker)
            selector.register(worker.process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]
        worker.give(order)


def _ready(workers: list[_Worker], selector: selectors.BaseSelector) -> list[_Worker]:
    """The workers that have answered or died, or whose time is over; waits for the first."""
    busy = [worker for worker in workers if worker.order]
    wait = max(0.0, min(worker.until for worker in busy) - time.monotonic())
    answered = [key.data for key, _events in selector.select(wait)]
    late = [worker for worker in busy if worker not in answered and time.monotonic() >= worker.until]
    return [worker for worker in answered if worker.order] + late


def _readable(worker: _Worker) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(worker.process.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
        return bool(selector.select(0))


def _started(name: str) -> _Worker:
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "bhxhcomm.sound.engines.worker", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            start_new_session=True,
        )
    except OSError as reason:
        said.close()
        message = _("no process for speech can be started: {reason}").format(reason=reason.strerror)
        raise MachineError(Problem("voice-process", message, hint=_("see `bhxhcomm doctor`"))) from reason
    return _Worker(name, process, said)


def _died(worker: _Worker) -> EngineError:
    code = worker.process.returncode
    message = (
        _("the voice's process was ended by signal {number}").format(number=-code)
        if code < 0 and code != -signal.SIGKILL
        else _("the voice's process died")
    )
    if worker.last_words:
        message = joined(" ", [message, f"({worker.last_words})"])
    hint = _("run the command again; what was spoken already is kept. `bhxhcomm doctor` shows whether the engine works")
    return EngineError("voice-died", message, hint)


def _late(worker: _Worker) -> EngineError:
    seconds = engine(worker.engine).seconds
    message = _("the voice did not answer within {seconds:g} seconds").format(seconds=seconds)
    return EngineError("voice-slow", message, _("shorten the segment, or run the command again"))
