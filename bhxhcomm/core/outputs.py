"""Where outputs may not go: into what a workspace is read from.

A build keeps house in its folder of outputs: it removes what is left over, puts aside what was replaced, and takes what
lies there for its own work. So that folder is neither a workspace, nor a folder that a workspace lies in, nor one that it
is read from (`opening.READ`), whatever name or link it is reached by. A single file may be written beside those folders.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.core.opening import READ
from bhxhcomm.core.problems import Problem, UsageError


def check(target: Path, root: Path, *, file: bool = False) -> None:
    """Raise `UsageError` (`not-for-outputs`) where outputs may not go to a folder (with `file`: a file not be written at a
    place), because the workspace at `root` is read from there. Nothing has to exist yet at `target`."""
    why = _refusal(target.resolve(), root.resolve(), file=file)
    if why:
        message = _("outputs are not written to `{path}`: {why}").format(path=target, why=why)
        hint = _("choose a folder of its own with --out, such as out/ of the workspace")
        raise UsageError(Problem("not-for-outputs", message, hint=hint))


def _refusal(target: Path, root: Path, *, file: bool) -> Message:
    """Why outputs may not go to a place, both without links; empty where they may."""
    below = _below(target, root)
    if below is not None and below and _folded(below[0]) in READ:
        return _("the workspace is read from `{name}`").format(name=_folded(below[0]))
    if below == () and not file:
        return _("this is the workspace itself")
    for folder in _linked(root):
        if _below(target, folder) is not None:
            return _("the workspace is read from there, by a link in it")
    if not file and _below(root, target) is not None:
        return _("the workspace lies in it")
    return NO_MESSAGE


def _below(path: Path, folder: Path) -> tuple[str, ...] | None:
    """The names that lead from a folder to a place in it, none where it is the folder itself; None for a place elsewhere.
    A folder is known by what it is, for on many disks PACKS and packs are the same one."""
    parts: tuple[str, ...] = ()
    for above in (path, *path.parents):
        if above == folder or _same(above, folder):
            return parts
        parts = (above.name, *parts)
    return None


def _same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return os.path.samefile(one, other)
    return False


def _folded(name: str) -> str:
    """A name as disks compare it that know no small and capital letters; and without the dots and spaces at its end, which
    Windows drops."""
    return unicodedata.normalize("NFC", name).casefold().rstrip(". ")


def _linked(root: Path) -> Iterator[Path]:
    """The folders elsewhere in a workspace that links in what is read of it stand for."""
    for name in sorted(READ):
        if (root / name).is_symlink():
            yield (root / name).resolve()
        for place, folders, _files in os.walk(root / name):
            for one in folders:
                if os.path.islink(os.path.join(place, one)):
                    yield Path(place, one).resolve()
