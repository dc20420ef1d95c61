"""A workspace as it travels: the names of its files with the SHA-256 of each. The bytes go by digest, each once.

What builds make (the folder of outputs) stays at home, and so does what begins with a dot: nothing is read there.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.core import canonical, files, opening, paths

DIGEST = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 as hexadecimal: blobs and workspaces are called by it."""
MAX_BYTES = 400_000_000
"""The largest file that travels: a recording of ten minutes, as it was handed in."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """The files of the workspace at `root`: their digests by name, relative and with slashes."""

    root: Path
    files: Mapping[str, str]

    @property
    def digest(self) -> str:
        """One digest over all of it."""
        return canonical.digest(dict(self.files))

    def where(self) -> dict[str, Path]:
        """A file for each digest that has its bytes."""
        return {digest: self.root / name for name, digest in self.files.items()}


def pack(root: Path, out: Path) -> Transfer:
    """Everything in a workspace but what was made. Raises `MachineError` where a file cannot be read."""
    kept_out = {(root / "out").resolve(), out.resolve()}
    found = {}
    for path in sorted(_each(root.resolve(), root, kept_out)):
        with files.guarding(path):
            data = opening.read(path, root, most=MAX_BYTES)
            found[path.relative_to(root).as_posix()] = hashlib.sha256(data).hexdigest()
    return Transfer(root, found)


def _each(root: Path, folder: Path, kept_out: set[Path]) -> Iterator[Path]:
    """The files below a folder. Links are followed as long as they stay in the workspace and lead into no folder above."""
    for entry in os.scandir(folder):
        path = Path(entry.path)
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        if entry.is_symlink() and not path.resolve().is_relative_to(root):
            continue
        if entry.is_dir():
            real = path.resolve()
            if real not in kept_out and not (entry.is_symlink() and folder.resolve().is_relative_to(real)):
                yield from _each(root, path, kept_out)
        elif entry.is_file():
            yield path


def unpack(names: Mapping[str, str], blobs: Path, root: Path) -> list[str]:
    """Lay the files out at `root`, from a folder that has each by its digest; those that are not there are returned.

    Raises `ContentError` for a name that leads out of `root`, `ValueError` for what is no digest.
    """
    for digest in names.values():
        if not DIGEST.fullmatch(digest):
            raise ValueError(f"no digest: {paths.shown(digest)}")
    missing = sorted({digest for digest in names.values() if not (blobs / digest).is_file()})
    if missing:
        return missing
    root.mkdir(parents=True, exist_ok=True)
    for name, digest in names.items():
        path = paths.within(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Nobody writes into these files: who keeps a clip writes beside it and renames.
        os.link(blobs / digest, path)
    return []
