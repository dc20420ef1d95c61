"""Text is fitted to the paper: the largest scale of a fixed grid at which everything stands in its place.

All panels of a document share one scale, a step of a grid of `STEP`. The search ends when one step fits and the next does
not. Lines break anew at every step, so that a longer text now and then fits where a shorter one did not, and more than one
step can be such an end. Therefore the search begins where the template says, and never where another document ended: the
same document comes out alike whatever was set before it. It predicts from how full the panels are. A trial lays out only the
panels that bind; the scale it arrives at is laid out whole. The module knows no engine: it is given a function that lays out
and measures.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor, log

STEP = 0.02
GROWTH = 1.8
"""Text grows with nearly the square of the scale: its lines become higher, and more."""
EXTRA = 6
"""Layouts that a search should cost besides the first: a prediction is followed only where halving could still end in time."""
NEAR = 0.05
"""Panels as full as the fullest, but for this share, are laid out together with it."""
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Grid:
    """The steps that a variant allows, from `least` to `most`, counted from zero in `STEP`, and the one that is tried first."""

    least: int
    most: int
    first: int

    @classmethod
    def between(cls, least: float, most: float, usual: float = 1.0) -> Grid:
        """The steps within two scales; there is always one. `usual` is the scale at which such documents often end."""
        low = ceil(round(least / STEP, 6))
        high = max(low, floor(round(most / STEP, 6)))
        return cls(low, high, min(max(round(usual / STEP), low), high))


def scale_of(step: int) -> float:
    """The factor on type, spaces and pictures."""
    return round(step * STEP, 4)


@dataclass(frozen=True, slots=True)
class MeasuredLayout:
    """How a layout came out: by panel, what its content takes of its height (over 1 when it is too long); the panels out of
    which something sticks, and those of them where it sticks out sideways."""

    shares: Mapping[str, float]
    overflowing: frozenset[str] = frozenset()
    wide: frozenset[str] = frozenset()

    @property
    def fits(self) -> bool:
        """Whether everything stands in its place."""
        return not self.overflowing


Trial = Callable[[int, frozenset[str] | None], MeasuredLayout]
"""Lay out a step and measure it: the panels of these names, or all."""


@dataclass(frozen=True, slots=True)
class FitResult:
    """The step arrived at, whether it fits (it is the least one if not), and what the search cost: `whole` and `part` layouts,
    the first of them included."""

    step: int
    fits: bool
    whole: int
    part: int


def largest(trial: Trial, grid: Grid) -> FitResult:
    """The largest step that fits, as a search from the first one finds it: the next step does not fit."""
    return _Search(trial, grid).run(grid.first)


@dataclass(slots=True)
class _Search:
    trial: Trial
    grid: Grid
    low: int = 0
    high: int = 0
    """The largest step known to fit whole, the least one known not to."""
    whole: int = 0
    part: int = 0
    points: dict[str, dict[int, float]] = field(default_factory=dict)

    def run(self, start: int) -> FitResult:
        self.low, self.high = self.grid.least - 1, self.grid.most + 1
        step, binding = start, frozenset[str]()
        while True:
            measured = self._lay_out(step, None)
            if measured.fits:
                self.low = max(self.low, step)
            else:
                self.high = min(self.high, step)
            if self.high <= self.grid.least:
                return FitResult(self.grid.least, False, self.whole, self.part)
            if self.high - self.low == 1:
                return FitResult(self.low, True, self.whole, self.part)
            binding |= measured.overflowing or _fullest(measured)
            step = self._narrowed(binding, frozenset(measured.shares), step if measured.wide else None)
            if step == self.low:
                return FitResult(step, True, self.whole, self.part)

    def _narrowed(self, binding: frozenset[str], all_panels: frozenset[str], wide_at: int | None) -> int:
        """The largest step at which the binding panels fit, by layouts of them alone."""
        hope = self.low
        alone = binding >= all_panels
        while self.high - hope > 1:
            if wide_at is not None and hope < self.grid.least < self.high:
                guess, wide_at = self.grid.least, None
            else:
                left = EXTRA - self.whole - self.part - (0 if alone else 1)
                reach = 2**left if left >= 0 else (self.high - hope + 1) // 2
                wanted = min(max(self._predicted(binding), self.high - reach), hope + reach)
                guess = min(max(wanted, hope + 1), self.high - 1)
            if alone:
                return guess
            if self._lay_out(guess, binding).fits:
                hope = guess
            else:
                self.high = guess
        return max(hope, self.grid.least)

    def _lay_out(self, step: int, panels: frozenset[str] | None) -> MeasuredLayout:
        measured = self.trial(step, panels)
        if panels is None:
            self.whole += 1
        else:
            self.part += 1
        for panel, share in measured.shares.items():
            self.points.setdefault(panel, {})[step] = share
        return measured

    def _predicted(self, panels: Iterable[str]) -> int:
        """The step at which the first of the panels would be full, by what is known of them."""
        return min((self._full_at(self.points[panel]) for panel in panels if self.points.get(panel)), default=self.low)

    @staticmethod
    def _full_at(points: Mapping[int, float]) -> int:
        known = sorted((abs(share - 1), step, share) for step, share in points.items() if share > 0)
        if not known:
            return 10**6
        _far, step, share = known[0]
        growth = GROWTH
        if len(known) > 1 and known[1][2] != share:
            other = known[1]
            growth = min(3.0, max(0.8, log(other[2] / share) / log(other[1] / step)))
        return floor(step * float(share ** (-1 / growth)) + 1e-9)


def _fullest(measured: MeasuredLayout) -> frozenset[str]:
    most = max(measured.shares.values(), default=0.0)
    return frozenset(panel for panel, share in measured.shares.items() if share >= most - NEAR)


class FitCache:
    """Where the searches for single documents ended. A document is known by all that its layout is made from, so that what is
    kept spares its search and never takes part in another's."""

    def __init__(self) -> None:
        self._steps: OrderedDict[str, int] = OrderedDict()

    def recall(self, key: str) -> int | None:
        """The step kept under a key."""
        return self._steps.get(key)

    def keep(self, key: str, step: int) -> None:
        """Keep a step; the oldest one gives way."""
        self._steps[key] = step
        self._steps.move_to_end(key)
        while len(self._steps) > REMEMBERED:
            self._steps.popitem(last=False)
