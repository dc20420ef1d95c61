"""Other processes of this machine."""

from __future__ import annotations

import os
import signal

from bhxhcomm.core.i18n import Message, _


def runs(number: int) -> bool:
    """Whether there is a process of this number, be it somebody else's."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def hint_of_death(number: int) -> Message:
    """What to do about a process that a signal ended: too little memory is SIGKILL, which the system sends then; the others are
    faults of a program, which more memory does not mend."""
    if number == signal.SIGKILL:
        return _("there may be too little memory: end other programs, or use --jobs 1, and try again")
    return _("this is a fault of a program that is used, not of memory: report it with what `bhxhcomm doctor` says")
