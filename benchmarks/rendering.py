"""What a tri-fold costs in a process that is warm, and whether its memory stays flat."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import workspaces
from measuring import Growth, Measured, Result, cpu_times, resident

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import files
from bhxhcomm.core.clock import today
from bhxhcomm.making.make import make
from bhxhcomm.making.request import Request
from bhxhcomm.materials.loading import load

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


def growth() -> Result:
    """Seconds an artifact and memory against the number of artifacts, up to 500: PDF, Word file and pictures in turn."""
    marks = (10, 50, 100, 200, 350, 500)
    rows: list[tuple[float, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        space, requests = _requests(Path(folder), formats=("pdf", "docx", "png"))
        _make(space, next(requests))
        done = 0
        began = time.process_time()
        while done < marks[-1]:
            done += _make(space, next(requests))
            while len(rows) < len(marks) and done >= marks[len(rows)]:
                rows.append((float(done), (time.process_time() - began) / done, resident()))
    ratio = rows[-1][1] / rows[1][1]
    return Result(
        (Measured("seconds an artifact, at 500 against at 50", "×", (ratio,), 1.1),),
        (Growth("cost against number of artifacts", ("artifacts", "s each", "MiB"), tuple(rows)),),
    )


def word() -> Result:
    """The Word file of a tri-fold, warm."""
    with tempfile.TemporaryDirectory() as folder:
        space, requests = _requests(Path(folder), formats=("docx",))
        for _turn in range(6):
            _make(space, next(requests))
        used = cpu_times(lambda: _make(space, next(requests)), 18)
    return Result((Measured("a Word file, warm", "ms", tuple(seconds * 1000 for seconds in used), 60),))


def _requests(folder: Path, formats: tuple[str, ...] = ("pdf",)) -> tuple[Workspace, Iterator[Request]]:
    space = load(workspaces.copy(folder / "examples")).checked()
    date = space.settings.as_of or today()
    requests = [
        Request(pack, "leaflet", "trifold", "vi", office, date, folder / "out", formats=formats)
        for pack in sorted(space.packs)
        for office in sorted(space.offices)
    ]
    return space, itertools.cycle(requests)


def _make(space: Workspace, request: Request) -> int:
    """Make a request; how many artifacts it gave."""
    outcome = make(space, request)
    if outcome.exported is None or outcome.exported.failed:
        found = "\n".join(str(problem) for problem in outcome.problems)
        raise RuntimeError(f"{request.pack} {request.office}\n{found}")
    for file in outcome.exported.files:
        files.write(request.path(file.ending, draft=False, part=file.part), file.data)
    return len(outcome.exported.files)
