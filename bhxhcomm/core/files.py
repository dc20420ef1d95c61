"""Whole or not at all: a file is written beside its target, and renamed when it is complete."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, MachineError, Place, Problem
from bhxhcomm.core.processes import runs

PREFIX = ".bhxhcomm-"
"""What the name of an unfinished file begins with; the number of its process and the name of its target follow, so that
two builds of one file never write into each other's."""
_UNFINISHED = re.compile(rf"{re.escape(PREFIX)}(\d+)-")


def write(path: Path, data: bytes) -> bool:
    """Put a file in its place and say whether it changed. What stood there before stays whole until the new one is.

    Raises `MachineError` (disk full, no write access); then nothing has changed.
    """
    with guarding(path):
        if path.is_file() and path.read_bytes() == data:
            return False
        with _beside(path) as (file, unfinished):
            file.write(data)
            _put(file, unfinished, path)
    return True


def write_lines(path: Path, lines: Iterable[bytes]) -> str:
    """The same with a file too large to be held whole: the SHA-256 of what stands there now, be it what stood there before.

    Raises as `write` does.
    """
    whole = hashlib.sha256()
    with guarding(path), _beside(path) as (file, unfinished):
        for line in lines:
            file.write(line)
            whole.update(line)
        if digest(path) != whole.hexdigest():
            _put(file, unfinished, path)
    return whole.hexdigest()


def digest(path: Path) -> str | None:
    """The SHA-256 of a file; None where there is none. Raises `OSError` for one that cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


class Links:
    """Whether a link is in the way to places below a folder: what is written there would land elsewhere. The folder itself may
    lie wherever whoever named it wants. What was found of a folder is kept, for thousands of files lie in few of them."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self._known: dict[Path, Path | None] = {base: None}

    def found(self, path: Path) -> Path | None:
        """The first link on the way to a place below the folder, the place itself included; None where there is none."""
        return self._folder(path.parent) or (path if path.is_symlink() else None)

    def _folder(self, folder: Path) -> Path | None:
        if folder not in self._known:
            if folder.parent == folder:
                raise ValueError(f"{folder} is not below {self.base}")
            self._known[folder] = self._folder(folder.parent) or (folder if folder.is_symlink() else None)
        return self._known[folder]


def link_problem(link: Path) -> Problem:
    """What is said of a link in the way."""
    return Problem(
        "link-in-the-way",
        _("a link is in the way here: nothing is read, written or removed through it"),
        Place(str(link)),
        _("take the link away; where outputs shall lie elsewhere, name that folder with --out"),
    )


def refuse_links(path: Path, base: Path) -> None:
    """Raise `ContentError` (`link-in-the-way`) where a link is on the way from a folder to a place below it."""
    link = Links(base).found(path)
    if link is not None:
        raise ContentError([link_problem(link)])


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """An unfinished file beside the place of a file, which is gone afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _clear_up(path)
    unfinished = path.with_name(f"{PREFIX}{os.getpid()}-{path.name}")
    try:
        unfinished.unlink(missing_ok=True)
        # Never through something that was put there.
        with unfinished.open("xb") as file:
            yield file, unfinished
    finally:
        unfinished.unlink(missing_ok=True)


def _put(file: BinaryIO, unfinished: Path, path: Path) -> None:
    """Put what was written in its place, when it is on the disk."""
    file.flush()
    os.fsync(file.fileno())
    unfinished.replace(path)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of it, however often the system takes less. Raises `OSError`."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def clear_up(folder: Path) -> None:
    """Remove what builds that were killed, or a power cut, left unfinished anywhere below a folder."""
    for place, _folders, names in os.walk(folder):
        for name in names:
            match = _UNFINISHED.match(name)
            if match and not runs(int(match.group(1))):
                Path(place, name).unlink(missing_ok=True)


def _clear_up(path: Path) -> None:
    """Remove what a build that was killed, or a power cut, left unfinished of this file."""
    pattern = re.compile(rf"{re.escape(PREFIX)}(\d+)-{re.escape(path.name)}")
    for name in os.listdir(path.parent):
        match = pattern.fullmatch(name)
        if match and not runs(int(match.group(1))):
            path.with_name(name).unlink(missing_ok=True)


@contextlib.contextmanager
def guarding(path: Path) -> Iterator[None]:
    """Turn the system's refusals into a `MachineError` that names the file and what to do."""
    try:
        yield
    except OSError as exc:
        raise MachineError(
            Problem(
                "cannot-write",
                _("this file cannot be written: {why}").format(why=exc.strerror or exc),
                Place(str(path)),
                _("free some space or get write access there, or choose another folder with --out"),
            )
        ) from exc
