"""A small workspace that has been built at two dates, and a browser to look at reports about it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selenium import webdriver

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRIVERS = ("chromedriver", "chromium.chromedriver")


def found(names: tuple[str, ...]) -> str | None:
    """The first of these programs that is on this machine."""
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def browser(profile: Path, *, width: int = 1280, height: int = 1000) -> Iterator[webdriver.Chrome]:
    """A real browser without a screen and without the network. None of its own pages is open."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    binary, driver = found(BROWSERS), found(DRIVERS)
    assert binary is not None
    options.binary_location = binary
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={profile}",
        f"--window-size={width},{height}",
    ):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # The page engine hides the machine's fonts from its own process; a browser without any font dies.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")}
    page = webdriver.Chrome(options=options, service=Service(driver, env=surroundings))
    try:
        yield page
    finally:
        page.quit()
