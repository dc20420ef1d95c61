"""The command line: one module per command group. It parses, calls the other rooms, prints, and exits; nothing else does.

Modules of the other rooms are imported inside the commands, so that `--help` stays quick.
"""

from __future__ import annotations

import os
import sys

from bhxhcomm.problems import NOWHERE, BhxhcommError, ContentError, MachineError, Problem


def run() -> None:
    """The entry point: run a command and exit with its status. No traceback reaches a user."""
    from bhxhcomm.cli.app import app
    from bhxhcomm.cli.console import console
    from bhxhcomm.i18n import _

    try:
        app(prog_name="bhxhcomm", standalone_mode=True)
    except ContentError as exc:
        console.fail(exc.problems, exc.exit_status)
    except MachineError as exc:
        console.fail([exc.problem], exc.exit_status)
    except BrokenPipeError:
        # The reader of a pipe went away (`| head`); nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        console.note(_("Stopped. Files that were finished stand; no half file is left."))
        sys.exit(130)
    except BhxhcommError as exc:
        console.fail([Problem("error", str(exc))], exc.exit_status)
    except OSError as exc:
        console.fail(
            [Problem("system", _("the system refused: {why}").format(why=exc), NOWHERE, _("see `bhxhcomm doctor`"))], 3
        )
    except Exception as exc:
        if os.environ.get("BHXHCOMM_DEBUG"):
            raise
        problem = Problem(
            "internal",
            _("this is a fault in bhxhcomm itself: {kind}: {why}").format(kind=type(exc).__name__, why=exc),
            NOWHERE,
            _("please report it with the command you gave; BHXHCOMM_DEBUG=1 shows where it happened"),
        )
        console.fail([problem], 1)
