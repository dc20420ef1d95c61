"""Private keys that lie where others can read them: in a folder of a workspace, which is copied, sent and kept in git.

Keys are known by what is in the file, whatever it is called: PEM (OpenSSH, PKCS#1, PKCS#8, EC, PGP), PuTTY's own form, and
in DER a bare key or PKCS#12 (RFC 7292), which holds a certificate together with its key. JSON is looked into (a key as a
string, as cloud services hand them out, or a JSON Web Key, RFC 7517), and so are ZIP packages, Word files and workbooks among
them, as far as the limits reach: what is locked by a password, lies in a package within a package, or is larger, is not seen.

>>> is_private(b"-----BEGIN OPENSSH PRIVATE KEY-----"), is_private(b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA")
(True, False)
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problem

CODE = "private-key"
_PEM = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----")
_PUTTY = b"PuTTY-User-Key-File-"
_KEYSTORE = b"\xfe\xed\xfe\xed"
_PKCS7_DATA = bytes.fromhex("06092a864886f70d0107")
"""The first arcs of the identifiers 1.2.840.113549.1.7.x, one of which follows the version of a PKCS#12 file."""
_MOST = 200_000
"""Larger files are no keys."""
_MOST_PACKED, _MOST_PARTS, _MOST_UNPACKED = 5_000_000, 500, 20_000_000
"""Bytes of a ZIP package that is looked into, its parts, and the bytes that are unpacked of it."""
_PACKED = b"PK\x03\x04"
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
"""What reading a damaged package, or one that is locked, raises."""
_OURS = ("register", "clips")
"""Folders whose JSON files the program writes and reads, strictly: there may be thousands."""
_NO_KEYS = frozenset(".yaml .yml .po .wav .mp3 .flac .ogg .opus .m4a .png .jpg .jpeg .svg .ttf .otf .onnx .pdf".split())
"""Endings of files that are read as something else. The texts among them are looked at where they are read; keys have other
names."""


def is_private(data: bytes) -> bool:
    """Whether a file with this content is or holds a private key."""
    return data.startswith((_PUTTY, _KEYSTORE)) or _PEM.search(data) is not None or _is_der(data)


def in_folders(root: Path) -> Iterator[Problem]:
    """The private keys in those folders of the workspace at `root` that are read. Links are not followed: what lies in the
    workspace is met where it lies."""
    for name in sorted(opening.READ):
        for above, folders, files in os.walk(root / name):
            folders.sort()
            for file in sorted(files):
                path = Path(above, file)
                ending = path.suffix.lower()
                passed = ending in _NO_KEYS or (ending == ".json" and name in _OURS)
                if (name == "trust" or not passed) and _holds(path, root):
                    yield problem(Place(path.relative_to(root).as_posix()))


def problem(place: Place) -> Problem:
    """The problem of a private key in a file."""
    return Problem(
        CODE,
        _("there is a private key in the workspace: whoever has it signs in its owner's name"),
        place,
        _(
            "take it out, also out of every copy and of git's history, and have its owner make a new one; here belong only "
            "certificates and what stands in the file that ends in .pub"
        ),
    )


def _holds(path: Path, root: Path) -> bool:
    with suppress(OSError, ContentError):
        size = 0 if path.is_symlink() else path.stat().st_size
        if not size or size > _MOST_PACKED:
            return False
        with opening.opened(path, root) as file:
            head = file.read(len(_PACKED))
            data = head + file.read(_MOST_PACKED) if head == _PACKED or size <= _MOST else b""
        return is_private(data) or _in_json(data) or any(map(_is_key, _unpacked(data)))
    return False


def _is_key(data: bytes) -> bool:
    return is_private(data) or _in_json(data)


def _in_json(data: bytes) -> bool:
    """Whether a JSON file holds a private key, however its signs are escaped."""
    if data[:1] not in (b"{", b"["):
        return False
    with suppress(ValueError, RecursionError):
        waiting = [json.loads(data)]
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                if "kty" in one and ("d" in one or "k" in one):
                    return True
                waiting += one.values()
            elif isinstance(one, list):
                waiting += one
            elif isinstance(one, str) and is_private(one.encode(errors="replace")):
                return True
    return False


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The parts of a ZIP package that may be keys, as far as the limits reach; nothing of what is no package."""
    if not data.startswith(_PACKED):
        return
    left = _MOST_UNPACKED
    with suppress(*_DAMAGED), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist()[:_MOST_PARTS]:
            if info.is_dir() or info.file_size > _MOST or left <= 0:
                continue
            # What the package says of its sizes may be wrong.
            with suppress(*_DAMAGED), archive.open(info) as part:
                found = part.read(_MOST)
                left -= len(found)
                yield found


def _is_der(data: bytes) -> bool:
    """Whether this is a private key in DER: a sequence that begins with a version, and not with another sequence as a
    certificate does. 0 and 1 are the versions of a bare key (RFC 8017, 5958, 5915), 3 is that of PKCS#12."""
    if len(data) < 16 or data[0] != 0x30:
        return False
    # The length takes one byte, or as many more as its first one says.
    at = 2 + (data[1] & 0x7F if data[1] & 0x80 else 0)
    if data[at : at + 2] != b"\x02\x01":
        return False
    version = data[at + 2]
    if version == 3:
        return _PKCS7_DATA in data[at : at + 24]
    # An integer (RSA), a sequence that names the algorithm (PKCS#8) or the octets of the key (EC) follow.
    return version in (0, 1) and data[at + 3] in (0x02, 0x30, 0x04)
