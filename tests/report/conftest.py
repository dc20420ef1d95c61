"""What the tests of reports look at: a workspace built at two dates, and its pages in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import plain_surroundings
from tests.cli.program import run
from tests.conftest import SOUND
from tests.report.office import BROWSERS, DRIVERS, browser, found

if TYPE_CHECKING:
    from selenium import webdriver

__all__ = ["plain_surroundings"]

BEFORE, AFTER = "2023-07-01", "2025-07-01"


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workspace, built at a date before the base salary rose and at one after. Tests only read it."""
    root = tmp_path_factory.mktemp("bao-cao") / "van-phong"
    shutil.copytree(SOUND, root)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BHXHCOMM_LANG", "en")
        for date in (BEFORE, AFTER):
            done = run("build", "--as-of", date, "--format", "pdf", "-q", cwd=root)
            assert done.status == 0, done.err
        assert run("gallery", cwd=root).status == 0
        done = run("report", "changes", "--from", BEFORE, "--to", AFTER, cwd=root)
        assert done.status == 0, done.err
    return root


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """The browser."""
    pytest.importorskip("selenium")
    if found(BROWSERS) is None or found(DRIVERS) is None:
        pytest.skip("Chromium and its driver are not on this machine: apt-get install chromium chromium-driver")
    with browser(tmp_path_factory.mktemp("trinh-duyet")) as page:
        yield page
