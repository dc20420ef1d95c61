"""Colours as people see them who lack one of the three kinds of cones: colours of one chart must still differ.

The simulation is that of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
Deficiency" (IEEE TVCG 15/6, 2009, doi:10.1109/TVCG.2009.113), at full severity, on linear sRGB. The difference is that of
CIE 1976 in L*a*b* (D65), of which about 2 can just be noticed side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Problem

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

MATRICES: Mapping[str, Matrix] = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_NAMES = {
    "usual": N_("usual"),
    "protan": N_("red-blind"),
    "deutan": N_("green-blind"),
    "tritan": N_("blue-blind"),
}
LEAST_DIFFERENCE = 15.0
"""What two colours that are used together must differ by, in every kind of vision: well beyond what is just noticed, as the
areas of a chart lie apart from each other and are small on a phone."""

_TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE: Triple = (0.95047, 1.0, 1.08883)


def seen(colour: str, vision: str) -> Triple:
    """A colour (`#rrggbb`) as linear sRGB, as it is seen with a kind of vision: `usual`, `protan`, `deutan`, `tritan`."""
    linear = _linear(colour)
    if vision == "usual":
        return linear
    red, green, blue = (min(1.0, max(0.0, _dot(row, linear))) for row in MATRICES[vision])
    return red, green, blue


def difference(one: str, other: str, vision: str = "usual") -> float:
    """How far two colours lie apart for a kind of vision."""
    first, second = _lab(seen(one, vision)), _lab(seen(other, vision))
    return float(sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5)


def alike(groups: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[list[Problem], float | None]:
    """Colours that are used together in one block, given with the block's name, and that somebody cannot tell apart.

    Returns the problems and the least difference found, None where no two colours stand together.
    """
    least: float | None = None
    problems = []
    message = _(
        "in the block “{block}” the colours {one} and {other} look alike to {vision} eyes ({found}, needed {least})"
    )
    for block, colours in dict.fromkeys(groups):
        for one, other in combinations(dict.fromkeys(colours), 2):
            for vision in ("usual", *MATRICES):
                found = difference(one, other, vision)
                least = found if least is None else min(least, found)
                if found < LEAST_DIFFERENCE:
                    said = message.format(
                        block=block,
                        one=one,
                        other=other,
                        vision=_(_NAMES[vision]),
                        found=f"{found:.0f}",
                        least=f"{LEAST_DIFFERENCE:g}",
                    )
                    problems.append(
                        Problem("colours-alike", said, hint=_("Choose a lighter or darker colour in the theme."))
                    )
                    break
    return problems, None if least is None else round(least, 1)


def _linear(colour: str) -> Triple:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _light(red), _light(green), _light(blue)


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _lab(linear: Triple) -> Triple:
    x, y, z = (_root(_dot(row, linear) / white) for row, white in zip(_TO_XYZ, _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(share: float) -> float:
    return float(share ** (1 / 3)) if share > (6 / 29) ** 3 else float(share / (3 * (6 / 29) ** 2) + 4 / 29)


def _dot(left: Triple, right: Triple) -> float:
    return left[0] * right[0] + left[1] * right[1] + left[2] * right[2]
