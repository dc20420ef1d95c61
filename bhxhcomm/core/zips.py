"""ZIP files that are the same every time: no clock, a stated order, one way of compressing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of everything in them: the oldest that a ZIP knows (APPNOTE.TXT 4.4.6)."""
_DOS, _UNIX = 0, 3
_READABLE = 0o644 << 16


def packed(
    parts: Mapping[str, bytes] | Iterable[tuple[str, bytes]],
    *,
    stored: tuple[str, ...],
    level: int = 6,
    unix: bool = False,
) -> bytes:
    """A ZIP with these files, by name, in this order.

    Those whose names end in one of `stored` are compressed already and stay as they are; the others are deflated at `level`
    (0 to 9). `unix` says that they are unpacked with the rights of ordinary files.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items() if isinstance(parts, Mapping) else parts:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = _UNIX if unix else _DOS
            if unix:
                entry.external_attr = _READABLE
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(stored) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=level)
    return out.getvalue()
