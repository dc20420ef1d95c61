"""ZIP packages from outside (workbooks, Word files) and our own: looked at before they are opened, written without a clock."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping

from bhxhcomm.core import zips
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, error

STORED = (".png", ".jpeg", ".pdf")
"""Files that are compressed already, by the endings of their names."""
"""The first date that a ZIP can hold."""
MAX_FILE = 50_000_000
MAX_UNPACKED = 200_000_000
MAX_PARTS = 2_000
MAX_RATIO = 200
"""How many times smaller a large part may be than it is unpacked; text of one's own hardly reaches 50."""
_LARGE = 2_000_000
_MACROS = ("vbaproject.bin", "vbadata.xml", "macros/", "basic/", "scripts/")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)")


def opened(data: bytes, shown: str, *, main: str) -> dict[str, bytes]:
    """The parts of an Office file that may be read. Raises `ContentError` for what is no such file, or is dangerous.

    `main` is the beginning of the part that such a file must have: `xl/workbook`, `word/document`.
    """
    place = Place(shown)
    if len(data) > MAX_FILE:
        raise error("file-too-large", _("this file is larger than {limit} MB").format(limit=MAX_FILE // 10**6), place)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _weigh(archive.infolist(), place)
            _refuse_macros(archive.namelist(), place)
            parts = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as exc:
        raise error(
            "file-unreadable",
            _("this file is damaged, locked by a password, or of another kind than its name says"),
            place,
            _("open it, save it again under its ending (.xlsx or .docx), and send that"),
        ) from exc
    if not any(name.startswith(main) for name in parts):
        raise error(
            "file-unreadable",
            _("this file is of another kind than its name says"),
            place,
            _("save the workbook as .xlsx, the Word file as .docx"),
        )
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")) and _ENTITY.search(part):
            raise error(
                "file-dangerous", _("`{part}` defines entities, which no such file needs").format(part=name), place
            )
    return parts


def _weigh(infos: Iterable[zipfile.ZipInfo], place: Place) -> None:
    infos = list(infos)
    bomb = (
        len(infos) > MAX_PARTS
        or sum(info.file_size for info in infos) > MAX_UNPACKED
        or any(info.file_size > _LARGE and info.file_size > MAX_RATIO * info.compress_size for info in infos)
    )
    if bomb:
        raise error(
            "file-dangerous",
            _("this file unpacks to far more than its size; it is not opened"),
            place,
            _("copy the translations into a fresh workbook from `bhxhcomm locale export`"),
        )


def _refuse_macros(names: Iterable[str], place: Place) -> None:
    if any(part in name.lower() for name in names for part in _MACROS):
        raise error(
            "file-has-macros",
            _("this file has macros; it is not opened"),
            place,
            _("save it without macros, as .xlsx or .docx"),
        )


def repacked(data: bytes, replace: Mapping[str, bytes] | None = None) -> bytes:
    """The same package with the fixed date everywhere, some parts replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zips.packed({**parts, **(replace or {})}, stored=STORED)
