"""How charts are drawn: lengths from numbers, and the drawings that boxes cannot show.

Bars and steps are plain boxes, so that every word of a chart stands in the page's text and is checked like all others; only
rings are drawings. Lengths are in mm.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from bhxhcomm.language.text import Text, words
from bhxhcomm.materials.chart import Bar, StepLine

if TYPE_CHECKING:
    from bhxhcomm.page.html.setter import Setter

LEAST_LENGTH = 0.006
"""The length of a bar of nothing, as a share of the longest: a hairline, so that it is seen to be there."""
RING_WIDTH = 0.17
"""The width of a ring, as a share of its diameter."""


@dataclass(frozen=True, slots=True)
class ChartStep:
    """One step of a line over time: where it begins, how long it holds (mm), how high it stands (a share of the highest)."""

    since: dt.date
    value: Text
    width: float
    share: float
    last: bool


class Charts:
    """What the templates of charts may call. `together` gathers, by block, the colours that are used side by side."""

    def __init__(self, setter: Setter) -> None:
        self._setter = setter
        self.together: list[tuple[str, tuple[str, ...]]] = []

    def lengths(self, bars: Sequence[Bar]) -> list[float]:
        """How long each bar is, as a share of the longest. Bars begin at zero."""
        most = max(bar.number for bar in bars)
        return [max(LEAST_LENGTH, float(bar.number / most)) if most else LEAST_LENGTH for bar in bars]

    def steps(self, chart: StepLine, width: float) -> list[ChartStep]:
        """The steps of a line within `width`. Time is to scale, but no step is narrower than its words need."""
        dates = [words(self._setter.date(stage.since)) for stage in chart.stages]
        values = self._setter.widest([stage.value for stage in chart.stages], "value")
        least = max(values, self._setter.widest(dates, "label")) + 1.5 * self._setter.mm("u")
        days = [
            max(1, (after - stage.since).days)
            for stage, after in zip(
                chart.stages, [*(stage.since for stage in chart.stages[1:]), chart.until], strict=True
            )
        ]
        widths = _at_least(days, width, min(least, width / len(days)))
        most = max(stage.number for stage in chart.stages)
        last = len(chart.stages) - 1
        return [
            ChartStep(stage.since, stage.value, round(wide, 3), float(stage.number / most), index == last)
            for index, (stage, wide) in enumerate(zip(chart.stages, widths, strict=True))
        ]

    def filled(self, share: float, of: int) -> list[float]:
        """How much of each figure of a pictogram is filled, from 0 to 1."""
        return [min(1.0, max(0.0, round(float(share) * of - index, 4))) for index in range(of)]

    def ring(self, share: float, ink: str, ground: str) -> Markup:
        """A style that shows a share as a ring that begins at the top."""
        radius = 50 * (1 - RING_WIDTH)
        part = min(1.0, max(0.0, float(share)))
        inks = self._setter.colour(ink), self._setter.colour(ground)
        stroke = f'fill="none" stroke-width="{100 * RING_WIDTH:g}"'
        rest = f'<circle cx="50" cy="50" r="{radius:g}" {stroke} stroke="{inks[1]}"/>'
        if part >= 1:
            arc = f'<circle cx="50" cy="50" r="{radius:g}" {stroke} stroke="{inks[0]}"/>'
        elif part <= 0:
            arc = ""
        else:
            angle = 2 * math.pi * part
            x, y = 50 + radius * math.sin(angle), 50 - radius * math.cos(angle)
            arc = (
                f'<path d="M50 {50 - radius:g}A{radius:g} {radius:g} 0 {int(part > 0.5)} 1 {x:.3f} {y:.3f}" '
                f'{stroke} stroke="{inks[0]}"/>'
            )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 100 100">{rest}{arc}</svg>'
        )
        return Markup("background-image:url({})").format(self._setter.drawing(svg))

    def one_size(self, texts: Sequence[Text], token: str, width: float) -> str:
        """The size of type in points at which every one of some texts stands on one line of `width`."""
        return min((self._setter.size_within(text, token, width) for text in texts), key=float)

    def colours(self, block: str, *tokens: str) -> str:
        """Note that these colours tell things apart in a block; nothing is shown."""
        self.together.append((block, tuple(self._setter.colour(token) for token in tokens)))
        return ""


def _at_least(parts: Sequence[int], whole: float, least: float) -> list[float]:
    """A width divided in proportion to `parts`, no share under `least`."""
    fixed: set[int] = set()
    while True:
        room = whole - least * len(fixed)
        total = sum(part for index, part in enumerate(parts) if index not in fixed)
        widths = [least if index in fixed else room * part / total for index, part in enumerate(parts)]
        narrow = {index for index, width in enumerate(widths) if width < least - 1e-9}
        if not narrow or len(fixed | narrow) == len(parts):
            return widths if not narrow else [whole / len(parts)] * len(parts)
        fixed |= narrow
