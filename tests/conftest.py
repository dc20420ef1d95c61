"""What all tests share: a language for messages, a steady Hypothesis, and small workspaces made for the purpose."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bhxhcomm.core import clock, i18n

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


MAY_BE_LEFT_OUT = ("nothing is read-only to root", "not a git checkout", "script/bootstrap made no environment here")
"""Why a test may be left out even where CI is set; for any other reason the run fails: what it needs must be installed."""
_left_out: list[str] = []


def pytest_collectreport(report: pytest.CollectReport) -> None:
    _note(report)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _note(report)


def _note(report: pytest.CollectReport | pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple) and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2]).removeprefix("Skipped: ")
        if reason not in MAY_BE_LEFT_OUT:
            _left_out.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _left_out and os.environ.get("CI") and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out and os.environ.get("CI"):
        terminalreporter.section("left out, which may not be where CI is set")
        for line in dict.fromkeys(_left_out):
            terminalreporter.write_line(line)


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Messages as they stand in the code."""
    monkeypatch.setenv("BHXHCOMM_LANG", "en")
    i18n.catalogue.cache_clear()
    yield
    i18n.catalogue.cache_clear()


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
