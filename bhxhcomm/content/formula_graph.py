"""What facts are computed from: one graph, with an edge from a fact to every fact that one of its formulas names.

Whoever asks what a figure stands on, who uses it, when it changes or whether formulas run in a circle asks this graph. Edges
are those of all dates; which formula holds at a date is the business of `edition.figures`, which reads its edges by `inputs_of`
as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal

from bhxhcomm.content import formula
from bhxhcomm.content.fact import ALWAYS, Fact, FactEntry

DAY = dt.timedelta(days=1)
DayKind = Literal["value", "ends", "review"]
"""What happens on a day: a value begins to hold; one has ended and none follows; the review was due on the day before."""


def inputs_of(entry: FactEntry) -> tuple[str, ...]:
    """The ids that the formula of an entry names, from left to right, each once; none for one with a value."""
    if entry.formula is None:
        return ()
    return tuple(dict.fromkeys(reference.fact for reference in formula.references(entry.formula.tree)))


def own_days(fact: Fact) -> Iterator[tuple[dt.date, DayKind]]:
    """The days on which something of a fact itself changes, with no file edited; not those of what it is computed from."""
    for entry in fact.entries:
        if entry.since != ALWAYS:
            yield entry.since, "value"
        if entry.until is not None and not any(other.since == entry.until + DAY for other in fact.entries):
            yield entry.until + DAY, "ends"
    if fact.review_by is not None:
        yield fact.review_by + DAY, "review"


class FormulaGraph:
    """The graph of some facts by id. Where a fact stands in several tables (a national one that offices have as well), its
    formulas in all of them count."""

    def __init__(self, *tables: Mapping[str, Fact]) -> None:
        self._tables = tables
        self._inputs: dict[str, tuple[str, ...]] = {}

    def inputs(self, name: str) -> tuple[str, ...]:
        """The ids that the formulas of a fact name, in the order of the file, each once; also those of no known fact."""
        if name not in self._inputs:
            found = (entry for table in self._tables if name in table for entry in table[name].entries)
            self._inputs[name] = tuple(dict.fromkeys(used for entry in found for used in inputs_of(entry)))
        return self._inputs[name]

    def behind(self, *names: str) -> set[str]:
        """These facts and everything that they are computed from, however far; of all of these, those that are known."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found and self._knows(name):
                found.add(name)
                waiting += self.inputs(name)
        return found

    def users(self, *names: str) -> set[str]:
        """These facts and everything that is computed from one of them, however far."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._users.get(name, ())
        return found

    def days(self, name: str) -> set[dt.date]:
        """The days on which the value of a fact can change: those on which one begins or has ended, of the fact or of anything
        that it is computed from."""
        return {
            day
            for used in self.behind(name)
            for table in self._tables
            if used in table
            for day, kind in own_days(table[used])
            if kind != "review"
        }

    def cycles(self, starts: Iterable[str]) -> Iterator[tuple[str, ...]]:
        """The rings of formulas that are met from these facts, each whole and once: its facts in the order in which one is
        computed from the next, and the first of them again at the end."""
        done: set[str] = set()
        for start in starts:
            trail: list[str] = []
            stack = [(start, False)]
            while stack:
                name, leaving = stack.pop()
                if leaving:
                    trail.pop()
                    done.add(name)
                elif name in trail:
                    yield (*trail[trail.index(name) :], name)
                elif name not in done and self._knows(name):
                    trail.append(name)
                    stack.append((name, True))
                    stack += [(used, False) for used in self.inputs(name)]

    @cached_property
    def _users(self) -> dict[str, list[str]]:
        """For each id those facts whose formulas name it."""
        found: dict[str, list[str]] = {}
        for name in dict.fromkeys(name for table in self._tables for name in table):
            for used in self.inputs(name):
                found.setdefault(used, []).append(name)
        return found

    def _knows(self, name: str) -> bool:
        return any(name in table for table in self._tables)
