"""Signed proof sheets: kept in `approvals/` under the SHA-256 of their bytes, and checked again by every build, offline."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bhxhcomm.core import guarded, paths, people
from bhxhcomm.core.problems import ContentError, Place
from bhxhcomm.language.normalise import nfc
from bhxhcomm.trust import sheet_reader, statement
from bhxhcomm.trust.statement import Statement

MAX_BYTES = 60_000_000
LIMITS = guarded.Limits(
    seconds=30, megabytes=768, libraries=("pyhanko.sign.validation", "pypdfium2", "cryptography.x509")
)


@dataclass(frozen=True, slots=True)
class SheetSigner:
    """One who signed a sheet: the name on the certificate, the day (year-month-day, in Vietnam), the SHA-256 of the
    certificate's key, and what the sheet stated when they signed."""

    name: str
    date: str
    key: str
    stated: Statement


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """A signed sheet. With a `fault` (a code that `demand.why` puts into words) it proves nothing; `about` is then the name on
    the certificate that it is about, where it is about one."""

    signers: tuple[SheetSigner, ...] = ()
    fault: str = ""
    about: str = ""


def path_of(folder: Path, digest: str) -> Path:
    """Where a sheet is kept."""
    return folder / f"{digest}.pdf"


def fault_of(folder: Path, digest: str) -> str:
    """A code for why there is no sheet with this digest here; empty where there is one."""
    path = path_of(folder, digest)
    try:
        if paths.leads_outside(path, folder.parent):
            return "sheet-missing"
        found = path.stat()
    except OSError:
        return "sheet-missing"
    if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
        return "sheet-unreadable"
    return "" if _sha256(str(path), found.st_mtime_ns, found.st_size, found.st_ino) == digest else "sheet-other"


@lru_cache(maxsize=1024)
def _sha256(path: str, *_state: int) -> str:
    """The digest of a file, taken once as long as the file system says that it is the same."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def read(folder: Path, digest: str, certificates: Sequence[bytes], lists: Sequence[bytes]) -> SignedSheet:
    """A sheet that is kept, as these certificates and lists of revoked ones have it."""
    path = path_of(folder, digest)
    try:
        data = path.read_bytes()
    except OSError:
        return SignedSheet(fault="sheet-missing")
    if hashlib.sha256(data).hexdigest() != digest:
        return SignedSheet(fault="sheet-other")
    return judged(data, tuple(certificates), tuple(lists), os.fspath(path))


@lru_cache(maxsize=64)
def judged(data: bytes, certificates: tuple[bytes, ...], lists: tuple[bytes, ...], shown: str) -> SignedSheet:
    """What the digital signatures of a PDF are worth. Raises `MachineError` where no reader can be started."""
    try:
        found = guarded.call(
            sheet_reader.read, data, list(certificates), list(lists), place=Place(shown), limits=LIMITS
        )
    except ContentError:
        return SignedSheet(fault="sheet-unreadable")
    if found["fault"]:
        return SignedSheet(fault=found["fault"], about=found["about"])
    signers = []
    for one in found["signers"]:
        stated = statement.parsed(one["statement"])
        if stated is None:
            return SignedSheet(fault="sheet-not-ours", about=one["name"])
        signers.append(SheetSigner(" ".join(nfc(one["name"]).split()), one["date"], one["key"], stated))
    return SignedSheet(tuple(signers))


def covers(sheet: SignedSheet, said: Mapping[str, Any]) -> tuple[str, str]:
    """The key by which a sheet proves a line, all that the line says; or an empty one and a code for why it does not."""
    if sheet.fault:
        return "", sheet.fault
    named = [one for one in sheet.signers if people.is_named(str(said["by"]), one.name)]
    if not named:
        return "", "sheet-other-name"
    dated = [one for one in named if one.date == said["date"]]
    if not dated:
        return "", "sheet-other-day"
    proving = next((one for one in dated if one.stated.has(said)), None)
    return (proving.key, "") if proving is not None else ("", "sheet-other-content")
