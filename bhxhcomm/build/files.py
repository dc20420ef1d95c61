"""Whole or not at all: a file is written beside its target, and renamed when it is complete."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from bhxhcomm.i18n import _
from bhxhcomm.problems import MachineError, Place, Problem

PREFIX = ".bhxhcomm-"
"""What the name of an unfinished file begins with. One left behind by a power cut is overwritten by the next build."""


def write(path: Path, data: bytes) -> bool:
    """Put a file in its place and say whether it changed. What stood there before stays whole until the new one is.

    Raises `MachineError` (disk full, no write access); then nothing has changed.
    """
    with guarding(path):
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(PREFIX + path.name)
        try:
            with unfinished.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return True


@contextlib.contextmanager
def guarding(path: Path) -> Iterator[None]:
    """Turn the system's refusals into a `MachineError` that names the file and what to do."""
    try:
        yield
    except OSError as exc:
        raise MachineError(
            Problem(
                "cannot-write",
                _("`{path}` cannot be written: {why}").format(path=path, why=exc.strerror or exc),
                Place(str(path)),
                _("free some space or get write access there, or choose another folder with --out"),
            )
        ) from exc
