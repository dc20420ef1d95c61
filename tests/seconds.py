"""Where the time of a test run goes: the seconds of every room, and the slowest files and tests (`pytest --seconds`)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import pytest

SHOWN = 10
"""How many of the slowest files and tests are named."""


class Ledger:
    """Adds up what each test takes with its fixtures, in all processes, and prints it when the run ends."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Set-up, call and teardown of a test come one by one; with xdist, from its workers."""
        self.seconds[report.nodeid] += report.duration  # type: ignore[assignment]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The tables; the wall time of the run counts collecting, and what workers wait for."""
        terminalreporter.section("seconds")
        for line in lines(self.seconds, time.monotonic() - self.began):
            terminalreporter.write_line(line)


def lines(seconds: Mapping[str, float], wall: float) -> Iterator[str]:
    """The tables as lines, from the seconds of each test by its id (`tests/page/test_fit.py::test_it[a]`)."""
    rooms: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for test, taken in seconds.items():
        file = test.partition("::")[0]
        rooms[room(file)] += taken  # type: ignore[assignment]
        files[file] += taken  # type: ignore[assignment]
    yield f"{sum(rooms.values()):7.1f}  all tests, one after the other; {wall:.1f} by the clock"
    for title, found in (
        ("by room", rooms.most_common()),
        ("slowest files", files.most_common(SHOWN)),
        ("slowest tests", Counter(seconds).most_common(SHOWN)),
    ):
        yield f"{title}:"
        for name, taken in found:
            yield f"{taken:7.1f}  {name}"


def room(file: str) -> str:
    """The folder of a test file below tests/; `tests` itself for those that lie there."""
    parts = PurePosixPath(file).parts
    return "/".join(parts[:2]) if len(parts) > 2 else "tests"
