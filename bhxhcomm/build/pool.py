"""Workers: processes forked after one warm-up and before any thread. Never threads: WeasyPrint dies in them."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from bhxhcomm.build.make import make
from bhxhcomm.build.request import Request
from bhxhcomm.build.result import Made
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.problems import MachineError, Problem

_workspace: Workspace | None = None
"""What a worker inherits by being forked; nothing is sent to it but requests."""


def make_all(workspace: Workspace, requests: Sequence[Request], jobs: int) -> Iterator[Made]:
    """Make all requests in `jobs` processes; results come in the order of the requests. Raises `MachineError`."""
    if any(MATERIALS[request.material].engine == "page" for request in requests):
        from bhxhcomm.page import pdf

        pdf.warm_up()
    global _workspace
    _workspace = workspace
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(min(jobs, len(requests)), context, _leave_interrupts_to_the_parent) as pool:
        for made in pool.map(_make_one, requests):
            if isinstance(made, Problem):
                pool.shutdown(cancel_futures=True)
                raise MachineError(made)
            yield made


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C reaches the whole group: a worker finishes its piece, and the parent hands out no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _make_one(request: Request) -> Made | Problem:
    """The result as it can be sent: an exception would lose its problem on the way."""
    assert _workspace is not None
    try:
        return make(_workspace, request)
    except MachineError as exc:
        return exc.problem
