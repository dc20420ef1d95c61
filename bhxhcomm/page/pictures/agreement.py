"""Whether two readers show the same: how much of a picture differs by more than the edges that each smooths in its own way.

A pixel agrees when its value lies, with some tolerance, between the darkest and the lightest of the nine pixels around its
place in the other picture, in each channel. A line that is shifted by less than a pixel or smoothed otherwise agrees; one that
is not there, or in another colour, does not.
"""

from __future__ import annotations

from typing import Any

TOLERANCE = 24
"""Steps of 255 in a channel that are no difference: gradients are drawn in steps, and soft masks are rounded."""


def off(first: Any, second: Any) -> float:
    """The share of pixels, from 0 to 1, in which two pictures (Pillow, of one size) do not agree."""
    return float(_apart(first, second).mean())


def where(first: Any, second: Any) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of where they do not agree, as shares of width and height; all of it where they do."""
    import numpy

    wrong = _apart(first, second)
    rows, columns = numpy.flatnonzero(wrong.any(axis=1)), numpy.flatnonzero(wrong.any(axis=0))
    if not len(rows):
        return 0.0, 0.0, 1.0, 1.0
    height, width = wrong.shape
    return columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height


def _apart(first: Any, second: Any) -> Any:
    """Which pixels do not agree, as an array of truths."""
    import numpy

    one, other = (numpy.asarray(image.convert("RGB"), numpy.int16) for image in (first, second))
    wrong = numpy.zeros(one.shape, bool)
    for values, beside in ((one, other), (other, one)):
        wrong |= values < _around(beside, numpy.minimum) - TOLERANCE
        wrong |= values > _around(beside, numpy.maximum) + TOLERANCE
    return wrong.any(axis=2)


def _around(values: Any, least_or_most: Any) -> Any:
    """The least, or the most, of each pixel and those around it."""
    found = values.copy()
    least_or_most(found[1:], values[:-1], out=found[1:])
    least_or_most(found[:-1], values[1:], out=found[:-1])
    rows = found.copy()
    least_or_most(found[:, 1:], rows[:, :-1], out=found[:, 1:])
    least_or_most(found[:, :-1], rows[:, 1:], out=found[:, :-1])
    return found
