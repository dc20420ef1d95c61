"""The one way in to the files of a workspace: nothing outside of it is opened, and nothing that is no plain file.

A link that stays inside its workspace is followed, of files and of folders. One that leads out of it, or to itself, is
refused, and so are pipes, devices and sockets, which would be waited for. A file is looked at before it is opened, opened
without waiting, and looked at again (`open(2)`: `O_NONBLOCK`; `/proc/self/fd`), so that nobody puts another in its place
meanwhile. The workspace itself may lie under linked folders.

`foreign` looks through a whole workspace before anything in it is read: whoever typed a command learns all at once.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

from bhxhcomm.core import paths
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.core.problems import ContentError, Place, Problem

READ = frozenset(
    "bhxhcomm.yaml review.yaml facts offices packs locales templates presets fonts music voices clips register trust "
    "approvals approved".split()
)
"""What is read of a workspace, by its names at the top; whatever else lies there is nobody's business."""
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


def read(path: Path, root: Path | None, *, most: int, shown: str = "", hint: Message = NO_MESSAGE) -> bytes:
    """The bytes of a file in the workspace at `root`; of any file where that is None, as when its user has named it.

    `most` is how many bytes it may have, `shown` how messages call it (its path below `root`, unless given), `hint` what to
    do about one that is larger. Raises `ContentError`: `missing-file`, `outside-workspace`, `link-loop`, `not-a-file`,
    `file-too-large`, `unreadable-file`.
    """
    place = Place(shown or called(path, root))
    with opened(path, root, shown=place.path) as file:
        size = os.fstat(file.fileno()).st_size
        if size <= most:
            try:
                data = file.read(most + 1)
            except OSError as exc:
                raise ContentError([_unreadable(exc, place)]) from None
            size = max(size, len(data))
    if size > most:
        raise ContentError([_too_large(most, place, hint)])
    return data


def named(path: Path, root: Path) -> tuple[Path, Path | None]:
    """A file that its user named, for `read` and `opened`, which may lie in the workspace at `root` or anywhere else.

    Whoever names a file in the workspace means one in it: no link there may lead out of it, or a link that somebody else
    has put there would be read. A link that lies elsewhere is their own.
    """
    full, top = Path(os.path.abspath(path)), Path(os.path.abspath(root))
    return (full, top) if full.is_relative_to(top) else (path, None)


def opened(path: Path, root: Path | None, *, shown: str = "") -> BufferedReader:
    """A file, open for reading, as `read` opens it. Raises as `read` does."""
    place = Place(shown or called(path, root))
    problem = refused(path, root, place)
    if problem is not None:
        raise ContentError([problem])
    try:
        number = os.open(path, _FLAGS)
    except OSError as exc:
        raise ContentError([_unreadable(exc, place)]) from None
    file = os.fdopen(number, "rb")
    found = os.fstat(number)
    if not stat.S_ISREG(found.st_mode):
        file.close()
        raise ContentError([_no_file(found.st_mode, place)])
    if root is not None and not _really_inside(number, root):
        file.close()
        raise ContentError([_outside(place)])
    return file


def refused(path: Path, root: Path | None, place: Place) -> Problem | None:
    """Why a file may not be opened, or cannot be; None when it can. Nothing is opened to find out."""
    if root is not None and paths.leads_outside(path, root):
        return _leading(path, place)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return Problem("missing-file", _("there is no such file"), place)
    except (OSError, ValueError) as exc:
        return _unreadable(exc, place)
    return None if stat.S_ISREG(mode) else _no_file(mode, place)


def is_file(path: Path, root: Path | None) -> bool:
    """Whether there is a plain file that may be opened."""
    return refused(path, root, Place(str(path))) is None


def below(folder: Path, root: Path, pattern: str) -> list[Path]:
    """What matches a pattern (`Path.glob`) below a folder of the workspace at `root`, in order; nothing where the folder
    leads out of it. What is found may be no file: whoever opens it is told."""
    if paths.leads_outside(folder, root) or not folder.is_dir():
        return []
    return sorted(path for path in folder.glob(pattern) if not paths.leads_outside(path.parent, root))


def foreign(root: Path) -> list[Problem]:
    """Everything in the workspace at `root` that is not opened: links that lead out or to themselves, pipes, devices,
    sockets. Links into the workspace are followed once; nothing outside is looked into."""
    return list(_foreign(root, root, frozenset(), set()))


def check(root: Path) -> None:
    """Raise `ContentError` with all that is foreign in a workspace."""
    problems = foreign(root)
    if problems:
        raise ContentError(problems)


def _foreign(
    folder: Path, root: Path, above: frozenset[tuple[int, int]], looked: set[tuple[int, int]]
) -> Iterator[Problem]:
    """`above` are the folders that this one lies in, `looked` those that have been gone through."""
    try:
        here = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        # What cannot be looked into is told by whoever wants to read there.
        return
    own = (here.st_dev, here.st_ino)
    if own in looked:
        return
    looked.add(own)
    above |= {own}
    for entry in entries:
        if folder == root and entry.name not in READ:
            continue
        path = Path(entry.path)
        place = Place(called(path, root))
        if entry.is_symlink():
            if paths.leads_outside(path, root):
                yield _leading(path, place)
                continue
            with suppress(OSError):
                there = path.stat()
                if (there.st_dev, there.st_ino) in above:
                    yield _loop(place)
                elif stat.S_ISDIR(there.st_mode):
                    yield from _foreign(path, root, above, looked)
                elif not stat.S_ISREG(there.st_mode):
                    yield _no_file(there.st_mode, place)
        elif entry.is_dir():
            yield from _foreign(path, root, above, looked)
        elif not entry.is_file():
            with suppress(OSError):
                yield _no_file(path.lstat().st_mode, place)


def _really_inside(number: int, root: Path) -> bool:
    """Whether an open file lies below `root`, as the system itself says; true where it does not say (other than Linux)."""
    try:
        there = os.readlink(f"/proc/self/fd/{number}")
    except OSError:
        return True
    return Path(there).is_relative_to(root.resolve())


def called(path: Path, root: Path | None) -> str:
    """How messages call a file: by its path below the workspace at `root`, where it lies there."""
    if root is not None and path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return str(path)


def _leading(path: Path, place: Place) -> Problem:
    """The problem of a link that leads out of the workspace, or to itself."""
    try:
        path.resolve(strict=True)
    except FileNotFoundError:
        return _outside(place)
    except (OSError, RuntimeError):
        return _loop(place)
    return _outside(place)


def _outside(place: Place) -> Problem:
    return Problem(
        "outside-workspace",
        _("this is a link that leads outside the workspace; it is not followed"),
        place,
        _("copy what it stands for into the workspace, and take the link away"),
    )


def _loop(place: Place) -> Problem:
    return Problem("link-loop", _("this link leads back to itself"), place, _("take the link away"))


def _no_file(mode: int, place: Place) -> Problem:
    kinds = {
        stat.S_IFDIR: _("this is a folder, not a file"),
        stat.S_IFIFO: _("this is a pipe, not a file; it is not opened"),
        stat.S_IFSOCK: _("this is a socket, not a file; it is not opened"),
    }
    message = kinds.get(stat.S_IFMT(mode)) or _("this is a device, not a file; it is not opened")
    return Problem("not-a-file", message, place, _("put a file in its place"))


def _unreadable(exc: OSError | ValueError, place: Place) -> Problem:
    why = getattr(exc, "strerror", None) or exc
    return Problem("unreadable-file", _("this file cannot be read: {why}").format(why=why), place)


def _too_large(most: int, place: Place, hint: Message) -> Problem:
    limit = f"{most / 1_000_000:g}"
    return Problem("file-too-large", _("this file is larger than {limit} MB").format(limit=limit), place, hint)
