"""Whether every word of a page can be seen, told from the printed page: for pages that a foreign style sheet or template set.

The checks on boxes know colours, sizes and places. What lies over words, what is drawn behind them, and words that lie over
each other are seen only when the page is drawn: where a text stands, light and dark must differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.page.checks.laid_out import visible_text
from bhxhcomm.page.engine.boxes import Area, PlacedBox
from bhxhcomm.page.pictures import pixels

DPI = 120
LEAST_RATIO = 2.2
"""The least contrast of light and dark in the rectangle of a text; letters of 8 pt at 120 dpi in the least contrast that
`checks.contrasts` lets pass come out at 2.6."""
BAND = 0.3
"""How far letters reach from the middle of their line up and down, as a share of their size."""
OVERLAP = 0.35
"""The share of that height which may lie in that of other letters."""


def problems(pdf: bytes, pages: Sequence[tuple[Sequence[PlacedBox], tuple[float, float]]]) -> list[Problem]:
    """Look at each page of a PDF; `pages` has the pieces of each and its size in px. Problems: `text-unseen`."""
    found: dict[str, None] = {}
    for image, (pieces, size) in zip(pixels.pages(pdf, DPI), pages, strict=True):
        texts = [piece for piece in pieces if piece.kind == "text" and visible_text(piece.text)]
        for piece in (*_unseen(image, texts, size), *_overlapping([text for text in texts if not text.generated])):
            found.setdefault(piece.text.strip()[:40])
    message = _("words are hidden or lie over each other: “{words}”")
    return [Problem("text-unseen", message.format(words=words)) for words in found]


def _unseen(png: bytes, texts: Iterable[PlacedBox], size: tuple[float, float]) -> Iterator[PlacedBox]:
    from PIL import Image

    with Image.open(BytesIO(png)) as opened:
        grey = opened.convert("L")
    scale = DPI / 96
    # A page for the press has a bleed on all sides.
    left, top = (grey.width - size[0] * scale) / 2, (grey.height - size[1] * scale) / 2
    for piece in texts:
        area = piece.area
        box = (
            max(0, round(left + area.left * scale)),
            max(0, round(top + area.top * scale)),
            min(grey.width, round(left + area.right * scale) + 1),
            min(grey.height, round(top + area.bottom * scale) + 1),
        )
        if box[0] >= box[2] or box[1] >= box[3]:
            yield piece
            continue
        if any(character.isalnum() for character in piece.text) and _ratio(grey.crop(box)) < LEAST_RATIO:
            yield piece


def _ratio(crop: Any) -> float:
    """The contrast of the lightest and the darkest grey of a picture (WCAG 2.2)."""
    dark, light = (_luminance(value / 255) for value in crop.getextrema())
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _overlapping(texts: Sequence[PlacedBox]) -> Iterator[PlacedBox]:
    """Texts whose letters lie over those of others."""
    bands = sorted(((_band(piece), piece) for piece in texts), key=lambda pair: pair[0].top)
    for number, (area, piece) in enumerate(bands):
        for other, _text in bands[number + 1 :]:
            if other.top >= area.bottom:
                break
            common = area.within(other)
            high = min(area.bottom - area.top, other.bottom - other.top)
            wide = min(area.right - area.left, other.right - other.left)
            if common.bottom - common.top > OVERLAP * high and common.right - common.left > max(1.5, OVERLAP * wide):
                yield piece
                break


def _band(piece: PlacedBox) -> Area:
    middle, reach = (piece.area.top + piece.area.bottom) / 2, BAND * piece.size
    return Area(piece.area.left, middle - reach, piece.area.right, middle + reach)
