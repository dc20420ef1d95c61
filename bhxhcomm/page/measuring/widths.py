"""How wide words will be, before an engine sets them: letter by letter in Latin script, shaped in others.

Headings are broken and figures sized by it. In Khmer, Thái and Chăm a letter may stand below or above another and take no
room of its own, so that their words are shaped (by HarfBuzz, as Pillow brings it) and then measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

from bhxhcomm.page.measuring.fonts import lends
from bhxhcomm.page.measuring.letters import is_lettered

if TYPE_CHECKING:
    from bhxhcomm.page.measuring.fonts import FontFile
    from bhxhcomm.page.measuring.lines import Measure

UNKNOWN_EM = 0.5
"""What a character counts that no font has."""
_SHAPED_PX = 200


def measure(families: Sequence[str], fonts: Sequence[FontFile], *, weight: int = 700) -> Measure | None:
    """The width of a string in em, set in the upright faces of these families in this weight; None where there are none."""
    found = {font.family: font.path for font in fonts if font.weight == weight and font.style == "normal"}
    return _measure(tuple((family, found[family]) for family in families if family in found))


@cache
def _measure(faces: tuple[tuple[str, Path], ...]) -> Measure | None:
    if not faces:
        return None
    advances = [_advances(path) for _family, path in faces]

    @cache
    def face_of(character: str) -> int:
        """The number of the first face that has and lends the character; -1 for none."""
        return next(
            (
                number
                for number, (family, _path) in enumerate(faces)
                if ord(character) in advances[number] and lends(family, character)
            ),
            -1,
        )

    @lru_cache(maxsize=4096)
    def width(text: str) -> float:
        if not is_lettered(text):
            return float(sum(_advance(character, face_of(character)) for character in text))
        total = 0.0
        for face, run in groupby(text, face_of):
            words = "".join(run)
            shaped = _shaped(faces[face][1], words) if face >= 0 and is_lettered(words) else None
            total += shaped if shaped is not None else sum(_advance(character, face) for character in words)
        return total

    def _advance(character: str, face: int) -> float:
        if category(character) in ("Mn", "Me", "Cf"):
            return 0.0
        return advances[face][ord(character)] if face >= 0 else UNKNOWN_EM

    return width


_given: dict[Path, bytes] = {}


def use_font(path: Path, data: bytes) -> None:
    """Take a font file from these bytes, and open none, where this process may open no file."""
    _given[path] = data


def _source(path: Path) -> Path | BytesIO:
    return BytesIO(_given[path]) if path in _given else path


@cache
def _advances(path: Path) -> dict[int, float]:
    """The advance widths of a font file in em, by code point."""
    from fontTools.ttLib import TTFont

    with TTFont(_source(path), lazy=True) as face:
        widths = face["hmtx"].metrics
        size = face["head"].unitsPerEm
        return {code: widths[glyph][0] / size for code, glyph in face.getBestCmap().items()}


def _shaped(path: Path, words: str) -> float | None:
    """The width of words of one font in em, shaped; None where Pillow cannot shape."""
    font = _pillow_font(path)
    return None if font is None else float(font.getlength(words)) / _SHAPED_PX


@cache
def _pillow_font(path: Path) -> Any:
    from PIL import ImageFont, features

    if not features.check("raqm"):
        return None
    return ImageFont.truetype(_source(path), _SHAPED_PX, layout_engine=ImageFont.Layout.RAQM)
