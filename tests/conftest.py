"""What all tests share: a language for messages, a steady Hypothesis, and small workspaces made for the purpose."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bhxhcomm.core import clock
from tests.seconds import Ledger

TESTS = Path(__file__).resolve().parent
SOUND = TESTS / "broken" / "sound"

TODAY = dt.date(2025, 7, 1)
"""The day on which all tests run, whatever day it is: the one that the examples and the samples pin."""
real_today = clock.today
"""The clock itself, for the tests of it."""


@pytest.fixture(scope="session", autouse=True)
def _one_day() -> Iterator[None]:
    """Every test runs on the same day; one that is about days sets its own: `monkeypatch.setattr(clock, "today", …)`."""
    with pytest.MonkeyPatch.context() as steady:
        steady.setattr(clock, "today", lambda: TODAY)
        yield


settings.register_profile(
    "steady", derandomize=True, deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seconds", action="store_true", help="say where the time went: by room, file and test")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--seconds") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Ledger(), "seconds")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of the checkout cannot be one of the wheel, where there is no checkout."""
    both = [item.nodeid for item in items if {"checkout", "wheel"} <= {mark.name for mark in item.iter_markers()}]
    if both:
        raise pytest.UsageError("marked both checkout and wheel: " + ", ".join(both))


MAY_BE_LEFT_OUT = ("nothing is read-only to root", "not a git checkout", "script/bootstrap made no environment here")
"""Why a test may be left out even where CI is set; for any other reason the run fails: what it needs must be installed."""
_left_out: dict[str, str] = {}
"""Tests and files of tests that were left out, each with its reason."""


def pytest_collectreport(report: pytest.CollectReport) -> None:
    _note(report)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _note(report)


def _note(report: pytest.CollectReport | pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple) and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        if reason not in MAY_BE_LEFT_OUT:
            _left_out[report.nodeid] = reason


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _left_out and os.environ.get("CI") and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What this machine lacks, and how many tests that leaves out."""
    if not _left_out:
        return
    where = "left out, which may not be where CI is set" if os.environ.get("CI") else "left out on this machine"
    terminalreporter.section(where)
    for reason, count in Counter(_left_out.values()).most_common():
        terminalreporter.write_line(f"{count} {'test' if count == 1 else 'tests'} left out: {reason}")
    terminalreporter.write_line("script/test installs all that tests ask for.")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages as they stand in the code."""
    monkeypatch.setenv("BHXHCOMM_LANG", "en")


@pytest.fixture(scope="session")
def examples() -> Path:
    """The workspace of examples that lies beside the tests."""
    return TESTS.parent / "examples"


@pytest.fixture
def workspace_with(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Make a copy of the small sound workspace, with some of its files written anew."""

    def make(files: Mapping[str, str]) -> Path:
        root = tmp_path / "van-phong"
        if not root.exists():
            shutil.copytree(SOUND, root)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return root

    return make
