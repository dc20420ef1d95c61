"""Charts as values: labels, typed texts, and the numbers that are drawn. How they are drawn is the page engine's business.

A chart that would deceive, or that nobody could read, is refused here: shares that are none, lengths of which the longest is a
hundred times the shortest, nothing to compare. Numbers are those of the figures beside them, never typed a second time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bhxhcomm.core import canonical
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems
from bhxhcomm.language.figures import Unit
from bhxhcomm.language.text import FigureSpan, Text

MOST_RATIO = 100
"""The longest bar may be so many times as long as the shortest that is not zero: on a phone the latter is 0.5 mm then."""


@canonical.named("KeyNumber")
@dataclass(frozen=True, slots=True)
class KeyNumber:
    """One figure set large, and what it is."""

    value: Text
    caption: Text


@canonical.named("Bar")
@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, or one ring: its label, its value as it is written and as it is drawn. `strong` ones stand out."""

    label: Text
    value: Text
    number: Decimal
    strong: bool = False


@canonical.named("BarChart")
@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars from zero: upright columns, or lying bars. `unit` is said once for all of them, `source` of typed numbers."""

    bars: tuple[Bar, ...]
    upright: bool
    unit: Text = ()
    source: Text = ()


@canonical.named("Rings")
@dataclass(frozen=True, slots=True)
class Rings:
    """Shares of a whole, each as a ring; numbers are from 0 to 1."""

    rings: tuple[Bar, ...]
    source: Text = ()


@canonical.named("Stage")
@dataclass(frozen=True, slots=True)
class Stage:
    """A value over time, from a day on."""

    since: dt.date
    value: Text
    number: Decimal


@canonical.named("StepLine")
@dataclass(frozen=True, slots=True)
class StepLine:
    """A figure over time, as steps: a law changes it from one day to the next. Drawn until `until`."""

    stages: tuple[Stage, ...]
    until: dt.date
    unit: Text = ()


@canonical.named("Pictogram")
@dataclass(frozen=True, slots=True)
class Pictogram:
    """A share (0 to 1) as figures, so many of them in all."""

    value: Text
    caption: Text
    number: Decimal
    of: int
    icon: str


@canonical.named("Column")
@dataclass(frozen=True, slots=True)
class Column:
    """One column of a comparison."""

    heading: Text
    icon: str = ""
    value: Text = ()
    points: tuple[Text, ...] = ()


@canonical.named("Comparison")
@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or three columns side by side."""

    columns: tuple[Column, ...]


@canonical.named("Change")
@dataclass(frozen=True, slots=True)
class Change:
    """One thing before and after."""

    label: Text
    before: Text
    after: Text


@canonical.named("Changes")
@dataclass(frozen=True, slots=True)
class Changes:
    """What changes at a date."""

    before: Text
    after: Text
    rows: tuple[Change, ...]


@canonical.named("Moment")
@dataclass(frozen=True, slots=True)
class Moment:
    """A point of a timeline."""

    when: Text
    text: Text


@canonical.named("Moments")
@dataclass(frozen=True, slots=True)
class Moments:
    """Points in time, in order."""

    moments: tuple[Moment, ...]


Chart = KeyNumber | BarChart | Rings | StepLine | Pictogram | Comparison | Changes | Moments


def number_of(value: Text) -> Decimal | None:
    """The number behind a value that holds one figure; None where that is no number."""
    spans = [span for span in value if isinstance(span, FigureSpan)]
    return spans[0].figure.value if len(spans) == 1 and isinstance(spans[0].figure.value, Decimal) else None


def check_bars(bars: Sequence[Bar], values: Sequence[Text], place: Place, problems: Problems) -> None:
    """Whether bars can be drawn to scale and compared."""
    if len(bars) < 2:
        problems.error(
            "chart-single", _("a chart of one value compares nothing"), place, _("show it as a `figure` instead")
        )
        return
    units = {_kind(span.figure.unit) for value in values for span in value if isinstance(span, FigureSpan)}
    if len(units) > 1:
        problems.error(
            "chart-units",
            _("these bars have different units and cannot be compared: {units}").format(units=", ".join(sorted(units))),
            place,
            _("make a chart for each unit"),
        )
        return
    numbers = [bar.number for bar in bars]
    if any(number < 0 for number in numbers):
        problems.error("chart-negative", _("a bar cannot be shorter than nothing"), place, _("make it a `table`"))
        return
    positive = [number for number in numbers if number > 0]
    if not positive:
        problems.error("chart-empty", _("all values of this chart are zero"), place, _("say it in words"))
    elif max(positive) / min(positive) > MOST_RATIO:
        problems.error(
            "chart-range",
            _("the longest bar would be {ratio} times as long as the shortest, which nobody could see").format(
                ratio=round(max(positive) / min(positive))
            ),
            place,
            _("show them in two charts, or as a `table`"),
        )


def check_share(number: Decimal | None, what: Text, place: Place, problems: Problems) -> bool:
    """Whether a value is a share of a whole; else a problem."""
    spans = [span for span in what if isinstance(span, FigureSpan)]
    if number is not None and 0 <= number <= 1 and all(span.figure.unit is Unit.RATE for span in spans):
        return True
    problems.error(
        "chart-share",
        _("a share is a rate from 0 % to 100 %; this figure is none"),
        place,
        _("show it as a `figure`, or as `bars`"),
    )
    return False


def drawn_until(stages: Sequence[Stage]) -> dt.date:
    """Up to which day the last step is drawn: as long as the steps before it are on average.

    Not up to the day of the build: a page made tomorrow, with the same figures, is the same page.
    """
    first, last = stages[0].since, stages[-1].since
    return last + (last - first) / max(1, len(stages) - 1)


def check_history(stages: Sequence[Stage], fact: str, place: Place, problems: Problems) -> None:
    """Whether there is a history to draw."""
    if len(stages) < 2:
        problems.error(
            "no-history",
            _("`{id}` has had only one value in that time; there is no history to draw").format(id=fact),
            place,
            _("choose an earlier `since`, add its older values with their sources, or show it as a `figure`"),
        )
        return
    numbers = [stage.number for stage in stages if stage.number > 0]
    if not numbers or max(numbers) / min(numbers) > MOST_RATIO:
        problems.error(
            "chart-range",
            _("the values of `{id}` lie too far apart to be drawn in one chart").format(id=fact),
            place,
            _("choose a later `since`"),
        )


def _kind(unit: Unit) -> str:
    return "VND" if unit.is_money else unit.value
