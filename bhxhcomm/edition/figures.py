"""The value of a fact at a date: the newest one not after it; and, through formulas, of everything derived from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from bhxhcomm.content import formula
from bhxhcomm.content.fact import ALWAYS, Fact, FactEntry, out_of_bounds, roughly
from bhxhcomm.content.formula_graph import FormulaGraph, inputs_of
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, about
from bhxhcomm.language.figures import Unit, numeric_date
from bhxhcomm.language.text import Figure, Source, Value

_EXACT_STEP = {Unit.RATE: Fraction(1, 10**8)}
"""The finest step that may be shown without a stated rounding; every other unit counts in whole units."""


class FigureError(ValueError):
    """A fact that has no value at the date, or none that may be shown."""

    def __init__(self, code: str, message: Message, hint: Message = NO_MESSAGE) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Reliance:
    """What a figure stands on: the entries of facts that were used for it, its own and those of its inputs."""

    fact: Fact
    entry: FactEntry


@dataclass(slots=True)
class FigureTable:
    """All facts of one office at one date. Every figure is computed once.

    A figure that does not resolve raises `FigureError` each time it is asked for.
    """

    facts: Mapping[str, Fact]
    date: dt.date
    _figures: dict[str, Figure] = field(default_factory=dict)
    _reliances: dict[str, tuple[Reliance, ...]] = field(default_factory=dict)

    def figure(self, fact_id: str) -> Figure:
        """The figure of one fact. Raises `FigureError`."""
        if fact_id not in self._figures:
            fact = self.facts.get(fact_id)
            if fact is None:
                raise FigureError(
                    "unknown-fact",
                    _("this office has no fact `{id}`").format(id=fact_id),
                    _("add it to the office's file, or show the section only `when: {id}`").format(id=fact_id),
                )
            self._resolve(fact)
        return self._figures[fact_id]

    def reliances(self, fact_id: str) -> tuple[Reliance, ...]:
        """The entries that a figure stands on, in the order of use, each once. Raises `FigureError`."""
        self.figure(fact_id)
        return self._reliances[fact_id]

    def _resolve(self, fact: Fact) -> None:
        entry = current_entry(fact, self.date)
        if entry.formula is None:
            assert entry.value is not None
            assert entry.source is not None
            figure = Figure(
                fact.id, fact.unit, entry.value, entry.since, (entry.source,), (fact.id,), bool(fact.office)
            )
            self._figures[fact.id] = figure
            self._reliances[fact.id] = (Reliance(fact, entry),)
            return
        inputs = self._inputs(fact.id, entry)
        try:
            exact = formula.evaluate(entry.formula.tree, self._number)
        except formula.FormulaError as exc:
            raise FigureError(
                exc.code,
                _("`{id}` cannot be computed at {date}: {why}").format(
                    id=fact.id, date=numeric_date(self.date), why=exc.message
                ),
                exc.hint,
            ) from exc
        value = _checked(fact, exact)
        sources = [entry.source] if entry.source else []
        dates = [entry.since] if entry.since != ALWAYS else []
        reliances = [Reliance(fact, entry), *self._fallbacks(entry)]
        for name in inputs:
            used = self._figures[name]
            sources.extend(source for source in used.sources if source not in sources)
            dates.append(used.effective_from)
            reliances.extend(item for item in self._reliances[name] if item not in reliances)
        leaves = tuple(dict.fromkeys(leaf for name in inputs for leaf in self._figures[name].inputs))
        self._figures[fact.id] = Figure(
            fact.id,
            fact.unit,
            value,
            max(dates, default=ALWAYS),
            tuple(sources),
            leaves,
            any(self._figures[name].local for name in inputs),
        )
        self._reliances[fact.id] = tuple(reliances)

    def _inputs(self, fact_id: str, entry: FactEntry) -> list[str]:
        """The facts that a formula names and that have a figure here (an optional local one may have none)."""
        names: list[str] = []
        for name in inputs_of(entry):
            if self._otherwise(name) is not None:
                continue
            try:
                self.figure(name)
            except FigureError as exc:
                why = exc.message
                raise FigureError(exc.code, _("`{id}`: {why}").format(id=fact_id, why=why), exc.hint) from exc
            names.append(name)
        return names

    def _fallbacks(self, entry: FactEntry) -> list[Reliance]:
        """What stands in for the optional local facts of a formula that have no value here."""
        facts = [self.facts[name] for name in inputs_of(entry)]
        return [
            Reliance(fact, fact.fallback)
            for fact in facts
            if fact.fallback is not None and not has_value(fact, self.date)
        ]

    def _number(self, fact_id: str) -> Fraction:
        otherwise = self._otherwise(fact_id)
        value = otherwise if otherwise is not None else self.figure(fact_id).value
        assert isinstance(value, Decimal)
        return Fraction(value)

    def _otherwise(self, fact_id: str) -> Value | None:
        """What formulas use for an optional local fact that has no value here; None for all others."""
        fact = self.facts.get(fact_id)
        if fact is None or fact.otherwise is None:
            return None
        return fact.otherwise if not has_value(fact, self.date) else None


def has_value(fact: Fact, date: dt.date) -> bool:
    """Whether the fact has an entry of its own at the date: the newest one not after it, if that has not ended."""
    newest = next((entry for entry in reversed(fact.entries) if entry.since <= date), None)
    return newest is not None and (newest.until is None or date <= newest.until)


def current_entry(fact: Fact, date: dt.date) -> FactEntry:
    """The newest entry not after the date. Raises `FigureError` when there is none, or when it has ended."""
    found = [entry for entry in fact.entries if entry.since <= date]
    if not found:
        if not fact.entries:
            raise FigureError(
                "no-local-value",
                _("`{id}` is a local figure, and this office has no value for it").format(id=fact.id),
                _("add it to the office's file, or show the section only `when: {id}`").format(id=fact.id),
            )
        first = fact.entries[0].since
        raise FigureError(
            "no-value",
            _("`{id}` has no value at {date}; its first holds from {first}").format(
                id=fact.id, date=numeric_date(date), first=numeric_date(first)
            ),
            _("build for a date from {first} on, or add the older value with its source").format(
                first=first.isoformat()
            ),
        )
    entry = found[-1]
    if entry.until is not None and entry.until < date:
        following = next((item.since for item in fact.entries if item.since > date), None)
        if following is not None:
            raise FigureError(
                "value-ended",
                _("`{id}` has no value at {date}; the one before ended on {until}, the next holds from {next}").format(
                    id=fact.id, date=numeric_date(date), until=numeric_date(entry.until), next=numeric_date(following)
                ),
                _("add the value that held then, with its source"),
            )
        raise FigureError(
            "value-ended",
            _("`{id}` has no value at {date}; its last ended on {until}").format(
                id=fact.id, date=numeric_date(date), until=numeric_date(entry.until)
            ),
            _("add the value that holds now, with its source"),
        )
    return entry


def _checked(fact: Fact, exact: Fraction) -> Decimal:
    """The computed value as it will be shown: rounded as the fact states, else exact; plausible."""
    if fact.rounding is not None:
        exact = fact.rounding.apply(exact)
    elif exact % _EXACT_STEP.get(fact.unit, Fraction(1)):
        raise FigureError(
            "rounding-not-stated",
            _("`{id}` does not come out even ({value})").format(id=fact.id, value=roughly(exact, fact.unit)),
            _("state how it is rounded, such as `round: {rounding}`").format(
                rounding="half_up 0,01%" if fact.unit is Unit.RATE else "half_up 1"
            ),
        )
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    if value < 0:
        raise FigureError(
            "negative-figure",
            _("`{id}` comes out below zero ({value})").format(id=fact.id, value=roughly(exact, fact.unit)),
            _("look at its formula and at what it is computed from"),
        )
    outside = out_of_bounds(value, fact.bounds, fact.unit)
    if outside:
        raise FigureError("out-of-bounds", about(fact.id, outside), _("look at what it is computed from"))
    return value


def days_of(facts: Mapping[str, Fact], fact_id: str, since: dt.date | None, until: dt.date) -> list[dt.date]:
    """The days on which the value of a fact, or of something it is computed from, began to hold: after `since`, before
    `until`; and these two days themselves. Oldest first."""
    days = FormulaGraph(facts).days(fact_id)
    within = {day for day in days if day < until and (since is None or day > since)}
    return sorted(within | {until} | ({since} if since is not None and since < until else set()))


def sources_of(figures: Iterable[Figure]) -> tuple[Source, ...]:
    """The sources of several figures, each once, in the order in which they come."""
    return tuple(dict.fromkeys(source for figure in figures for source in figure.sources))
