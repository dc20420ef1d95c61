"""Digests of files and of whole folders, by name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bhxhcomm.core import opening

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
        path.relative_to(folder).as_posix(): hashlib.sha256(opening.read(path, folder, most=MAX_BYTES)).hexdigest()
        for path in opening.below(folder, folder, "**/*")
        if opening.is_file(path, folder)
    }


def one(path: Path, root: Path) -> dict[str, str]:
    """The SHA-256 of a file of the workspace at `root`, by its name; nothing where there is none."""
    if not opening.is_file(path, root):
        return {}
    return {path.name: hashlib.sha256(opening.read(path, root, most=MAX_BYTES)).hexdigest()}
