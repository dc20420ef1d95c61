"""How a command ends: what was wrong is told, and the status is one that others rely on. No traceback reaches a user."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

import typer

from bhxhcomm.cli.console import console
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _
from bhxhcomm.core.problems import NOWHERE, BhxhcommError, ContentError, MachineError, Problem, UsageError

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it (128 and the number of the signal)."""
USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]
"""What is raised for a command line that is used wrongly."""


def exiting(work: Callable[[], object]) -> NoReturn:
    """Do something, tell what is wrong with it, and exit with the status that it returns or that others rely on.

    `KeyboardInterrupt` goes on.
    """
    try:
        status = work()
        sys.stdout.flush()
    except ContentError as exc:
        console.fail(exc.problems, exc.exit_status)
    except (MachineError, UsageError) as exc:
        console.fail([exc.problem], exc.exit_status)
    except BrokenPipeError:
        unread()
    except SystemExit as exc:
        if isinstance(exc.__context__, BrokenPipeError):
            unread()
        raise
    except BhxhcommError as exc:
        console.fail([Problem("error", i18n.untranslated(str(exc)))], exc.exit_status)
    except OSError as exc:
        console.fail(
            [
                Problem(
                    "system",
                    i18n._("the system refused: {why}").format(why=exc),
                    NOWHERE,
                    i18n._("see `bhxhcomm doctor`"),
                )
            ],
            3,
        )
    except USAGE_ERROR as exc:
        _misused(exc)
    except Exception as exc:
        if os.environ.get("BHXHCOMM_DEBUG"):
            raise
        problem = Problem(
            "internal",
            i18n._("this is a fault in bhxhcomm itself: {kind}: {why}").format(kind=type(exc).__name__, why=exc),
            NOWHERE,
            i18n._("please report it with the command you gave; BHXHCOMM_DEBUG=1 shows where it happened"),
        )
        console.fail([problem], 1)
    if status == INTERRUPTED:
        interrupted()
    sys.exit(status if isinstance(status, int) else 0)


def _misused(exc: Exception) -> None:
    """Tell how a command is used, and exit with 2. With `--json` the one object goes to standard output as ever."""
    # A command line that cannot be read at all has set no option.
    if console.json or "--json" in sys.argv[1:]:
        console.json = True
        console.fail([Problem("usage", i18n.untranslated(exc.format_message()))], 2)  # type: ignore[attr-defined]
    exc.show()  # type: ignore[attr-defined]
    sys.exit(2)


def interrupted() -> None:
    # Whoever presses the keys twice is not met by a traceback on the way out.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    console.note(_("Stopped. Files that were finished stand; no half file is left."))
    sys.exit(INTERRUPTED)


def unread(status: int = 0) -> None:
    """The reader of a pipe went away (`| head`); that is nothing wrong."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    sys.exit(status)
