"""Digests of files and of whole folders, by name.

What a process has read once it does not read again as long as size, times of content and of status, number and disk of the file
are the same. Two changes within one tick of the disk's clock would look alike. So a digest is only relied on when it was taken
`REST_NS` after the file was first met with these marks: by then no change can bear them any more.
"""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.core import opening

REST_NS = 2_000_000_000
"""Longer than a tick of all usual disks (FAT has 2 s)."""
MAX_BYTES = 100_000_000
"""The largest file that a folder of templates or labels may have."""


def of_folder(folder: Path) -> str:
    """One digest over the names and bytes of all files of a folder."""
    whole = hashlib.sha256()
    for name, found in each(folder).items():
        whole.update(name.encode() + b"\0")
        whole.update(bytes.fromhex(found))
    return whole.hexdigest()


def each(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its name there, in order; none for a folder that is not there.

    Links that lead out of the folder are not followed.
    """
    return {
        path.relative_to(folder).as_posix(): _digest(path, folder)
        for path in opening.below(folder, folder, "**/*")
        if opening.is_file(path, folder)
    }


def one(path: Path, root: Path) -> dict[str, str]:
    """The SHA-256 of a file of the workspace at `root`, by its name; nothing where there is none."""
    if not opening.is_file(path, root):
        return {}
    return {path.name: _digest(path, root)}


Marks = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Known:
    """A file as it was read: its marks, its digest, when it was first met with these marks (ns, of no clock that can be set),
    and whether the digest may be relied on."""

    marks: Marks
    digest: str
    met: int
    rested: bool


_known: dict[str, _Known] = {}


def _digest(path: Path, root: Path) -> str:
    """The SHA-256 of a file below `root`, which may be opened."""
    marks, now = _marks(path), time.monotonic_ns()
    known = _known.get(str(path))
    if known is not None and known.marks != marks:
        known = None
    if known is not None and known.rested:
        return known.digest
    found = hashlib.sha256(opening.read(path, root, most=MAX_BYTES)).hexdigest()
    if _marks(path) == marks:
        met = known.met if known is not None else now
        _known[str(path)] = _Known(marks, found, met, rested=now - met >= REST_NS)
    return found


def _marks(path: Path) -> Marks:
    found = os.stat(path)
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev
