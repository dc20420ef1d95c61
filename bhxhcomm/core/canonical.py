"""The one canonical form of values, and the one digest over it.

Whatever is signed, keyed or summed goes through `text`: plain JSON, keys sorted, no spaces, no escapes for letters (as RFC 8785
has it, but for numbers, which are written as Python does). `plain` brings a composed piece to such plain values.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any


def digest(value: Any) -> str:
    """The SHA-256 of plain JSON values, as hexadecimal."""
    return hashlib.sha256(text(value).encode()).hexdigest()


def text(value: Any) -> str:
    """Plain JSON values as the one text of which digests are taken: sorted, without spaces or line breaks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(value: Any) -> str:
    """The SHA-256 of a dataclass in its canonical form."""
    return digest(plain(value))


def plain(value: Any) -> Any:
    """A piece as plain JSON values, with the names of its types, without what differs from machine to machine."""
    if value is None or isinstance(value, bool):
        return value
    kind = type(value)
    if kind is str or kind is int:
        return value
    if kind is tuple or kind is list:
        return [plain(item) for item in value]
    if (names := _parts_of(kind)) is not None:
        own: dict[str, Any] = {"type": kind.__name__}
        for name in names:
            own[name] = plain(getattr(value, name))
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
        return [plain(item) for item in value]
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
