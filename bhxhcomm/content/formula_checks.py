"""What is checked of formulas once all facts are known: the names in them, their units, and that none runs in a circle."""

from __future__ import annotations

from collections.abc import Collection

from bhxhcomm.content import formula
from bhxhcomm.content.fact import Fact
from bhxhcomm.content.formula_graph import FormulaGraph
from bhxhcomm.content.shapes import FormulaText, nearest_hint
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problems


def check_formulas(
    known: dict[str, Fact], facts: list[Fact], problems: Problems, *, unread: Collection[str] = ()
) -> None:
    """Names, units and cycles of all formulas among `facts`; `known` is everything they may refer to.

    `unread` are ids of files that could not be read: of those nothing is said.
    """
    for fact in facts:
        for text in fact.formulas:
            unknown = [ref for ref in formula.references(text.tree) if ref.fact not in known]
            for ref in unknown:
                if ref.fact in unread:
                    continue
                problems.error(
                    "unknown-fact",
                    _("there is no fact `{id}`").format(id=ref.fact),
                    text.scalar.at(ref.offset),
                    nearest_hint(ref.fact, known),
                )
            if unknown:
                continue
            _check_unit(fact, text, known, problems)
    for ring in FormulaGraph(known).cycles(fact.id for fact in facts):
        problems.error(
            "formula-cycle",
            _("these formulas run in a circle: {ring}").format(ring=" → ".join(ring)),
            known[ring[0]].formulas[0].place,
            _("one of them must have a value of its own"),
        )


def _check_unit(fact: Fact, text: FormulaText, known: dict[str, Fact], problems: Problems) -> None:
    expected = formula.dimension_of(fact.unit)
    try:
        actual = formula.dimension(text.tree, lambda name: known[name].unit)
    except formula.FormulaError as exc:
        problems.error(exc.code, exc.message, text.scalar.at(exc.offset), exc.hint)
        return
    if actual != expected:
        problems.error(
            "unit-mismatch",
            _("this formula gives {actual}, but `{id}` is in {unit}").format(
                actual=formula.describe(actual), id=fact.id, unit=fact.unit.value
            ),
            text.place,
            _("money a month times `12 months` is money a year; correct the formula or the unit"),
        )
