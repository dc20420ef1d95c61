"""The key of an artifact: a hash over the composed document or timeline and the digests of what the engine will use.

It is known before anything is rendered. Neither the date of the build nor anything of this machine is part of it. Its
short form, the edition code, is printed on paper, so that anybody can ask later whether the sheet is still true.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from bhxhcomm import __version__, resources
from bhxhcomm.materials.document import Document
from bhxhcomm.materials.timeline import Timeline

SOUND_ENGINES = ("imageio-ffmpeg", "pydub", "numpy", "mutagen")
"""The packages whose version may change the bytes of a sound. Those of voices are part of who speaks."""
PAGE_ENGINES = ("weasyprint", "pydyf", "tinycss2", "jinja2", "pillow", "segno", "fonttools", "khmercut")
"""The packages whose version may change the bytes of a page."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code read from paper is typed right."""


def key(
    document: Document,
    *,
    fonts: Iterable[str],
    overrides: Iterable[Path] = (),
    options: Mapping[str, str] | None = None,
) -> str:
    """The key of a document's PDF, as hexadecimal. `fonts` are SHA-256 digests, `overrides` folders of templates."""
    inputs = {
        "document": canonical(document),
        "templates": [_folder_digest(path) for path in _template_folders(document)],
        "icons": _folder_digest(resources.folder("assets") / "icons"),
        "overrides": [files_digest(folder) for folder in overrides],
        "fonts": sorted(fonts),
        "engines": {name: _version(name) for name in PAGE_ENGINES},
        "bhxhcomm": __version__,
        "options": dict(options or {}),
    }
    return _digest(inputs)


def sound_key(
    timeline: Timeline,
    *,
    speakers: Iterable[Any],
    presets: Iterable[Any],
    ffmpeg: str,
    options: Mapping[str, str] | None = None,
) -> str:
    """The key of a timeline's files, as hexadecimal: what is heard (with the digests of music, sounds and recordings), who
    speaks on this machine, what each receiver takes, and the version of ffmpeg."""
    return _digest(
        {
            "timeline": canonical(timeline),
            "speakers": sorted((canonical(one) for one in speakers), key=lambda one: json.dumps(one, sort_keys=True)),
            "presets": [canonical(one) for one in presets],
            "engines": {name: _version(name) for name in SOUND_ENGINES} | {"ffmpeg": ffmpeg},
            "bhxhcomm": __version__,
            "options": dict(options or {}),
        }
    )


def _digest(inputs: Mapping[str, Any]) -> str:
    text = json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def code(key: str) -> str:
    """The edition code: the first 50 bits of a key, as two groups of five characters."""
    number = int(key[:13], 16) >> 2
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(45, -1, -5))
    return f"{letters[:5]}-{letters[5:]}"


def canonical(value: Any) -> Any:
    """A document as plain JSON values, with the names of its types, without what differs from machine to machine."""
    if is_dataclass(value) and not isinstance(value, type):
        own = {
            part.name: canonical(getattr(value, part.name))
            for part in fields(value)
            if part.metadata.get("canonical", True)
        }
        return {"type": type(value).__name__, **own}
    if isinstance(value, tuple | list):
        return [canonical(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 6)
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _template_folders(document: Document) -> tuple[Path, ...]:
    templates = resources.folder("templates")
    return templates / "page", templates / document.material, templates / "themes"


@cache
def _folder_digest(folder: Path) -> str:
    return files_digest(folder)


def files_digest(folder: Path) -> str:
    """One digest over the names and bytes of all files of a folder."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


@cache
def _version(package: str) -> str:
    return metadata.version(package)
