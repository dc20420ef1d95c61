"""Other processes of this machine."""

from __future__ import annotations

import os


def runs(number: int) -> bool:
    """Whether there is a process of this number, be it somebody else's."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
