"""How things are measured here: processor time, memory, and a yardstick that tells how steady the machine is."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"

COMMAND = (sys.executable, "-c", "from bhxhcomm.cli import run; run()")
"""What the installed script `bhxhcomm` does, with the interpreter that runs the benchmark."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure: what was measured, in which unit, all its values, and the target where there is one.

    `at_least` says that more is better.
    """

    what: str
    unit: str
    values: tuple[float, ...]
    target: float | None = None
    at_least: bool = False

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def low(self) -> float:
        return min(self.values)

    @property
    def high(self) -> float:
        return max(self.values)

    @property
    def ratio(self) -> float | None:
        """The median as a share of the target; up to 1 the target is reached, whichever way is better."""
        if self.target is None:
            return None
        return self.target / self.median if self.at_least else self.median / self.target


@dataclass(frozen=True, slots=True)
class Growth:
    """How a figure grows with the size of a thing: one row for each size."""

    what: str
    columns: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Measures of many things of a kind: one row for each, its name first."""

    what: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What one subject gave."""

    figures: tuple[Measured, ...]
    growth: tuple[Growth, ...] = field(default=())
    tables: tuple[Table, ...] = field(default=())


def cpu_times(work: Callable[[], object], runs: int) -> tuple[float, ...]:
    """The processor time of each run, in seconds: user and system, of this process alone."""
    found = []
    for _run in range(runs):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return tuple(found)


def child_times(
    arguments: Sequence[str], runs: int, *, pycache: Path, folder: Path
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The processor time and the wall time of each run of `bhxhcomm` in a new process, in seconds.

    Processes that it starts count as well. The modules are compiled once before, into the folder `pycache`, as
    they are on an officer's machine; whether this shell lets Python write them makes no difference.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BHXHCOMM_")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment |= {"PYTHONPYCACHEPREFIX": str(pycache), "BHXHCOMM_LANG": "vi"}
    _run_child(arguments, environment, folder)
    used, passed = [], []
    for _run in range(runs):
        before, start = os.times(), time.perf_counter()
        _run_child(arguments, environment, folder)
        passed.append(time.perf_counter() - start)
        after = os.times()
        used.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return tuple(used), tuple(passed)


def _run_child(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=folder, env=dict(environment), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"`bhxhcomm {' '.join(arguments)}` ended with {done.returncode}:\n{done.stderr}")


def resident() -> float:
    """The memory of this process that lies in RAM, in MiB (`/proc/self/statm`)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def yardstick(runs: int = 5) -> tuple[float, ...]:
    """The processor time of a fixed piece of work, in seconds. Were the machine steady, all would be the same."""
    return cpu_times(lambda: _count(200_000), runs)


def _count(turns: int) -> int:
    found: dict[int, str] = {}
    for turn in range(turns):
        found[turn % 1009] = str(turn)
    return len(found)


def spread(values: Iterable[float]) -> float:
    """How far the highest value lies above the lowest, as a share of the lowest."""
    kept = tuple(values)
    return max(kept) / min(kept) - 1
