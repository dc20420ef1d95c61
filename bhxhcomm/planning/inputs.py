"""One digest over everything that a build of a workspace can depend on, but for the date: the same digest, the same result.

It is coarser than the keys of artifacts, and quick: no file is parsed. A comment in a YAML file changes it, and the build then
looks closer.
"""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from bhxhcomm.core import paths, resources
from bhxhcomm.ledger.register import FOLDER as REGISTER
from bhxhcomm.ledger.seen import Seen
from bhxhcomm.making import fingerprint
from bhxhcomm.trust import trust_sources

_NOT_INPUTS = frozenset({REGISTER, "out", "node_modules", "__pycache__"})
"""Folders at the top of a workspace that hold what builds make, or what no build reads."""
_TOOLS = ("IMAGEIO_FFMPEG_EXE", "FFMPEG_BINARY")
_ENVIRONMENT = (*_TOOLS, "BHXHCOMM_PLAIN_ENGINE", "XDG_DATA_HOME", "HOME")


@dataclass(frozen=True, slots=True)
class Inputs:
    """The digests of everything that a build can depend on: `files` of the workspace by their names there, and the `rest`."""

    files: Mapping[str, str]
    rest: tuple[tuple[str, str], ...]

    @property
    def digest(self) -> str:
        """One digest over all of it, as hexadecimal."""
        whole = hashlib.sha256()
        for name, found in (*self.files.items(), *self.rest):
            whole.update(f"{name}\0{found}\0".encode())
        return whole.hexdigest()


def take(root: Path, out: Path, seen: Seen) -> Inputs:
    """The inputs as they are now. `out` is the folder of outputs, wherever it lies."""
    files = {path.relative_to(root).as_posix(): seen.digest(path) or "" for path in _files(root, out)}
    return Inputs(files, tuple(_rest(root, seen)))


def _rest(root: Path, seen: Seen) -> Iterator[tuple[str, str]]:
    yield "program", fingerprint.program()
    for name in resources.FOLDERS:
        for path in _below(resources.folder(name)):
            yield f"shipped/{path.relative_to(resources.root()).as_posix()}", seen.digest(path) or ""
    yield "python", sys.version
    yield "packages", " ".join(_packages())
    yield "machine", repr(sorted(fingerprint.native_versions().items()))
    trusted = trust_sources.outside()
    yield "trust", trusted.digest if trusted is not None else ""
    yield "environment", repr([(name, os.environ.get(name)) for name in _ENVIRONMENT])
    for name in _TOOLS:
        if tool := os.environ.get(name):
            yield f"tool/{name}", seen.digest(Path(tool)) or ""
    own = Path(platformdirs.user_data_dir("bhxhcomm"))
    for path in _below(own):
        yield f"user/{path.relative_to(own).as_posix()}", seen.digest(path) or ""
    yield from _fonts(root)


def _files(root: Path, out: Path) -> Iterator[Path]:
    """Every file of the workspace, in order, without what is hidden, was made, or leads out of it (which nobody reads)."""
    for entry in sorted(root.iterdir()):
        if entry.name.startswith(".") or entry.name in _NOT_INPUTS or entry.absolute() == out.absolute():
            continue
        if paths.leads_outside(entry, root):
            continue
        found = _below(entry, out, root) if entry.is_dir() else (entry,)
        yield from (path for path in found if not path.is_symlink() or not paths.leads_outside(path, root))


def _below(folder: Path, out: Path | None = None, root: Path | None = None) -> Iterator[Path]:
    """The files below a folder: links are followed, but not out of `root` and into no folder twice. All are plain files."""
    looked: set[tuple[int, int]] = set()
    if root is not None:
        above = os.stat(root)
        looked.add((above.st_dev, above.st_ino))
    for place, folders, names in os.walk(folder, followlinks=True):
        state = os.stat(place)
        if (state.st_dev, state.st_ino) in looked:
            folders.clear()
            continue
        looked.add((state.st_dev, state.st_ino))
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name != "__pycache__"
            and (path := Path(place, name)) != out
            and not (root is not None and path.is_symlink() and paths.leads_outside(path, root))
        )
        for name in sorted(names):
            if not name.startswith(".") and os.path.isfile(os.path.join(place, name)):
                yield Path(place, name)


def _packages() -> list[str]:
    """The names and versions of all packages, as their folders say them."""
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    found = {
        name
        for folder in (*folders, *(place for place in sys.path if place))
        if os.path.isdir(folder)
        for name in os.listdir(folder)
        if name.endswith((".dist-info", ".egg-info"))
    }
    return sorted(found)


def _fonts(root: Path) -> Iterator[tuple[str, str]]:
    """The font files that this machine has of those that are listed."""
    from bhxhcomm.page.measuring import fonts

    for face in fonts.font_list().faces:
        font = fonts.locate(face, root)
        yield f"font/{face.file}", font.sha256 if font is not None else ""
