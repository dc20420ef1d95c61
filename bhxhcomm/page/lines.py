"""The breaking of headings: lines of like length, and no word left alone on the last one.

WeasyPrint has no `text-wrap: balance`. The widths of the words are measured in the font itself, and the heading gets the
least width at which it still takes as few lines as it would in the full one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

NBSP = "\u00a0"
SLACK = 1.015
"""Kerning and rounding may set a line a little wider than the sum of its advances."""

Measure = Callable[[str], float]
"""The width of a string in em."""


def tied(text: str, least: int = 4) -> str:
    """The text with its last two words tied by a no-break space, if it has at least `least` words."""
    words = text.split(" ")
    if len(words) < least or len(words[-1]) + len(words[-2]) > 16:
        return text
    return " ".join(words[:-2]) + " " + words[-2] + NBSP + words[-1]


def balanced_width(text: str, room: float, measure: Measure) -> float:
    """The least width in em at which `text` takes no more lines than in `room` em; `room` when it fits on one line."""
    widths = [measure(word) for word in tied(text).split(" ") if word]
    space = measure(" ")
    wanted = _lines(widths, space, room)
    if wanted < 2 or max(widths) > room:
        return room
    low, high = max(widths), room
    while high - low > 0.02:
        middle = (low + high) / 2
        if _lines(widths, space, middle) > wanted:
            low = middle
        else:
            high = middle
    return min(room, high * SLACK + 0.05)


def _lines(widths: Sequence[float], space: float, room: float) -> int:
    lines, used = 1, 0.0
    for width in widths:
        if used and used + space + width > room:
            lines, used = lines + 1, width
        else:
            used += width + (space if used else 0.0)
    return lines


@cache
def measure_with(font: Path) -> Measure:
    """A measure by the advance widths of a font file; a character it lacks counts as half an em."""
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as face:
        glyphs = face.getBestCmap()
        advances = face["hmtx"].metrics
        size = face["head"].unitsPerEm
        widths = {code: advances[glyph][0] / size for code, glyph in glyphs.items()}

    def measure(text: str) -> float:
        return sum(widths.get(ord(character), 0.5) for character in text)

    return measure
