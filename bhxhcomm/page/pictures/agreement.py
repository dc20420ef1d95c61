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
    import numpy
    from PIL import ImageFilter

    first, second = first.convert("RGB"), second.convert("RGB")
    wrong = numpy.zeros((first.height, first.width), bool)
    for one, other in ((first, second), (second, first)):
        values = numpy.asarray(one, numpy.int16)
        least = numpy.asarray(other.filter(ImageFilter.MinFilter(3)), numpy.int16) - TOLERANCE
        most = numpy.asarray(other.filter(ImageFilter.MaxFilter(3)), numpy.int16) + TOLERANCE
        wrong |= ((values < least) | (values > most)).any(axis=2)
    return float(wrong.mean())
