"""A build on other machines: one more executor, over Dask `distributed` (the extra `cluster`).

Each worker that is let in has the workspace (sent by digest, once) and one piece at a time, the next one when it is done. So
it is known whose piece is lost when a worker dies: that piece is tried once more, when all others are done, as in `pool`.
A worker is let in that has one thread (WeasyPrint dies in several), and the same program, libraries and fonts as this
machine: then its files are the same to the byte. Files come back as bytes; only this process writes.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import re
import socket
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import files, paths
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, joined, untranslated
from bhxhcomm.core.problems import ContentError, MachineError, Place, Problem, UsageError, error
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.making.make import Outcome
from bhxhcomm.making.result import within
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.planning.plan import Step, out_of
from bhxhcomm.running.cluster import result_check, tasks
from bhxhcomm.running.cluster.tasks import PieceTask, WorkerResult
from bhxhcomm.running.cluster.transfer import Transfer, pack
from bhxhcomm.running.pool import WorkerDeath
from bhxhcomm.running.run import Executor, died
from bhxhcomm.sound.clips import FOLDER as CLIPS
from bhxhcomm.trust import trust_sources

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""The hosts that are this machine."""
CONNECT_S = 10
"""Seconds after which a scheduler that does not answer is one that is not there."""
MOST_GREETING = 1_000_000
"""More bytes than this no end of Dask says first."""
ANSWER_S = 60
"""Seconds in which a worker tells about itself; one that works for somebody else takes longer, and is left out."""
SENT_S = 300
"""Seconds in which a worker takes one load of blobs, or gives its files."""
NOBODY_S = 30
"""Seconds that a build waits for a worker when it has none."""
LOOK_S = 1
"""Seconds after which it is looked again who is there."""
LOAD_BYTES = 8_000_000
"""So much is sent at a time, if a single file is not larger."""
INSTALL = 'python -m pip install "bhxhcomm[cluster]"'
_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?P<host>\[[0-9a-fA-F:.]+\]|[^\s/:]+):(?P<port>\d{1,5})/?")
SCHEDULER = "dask scheduler --host 127.0.0.1 --port 8786"
WORKER = "dask worker {address} --nthreads 1"


def on_scheduler(
    address: str, told: Callable[[Message], None] = lambda _text: None, *, unencrypted: bool = False
) -> Executor:
    """Steps on the workers of the scheduler at an address. `told` is given what is worth a line while it runs.

    Without TLS only a scheduler of this machine is spoken with, unless `unencrypted` says otherwise. The executor raises
    `UsageError` for what is no address or not encrypted, and `MachineError` where there is no scheduler, it goes away, or no
    worker can be used.
    """

    def execute(workspace: Workspace, steps: Sequence[Step]) -> Iterator[tuple[int, Outcome]]:
        if not unencrypted:
            _protected(address)
        with _connected(address) as client:
            yield from _Build(client, address, workspace, steps, told).run()

    return execute


def _protected(address: str) -> None:
    """See that what is said to a scheduler stays on this machine, or goes by TLS. Raises `UsageError`."""
    found = _ADDRESS.fullmatch(address)
    if found is None or address.startswith("tls:") or found["host"].strip("[]") in HERE:
        return
    message = _(
        "{address} is another machine and is not spoken with by TLS: who answers in its place could run programs here"
    )
    raise UsageError(
        Problem(
            "not-encrypted",
            message.format(address=address),
            hint=_("set up TLS (bhxhcomm cluster certificates DIR; docs/cluster.md), or say --unencrypted"),
        )
    )


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Any]:
    """A client of the scheduler at an address. Raises `MachineError`."""
    try:
        import distributed
    except ImportError:
        message = _("this needs the package `distributed`, which is not installed")
        raise MachineError(Problem("cluster-missing", message, hint=untranslated(INSTALL))) from None
    _check_reachable(address)
    # It logs what is told here in people's words; and it warns of versions that `facts` compares more closely.
    _quiet_loggers()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened: Any = distributed.Client
        try:
            client = opened(address, timeout=CONNECT_S, set_as_default=False, name="bhxhcomm")
        except Exception as exc:
            raise _absent(address, exc) from exc
        try:
            yield client
        finally:
            # What closes may be gone already, in any of its many ways.
            with contextlib.suppress(Exception):
                client.close(timeout=5)


def _quiet_loggers() -> None:
    """Let no part of Dask log: some of them have levels and outputs of their own."""
    for name, logger in list(logging.Logger.manager.loggerDict.items()):
        if name.partition(".")[0] == "distributed" and isinstance(logger, logging.Logger):
            logger.disabled = True


def _check_reachable(address: str) -> None:
    """See whether a scheduler listens at an address: the client itself takes long to find out, or waits for ever.

    A scheduler speaks first, as every end of Dask does: how many bytes follow, as 64 bits, and those are few. Under TLS only
    the client can hear it. Raises `MachineError`.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        message = _("“{address}” is no address of a scheduler").format(address=address)
        raise UsageError(Problem("bad-scheduler", message, hint=_("write it as tcp://host:8786")))
    try:
        with socket.create_connection((found["host"].strip("[]"), int(found["port"])), CONNECT_S) as line:
            first = b"" if address.startswith("tls:") else line.recv(8, socket.MSG_WAITALL)
    except (OSError, OverflowError, UnicodeError) as exc:
        raise _absent(address, exc) from exc
    if not address.startswith("tls:") and (len(first) < 8 or int.from_bytes(first, "little") > MOST_GREETING):
        raise _absent(address, OSError(_("something else listens there")))


def _absent(address: str, exc: Exception) -> MachineError:
    return MachineError(
        Problem(
            "no-scheduler",
            _("there is no scheduler at {address}: {why}").format(address=address, why=_why(exc)),
            hint=_("start one: {command}").format(command=SCHEDULER),
        )
    )


class _Build:
    """One build. `busy` has the piece of every worker that works, `idle` those that wait."""

    def __init__(
        self, client: Any, address: str, workspace: Workspace, steps: Sequence[Step], told: Callable[[Message], None]
    ) -> None:
        self.client = client
        self.address = address
        self.root = workspace.root
        self.out = out_of([step.request for step in steps])
        self.steps = steps
        self.told = told
        self.transfer: Transfer = pack(self.root, self.out)
        self.facts = tasks.facts()
        self.langs = _langs(steps)
        self.fonts = tasks.fonts(self.root, self.langs)
        self.idle: list[str] = []
        self.busy: dict[str, tuple[int, Any]] = {}
        self.refused: dict[str, Message] = {}
        self.done: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self.nobody_since = time.monotonic()

    def run(self) -> Iterator[tuple[int, Outcome]]:
        """What becomes of every step, as it is known."""
        waiting = list(range(len(self.steps)))[::-1]
        again: list[int] = []
        twice: list[int] = []
        self._look()
        while waiting or again or self.busy:
            while waiting and self.idle:
                self._begin(waiting.pop())
            if again and not waiting and not self.busy and self.idle:
                twice.append(again[0])
                self._begin(again.pop(0))
            found: list[tuple[int, Outcome]] = []
            for number, outcome in self._ended():
                if outcome is not None:
                    found.append((number, outcome))
                elif number in twice:
                    found.append((number, died(self.steps[number], WorkerDeath(_("lost with its worker")))))
                else:
                    again.append(number)
            while waiting and self.idle:
                self._begin(waiting.pop())
            yield from found

    def _begin(self, number: int) -> None:
        """Give a piece to the worker that has waited longest."""
        worker = self.idle.pop(0)
        step = self.steps[number]
        assert step.piece is not None
        products = frozenset(product.name for product in step.stale)
        asked = PieceTask(self.transfer.digest, step.request, products, step.piece.key)
        future = self._submit(worker, tasks.work, asked)
        self.busy[worker] = (number, future)
        future.add_done_callback(lambda ended: self.done.put((worker, ended)))

    def _ended(self) -> list[tuple[int, Outcome | None]]:
        """The pieces that have ended since it was last asked, each with None where it was lost; after a while, none."""
        try:
            worker, future = self.done.get(timeout=LOOK_S)
        except queue.Empty:
            return self._lost(self._look())
        number, awaited = self.busy.get(worker, (-1, None))
        if awaited is not future:
            return []
        outcome = self._outcome(number, worker, future)
        future.release()
        del self.busy[worker]
        if outcome is not None:
            self.idle.append(worker)
            return [(number, outcome)]
        self.told(_("The worker {worker} was lost; its piece is tried once more.").format(worker=worker))
        return [(number, None), *self._lost(self._look())]

    def _lost(self, there: Iterable[str]) -> list[tuple[int, Outcome | None]]:
        """The pieces of workers that are not there any more."""
        gone = set(self.busy) - set(there)
        found: list[tuple[int, Outcome | None]] = []
        for worker in sorted(gone):
            number, future = self.busy.pop(worker)
            future.cancel()
            found.append((number, None))
            self.told(_("The worker {worker} was lost; its piece is tried once more.").format(worker=worker))
        return found

    def _outcome(self, number: int, worker: str, future: Any) -> Outcome | None:
        """What a worker gave; None where it died over it, or had to let go of the workspace before."""
        from distributed import CancelledError, KilledWorker

        try:
            given: WorkerResult | None = future.result(timeout=SENT_S)
        except (CancelledError, KilledWorker, TimeoutError, OSError):
            return None
        except Exception as exc:
            problem = Problem(
                "worker-failed",
                _("the worker {worker} could not make this: {why}").format(worker=worker, why=_why(exc)),
                hint=_("see what the worker itself says of it"),
            )
            return Outcome(None, within(self.steps[number].request, [problem]))
        if given is None:
            return None
        step = self.steps[number]
        try:
            result_check.check(given, step.stale, worker)
        except ContentError as exc:
            return Outcome(None, within(step.request, exc.problems))
        for name, data in given.clips.items():
            path = paths.within(self.root / CLIPS, name, Place(worker))
            if not path.exists():
                files.write(path, data)
        return tasks.localised(given, self.root, self.out)

    def _look(self) -> Mapping[str, Any]:
        """See who is there, and let in who is new. Raises `MachineError` when nobody is, or the scheduler is gone."""
        try:
            found = self.client.sync(self.client.scheduler.identity, callback_timeout=CONNECT_S)
        except Exception as exc:
            raise self._gone(exc) from exc
        there: Mapping[str, Any] = found["workers"]
        self.idle = [worker for worker in self.idle if worker in there]
        known = {*self.idle, *self.busy, *self.refused}
        self._let_in({worker: there[worker]["nthreads"] for worker in there if worker not in known})
        if self.idle or self.busy:
            self.nobody_since = time.monotonic()
        elif self.refused and set(self.refused) >= set(there) and there:
            message = _("no worker of {address} can be used: {why}")
            why = joined("; ", [joined(": ", [worker, self.refused[worker]]) for worker in sorted(there)])
            raise MachineError(
                Problem("workers-refused", message.format(address=self.address, why=why), hint=self._worker_hint())
            )
        elif time.monotonic() - self.nobody_since > NOBODY_S:
            message = _("the scheduler at {address} has no worker")
            raise MachineError(Problem("no-workers", message.format(address=self.address), hint=self._worker_hint()))
        return there

    def _worker_hint(self) -> Message:
        return _("start one with the same versions and fonts: {command}").format(
            command=WORKER.format(address=self.address)
        )

    def _gone(self, exc: Exception) -> MachineError:
        return MachineError(
            Problem(
                "scheduler-gone",
                _("the scheduler at {address} went away: {why}").format(address=self.address, why=_why(exc)),
                hint=_("what was finished stands; build again when it is back: {command}").format(command=SCHEDULER),
            )
        )

    def _let_in(self, threads: Mapping[str, int]) -> None:
        """Let in those of these workers that are as this machine is, and send them the workspace."""
        fit = []
        for worker, count in threads.items():
            if count == 1:
                fit.append(worker)
            else:
                self._refuse(worker, _("it has {count} threads; a page needs one alone").format(count=count))
        fit = [worker for worker, theirs in self._ask(fit, tasks.facts) if self._same(worker, self.facts, theirs)]
        digests = sorted(set(self.transfer.files.values()))
        fit = [
            worker for worker, missing in self._ask(fit, tasks.missing_blobs, digests) if self._send(worker, missing)
        ]
        for worker, missing in self._ask(
            fit, tasks.set_up, self.transfer.digest, dict(self.transfer.files), trust_sources.outside()
        ):
            if missing:
                raise error(
                    "saved-meanwhile",
                    _("files of the workspace were saved while they were sent to the workers"),
                    hint=_("build again"),
                )
            fonts = self._ask([worker], tasks.fonts_of, self.transfer.digest, self.langs)
            self.idle += [worker for worker, theirs in fonts if self._same(worker, self.fonts, theirs)]

    def _same(self, worker: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
        """Whether a worker has the same; else it is refused, with what differs."""
        other = differences(ours, theirs)
        if other:
            self._refuse(worker, other)
        return not other

    def _refuse(self, worker: str, why: Message) -> None:
        self.refused[worker] = why
        self.told(_("The worker {worker} is not used: {why}").format(worker=worker, why=why))

    def _send(self, worker: str, digests: Sequence[str]) -> bool:
        """Send blobs to a worker, a load at a time."""
        where = self.transfer.where()
        load: list[bytes] = []
        for number, digest in enumerate(digests, 1):
            with files.guarding(where[digest]):
                load.append(where[digest].read_bytes())
            if sum(map(len, load)) >= LOAD_BYTES or number == len(digests):
                if not self._ask([worker], tasks.receive, load, seconds=SENT_S):
                    return False
                load = []
        return True

    def _submit(self, worker: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """Have a function run on one worker and on no other."""
        try:
            return self.client.submit(function, *arguments, workers=[worker], allow_other_workers=False, pure=False)
        except Exception as exc:
            raise self._gone(exc) from exc

    def _ask(
        self, workers: Iterable[str], function: Callable[..., Any], *arguments: Any, seconds: float = ANSWER_S
    ) -> list[tuple[str, Any]]:
        """The answers of workers, those left out that give none: they are refused, or gone."""
        asked = [(worker, self._submit(worker, function, *arguments)) for worker in workers]
        until = time.monotonic() + seconds
        found = []
        for worker, future in asked:
            try:
                found.append((worker, future.result(timeout=max(0.1, until - time.monotonic()))))
            except (ImportError, AttributeError) as exc:
                self._refuse(worker, _("it has no bhxhcomm, or another one: {why}").format(why=_why(exc)))
            except Exception as exc:
                if self.client.status != "running":
                    raise self._gone(exc) from exc
                self._refuse(worker, _("it does not answer: {why}").format(why=_why(exc)))
            future.release()
        return found


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> Message:
    """What is another one on another machine, as people say it; nothing where all is the same."""
    none = _("none")
    differing = [
        _("{name}: {theirs} there, {ours} here").format(
            name=name, theirs=_short(theirs.get(name)) or none, ours=_short(ours.get(name)) or none
        )
        for name in sorted({*ours, *theirs})
        if ours.get(name, "") != theirs.get(name, "")
    ]
    return joined(", ", differing) if differing else NO_MESSAGE


def _langs(steps: Sequence[Step]) -> list[str]:
    """The languages that pages of a build are set in."""
    found = {SOURCE_LANGUAGE}
    for step in steps:
        found.add(step.request.lang)
        found.add(MATERIALS[step.request.material].beside(step.request.variant) or SOURCE_LANGUAGE)
    return sorted(found)


def _short(value: str | None) -> str:
    """A version, or as much of a digest as tells it from another."""
    return value[:12] if value and len(value) == 64 else value or ""


def _why(exc: BaseException) -> str:
    """The first line of what an exception says."""
    return (str(exc).strip().splitlines() or [type(exc).__name__])[0]
