"""Plain values as bytes and back, between two processes of which one has read a hostile file.

Plain are None, bool, int, float, str, bytes, messages (`core.i18n`), and lists, tuples and dicts of such. Unlike with pickle,
what comes back can be nothing else, whatever the other side sends. What is sent begins with the length of its head (4 bytes,
big-endian) and the head in JSON; behind it are the bytes values one after the other, and the head says how long each is.
"""

from __future__ import annotations

import json
import struct
from typing import Any

from bhxhcomm.core.i18n import Message, from_plain

_LENGTH = struct.Struct("!I")
Plain = Any
"""A plain value; mypy has no recursive type that callers could use without casts."""


def encoded(value: Plain) -> bytes:
    """A plain value as bytes. Raises `TypeError` for any other value."""
    blobs: list[bytes] = []
    head = json.dumps([_packed(value, blobs), [len(blob) for blob in blobs]], separators=(",", ":")).encode()
    return b"".join([_LENGTH.pack(len(head)), head, *blobs])


def decoded(data: bytes) -> Plain:
    """The value that `encoded` made into these bytes. Raises `ValueError` for bytes that it cannot have made."""
    try:
        (length,) = _LENGTH.unpack_from(data)
        packed, sizes = json.loads(data[_LENGTH.size : _LENGTH.size + length])
        blobs = []
        at = _LENGTH.size + length
        for size in sizes:
            blobs.append(data[at : at + size])
            at += size
        if at != len(data):
            raise ValueError("the length differs")
        return _unpacked(packed, blobs)
    except (struct.error, TypeError, KeyError, IndexError, RecursionError) as exc:
        raise ValueError(f"not a plain value: {exc}") from exc


def _packed(value: Plain, blobs: list[bytes]) -> Any:
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, Message):
        return {"m": value.plain()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes):
        blobs.append(value)
        return {"b": len(blobs) - 1}
    if isinstance(value, list):
        return [_packed(item, blobs) for item in value]
    if isinstance(value, tuple):
        return {"t": [_packed(item, blobs) for item in value]}
    if isinstance(value, dict):
        return {"d": [[_packed(key, blobs), _packed(item, blobs)] for key, item in value.items()]}
    raise TypeError(f"a {type(value).__name__} is no plain value")


def _unpacked(packed: Any, blobs: list[bytes]) -> Plain:
    if isinstance(packed, list):
        return [_unpacked(item, blobs) for item in packed]
    if not isinstance(packed, dict):
        return packed
    ((kind, inner),) = packed.items()
    if kind == "b":
        return blobs[inner]
    if kind == "t":
        return tuple(_unpacked(item, blobs) for item in inner)
    if kind == "m":
        return from_plain(inner)
    if kind == "d":
        return {_unpacked(key, blobs): _unpacked(item, blobs) for key, item in inner}
    raise ValueError("not a plain value")
