"""What a new process costs: the help, and one tri-fold from the command to the file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import workspaces
from measuring import EXAMPLES, Measured, Result, child_times

PACK = "bhyt-ho-gia-dinh"


def help_text() -> Result:
    """`bhxhcomm --help`."""
    with tempfile.TemporaryDirectory() as pycache:
        used, passed = child_times(["--help"], 10, pycache=Path(pycache), folder=EXAMPLES)
    return Result(
        (
            Measured("bhxhcomm --help, processor time", "s", used, 0.25),
            Measured("bhxhcomm --help, wall time", "s", passed),
        )
    )


def trifold() -> Result:
    """One tri-fold as PDF, with all its checks."""
    with tempfile.TemporaryDirectory() as folder:
        root = workspaces.copy(Path(folder) / "examples")
        arguments = ["leaflet", "build", PACK, "--variant", "trifold", "--format", "pdf", "--quiet"]
        used, passed = child_times(arguments, 10, pycache=Path(folder) / "pycache", folder=root)
    return Result(
        (
            Measured("one tri-fold in a new process, processor time", "s", used, 1.5),
            Measured("one tri-fold in a new process, wall time", "s", passed),
        )
    )
