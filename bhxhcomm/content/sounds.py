"""The music and the sounds that a pack plays: those that come along, and files of its own.

Those that come along are pieces of our own making in `assets/music`, asked for by their names. What an office uses of
somebody else's stands in the folder of the pack, with a word on whose it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import nearest_hint
from bhxhcomm.core import opening, resources
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problems

FOLDER = "music"
ENDINGS = (".wav", ".mp3", ".flac", ".ogg", ".m4a")
MAX_BYTES = 100_000_000
CREDITS = "music.yaml"
"""Beside the pieces that come along: what is said of each. They are of our own making, no licence is owed."""


@dataclass(frozen=True, slots=True)
class SoundFile:
    """A sound that a pack names: where it lies, the SHA-256 of its bytes, whose it is, and where it is named."""

    path: Path
    digest: str
    credit: str
    place: Place


@cache
def shipped() -> Mapping[str, Path]:
    """The sounds that come along, by the name under which a pack asks for them."""
    folder = resources.folder("assets") / FOLDER
    files = sorted(path for path in folder.glob("*") if path.suffix in ENDINGS) if folder.is_dir() else ()
    return {path.stem: path for path in files}


@cache
def credits() -> Mapping[str, str]:
    """What is said of each sound that comes along, by its name."""
    text = (resources.folder("assets") / FOLDER / CREDITS).read_text(encoding="utf-8")
    return {name: str(piece["credit"]) for name, piece in yaml.safe_load(text)["pieces"].items()}


def read(name: Scalar, credit: Scalar | None, folder: Path, problems: Problems) -> SoundFile | None:
    """A sound that comes along, or a file in this folder; None after its problem has been reported."""
    if str(name) in shipped():
        path = shipped()[str(name)]
        return SoundFile(path, _digest(path), credits()[str(name)], name.place)
    path = folder / name
    if not name.lower().endswith(ENDINGS):
        is_name = "/" not in name and "." not in name
        problems.error(
            "unknown-sound" if is_name else "sound-format",
            _("there is no sound `{name}`").format(name=name)
            if is_name
            else _("`{name}` is not a sound that can be played").format(name=name),
            name.place,
            nearest_hint(str(name), shipped()) if is_name else _("use a WAV, MP3, FLAC, OGG or M4A file"),
        )
    elif not _is_file(path):
        names = [found.relative_to(folder).as_posix() for found in sorted(folder.rglob("*")) if found.is_file()]
        near = [found for found in names if found.lower().endswith(ENDINGS)]
        problems.error(
            "missing-sound",
            _("there is no sound `{name}`").format(name=name),
            name.place,
            nearest_hint(str(name), near) if near else _("copy the file into sounds/"),
        )
    elif not path.resolve().is_relative_to(folder.resolve()):
        problems.error(
            "sound-outside",
            _("`{name}` is a link to a file outside this folder").format(name=name),
            name.place,
            _("copy the file itself into sounds/"),
        )
    elif path.stat().st_size > MAX_BYTES:
        problems.error(
            "sound-too-large",
            _("`{name}` is larger than {limit} MB").format(name=name, limit=MAX_BYTES // 1_000_000),
            name.place,
            _("cut out the minutes that are needed"),
        )
    elif credit is None:
        problems.error(
            "no-credit",
            _("it is not said who made `{name}`, and by which right it is used").format(name=name),
            name.place,
            _("add a line `credit: …` below it"),
        )
    else:
        try:
            return SoundFile(path.resolve(), _digest(path), str(credit), name.place)
        except ContentError as exc:
            problems.extend(replace(problem, place=name.place) for problem in exc.problems)
    return None


def _digest(path: Path) -> str:
    return hashlib.sha256(opening.read(path, None, most=MAX_BYTES)).hexdigest()


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except OSError:
        return False
