"""Arcs of drawings, each drawn as curves of a quarter of its ellipse at most.

WeasyPrint 70 draws an arc of up to half an ellipse as one Bézier curve, which is off by up to 1.8 % of the radius: a millimetre
on the arch of a cover; and it misplaces those of turned ellipses. A curve of a quarter is off by 0.03 %. So such arcs become
curves before the engine reads a path (SVG 1.1, F.6.5 and F.6.6). `tests/page/test_arcs.py` compares with resvg.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from math import atan2, ceil, cos, hypot, pi, radians, sin, sqrt, tan
from typing import Any

from bhxhcomm.content import drawing_data

_MOST = pi / 2 + 1e-9
_MARKERS = ("marker", "marker-start", "marker-mid", "marker-end")


@cache
def install() -> None:
    """Let the engine draw paths so; once in a process. Paths with markers keep their points."""
    from weasyprint import svg

    draws = svg.TAGS["path"]

    def path(drawing: Any, node: Any, font_size: float) -> None:
        said = node.get("d", "")
        if ("a" in said or "A" in said) and not any(node.get(name) for name in _MARKERS):
            node.attrib["d"] = parted(said)
        draws(drawing, node, font_size)

    svg.TAGS["path"] = path


@lru_cache(maxsize=512)
def parted(data: str) -> str:
    """Path data with its longer arcs, and those of turned ellipses, as curves; what has none comes back as it is."""
    try:
        commands = list(drawing_data.commands(data))
    except drawing_data.DamagedPathError:
        return data
    written: list[str] = []
    changed = False
    x = y = start_x = start_y = 0.0
    for letter, numbers in commands:
        kind, base = letter.upper(), (x, y) if letter.islower() else (0.0, 0.0)
        pieces = [f"{letter}{_said(numbers)}"]
        if kind == "Z":
            x, y = start_x, start_y
        elif kind == "H":
            x = base[0] + numbers[0]
        elif kind == "V":
            y = base[1] + numbers[0]
        else:
            end = base[0] + numbers[-2], base[1] + numbers[-1]
            if kind == "A" and (curves := [f"C{_said(curve)}" for curve in _curves((x, y), numbers, end)]):
                changed, pieces = True, curves
            x, y = end
            if kind == "M":
                start_x, start_y = x, y
        written += pieces
    return " ".join(written) if changed else data


def _said(numbers: tuple[float, ...]) -> str:
    return " ".join(f"{number:.9g}" for number in numbers)


def _curves(
    start: tuple[float, float], numbers: tuple[float, ...], end: tuple[float, float]
) -> Iterator[tuple[float, ...]]:
    """The Bézier curves of an arc: two handles and an end each. None for one that the engine draws right itself."""
    rx, ry, turned, large, sweep = (
        abs(numbers[0]),
        abs(numbers[1]),
        radians(numbers[2]),
        bool(numbers[3]),
        bool(numbers[4]),
    )
    if not rx or not ry or start == end:
        return
    half = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    across = cos(turned) * half[0] + sin(turned) * half[1]
    down = -sin(turned) * half[0] + cos(turned) * half[1]
    reach = hypot(across / rx, down / ry)
    if reach > 1:
        # Too small for its ends: as large as it must be.
        rx, ry, reach = rx * reach, ry * reach, 1.0
    # In the units of the ellipse, half the way is `reach` long, and its middle so far from that of the ellipse:
    off = sqrt(max(0.0, 1 - reach * reach)) * (-1 if large == sweep else 1) / reach
    middle = off * down / ry, -off * across / rx
    first = atan2(down / ry - middle[1], across / rx - middle[0])
    last = atan2(-down / ry - middle[1], -across / rx - middle[0])
    way = (last - first) % (2 * pi) if sweep else -((first - last) % (2 * pi))
    count = ceil(abs(way) / _MOST)
    if count < 2 and not numbers[2]:
        return

    def placed(u: float, v: float) -> tuple[float, float]:
        u, v = rx * (middle[0] + u), ry * (middle[1] + v)
        return (
            (start[0] + end[0]) / 2 + cos(turned) * u - sin(turned) * v,
            (start[1] + end[1]) / 2 + sin(turned) * u + cos(turned) * v,
        )

    step = way / count
    handle = 4 / 3 * tan(step / 4)
    for number in range(count):
        one, other = first + number * step, first + (number + 1) * step
        yield (
            *placed(cos(one) - handle * sin(one), sin(one) + handle * cos(one)),
            *placed(cos(other) + handle * sin(other), sin(other) - handle * cos(other)),
            *(end if number == count - 1 else placed(cos(other), sin(other))),
        )
