"""Where the files that ship with bhxhcomm are, in a checkout and in an installed wheel alike.

`templates/`, `locales/` and `assets/` stand at the top of the checkout; the wheel carries the same folders under
`bhxhcomm/data/`. This module is the only one that knows.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDERS = ("templates", "locales", "assets")


@cache
def root() -> Path:
    """The folder that holds `templates/`, `locales/` and `assets/`."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "data"
    return installed if installed.is_dir() else package.parent


def folder(name: str) -> Path:
    """One of the shipped folders, by its name."""
    if name not in FOLDERS:
        raise ValueError(f"no shipped folder is called {name!r}")
    return root() / name
