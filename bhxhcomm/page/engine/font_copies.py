"""Copies of fonts: WeasyPrint sets type from files in a folder that it makes for each set of fonts and removes when it is done.

That goes wrong between processes. One that was forked from another would remove folders out of which the others still set,
and one that is killed, or ends without clearing up as forked ones do, leaves megabytes behind each time. So all of them lie in
one folder, that of the process from which the others were forked. It goes when that process ends; what killed ones have left
goes when another one begins.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from bhxhcomm.core.processes import runs

PREFIX = "bhxhcomm-fonts-"
OLD_S = 24 * 3600.0
"""Seconds after which a folder whose process is not to be seen counts as left behind: it may be one of another container."""
_NAME = re.compile(rf"{re.escape(PREFIX)}(\d+)-\w+")


def configuration() -> Any:
    """A font configuration whose copies lie in that folder, and stay there when it goes."""
    return _configuration_type()()


@cache
def _configuration_type() -> type[Any]:
    # Not before `libraries.isolate`.
    from weasyprint.text.fonts import FontConfiguration

    class SharedFontConfiguration(FontConfiguration):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            folder = _shared_folder()
            folder.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(dir=folder))

        def __del__(self) -> None:
            """The folder is not its own."""

    return SharedFontConfiguration


@cache
def _shared_folder() -> Path:
    """The folder of this process, or that of the process from which it was forked."""
    parent = Path(tempfile.gettempdir())
    clear_up(parent)
    found = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    atexit.register(_remove, found, os.getpid())
    return found


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def clear_up(parent: Path) -> None:
    """Remove what processes that were killed have left in a folder for temporary files."""
    for path in parent.glob(f"{PREFIX}*"):
        match = _NAME.fullmatch(path.name)
        try:
            if match and not runs(int(match[1])) and time.time() - path.stat().st_mtime > OLD_S:
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue
