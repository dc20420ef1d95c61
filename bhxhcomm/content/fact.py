"""Facts: policy figures with a unit, values by the date they hold from, and a legal source for each value.

`FactShape` is what stands in `facts/*.yaml`; `Fact` is the checked figure that the other phases use. Which value holds at
a date is the business of `edition.figures`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from pydantic import Field

from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import Address, Choice, Day, FactId, FormulaText, Line, Prose, Shape, Switch
from bhxhcomm.core.i18n import N_, NO_MESSAGE, Message, _
from bhxhcomm.core.problems import Place, Problems
from bhxhcomm.language import digits, figures
from bhxhcomm.language.figures import Unit
from bhxhcomm.language.text import Source, Standing, Value

FORMAT = "facts/1"
ALWAYS = dt.date.min
"""The date from which a formula without dates holds."""

UnitName = Choice(Unit, "unknown-unit", lambda word: _("`{word}` is not a unit").format(word=word))
Mode = Literal["half_up", "up", "down"]


class SourceShape(Shape):
    """The legal document of a value."""

    document: Line = Field(description=N_("Kind and number of the legal document, such as Nghị định 73/2024/NĐ-CP"))
    signed: Day | None = Field(None, description=N_("Day on which the document was signed"))
    in_force: Day | None = Field(None, description=N_("Day from which the document is in force"))
    article: Line | None = Field(None, description=N_("Article and clause"))
    link: Address | None = Field(None, description=N_("Address of the official text"))

    def source(self) -> Source:
        return Source(
            str(self.document),
            self.signed,
            self.in_force,
            str(self.article or ""),
            str(self.link or ""),
        )


class EntryShape(Shape):
    """One value, and since when it holds."""

    since: Day = Field(alias="from", description=N_("First day on which the value holds"))
    value: Line | None = Field(None, description=N_("The value, as it is written in Vietnamese: 2.340.000 or 4,5%"))
    formula: FormulaText | None = Field(None, description=N_("A formula in place of a value, where the rule changed"))
    source: SourceShape = Field(description=N_("The legal source of this value"))
    until: Day | None = Field(None, description=N_("Last day on which the value holds"))
    status: Literal["in_force", "announced"] = Field(
        "in_force", description=N_("announced: made public, but its legal document is not in force yet")
    )
    jump_confirmed: Line | None = Field(None, description=N_("Why a change larger than max_jump is right"))


class FactShape(Shape):
    """One fact as it stands in a file."""

    label: Prose | None = Field(None, description=N_("What the figure is, in a few words"))
    unit: UnitName | None = Field(None, description=N_("Unit of the figure"))  # type: ignore[valid-type]
    review_by: Day | None = Field(None, description=N_("Day by which somebody must check that the figure still holds"))
    bounds: list[Line] | None = Field(
        None, min_length=2, max_length=2, description=N_("Smallest and largest plausible value")
    )
    max_jump: Line | None = Field(None, description=N_("Largest plausible change between two values, in per cent"))
    values: list[EntryShape] | None = Field(None, min_length=1, description=N_("Values, each with its date and source"))
    formula: FormulaText | None = Field(None, description=N_("How the figure is computed from others"))
    round: Line | None = Field(None, description=N_("Rounding: half_up, up or down, then the step, such as half_up 1"))
    local: Switch = Field(False, description=N_("true: offices give the values"))
    otherwise: Line | None = Field(None, description=N_("What formulas use where an office has no value"))
    former_province: Line | None = Field(None, description=N_("Local fact: holds only in this former province"))
    group: Line | None = Field(None, description=N_("Local fact: for whom"))


class FactsFile(Shape):
    """A file of facts."""

    format: Literal["facts/1"] = Field(description=N_("Format and version of this file"))
    facts: dict[FactId, FactShape] = Field(description=N_("The facts of this file, by id"))


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a computed value is rounded: `mode` to a multiple of `step`, in the unit of the fact (1 đồng; 0.01 of a rate)."""

    mode: Mode
    step: Fraction

    def apply(self, value: Fraction) -> Fraction:
        quotient = value / self.step
        whole = quotient.numerator // quotient.denominator
        rest = quotient - whole
        up = rest > 0 if self.mode == "up" else rest >= Fraction(1, 2) if self.mode == "half_up" else False
        return (whole + up) * self.step

    def __str__(self) -> str:
        return f"{self.mode} {self.step}"


@dataclass(frozen=True, slots=True)
class FactEntry:
    """What holds from a day on: a value or a formula, and its source (a formula without dates has none)."""

    since: dt.date
    until: dt.date | None
    value: Value | None
    formula: FormulaText | None
    source: Source | None
    standing: Standing
    place: Place


@dataclass(frozen=True, slots=True)
class Fact:
    """A checked figure. `entries` are sorted by date. `office` names the office that gives a local fact its values."""

    id: str
    label: Prose
    unit: Unit
    entries: tuple[FactEntry, ...]
    place: Place
    review_by: dt.date | None = None
    rounding: Rounding | None = None
    local: bool = False
    otherwise: Value | None = None
    bounds: tuple[Decimal, Decimal] | None = None
    office: str = ""
    former_province: str = ""
    group: str = ""

    @property
    def fallback(self) -> FactEntry | None:
        """What formulas use for an optional local fact that has no value: an entry without dates or source."""
        if self.otherwise is None:
            return None
        return FactEntry(ALWAYS, None, self.otherwise, None, None, Standing.IN_FORCE, self.place)

    @property
    def signable(self) -> tuple[FactEntry, ...]:
        """Everything of the fact that a figure may stand on, and that somebody must therefore approve."""
        return (*self.entries, self.fallback) if self.fallback else self.entries

    @property
    def formulas(self) -> tuple[FormulaText, ...]:
        return tuple(entry.formula for entry in self.entries if entry.formula is not None)


def build(
    fact_id: Scalar, shape: FactShape, problems: Problems, *, office: str = "", declared: Fact | None = None
) -> Fact | None:
    """Check one fact beyond its shape. Local facts take from their national declaration what they do not give: label, unit,
    bounds, and what formulas use where there is no value.

    None where not even label and unit are there; other problems leave a fact that can still be referred to.
    """
    place = fact_id.place
    label = shape.label or (declared.label if declared else None)
    unit = shape.unit or (declared.unit if declared else None)
    for key, value in (("label", label), ("unit", unit)):
        if value is None:
            problems.error(
                "missing-key",
                _("the fact `{id}` has no `{key}`").format(id=fact_id, key=key),
                place,
                _("add a line `{key}: …`").format(key=key),
            )
    if label is None or unit is None:
        return None
    if declared is not None and shape.unit is not None and shape.unit is not declared.unit:
        problems.error(
            "unit-differs",
            _("`{id}` is declared with the unit {unit}").format(id=fact_id, unit=declared.unit.value),
            shape.place,
            _("delete the line `unit:` here"),
        )
    _check_kind(fact_id, shape, problems, office=office)
    entries = _entries(fact_id, shape, unit, problems)
    bounds = _bounds(shape, unit, problems) or (declared.bounds if declared else None)
    otherwise = _value(shape.otherwise, unit, problems) if shape.otherwise else None
    _check_bounds(bounds, shape, unit, entries, problems)
    _check_jumps(shape, unit, entries, problems)
    return Fact(
        id=str(fact_id),
        label=label,
        unit=unit,
        entries=tuple(sorted(entries, key=lambda entry: entry.since)),
        place=place,
        review_by=shape.review_by,
        rounding=_rounding(shape.round, unit, problems),
        local=shape.local or bool(office),
        otherwise=otherwise if otherwise is not None or declared is None else declared.otherwise,
        bounds=bounds,
        office=office,
        former_province=str(shape.former_province or ""),
        group=str(shape.group or ""),
    )


def _check_kind(fact_id: Scalar, shape: FactShape, problems: Problems, *, office: str) -> None:
    place = fact_id.place
    if shape.values and shape.formula:
        problems.error(
            "values-and-formula",
            _("`{id}` has both values and a formula").format(id=fact_id),
            shape.formula.place,
            _("keep one; a formula that holds from a date stands in `values` as `formula:`"),
        )
    elif not shape.values and not shape.formula and not shape.local:
        problems.error(
            "no-values",
            _("`{id}` has neither values nor a formula").format(id=fact_id),
            place,
            _("add `values:` with a date, a value and its source, or `formula:`"),
        )
    if shape.local and shape.values and not office:
        problems.error(
            "local-with-values",
            _("`{id}` is local: its values stand in the files of the offices").format(id=fact_id),
            place,
            _("move them to offices/<id>.yaml, or delete `local: true`"),
        )
    if shape.otherwise and not shape.local:
        hint = _("add `local: true` if offices give the values, else delete this line")
        problems.error("otherwise-not-local", _("only a local fact may say `otherwise`"), shape.otherwise.place, hint)
    if shape.values and not office and shape.review_by is None:
        problems.error(
            "no-review-date",
            _("the national figure `{id}` has no `review_by`").format(id=fact_id),
            place,
            _("add the day by which somebody must check it: review_by: 2026-01-01"),
        )


def _entries(fact_id: Scalar, shape: FactShape, unit: Unit, problems: Problems) -> list[FactEntry]:
    if shape.formula is not None and not shape.values:
        return [FactEntry(ALWAYS, None, None, shape.formula, None, Standing.IN_FORCE, shape.formula.place)]
    entries: list[FactEntry] = []
    seen: dict[dt.date, Place] = {}
    for item in shape.values or ():
        if item.since in seen:
            problems.error(
                "duplicate-date",
                _("`{id}` has two values from {date} (the other on line {line})").format(
                    id=fact_id, date=item.since.isoformat(), line=seen[item.since].line
                ),
                item.place,
                _("keep one of the two"),
            )
        seen[item.since] = item.place
        if (item.value is None) == (item.formula is None):
            problems.error(
                "value-or-formula",
                _("an entry has either a value or a formula"),
                item.place,
                _("write `value: …` or `formula: …`"),
            )
            continue
        if item.until is not None and item.until < item.since:
            problems.error(
                "ends-before-begin",
                _("this value ends ({until}) before it begins ({since})").format(
                    until=item.until.isoformat(), since=item.since.isoformat()
                ),
                item.place,
                _("correct `from` or `until`"),
            )
        value = _value(item.value, unit, problems) if item.value is not None else None
        if value is None and item.formula is None:
            continue
        entries.append(
            FactEntry(
                item.since, item.until, value, item.formula, item.source.source(), Standing(item.status), item.place
            )
        )
    _check_spans(fact_id, entries, problems)
    return entries


def _check_spans(fact_id: Scalar, entries: Collection[FactEntry], problems: Problems) -> None:
    """Two values that would hold on the same day: one that says until when it holds, and another that begins before then.

    A value without `until` ends where the next one begins; two that begin on the same day are `duplicate-date`.
    """
    in_order = sorted(entries, key=lambda entry: entry.since)
    for at, earlier in enumerate(in_order):
        if earlier.until is None:
            continue
        for later in in_order[at + 1 :]:
            if earlier.since < later.since <= earlier.until:
                problems.error(
                    "spans-overlap",
                    _(
                        "`{id}` has two values on {date}: the one from line {line} holds until {until}, this one from {since}"
                    ).format(
                        id=fact_id,
                        date=figures.numeric_date(later.since),
                        line=earlier.place.line,
                        until=figures.numeric_date(earlier.until),
                        since=figures.numeric_date(later.since),
                    ),
                    later.place,
                    _("write `until: {day}` on line {line}, or correct this `from`").format(
                        day=(later.since - dt.timedelta(days=1)).isoformat(), line=earlier.place.line
                    ),
                )


def _value(scalar: Scalar, unit: Unit, problems: Problems) -> Value | None:
    try:
        return figures.parse_value(str(scalar), unit)
    except figures.FigureSyntaxError as exc:
        problems.error(exc.code, exc.message, scalar.place, exc.hint)
        return None


def _rounding(scalar: Scalar | None, unit: Unit, problems: Problems) -> Rounding | None:
    if scalar is None:
        return None
    mode, _space, step = scalar.partition(" ")
    if mode in ("half_up", "up", "down"):
        try:
            size = figures.parse_value(step.strip(), unit)
        except figures.FigureSyntaxError as exc:
            problems.error(exc.code, exc.message, scalar.place, exc.hint)
            return None
        if isinstance(size, Decimal) and size > 0:
            return Rounding(mode, Fraction(size))  # type: ignore[arg-type]
    problems.error(
        "bad-rounding",
        _("`{text}` is not a rounding").format(text=scalar),
        scalar.place,
        _("write half_up, up or down and the step, such as `half_up 1`"),
    )
    return None


def _bounds(shape: FactShape, unit: Unit, problems: Problems) -> tuple[Decimal, Decimal] | None:
    if not shape.bounds:
        return None
    low, high = (_value(bound, unit, problems) for bound in shape.bounds)
    if not isinstance(low, Decimal) or not isinstance(high, Decimal):
        return None
    if low > high:
        problems.error(
            "bounds-reversed",
            _("the smallest plausible value is larger than the largest"),
            shape.bounds[0].place,
            _("write: {line}").format(line=f"bounds: [{shape.bounds[1]}, {shape.bounds[0]}]"),
        )
        return None
    return low, high


def _numbers(entries: list[FactEntry]) -> list[tuple[FactEntry, Decimal]]:
    """The entries that have a number, oldest first."""
    found = [(entry, entry.value) for entry in entries if isinstance(entry.value, Decimal)]
    return sorted(found, key=lambda pair: pair[0].since)


def _value_places(shape: FactShape) -> dict[dt.date, Place]:
    """Where each value is written, by the date from which it holds."""
    return {item.since: item.value.place for item in shape.values or () if item.value is not None}


def _check_bounds(
    bounds: tuple[Decimal, Decimal] | None, shape: FactShape, unit: Unit, entries: list[FactEntry], problems: Problems
) -> None:
    """What catches a zero too many: the smallest and the largest plausible value."""
    places = _value_places(shape)
    for entry, value in _numbers(entries) if bounds else ():
        message = out_of_bounds(value, bounds, unit)
        if message:
            problems.error(
                "out-of-bounds",
                message,
                places[entry.since],
                _("count the zeros; if the value is right, widen `bounds`"),
            )


def out_of_bounds(value: Decimal, bounds: tuple[Decimal, Decimal] | None, unit: Unit) -> Message:
    """What to say of a value outside its bounds; nothing when it lies within."""
    if bounds is None or bounds[0] <= value <= bounds[1]:
        return NO_MESSAGE
    low, high = bounds
    return _("{value} lies outside the plausible values {low} to {high}").format(
        value=_written(value, unit), low=_written(low, unit), high=_written(high, unit)
    )


def roughly(value: Fraction, unit: Unit) -> str:
    """A computed value for a message: as it is typed in a file, with four decimals at most."""
    scale = 6 if unit is Unit.RATE else 4
    return _written(digits.shifted(Decimal(round(value * 10**scale)), -scale), unit)


def _written(value: Decimal, unit: Unit) -> str:
    """A value as it is typed in a file: `2.340.000`, `4,5%`."""
    if unit is Unit.RATE:
        return digits.written(digits.shifted(value, 2), grouped=False) + "%"
    return digits.written(value)


def _check_jumps(shape: FactShape, unit: Unit, entries: list[FactEntry], problems: Problems) -> None:
    """The other net for a zero too many: the largest plausible change from one value to the next."""
    if not shape.max_jump:
        return
    largest = _value(shape.max_jump, Unit.RATE, problems)
    places = _value_places(shape)
    confirmed = {item.since for item in shape.values or () if item.jump_confirmed}
    numbers = _numbers(entries)
    for (_before, old), (entry, new) in pairwise(numbers):
        if not isinstance(largest, Decimal) or old == 0 or entry.since in confirmed:
            continue
        jump = abs(new - old) / old
        if jump > largest:
            problems.error(
                "implausible-jump",
                _("from {old} to {new} is a change of {jump}, more than the plausible {largest}").format(
                    old=_written(old, unit),
                    new=_written(new, unit),
                    jump=f"{float(jump):.0%}",
                    largest=_written(largest, Unit.RATE),
                ),
                places[entry.since],
                _("count the zeros; if the value is right, add `jump_confirmed: <why>` to it"),
            )
