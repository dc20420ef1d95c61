"""Workers: processes forked from this one, after it is warm and before it has any thread. Never threads: WeasyPrint dies there.

Each worker has a pipe and gets one item at a time, the next one when it is done. A worker that dies takes only its own item
with it: that item is tried once more when all others are done, in a new worker and with nothing beside it (what killed it
may have been too little memory). Results come as they are done; whoever needs an order has the number of each item.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Hashable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar, cast

from bhxhcomm.core.i18n import Message, untranslated

Item = TypeVar("Item")
Result = TypeVar("Result")
_PR_SET_PDEATHSIG = 1
"""`prctl(2)`: which signal a process gets when its parent dies."""


@dataclass(frozen=True, slots=True)
class WorkerDeath:
    """What became of an item whose worker died twice: by which signal, or with which status, as people say it."""

    how: Message


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    item: int | None = None
    knows: set[Hashable] = field(default_factory=set)


class Pool(Generic[Item, Result]):
    """Workers that all do the same `work`, which sees everything of this process as it is when a worker begins."""

    def __init__(
        self,
        work: Callable[[Item], Result],
        jobs: int,
        *,
        in_child: Callable[[], None] = lambda: None,
        kind: Callable[[Item], Hashable] = lambda _item: None,
    ) -> None:
        """Items of one `kind` share what a worker makes ready for the first of them: they go to whoever has done one, as long
        as there are any, and to nobody else before everything of a new kind is begun."""
        self._work = work
        self._jobs = jobs
        self._in_child = in_child
        self._kind = kind
        self._context = multiprocessing.get_context("fork")
        self._workers: list[_Worker] = []

    def run(self, items: Sequence[Item]) -> Generator[tuple[int, Result | WorkerDeath], None, None]:
        """The results of all items with their numbers, as they are done. Items of one kind are begun in the order given."""
        waiting = list(range(len(items)))
        again: list[int] = []
        try:
            for _number in range(min(self._jobs, len(items))):
                self._begin()
            while waiting or any(worker.item is not None for worker in self._workers):
                yield from self._round(items, waiting, again, last=False)
            self._stop()
            for number in again:
                self._begin()
                lone = [number]
                while lone or any(worker.item is not None for worker in self._workers):
                    yield from self._round(items, lone, [], last=True)
                self._stop()
        finally:
            self._stop(at_once=True)

    def _round(
        self, items: Sequence[Item], waiting: list[int], again: list[int], *, last: bool
    ) -> Generator[tuple[int, Result | WorkerDeath], None, None]:
        """Give every idle worker an item, then take what is done first."""
        for worker in list(self._workers):
            self._give(worker, items, waiting)
        busy = {worker.pipe: worker for worker in self._workers if worker.item is not None}
        for pipe in wait(list(busy)):
            worker = busy[cast(Connection, pipe)]
            assert worker.item is not None
            number = worker.item
            try:
                result = worker.pipe.recv()
            except (EOFError, OSError):
                how = self._discard(worker)
                if last:
                    yield number, WorkerDeath(untranslated(how))
                else:
                    again.append(number)
                    if waiting:
                        self._begin()
                continue
            worker.item = None
            # It goes on while the result is put in its place.
            self._give(worker, items, waiting)
            yield number, result

    def _give(self, worker: _Worker, items: Sequence[Item], waiting: list[int]) -> None:
        """Give a worker that is idle the next item for it, if there is one."""
        if worker.item is not None or not waiting:
            return
        others = {kind for other in self._workers if other is not worker for kind in other.knows}
        own = (number for number in waiting if self._kind(items[number]) in worker.knows)
        new = (number for number in waiting if self._kind(items[number]) not in others)
        worker.item = next(own, next(new, waiting[0]))
        waiting.remove(worker.item)
        worker.knows.add(self._kind(items[worker.item]))
        # A worker that is dead already is met by `wait`.
        with contextlib.suppress(OSError):
            worker.pipe.send(items[worker.item])

    def _begin(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=self._serve, args=(ours, theirs), daemon=False)
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours))

    def _serve(self, parents: Connection, pipe: Connection) -> None:
        """What a worker does until nobody asks any more."""
        # Ctrl-C reaches the whole group; the parent decides what becomes of it.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        die_with(os.getppid())
        parents.close()
        for other in self._workers:
            other.pipe.close()
        self._in_child()
        while True:
            try:
                item = pipe.recv()
            except (EOFError, OSError):
                return
            if item is None:
                return
            pipe.send(self._work(item))

    def _discard(self, worker: _Worker) -> str:
        worker.pipe.close()
        worker.process.join()
        self._workers.remove(worker)
        status = worker.process.exitcode or 0
        if status < 0:
            with contextlib.suppress(ValueError):
                return signal.Signals(-status).name
        return str(status)

    def _stop(self, *, at_once: bool = False) -> None:
        for worker in self._workers:
            if at_once:
                worker.process.kill()
            else:
                with contextlib.suppress(OSError):
                    worker.pipe.send(None)
        for worker in self._workers:
            worker.pipe.close()
            worker.process.join()
        self._workers.clear()


def die_with(parent: int) -> None:
    """See to it that this process does not outlive its parent, which may be killed. Only Linux can; elsewhere the pipe ends."""
    with contextlib.suppress(OSError, AttributeError):
        libc: Any = ctypes.CDLL(None)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
