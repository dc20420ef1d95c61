"""The one canonical form of values, and the one digest over it.

Whatever is signed, keyed or summed goes through `text`: plain JSON, keys sorted, no spaces, no escapes for letters (as RFC 8785
has it, but for numbers, which are written as Python does). `plain` brings a composed piece to such plain values; it is the form
of scheme 2 (`core.digests`), which knows dataclasses by names that they declare, so that a class or a field may be called
otherwise tomorrow:

>>> from dataclasses import field
>>> @named("Example")
... @dataclass(frozen=True)
... class WhateverItIsCalled:
...     title: str
...     copies: int = 1
...     shelf: str = field(default="", metadata={"canonical": False})
>>> text(plain(WhateverItIsCalled("Thẻ", shelf="3")))
'{"title":"Thẻ","type":"Example"}'
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

_Kind = TypeVar("_Kind", bound=type)
REQUIRED = object()
"""The default of a field that has none."""


def digest(value: Any) -> str:
    """The SHA-256 of plain JSON values, as hexadecimal. For what lasts longer than a build: `core.digests`."""
    return hashlib.sha256(text(value).encode()).hexdigest()


def text(value: Any) -> str:
    """Plain JSON values as the one text of which digests are taken: sorted, without spaces or line breaks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class LayoutField:
    """A field as canonical forms know it: where its value is, the name that it goes by there, and its default."""

    attribute: str
    name: str
    default: Any = REQUIRED


@dataclass(frozen=True, slots=True)
class Layout:
    """How a type is told in canonical forms: by its declared name, and by its fields."""

    name: str
    fields: tuple[LayoutField, ...]


_declared: dict[type, str] = {}
_layouts: dict[type, Layout | None] = {}


def named(name: str) -> Callable[[_Kind], _Kind]:
    """Declare by what name canonical forms know a dataclass; it stays, whatever the class is called. Raises `ValueError` for a
    name that another type has.

    A field goes by its own name, or by the one in its metadata (`canonical`); with False there it is no part of the form.
    """

    def declare(kind: _Kind) -> _Kind:
        if name in _declared.values():
            raise ValueError(f"another type is called {name} in canonical forms")
        _declared[kind] = name
        return kind

    return declare


def declared() -> dict[type, str]:
    """All types that have declared a name, so far as their modules are loaded."""
    return dict(_declared)


def layout(kind: type) -> Layout | None:
    """How a dataclass is told; None for other types. Raises `TypeError` for one without a declared name. Each type is asked
    once."""
    if kind not in _layouts:
        _layouts[kind] = _layout(kind) if is_dataclass(kind) else None
    return _layouts[kind]


def _layout(kind: type) -> Layout:
    if kind not in _declared:
        raise TypeError(
            f"{kind.__name__} has no name in canonical forms: declare one with @canonical.named, and never change it"
        )
    told = [(part, part.metadata.get("canonical", True)) for part in fields(kind)]
    return Layout(
        _declared[kind],
        tuple(
            LayoutField(part.name, part.name if name is True else name, _default(part)) for part, name in told if name
        ),
    )


def _default(part: Field[Any]) -> Any:
    if part.default_factory is not MISSING:
        return part.default_factory()
    return REQUIRED if part.default is MISSING else part.default


def plain(value: Any) -> Any:
    """A piece as plain JSON values: of each dataclass its declared name and those fields that are not as they are by default,
    so that a field which comes later changes nothing where nobody uses it. Nothing in it differs from machine to machine.

    Raises `TypeError` for a type that has no such form.
    """
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    told = layout(type(value))
    if told is None:
        return leaf(value)
    given = ((part, getattr(value, part.attribute)) for part in told.fields)
    return {"type": told.name, **{part.name: plain(item) for part, item in given if item != part.default}}


def leaf(value: Any) -> Any:
    """A single value as a plain JSON value: text, a number, a date, one of an enumeration. Raises `TypeError`."""
    if value is None or isinstance(value, bool):
        return value
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
    raise TypeError(f"no canonical form for {type(value).__name__}")
