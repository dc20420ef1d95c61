"""Keys: hashes over the composed piece and the digests of what an engine will use.

They are known before anything is rendered. Neither the date of the build nor anything of this machine's folders is part of
them. The key of an edition covers what all its files share; its short form, the edition code, is printed on paper, so that
anybody can ask later whether the sheet is still true. The key of a product adds what only its files depend on.
"""

from __future__ import annotations

import ctypes
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
from typing import TYPE_CHECKING, Any

from bhxhcomm import __version__
from bhxhcomm.core import opening
from bhxhcomm.materials.document import Document
from bhxhcomm.materials.timeline import Timeline

if TYPE_CHECKING:
    from bhxhcomm.build.export import Product

MAX_BYTES = 100_000_000
"""The largest file that a folder of templates or labels may have."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code read from paper is typed right."""
_NOT_RENDERING = frozenset({"cli", "report", "data", "__pycache__"})
"""Rooms of the package that have no part in the bytes of an artifact."""
_NATIVE = {
    "pango": ("libpango-1.0.so.0", "pango_version_string"),
    "harfbuzz": ("libharfbuzz.so.0", "hb_version_string"),
}


def key(piece: Document | Timeline, parts: Mapping[str, Any]) -> str:
    """The key of an edition, as hexadecimal. `parts` are what the engine declares (`export.Declared`)."""
    return digest({"piece": canonical(piece), "bhxhcomm": __version__, **parts})


def product_key(edition: str, product: Product, machine: Mapping[str, str]) -> str:
    """The key of one product of an edition. `machine` is what the engine declares of the machine."""
    return digest(
        {
            "edition": edition,
            "product": product.name,
            "options": dict(product.options),
            "libraries": {**versions(product.libraries), **machine},
            "program": program(),
        }
    )


def code(key: str) -> str:
    """The edition code: the first 50 bits of a key, as two groups of five characters."""
    number = int(key[:13], 16) >> 2
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(45, -1, -5))
    return f"{letters[:5]}-{letters[5:]}"


def digest(value: Any) -> str:
    """The SHA-256 of plain JSON values, as hexadecimal."""
    return hashlib.sha256(text(value).encode()).hexdigest()


def text(value: Any) -> str:
    """Plain JSON values as the one text of which digests are taken: sorted, without spaces or line breaks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: Any) -> str:
    """The SHA-256 of a dataclass in its canonical form."""
    return digest(canonical(value))


def canonical(value: Any) -> Any:
    """A piece as plain JSON values, with the names of its types, without what differs from machine to machine."""
    if value is None or isinstance(value, bool):
        return value
    kind = type(value)
    if kind is str or kind is int:
        return value
    if kind is tuple or kind is list:
        return [canonical(item) for item in value]
    if (names := _parts_of(kind)) is not None:
        own: dict[str, Any] = {"type": kind.__name__}
        for name in names:
            own[name] = canonical(getattr(value, name))
        return own
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, str | int):
        return value
    if isinstance(value, tuple | list):
        return [canonical(item) for item in value]
    raise TypeError(f"no canonical form for {kind.__name__}")


_parts: dict[type, tuple[str, ...] | None] = {}


def _parts_of(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass that are part of its canonical form; None for other types. Each type is asked once."""
    if kind not in _parts:
        _parts[kind] = (
            tuple(part.name for part in fields(kind) if part.metadata.get("canonical", True))
            if is_dataclass(kind)
            else None
        )
    return _parts[kind]


def files_digest(folder: Path) -> str:
    """One digest over the names and bytes of all files of a folder."""
    whole = hashlib.sha256()
    for name, found in each_file(folder).items():
        whole.update(name.encode() + b"\0")
        whole.update(bytes.fromhex(found))
    return whole.hexdigest()


def each_file(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its name there, in order; none for a folder that is not there.

    Links that lead out of the folder are not followed.
    """
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(opening.read(path, folder, most=MAX_BYTES)).hexdigest()
        for path in opening.below(folder, folder, "**/*")
        if opening.is_file(path, folder)
    }


def one_file(path: Path, root: Path) -> dict[str, str]:
    """The SHA-256 of a file of the workspace at `root`, by its name; nothing where there is none."""
    if not opening.is_file(path, root):
        return {}
    return {path.name: hashlib.sha256(opening.read(path, root, most=MAX_BYTES)).hexdigest()}


@cache
def shipped(folder: Path) -> str:
    """The digest of a folder that ships with bhxhcomm, and so stays what it is while a process runs."""
    return files_digest(folder)


@cache
def program() -> str:
    """A digest over bhxhcomm's own code, as far as it has a part in the bytes of artifacts.

    A release is told by its version alone; this tells apart the states of a checkout between two releases.
    """
    package = Path(__file__).resolve().parent.parent
    whole = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package)
        if name.parts[0] not in _NOT_RENDERING:
            whole.update(name.as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return f"{__version__}+{whole.hexdigest()[:16]}"


def versions(packages: Iterable[str]) -> dict[str, str]:
    """The versions of packages, by name."""
    return {name: _version(name) for name in packages}


@cache
def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


@cache
def _native() -> tuple[tuple[str, str], ...]:
    found = []
    for name, (library, function) in _NATIVE.items():
        try:
            ask = getattr(ctypes.CDLL(library), function)
        except (OSError, AttributeError):
            continue
        ask.restype = ctypes.c_char_p
        found.append((name, ask().decode()))
    return tuple(found)


def native_versions() -> dict[str, str]:
    """The versions of the system's libraries that set type, as far as they can be asked."""
    return dict(_native())
