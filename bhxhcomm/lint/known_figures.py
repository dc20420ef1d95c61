"""The facts of a workspace by their values at a date: which of them a figure typed by hand most likely is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from bhxhcomm.content.fact import Fact
from bhxhcomm.content.formula_graph import FormulaGraph
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition.figures import FigureError, FigureTable
from bhxhcomm.language.figures import Unit
from bhxhcomm.lint.literals import KIND_OF, LiteralKind, Value, digits_of, law_numbers


class KnownFigures:
    """Ids of facts by kind and value: the national ones, and those that an office's local facts reach.

    While there are errors in the files of facts or offices, nothing is computed: only typed values are known then.
    """

    def __init__(self, workspace: Workspace, date: dt.date) -> None:
        self._ids: dict[tuple[LiteralKind, Value], list[str]] = {}
        self._ever: set[tuple[LiteralKind, Value]] = set()
        self._computes = not any(
            problem.is_error and problem.place.path.startswith(("facts/", "offices/")) for problem in workspace.problems
        )
        self._add(FigureTable(workspace.facts, date), workspace.facts)
        for office in workspace.offices.values():
            if office.facts:
                facts = workspace.facts_for(office.id)
                users = _users(facts, office.facts)
                self._add(FigureTable(facts, date), users)

    def named(self, kind: LiteralKind, value: Value) -> list[str]:
        """The facts that have just this value, national ones in the order of their files first."""
        return self._ids.get((kind, value), [])

    def ever(self, kind: LiteralKind, value: Value) -> bool:
        """Whether a fact has this value, or had or will have it at another date (a computed one: at the date alone)."""
        return (kind, value) in self._ids or (kind, value) in self._ever

    @property
    def phones(self) -> bool:
        """Whether any fact is a phone number."""
        return any(kind is LiteralKind.PHONE for kind, _value in self._ever)

    def _add(self, table: FigureTable, ids: Iterable[str]) -> None:
        for fact_id in ids:
            fact = table.facts[fact_id]
            for entry in fact.entries:
                if entry.value is not None:
                    self._ever.update(_keys(fact.unit, entry.value))
            if fact.formulas and not self._computes:
                continue
            try:
                figure = table.figure(fact_id)
            except FigureError:
                continue
            for key in _keys(figure.unit, figure.value):
                known = self._ids.setdefault(key, [])
                if fact_id not in known:
                    known.append(fact_id)


def _keys(unit: Unit, value: Value) -> Iterable[tuple[LiteralKind, Value]]:
    if isinstance(value, Decimal):
        if unit.is_money:
            yield LiteralKind.MONEY, value
        elif unit in KIND_OF:
            yield KIND_OF[unit], value
    elif isinstance(value, dt.date):
        yield LiteralKind.DATE, value
    elif unit is Unit.PHONE:
        yield LiteralKind.PHONE, digits_of(value)
    else:
        for number in law_numbers(value):
            yield LiteralKind.LAW, number


def _users(facts: dict[str, Fact], roots: Iterable[str]) -> list[str]:
    """The facts of an office and everything that is computed from them, in the order of the files."""
    users = FormulaGraph(facts).users(*roots)
    return [name for name in facts if name in users]
