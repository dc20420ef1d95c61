"""Private keys that lie where others can read them: in a folder of a workspace, which is copied, sent and kept in git.

Keys are known by what is in the file, whatever it is called: PEM (OpenSSH, PKCS#1, PKCS#8, EC, PGP), PuTTY's own form, and
in DER a bare key or PKCS#12 (RFC 7292), which holds a certificate together with its key.

>>> is_private(b"-----BEGIN OPENSSH PRIVATE KEY-----"), is_private(b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA")
(True, False)
"""

from __future__ import annotations

import os
import re
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
_NO_KEYS = frozenset(
    ".yaml .yml .po .json .wav .mp3 .flac .ogg .opus .m4a .png .jpg .jpeg .svg .ttf .otf .onnx .pdf".split()
)
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
                if (name == "trust" or path.suffix.lower() not in _NO_KEYS) and _holds(path, root):
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
        if not path.is_symlink() and path.stat().st_size <= _MOST:
            return is_private(opening.read(path, root, most=_MOST))
    return False


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
