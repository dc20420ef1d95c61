"""Keys: hashes over the composed piece and the digests of what an engine will use.

They are known before anything is rendered. Neither the date of the build nor anything of this machine's folders is part of
them. The key of an edition covers what all its files share; its short form, the edition code, is printed on paper, so that
anybody can ask later whether the sheet is still true. The key of a product adds what only its files depend on.

Codes outlive versions of bhxhcomm, and paper cannot be signed anew. So the key of an edition is taken by the first scheme that
can say its piece (`digests.steady`): what scheme 1 can say keeps the form of scheme 1, and so its code, whatever types and
fields come later; only a piece that holds one of those has a key of scheme 2. Who asks by a code is answered from the register,
where the record of the edition lies as it was written; no key is taken for that.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bhxhcomm import __version__
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import canonical, digests, file_digests
from bhxhcomm.making.composed import Composed
from bhxhcomm.making.export import engine
from bhxhcomm.making.keyed import Keyed
from bhxhcomm.materials.document import Document
from bhxhcomm.materials.timeline import Timeline

if TYPE_CHECKING:
    from bhxhcomm.ledger.product import Product

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code read from paper is typed right."""
_NOT_RENDERING = frozenset({"cli", "report", "data", "__pycache__"})
"""Rooms of the package that have no part in the bytes of an artifact."""
_NATIVE = {
    "pango": ("libpango-1.0.so.0", "pango_version_string"),
    "harfbuzz": ("libharfbuzz.so.0", "hb_version_string"),
}


def key(piece: Document | Timeline, parts: Mapping[str, Any]) -> str:
    """The key of an edition, with its scheme (`core.digests`). `parts` are what the engine declares (`export.Declared`)."""
    return digests.steady("piece", piece, {"bhxhcomm": __version__, **parts})


def keyed(workspace: Workspace, composed: Composed) -> Keyed:
    """A composed piece with its key and edition code. Raises `MachineError` when a font or a voice is missing."""
    piece, request = composed.piece, composed.request
    declared = engine(piece.material).declared(workspace, request, piece)
    found = key(piece, declared.parts)
    return Keyed(request, replace(piece, code=code(found)), composed.reasons, found, declared)


def product_key(edition: str, product: Product, machine: Mapping[str, str]) -> str:
    """The key of one product of an edition, as hexadecimal. `machine` is what the engine declares of the machine.

    It says whether a file that lies there is up to date, and changes with each version of bhxhcomm (`program`).
    """
    return canonical.digest(
        {
            "edition": edition,
            "product": product.name,
            "options": dict(product.options),
            "libraries": {**versions(product.libraries), **machine},
            "program": program(),
        }
    )


def code(key: str) -> str:
    """The edition code: the first 50 bits of a key, whatever its scheme, as two groups of five characters."""
    number = int(digests.parsed(key).figures[:13], 16) >> 2
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(45, -1, -5))
    return f"{letters[:5]}-{letters[5:]}"


@cache
def shipped(folder: Path) -> str:
    """The digest of a folder that ships with bhxhcomm, and so stays what it is while a process runs."""
    return file_digests.of_folder(folder)


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
