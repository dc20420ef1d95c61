"""What the other rooms log of their work, shown on standard error with `-v` (`-vv`: in more detail), each line with its module.

Logs are for whoever looks for a fault or for lost time: they are in English, as the code is, and no part of the result.
"""

from __future__ import annotations

import logging
import sys

_ROOT = logging.getLogger("bhxhcomm")
_LEVELS = {0: logging.WARNING, 1: logging.INFO}


class _ToStandardError(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to what standard error is at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def show(verbose: int) -> None:
    """Show what is logged from now on: nothing but warnings, with 1 what was done, with 2 and more how."""
    if not _ROOT.handlers:
        handler = _ToStandardError(sys.stderr)
        handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        _ROOT.addHandler(handler)
    _ROOT.setLevel(_LEVELS.get(verbose, logging.DEBUG))
