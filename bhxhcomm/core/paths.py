"""The one gate for paths that come out of data: manifests, records, shards, hand-offs, kits, transfers, names of clips.

Such a path names something inside a folder that the program knows. One that is absolute, goes up, names a drive, has a
control or invisible character, is empty, or leaves its folder by a link is refused where it is parsed, before anything is
read, written or removed under it.

>>> relative("vi/mo-dau/clip.wav").as_posix()
'vi/mo-dau/clip.wav'
>>> refusal("../out") != "" and refusal("out/a.pdf") == ""
True
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from pathlib import Path, PurePosixPath

from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.core.problems import NOWHERE, Place, error

MAX_BYTES = 1024
"""A path of ours is far shorter; Linux takes 4096 bytes with the folders before it."""
MAX_NAME_BYTES = 255
"""`NAME_MAX` of the file systems in use."""
_DRIVE = re.compile(r"[A-Za-z]:")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
"""Unicode categories of signs that nobody sees, or that turn the direction of writing."""
_SHOWN = 80


def relative(text: object, place: Place = NOWHERE) -> PurePosixPath:
    """A path out of data as one that stays inside whatever folder it is put under, as far as its letters say.

    Raises `ContentError` (`path-unsafe`) at `place`. Use `within` where the folder is known: it looks at links as well.
    """
    why = refusal(text)
    if why:
        message = _("“{path}” is no path inside its folder: {why}").format(path=shown(text), why=why)
        raise error("path-unsafe", message, place, _("this file is damaged or was altered; make it again"))
    return PurePosixPath(str(text))


def refusal(text: object) -> Message:
    """Why a path out of data is refused, in the language of the interface; empty when it is not."""
    if not isinstance(text, str):
        return _("it is not text")
    if not text:
        return _("it is empty")
    if any(unicodedata.category(sign) in _INVISIBLE for sign in text):
        return _("it has a control or invisible character")
    if "\\" in text:
        return _("it has a backslash")
    if text.startswith("/"):
        return _("it is absolute")
    if _DRIVE.match(text):
        return _("it names a drive")
    parts = text.split("/")
    if ".." in parts:
        return _("it goes up (`..`)")
    if any(part in ("", ".") for part in parts):
        return _("one of its parts is empty")
    if len(text.encode()) > MAX_BYTES or any(len(part.encode()) > MAX_NAME_BYTES for part in parts):
        return _("it is longer than the name of a file can be")
    return NO_MESSAGE


def within(root: Path, text: object, place: Place = NOWHERE) -> Path:
    """The path that data names, below `root`, whether or not something is there.

    Raises `ContentError`: `path-unsafe` as `relative` does; `path-outside` when a link on the way, the last part
    included, leads out of `root` or to itself.
    """
    path = root / relative(text, place)
    if leads_outside(path, root):
        message = _("“{path}” leaves its folder by a link").format(path=shown(text))
        raise error("path-outside", message, place, _("take the link away, or put the file itself in its place"))
    return path


def leads_outside(path: Path, root: Path) -> bool:
    """Whether a path below `root` really lies elsewhere, or nowhere, because of a link below `root`.

    `root` itself may lie under linked folders. A link that stays inside `root` does not lead outside.
    """
    here = root
    for part in path.relative_to(root).parts:
        here = here / part
        try:
            mode = os.lstat(here).st_mode
        except OSError:
            # Nothing is there, so no link is either.
            return False
        if stat.S_ISLNK(mode):
            try:
                return not path.resolve().is_relative_to(root.resolve())
            except (OSError, RuntimeError):
                # A link to itself: RuntimeError before Python 3.13, OSError since.
                return True
    return False


def shown(text: object) -> str:
    """A path out of data as a message may show it: on one line, without invisible signs, not endless."""
    words = text if isinstance(text, str) else repr(text)[: _SHOWN * 2]
    visible = "".join(
        f"\\u{ord(sign):04x}" if unicodedata.category(sign) in _INVISIBLE else sign for sign in words[: _SHOWN + 1]
    )
    return visible if len(words) <= _SHOWN else f"{visible[:_SHOWN]}…"
