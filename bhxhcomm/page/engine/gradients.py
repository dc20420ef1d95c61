"""Gradients of drawings, as SVG 1.1 defines them (13.2) and every reader of PDF draws them.

WeasyPrint 70 writes a gradient as a tile in the gradient's own units: where that is the box of the shape, the tile is one unit
wide, and Poppler draws nothing. It takes the box with the stroke for the box, shares of `r` from the wrong diagonal, mixes
colours by their opacity, and forgets the width of a stroke that has a gradient. Here a gradient is a *shading pattern* (PDF
32000-1, 8.7.4), which Poppler, MuPDF, PDFium and Ghostscript draw alike; one that fades into what is behind it is a tile as
large as the shape, with a soft mask (`tests/page/test_gradients.py` compares them with resvg).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import ceil, floor, hypot
from typing import Any

import pydyf

MOST_PERIODS = 200
"""How often a gradient that repeats is written out; what repeats more often is seen as one colour, its mean."""
SPREADS = ("repeat", "reflect")
_SLIGHT = 1e-6
NEAR_EDGE = 0.999
"""How far from the middle of its circle a focus may lie, in radii: on the edge, readers differ."""


class ShadingPattern(pydyf.Object):  # type: ignore[misc]
    """A pattern that is a shading. The shading is an object of its own, of the stream in which the pattern is used."""

    def __init__(self, shading: Any, matrix: tuple[float, ...]) -> None:
        super().__init__()
        self.shading = shading
        self.matrix = matrix
        self.extra: dict[str, Any] = {}
        """As a stream has: the engine looks there for resources."""

    @property
    def data(self) -> bytes:
        reference = self.shading.reference
        parts = {"Type": "/Pattern", "PatternType": 2, "Shading": reference, "Matrix": pydyf.Array(self.matrix)}
        data: bytes = pydyf.Dictionary(parts).data
        return data


@dataclass(frozen=True, slots=True)
class Stop:
    """A colour on the way: where (0 to 1, beyond for what repeats), red, green and blue, and how opaque, each from 0 to 1."""

    at: float
    rgb: tuple[float, float, float]
    alpha: float


@cache
def install() -> None:
    """Let the engine draw gradients of drawings as this module does; once in a process."""
    from weasyprint import svg

    svg.draw_gradient = draw


def draw(svg: Any, node: Any, gradient: Any, font_size: float, opacity: float, stroke: bool) -> bool:
    """Set the paint of a shape to a gradient, in the engine's own terms. Returns whether there is any paint."""
    from weasyprint.matrix import Matrix
    from weasyprint.svg.utils import transform

    if stroke:
        svg.stream.set_line_width(svg.length(node.get("stroke-width", "1px"), font_size))
        _fill_first(svg.stream, node)
    stops = _stops(gradient, font_size, opacity)
    if not stops:
        return False
    box = svg.calculate_bounding_box(node, font_size, stroke=False)
    if gradient.get("gradientUnits") == "userSpaceOnUse":
        matrix, sides = Matrix(), (svg.inner_width, svg.inner_height, svg.inner_diagonal)
    elif _is_area(box):
        matrix, sides = Matrix(a=box[2], d=box[3], e=box[0], f=box[1]), (1.0, 1.0, 1.0)
    else:
        return False
    if said := gradient.get("gradientTransform"):
        matrix = transform(said, "0 0", font_size, svg.inner_diagonal) @ matrix
    ends = _ends(gradient, font_size, sides)
    if ends is None or not matrix.determinant or len({(*stop.rgb, stop.alpha) for stop in stops}) == 1:
        # A gradient without length is its last colour (13.2.2).
        return _plain(svg.stream, stops[-1], stroke)
    box = _painted(svg, node, font_size, stroke)
    if (spread := gradient.get("spreadMethod", "pad")) in SPREADS:
        corners = [matrix.invert.transform_point(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        first, last = ends.range(corners)
        if last - first > MOST_PERIODS:
            return _plain(svg.stream, _mean(stops), stroke)
        stops, ends = _repeated(stops, first, last, spread == "reflect"), ends.between(first, last)
    _paint(svg.stream, matrix, stops, ends, box, stroke, extend=spread not in SPREADS)
    return True


def _fill_first(stream: Any, node: Any) -> None:
    """Let the colour of a shape be a pattern as well: PDFium fills a plain colour over a stroke that is a pattern."""
    from weasyprint.matrix import Matrix
    from weasyprint.svg.utils import alpha_value, color

    source, said = node.get_paint("fill")
    if source or not said:
        return
    colour = color(said)
    red, green, blue = (min(1.0, max(0.0, float(part))) for part in colour.to("srgb").coordinates)
    plain = Stop(0.0, (red, green, blue), colour.alpha * alpha_value(node.get("fill-opacity", 1)))
    _paint(stream, Matrix(), (plain, replace(plain, at=1.0)), Ends(0, 0, 1, 0), (0, 0, 1, 1), False, extend=True)


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a gradient begins and ends: two points, or two circles one of which has no radius (its focus)."""

    x1: float
    y1: float
    x2: float
    y2: float
    radius: float | None = None

    @property
    def coordinates(self) -> tuple[float, ...]:
        """As a shading of PDF has them."""
        if self.radius is None:
            return self.x1, self.y1, self.x2, self.y2
        return self.x1, self.y1, 0, self.x2, self.y2, self.radius

    def range(self, points: Sequence[tuple[float, float]]) -> tuple[int, int]:
        """Which whole periods cover all points."""
        dx, dy = self.x2 - self.x1, self.y2 - self.y1
        if self.radius is None:
            shares = [((x - self.x1) * dx + (y - self.y1) * dy) / (dx * dx + dy * dy) for x, y in points]
            return floor(min(shares) + _SLIGHT), ceil(max(shares) - _SLIGHT)
        room = self.radius - hypot(dx, dy)
        return 0, max(1, ceil(max(hypot(x - self.x1, y - self.y1) for x, y in points) / room))

    def between(self, first: float, last: float) -> Ends:
        """The same gradient, from one share of it to another."""
        dx, dy = self.x2 - self.x1, self.y2 - self.y1
        end = replace(self, x2=self.x1 + last * dx, y2=self.y1 + last * dy)
        if self.radius is None:
            return replace(end, x1=self.x1 + first * dx, y1=self.y1 + first * dy)
        return replace(end, radius=last * self.radius)


def _ends(gradient: Any, font_size: float, sides: tuple[float, float, float]) -> Ends | None:
    """Its ends in its own units; None where it has no length. Shares are of `sides`: width, height and diagonal."""
    from weasyprint.svg.utils import size

    def length(name: str, initial: Any, side: int) -> float:
        return float(size(gradient.get(name, initial), font_size, sides[side]))

    if gradient.tag == "linearGradient":
        x1, y1 = length("x1", "0%", 0), length("y1", "0%", 1)
        x2, y2 = length("x2", "100%", 0), length("y2", "0%", 1)
        return Ends(x1, y1, x2, y2) if (x1, y1) != (x2, y2) else None
    cx, cy, radius = length("cx", "50%", 0), length("cy", "50%", 1), length("r", "50%", 2)
    if radius <= 0:
        return None
    fx, fy = length("fx", cx, 0), length("fy", cy, 1)
    off = hypot(fx - cx, fy - cy)
    if off > NEAR_EDGE * radius:
        # A focus outside stands on the edge (13.2.3).
        fx, fy = (middle + (focus - middle) / off * NEAR_EDGE * radius for focus, middle in ((fx, cx), (fy, cy)))
    return Ends(fx, fy, cx, cy, radius)


def _stops(gradient: Any, font_size: float, opacity: float) -> tuple[Stop, ...]:
    """The colours on the way, from 0 to 1, none before the one that stands before it."""
    from weasyprint.svg.utils import alpha_value, color, size

    stops: list[Stop] = []
    for child in gradient:
        if child.tag != "stop":
            continue
        at = min(1.0, max(0.0, float(size(child.get("offset"), font_size, 1)), stops[-1].at if stops else 0.0))
        colour = color(child.get("stop-color", "black"))
        red, green, blue = (min(1.0, max(0.0, float(part))) for part in colour.to("srgb").coordinates)
        stops.append(Stop(at, (red, green, blue), colour.alpha * alpha_value(child.get("stop-opacity", 1)) * opacity))
    if not stops:
        return ()
    return (replace(stops[0], at=0.0), *stops, replace(stops[-1], at=1.0))


def _repeated(stops: Sequence[Stop], first: int, last: int, reflect: bool) -> tuple[Stop, ...]:
    """The stops of each period from `first` to `last`, every other one turned round where they reflect."""
    turned = [replace(stop, at=1 - stop.at) for stop in reversed(stops)]
    return tuple(
        replace(stop, at=period + stop.at)
        for period in range(first, last)
        for stop in (turned if reflect and period % 2 else stops)
    )


def _mean(stops: Sequence[Stop]) -> Stop:
    """The colour that a gradient has on average."""
    pairs = [(second.at - first.at, first, second) for first, second in pairwise(stops)]
    values = [(width, (*one.rgb, one.alpha), (*other.rgb, other.alpha)) for width, one, other in pairs]
    red, green, blue, alpha = (sum(width * (one[n] + other[n]) / 2 for width, one, other in values) for n in range(4))
    return Stop(0.0, (red, green, blue), alpha)


def _plain(stream: Any, stop: Stop, stroke: bool) -> bool:
    stream.set_alpha(stop.alpha, stroke=stroke)
    stream.set_color_rgb(*stop.rgb, stroke)
    _forget_colour(stream, stroke)
    return True


def _forget_colour(stream: Any, stroke: bool) -> None:
    """The engine remembers which colour it has set last, and does not set it twice."""
    if stroke:
        stream._current_color_stroke = None
    else:
        stream._current_color = None


def _is_area(box: Any) -> bool:
    from weasyprint.svg.bounding_box import is_valid_bounding_box

    return bool(box) and is_valid_bounding_box(box) and box[2] > 0 and box[3] > 0


def _painted(svg: Any, node: Any, font_size: float, stroke: bool) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what may be painted: a shape with its stroke and the corners of that; else all."""
    box = svg.calculate_bounding_box(node, font_size, stroke=True)
    if not _is_area(box):
        return -svg.inner_width, -svg.inner_height, 2 * svg.inner_width, 2 * svg.inner_height
    width = svg.length(node.get("stroke-width", "1px"), font_size) if stroke else 0.0
    margin = width * max(1.0, float(node.get("stroke-miterlimit", 4))) / 2
    return box[0] - margin, box[1] - margin, box[0] + box[2] + margin, box[1] + box[3] + margin


def _paint(
    stream: Any,
    matrix: Any,
    stops: Sequence[Stop],
    ends: Ends,
    box: tuple[float, float, float, float],
    stroke: bool,
    *,
    extend: bool,
) -> None:
    """Set the paint to a shading, in the units of the stream as they are now."""
    kind = 2 if ends.radius is None else 3
    domain = stops[0].at, stops[-1].at
    colours = _function(stream, stops, domain, lambda stop: stop.rgb)
    alphas = {stop.alpha for stop in stops}
    if len(alphas) == 1:
        shading = stream.add_shading(kind, domain, ends.coordinates, extend, colours)
        name = f"p{len(stream._resources['Pattern'])}"
        stream._resources["Pattern"][name] = ShadingPattern(shading, tuple((matrix @ stream.ctm).values))
        stream.set_alpha(alphas.pop(), stroke=stroke)
    else:
        # A little larger: what lies on the edge of a tile may be drawn of the next one.
        width, height = box[2] - box[0], box[3] - box[1]
        area = box[0] - width / 100, box[1] - height / 100, width * 1.02, height * 1.02
        tile = stream.add_pattern(*area, area[2], area[3], stream.ctm)
        name = tile.id
        group = tile.add_group(*area)
        mask = group.set_alpha_state(*area)
        fading = _function(stream, stops, domain, lambda stop: (stop.alpha,))
        mask.transform(*matrix.values)
        mask.paint_shading(mask.add_shading(kind, domain, ends.coordinates, extend, fading, "DeviceGray").id)
        group.transform(*matrix.values)
        group.paint_shading(group.add_shading(kind, domain, ends.coordinates, extend, colours).id)
        tile.draw_x_object(group.id)
        stream.set_alpha(1.0, stroke=stroke)
    stream.set_color_space("Pattern", stroke=stroke)
    stream.set_color_special(name, stroke=stroke)
    _forget_colour(stream, stroke)


def _function(stream: Any, stops: Sequence[Stop], domain: tuple[float, float], values: Any) -> Any:
    """What the stops say between the ends of the domain, as a function of PDF. Where two stand at one place, it jumps."""
    pairs = [(one, other) for one, other in pairwise(stops) if other.at > one.at]
    if len(pairs) == 1 and domain == (0, 1):
        return stream.create_interpolation_function(domain, *map(values, pairs[0]), 1)
    parts = [stream.create_interpolation_function((0, 1), *map(values, pair), 1) for pair in pairs]
    return stream.create_stitching_function(domain, (0, 1) * len(parts), [one.at for one, _other in pairs[1:]], parts)
