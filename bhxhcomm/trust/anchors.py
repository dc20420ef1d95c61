"""What is trusted, as bytes: keys of persons, certificates, and what of both was revoked.

All of it lies in one folder: `signers` (OpenSSH's allowed signers, ssh-keygen(1)), `revoked` (a key revocation list, or
public keys one a line), `certificates/` (X.509, PEM or DER: of an authority, or of one person) and `crl/` (lists of revoked
certificates). Bytes and not paths, so that what was checked is what is used, on another machine as well.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from bhxhcomm.core.i18n import _, untranslated
from bhxhcomm.core.problems import Place, Problems, error

FOLDER = "trust"
"""The folder of a workspace, and of a user's settings."""
SIGNERS = "signers"
REVOKED = "revoked"
CERTIFICATES = "certificates"
CRL = "crl"
MAX_BYTES = 4_000_000
MAX_FILES = 500


@dataclass(frozen=True, slots=True)
class Anchors:
    """The bytes of each file; empty where there is none. `certificates` and `lists` are in the order of their names."""

    signers: bytes = b""
    revoked: bytes = b""
    certificates: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of all of it, as hexadecimal."""
        whole = hashlib.sha256()
        for part in fields(self):
            held = getattr(self, part.name)
            for data in held if isinstance(held, tuple) else (held,):
                whole.update(hashlib.sha256(data).digest())
            whole.update(part.name.encode())
        return whole.hexdigest()


NOTHING = Anchors()


def read(path: Path, problems: Problems, *, within: Path | None = None) -> Anchors:
    """What a folder of trust holds, or a file of allowed signers. What cannot be read is a problem, never left out.

    `within` is the folder that no link may lead out of.
    """
    if path.is_dir():
        reader = _Reader(problems, within)
        return Anchors(
            reader.file(path / SIGNERS),
            reader.file(path / REVOKED),
            tuple(reader.all_in(path / CERTIFICATES)),
            tuple(reader.all_in(path / CRL)),
        )
    return Anchors(_Reader(problems, within).file(path))


def files(path: Path) -> list[Path]:
    """The files that are read of a folder of trust, or the one file, in order."""
    if not path.is_dir():
        return [path]
    named = [path / SIGNERS, path / REVOKED]
    return named + [found for name in (CERTIFICATES, CRL) for found in _in(path / name)]


def outside(path: Path) -> Anchors:
    """Trust that comes from outside of any workspace. Raises `ContentError` where it cannot be read or trusts nobody."""
    problems = Problems()
    found = read(path, problems)
    problems.raise_errors()
    if not (found.signers.strip() or found.certificates):
        raise error(
            "no-signers",
            _("nobody is trusted here: there are neither keys nor certificates in it"),
            Place(str(path)),
            _("name a file of allowed signers, or a folder with `signers` or `certificates/`"),
        )
    return found


def _in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []


@dataclass(frozen=True, slots=True)
class _Reader:
    problems: Problems
    within: Path | None

    def all_in(self, folder: Path) -> Iterator[bytes]:
        found = _in(folder)
        if len(found) > MAX_FILES:
            message = _("there are more than {limit} files here").format(limit=MAX_FILES)
            self.problems.error("trust-unreadable", message, self._place(folder))
        yield from (self.file(path) for path in found[:MAX_FILES])

    def file(self, path: Path) -> bytes:
        """The bytes of a regular file; nothing where there is none. A link out of the workspace, a pipe and the like are
        problems."""
        try:
            if self.within is not None and not path.resolve().is_relative_to(self.within.resolve()):
                why = _("it is a link that leads outside the workspace")
            elif not os.path.lexists(path):
                return b""
            elif not stat.S_ISREG(path.stat().st_mode):
                why = _("it is not a regular file")
            elif path.stat().st_size > MAX_BYTES:
                why = _("it is larger than {limit} MB").format(limit=MAX_BYTES // 1_000_000)
            else:
                return path.read_bytes()
        except (OSError, RuntimeError) as exc:
            why = untranslated(getattr(exc, "strerror", None) or str(exc))
        message = _("this file cannot be read: {why}").format(why=why)
        self.problems.error("trust-unreadable", message, self._place(path))
        return b""

    def _place(self, path: Path) -> Place:
        return Place(path.relative_to(self.within).as_posix() if self.within is not None else str(path))
