"""What a row of a hand-off file was made from: short digests that travel with it, so that it can be merged when it is back.

As a file has it: the digest of the translation, a sign for how it stood, and the digests of the four texts beside it (`-` for
an empty one), as in `3f1c0a9be211!.-.77aa01c2de45.-.-`. Files of earlier editions have the first digest alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bhxhcomm.exchange.three_way import EMPTY, digest

BESIDE = ("back", "spoken", "note", "in_words")
"""The texts beside a translation, in the order in which a row has their digests."""
_EMPTY = "-"
_TOKEN = re.compile(r"([0-9a-f]{12})([!?]?)((?:\.(?:-|[0-9a-f]{12})){4})?")


class RowStanding(StrEnum):
    """How the translation of a row stood when it went out: held and whole, in need of work, or only a suggestion that the
    catalogue does not hold."""

    HELD = ""
    NEEDS_WORK = "!"
    SUGGESTED = "?"


@dataclass(frozen=True, slots=True)
class MergeBase:
    """The digests of one row. `beside` lacks what the file does not know."""

    target: str
    standing: RowStanding = RowStanding.HELD
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def held(self) -> str:
        """The digest of what the catalogue held."""
        return EMPTY if self.standing is RowStanding.SUGGESTED else self.target

    def is_untouched(self, target: str) -> bool:
        """Whether a translation is still the one that the row went out with."""
        return digest(target) == self.target

    def __str__(self) -> str:
        rest = ".".join(_EMPTY if self.beside[name] == EMPTY else self.beside[name] for name in BESIDE)
        return f"{self.target}{self.standing}.{rest}"


def made(target: str, standing: RowStanding, beside: Mapping[str, str]) -> MergeBase:
    """The base of a row with these texts."""
    return MergeBase(digest(target), standing, {name: digest(beside[name]) for name in BESIDE})


def read(token: str | None) -> MergeBase | None:
    """The base that a file names; None for what is none."""
    found = _TOKEN.fullmatch((token or "").strip())
    if found is None:
        return None
    target, standing, rest = found.groups()
    digests = (EMPTY if part == _EMPTY else part for part in rest[1:].split(".")) if rest else ()
    return MergeBase(target, RowStanding(standing), dict(zip(BESIDE, digests, strict=False)))
