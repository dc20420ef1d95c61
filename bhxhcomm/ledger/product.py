"""What is made of a piece: kinds of file, and the files themselves as bytes, before they lie anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of file that is made of a piece: its format, and for what (`press`), where there are several of one format.

    `options` are what is asked of these files and not of the piece (`dpi`, `marks`); `libraries` the packages whose version may
    change their bytes, beside those that `declared` names. `endings` are those of its files, where they are not its format.
    What is not `lasting` is made whenever it is asked for.
    """

    format: str
    purpose: str = ""
    options: tuple[tuple[str, str], ...] = ()
    libraries: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    lasting: bool = True

    @property
    def name(self) -> str:
        """What tells it from the other products of the piece: `pdf`, `pdf-press`."""
        return f"{self.format}-{self.purpose}" if self.purpose else self.format


@dataclass(frozen=True, slots=True)
class File:
    """One file: to which product it belongs, its part of it (`trang-1`, or that of its purpose), its bytes and measures."""

    product: Product
    part: str
    data: bytes = field(repr=False)
    checks: Mapping[str, Any] = field(default_factory=dict)
    format: str = ""

    @property
    def ending(self) -> str:
        """The ending of its name: that of its format, unless it goes beside files of another (captions beside a sound)."""
        return self.format or self.product.format
