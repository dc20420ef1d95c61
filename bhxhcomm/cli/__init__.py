"""The command line: one module per command group. It parses, calls the other rooms, prints, and exits; nothing else does.

Modules of the other rooms are imported inside the commands, so that `--help` stays quick.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable
from functools import cache

_COLLECT_AFTER = 50_000
"""New objects between two rounds of the garbage collector. At the usual 700 a command spends a tenth of its time there."""


def run() -> None:
    """The entry point: run a command and exit with its status. No traceback reaches a user."""
    gc.set_threshold(_COLLECT_AFTER, 20, 20)
    try:
        _run()
    except KeyboardInterrupt:
        # Whoever presses the keys twice is not met by a traceback on the way out.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        from bhxhcomm.cli.exiting import interrupted

        interrupted()
    except BrokenPipeError:
        from bhxhcomm.cli.exiting import unread

        # While telling what is wrong: it is wrong all the same.
        unread(1)


def _run() -> None:
    from bhxhcomm.cli.exiting import exiting

    exiting(lambda: _command()(prog_name="bhxhcomm", standalone_mode=False))


@cache
def _command() -> Callable[..., object]:
    """The tree of commands, which takes Typer a fifth of a second to make; a process that runs several makes it once."""
    from typer.main import get_command

    from bhxhcomm.cli.app import app

    return get_command(app)
