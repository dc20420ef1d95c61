"""From light to ink: a colour in sRGB becomes process colours (cyan, magenta, yellow, black) for the print shop.

A theme states the inks of its own colours. For all others a model of the press is asked which inks come nearest to the
colour: Neugebauer's equations (the press as a mosaic of the 16 overprints, as large as the grown dots make them) over the
colours of ISO 12647-2 for offset on coated paper, and a growth of dots of 15 to 18 % in the mid-tones. Black replaces grey as
it grows, and no colour takes more ink than `MOST_INK`. Print shops convert again where their own press differs.

Inks are shares from 0 to 1, in the order cyan, magenta, yellow, black.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

Inks = tuple[float, float, float, float]
Triple = tuple[float, float, float]

BLACK: Inks = (0.0, 0.0, 0.0, 1.0)
MOST_INK = 3.0
"""The greatest sum of inks, 300 %: what coated paper bears in sheet-fed offset (ISO 12647-2 allows up to 350 %)."""
NODES = 9
"""The steps of a channel at which the model is asked for pictures; values between are interpolated."""
_INKS_AIMED_AT = 2.8
_STATED = re.compile(r"(\d+(?:\.\d+)?)%?\s+(\d+(?:\.\d+)?)%?\s+(\d+(?:\.\d+)?)%?\s+(\d+(?:\.\d+)?)%?")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")

_WHITE_D50: Triple = (0.9642, 1.0, 0.8249)
_LAB_OF_OVERPRINTS: tuple[Triple, ...] = (
    # In the order of the bits cyan (1), magenta (2), yellow (4), black (8); ISO 12647-2, white backing, D50, 2 degrees.
    (95, 0, -2),
    (55, -37, -50),
    (48, 74, -3),
    (24, 17, -46),
    (89, -5, 93),
    (50, -68, 25),
    (47, 68, 48),
    (23, 0, 0),
    (16, 0, 0),
    # The standard gives no overprints of black; these are estimates, all nearly black.
    (12, -6, -9),
    (13, 8, -1),
    (10, 2, -6),
    (15, -1, 6),
    (11, -6, 1),
    (12, 6, 4),
    (9, 0, 0),
)
_GROWTH = (0.15, 0.15, 0.15, 0.18)
_SRGB_TO_XYZ_D50 = (
    (0.4360747, 0.3850649, 0.1430804),
    (0.2225045, 0.7168786, 0.0606169),
    (0.0139322, 0.0971045, 0.7141733),
)


def stated(tokens: Mapping[str, str]) -> dict[str, Inks]:
    """The inks that a theme states, by the colour they stand for (`#rrggbb`).

    `--brand-cmyk: 100 60 35 35` gives the inks of `--brand` in percent. Where two tokens have one colour, those that name
    black type (`--ink…`) count, then the first. A token of black type without stated inks is printed in black alone.
    """
    found: dict[str, Inks] = {}
    for name, value in sorted(tokens.items(), key=lambda token: not token[0].startswith("ink")):
        if not _HEX.fullmatch(value):
            continue
        given = _STATED.fullmatch(tokens.get(f"{name}-cmyk", "").strip())
        if given:
            cyan, magenta, yellow, black = (min(1.0, float(part) / 100) for part in given.groups())
            found.setdefault(value.lower(), (cyan, magenta, yellow, black))
        elif name.startswith("ink"):
            found.setdefault(value.lower(), in_black(rgb_of(value)))
    return found


def rgb_of(value: str) -> Triple:
    """`#rrggbb` as shares from 0 to 1."""
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def hex_of(rgb: Sequence[float]) -> str:
    """Shares from 0 to 1 as `#rrggbb`."""
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in rgb)


@lru_cache(maxsize=4096)
def in_black(rgb: Triple) -> Inks:
    """The tint of black alone that is as light as a colour; what is nearly black becomes solid black."""
    wanted = _target(rgb)[0]
    if wanted < 26:
        return BLACK
    low, high = 0.0, 1.0
    for _step in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if _lab(_printed((0.0, 0.0, 0.0, middle)))[0] > wanted else (low, middle)
    return 0.0, 0.0, 0.0, round(low, 2)


@lru_cache(maxsize=4096)
def of(rgb: Triple) -> Inks:
    """The inks of a colour, in whole percent. Greys and black are printed in black alone."""
    if max(rgb) - min(rgb) < 1 / 255:
        return (0.0, 0.0, 0.0, 0.0) if min(rgb) > 0.999 else in_black(rgb)
    cyan, magenta, yellow, black = (round(part, 2) for part in _separated(rgb))
    return cyan, magenta, yellow, black


def picture(image: Any) -> Any:
    """A Pillow image in RGB as one in CMYK."""
    return image.filter(_table())


@lru_cache(maxsize=1)
def _table() -> Any:
    """The model at the nodes of a cube of colours, as Pillow's filter. It takes about a second, once in a process."""
    from PIL import ImageFilter

    steps = [step / (NODES - 1) for step in range(NODES)]
    table = [part for blue in steps for green in steps for red in steps for part in _separated((red, green, blue))]
    return ImageFilter.Color3DLUT(NODES, table, channels=4, target_mode="CMYK")


def _separated(rgb: Triple) -> Inks:
    """The inks whose print comes nearest to a colour: first without black, then with as much black as their grey allows."""
    wanted = _target(rgb)
    coloured = _nearest(wanted, 0.0, (1 - rgb[0], 1 - rgb[1], 1 - rgb[2]))
    grey = min(coloured)
    black = 0.0 if grey < 0.12 else min(0.95, ((grey - 0.12) / 0.88) ** 1.25 * 0.98)
    while True:
        least = [max(0.0, part - 0.8 * black) for part in coloured]
        cyan, magenta, yellow = _nearest(wanted, black, (least[0], least[1], least[2]))
        if cyan + magenta + yellow + black <= _INKS_AIMED_AT or black >= 0.95:
            return cyan, magenta, yellow, black
        black = min(0.95, black + 0.04)


def _nearest(wanted: Triple, black: float, start: Triple) -> Triple:
    """The three coloured inks whose print, with so much black, comes nearest to a colour in L*a*b* (Levenberg-Marquardt)."""
    inks, damping = list(start), 0.01
    missed = _missed(inks, black, wanted)
    distance = _square(missed)
    for _step in range(40):
        slopes = [_slope(inks, index, black, wanted, missed) for index in range(3)]
        pull = [sum(slope * miss for slope, miss in zip(slopes[index], missed, strict=True)) for index in range(3)]
        free = [i for i in range(3) if not (inks[i] <= 0 < pull[i] or (inks[i] >= 1 and pull[i] < 0))]
        if not free or max(abs(pull[index]) for index in free) < 0.001:
            break
        before = distance
        for _try in range(8):
            products = [[_dot(slopes[i], slopes[j]) * (1 + damping * (i == j)) for j in free] for i in free]
            moves = _solved(products, [-pull[index] for index in free])
            tried = inks[:]
            for index, move in zip(free, moves, strict=True):
                tried[index] = min(1.0, max(0.0, inks[index] + move))
            miss = _missed(tried, black, wanted)
            if _square(miss) < distance - 1e-9:
                inks, missed, distance, damping = tried, miss, _square(miss), max(damping / 4, 1e-6)
                break
            damping *= 5
        if before - distance < 0.0001:
            break
    return inks[0], inks[1], inks[2]


def _missed(inks: Sequence[float], black: float, wanted: Triple) -> Triple:
    lightness, a, b = _lab(_printed((inks[0], inks[1], inks[2], black)))
    return lightness - wanted[0], a - wanted[1], b - wanted[2]


def _slope(inks: Sequence[float], index: int, black: float, wanted: Triple, missed: Triple) -> Triple:
    step = 1e-4 if inks[index] < 0.5 else -1e-4
    moved = list(inks)
    moved[index] += step
    first, second, third = _missed(moved, black, wanted)
    return (first - missed[0]) / step, (second - missed[1]) / step, (third - missed[2]) / step


def _solved(rows: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The solution of a small system of linear equations (Gauss-Jordan)."""
    matrix = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for index, row in enumerate(matrix):
        pivot = row[index] or 1e-12
        matrix[index] = row = [part / pivot for part in row]
        for other in range(len(matrix)):
            if other != index:
                factor = matrix[other][index]
                matrix[other] = [part - factor * own for part, own in zip(matrix[other], row, strict=True)]
    return [row[-1] for row in matrix]


def _dot(left: Triple, right: Triple) -> float:
    return left[0] * right[0] + left[1] * right[1] + left[2] * right[2]


def _square(vector: Triple) -> float:
    return _dot(vector, vector)


def _printed(inks: Inks) -> Triple:
    """What the press makes of inks, in XYZ (D50): the overprints, each by the share of paper that it covers."""
    mosaic = list(_XYZ_OF_OVERPRINTS)
    for ink, growth in zip(inks, _GROWTH, strict=True):
        covered = min(1.0, ink + 4 * growth * ink * (1 - ink))
        mosaic = [_between(bare, inked, covered) for bare, inked in zip(mosaic[0::2], mosaic[1::2], strict=True)]
    return mosaic[0]


def _between(first: Triple, second: Triple, share: float) -> Triple:
    return (
        first[0] + share * (second[0] - first[0]),
        first[1] + share * (second[1] - first[1]),
        first[2] + share * (second[2] - first[2]),
    )


@lru_cache(maxsize=8192)
def _target(rgb: Triple) -> Triple:
    """The colour to aim at, in L*a*b*: white on the screen is the bare paper, black on the screen the blackest print."""
    light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    paper, blackest = _XYZ_OF_OVERPRINTS[0], _printed((0.8, 0.7, 0.6, 0.9))
    x, y, z = (
        dark + (bare - dark) * sum(factor * part for factor, part in zip(row, light, strict=True)) / white
        for dark, bare, row, white in zip(blackest, paper, _SRGB_TO_XYZ_D50, _WHITE_D50, strict=True)
    )
    return _lab((x, y, z))


def _lab(xyz: Triple) -> Triple:
    x, y, z = (_root(max(0.0, part) / white) for part, white in zip(xyz, _WHITE_D50, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(share: float) -> float:
    return share ** (1 / 3) if share > (6 / 29) ** 3 else float(share / (3 * (6 / 29) ** 2) + 4 / 29)


def _xyz(lab: Triple) -> Triple:
    level = (lab[0] + 16) / 116
    x, y, z = (
        white * (root**3 if root > 6 / 29 else 3 * (6 / 29) ** 2 * (root - 4 / 29))
        for white, root in zip(_WHITE_D50, (level + lab[1] / 500, level, level - lab[2] / 200), strict=True)
    )
    return x, y, z


_XYZ_OF_OVERPRINTS = tuple(_xyz(lab) for lab in _LAB_OF_OVERPRINTS)
