"""`bhxhcomm doctor`: what is missing on this machine, and the command that installs it."""

from __future__ import annotations

import sys

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.core.interface import _


def doctor(
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Check this machine: Python, packages, Pango, fonts, ffmpeg, voices, write access."""
    from bhxhcomm import doctor as checks

    found = checks.checks(places.root_if_any(None))
    if console.json:
        console.object(
            {
                "format": "doctor/1",
                "schema": 1,
                "ok": all(check.ok for check in found),
                "checks": [
                    {"name": check.name, "ok": check.ok, "detail": check.detail, "fix": check.fix} for check in found
                ],
            }
        )
    else:
        for check in found:
            mark = _("ok") if check.ok else _("MISSING")
            console.line(f"{mark}  {check.name}: {check.detail}")
            if not check.ok and check.fix:
                console.line(f"      {check.fix}")
    if not all(check.ok for check in found):
        sys.exit(3)
