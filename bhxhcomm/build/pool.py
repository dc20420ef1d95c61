"""Workers: processes forked after one warm-up and before any thread. Never threads: WeasyPrint dies in them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from bhxhcomm.build.make import Made, Request, make
from bhxhcomm.content.workspace import Workspace

_workspace: Workspace | None = None
"""What a worker inherits by being forked; nothing is sent to it but requests."""


def make_all(workspace: Workspace, requests: Sequence[Request], jobs: int) -> Iterator[Made]:
    """Make all requests in `jobs` processes; results come in the order of the requests."""
    from bhxhcomm.page import pdf

    pdf.warm_up()
    global _workspace
    _workspace = workspace
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(max_workers=min(jobs, len(requests)), mp_context=context) as pool:
        yield from pool.map(_make_one, requests)


def _make_one(request: Request) -> Made:
    assert _workspace is not None
    return make(_workspace, request)
