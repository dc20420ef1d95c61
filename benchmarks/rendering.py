"""What a tri-fold costs in a process that is warm, and whether its memory stays flat."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path

import workspaces
from measuring import Growth, Measured, Result, cpu_times, resident

from bhxhcomm.build.clock import today
from bhxhcomm.build.make import make
from bhxhcomm.build.request import Request
from bhxhcomm.content.workspace import Workspace, load

WARM_UP = 24
RENDERS = 200
STEP = 50


def warm() -> Result:
    """Tri-folds of all examples for all offices in turn, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        space, requests = _requests(Path(folder))
        for _turn in range(WARM_UP // 2):
            _make(space, next(requests))
        used = cpu_times(lambda: _make(space, next(requests)), 36)
    rates = tuple(1 / seconds for seconds in used)
    return Result((Measured("tri-folds a second, warm, on one core", "/s", rates, 5, at_least=True),))


def memory() -> Result:
    """The resident memory over 200 tri-folds, after a warm-up."""
    with tempfile.TemporaryDirectory() as folder:
        space, requests = _requests(Path(folder))
        for _turn in range(WARM_UP):
            _make(space, next(requests))
        rows = [(0.0, resident())]
        for done in range(1, RENDERS + 1):
            _make(space, next(requests))
            if done % STEP == 0:
                rows.append((float(done), resident()))
    first, last = rows[0][1], rows[-1][1]
    growth = (last / first - 1) * 100
    return Result(
        (Measured(f"memory, growth over {RENDERS} tri-folds", "%", (growth,), 5),),
        (Growth(f"memory every {STEP} tri-folds, after the warm-up", ("tri-folds", "MiB"), tuple(rows)),),
    )


def _requests(folder: Path) -> tuple[Workspace, Iterator[Request]]:
    space = load(workspaces.copy(folder / "examples")).checked()
    date = space.settings.as_of or today()
    requests = [
        Request(pack, "leaflet", "trifold", "vi", office, date, folder / "out")
        for pack in sorted(space.packs)
        for office in sorted(space.offices)
    ]
    return space, itertools.cycle(requests)


def _make(space: Workspace, request: Request) -> None:
    made = make(space, request)
    for artifact in made.artifacts:
        if artifact["status"] not in ("built", "unchanged"):
            found = "\n".join(str(problem) for problem in made.problems)
            raise RuntimeError(f"{artifact['path']}: {artifact['status']}\n{found}")
