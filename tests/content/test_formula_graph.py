"""The graph of formulas: what stands behind a fact, who uses it, on which days it changes, and rings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content import formula
from bhxhcomm.content.fact import ALWAYS, Fact, FactEntry
from bhxhcomm.content.formula_checks import check_formulas
from bhxhcomm.content.formula_graph import DAY, FormulaGraph, inputs_of, own_days
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import FormulaText, Prose
from bhxhcomm.core.problems import NOWHERE, Problems
from bhxhcomm.edition.figures import FigureError, FigureTable
from bhxhcomm.language.figures import Unit
from bhxhcomm.language.text import Source, Standing

DATES = st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 20))


def entry(content: str | int, since: dt.date = ALWAYS, until: dt.date | None = None) -> FactEntry:
    """An entry with this value, or with a formula."""
    computed = FormulaText(Scalar(content, NOWHERE), formula.parse(content)) if isinstance(content, str) else None
    value = None if isinstance(content, str) else Decimal(content)
    return FactEntry(since, until, value, computed, Source("Văn bản mẫu"), Standing.IN_FORCE, NOWHERE)


def fact(name: str, *entries: FactEntry, review_by: dt.date | None = None) -> Fact:
    label = Prose(Scalar(name, NOWHERE), ())
    return Fact(name, label, Unit.VND, tuple(sorted(entries, key=lambda one: one.since)), NOWHERE, review_by)


@st.composite
def acyclic(draw: st.DrawFn) -> dict[str, Fact]:
    """Facts each of which is computed, from some day on, only from those before it."""
    facts: dict[str, Fact] = {}
    for number in range(draw(st.integers(1, 7))):
        days = sorted(draw(st.sets(DATES, min_size=1, max_size=3)))
        entries = []
        for at, day in enumerate(days):
            used = draw(st.lists(st.sampled_from(sorted(facts)), max_size=3)) if facts else []
            last = days[at + 1] - DAY if at + 1 < len(days) else None
            until = draw(st.sampled_from([None, day if last is None else min(day + DAY, last)]))
            entries.append(entry(" + ".join(used) if used else draw(st.integers(0, 99)), day, until))
        facts[f"f{number}"] = fact(f"f{number}", *entries, review_by=draw(st.none() | DATES))
    return facts


def reached(facts: Mapping[str, Fact], name: str) -> set[str]:
    """What stands behind a fact, worked out by the book."""
    named = {used for text in facts[name].formulas for used in (one.fact for one in formula.references(text.tree))}
    return {name}.union(*(reached(facts, used) for used in named))


@given(acyclic())
def test_what_stands_behind_a_fact_is_all_that_its_formulas_name_however_far(facts: dict[str, Fact]) -> None:
    graph = FormulaGraph(facts)
    assert {name: graph.behind(name) for name in facts} == {name: reached(facts, name) for name in facts}
    assert graph.behind(*facts) == set(facts)


@given(acyclic())
def test_users_are_the_inverse_of_what_stands_behind(facts: dict[str, Fact]) -> None:
    graph = FormulaGraph(facts)
    for name in facts:
        assert graph.users(name) == {user for user in facts if name in graph.behind(user)}
    some = list(facts)[::2]
    assert graph.users(*some) == set().union(*(graph.users(name) for name in some))


@given(acyclic())
def test_the_days_of_a_fact_are_those_of_all_that_it_is_computed_from(facts: dict[str, Fact]) -> None:
    graph = FormulaGraph(facts)
    for name in facts:
        own = [day for used in reached(facts, name) for day, kind in own_days(facts[used]) if kind != "review"]
        assert graph.days(name) == set(own)


@given(acyclic(), DATES)
def test_between_two_of_its_days_a_figure_stays_what_it_is(facts: dict[str, Fact], date: dt.date) -> None:
    def at(day: dt.date, name: str) -> object:
        try:
            return FigureTable(facts, day).figure(name).value
        except FigureError as exc:
            return exc.code

    graph = FormulaGraph(facts)
    for name in facts:
        earlier = [day for day in graph.days(name) if day <= date]
        if earlier:
            assert at(date, name) == at(max(earlier), name)


@given(acyclic())
def test_facts_that_only_look_back_have_no_ring(facts: dict[str, Fact]) -> None:
    assert list(FormulaGraph(facts).cycles(facts)) == []


@given(acyclic(), st.data())
def test_a_ring_is_named_whole(facts: dict[str, Fact], data: st.DataObject) -> None:
    first = data.draw(st.sampled_from(sorted(facts)))
    graph = FormulaGraph(facts)
    last = data.draw(st.sampled_from(sorted(graph.users(first))))
    facts[first] = fact(first, entry(f"{last} + 1"))
    rings = list(FormulaGraph(facts).cycles(facts))
    assert rings
    for ring in rings:
        assert ring[0] == ring[-1]
        assert len(set(ring)) == len(ring) - 1
        for name, used in pairwise(ring):
            assert used in FormulaGraph(facts).inputs(name)
        assert {first, last} <= set(ring)


def test_a_ring_is_told_once_and_in_its_order(english: None) -> None:
    facts = {"a": fact("a", entry("b + b")), "b": fact("b", entry("c")), "c": fact("c", entry("a + a"))}
    problems = Problems()
    check_formulas(facts, list(facts.values()), problems)
    (told,) = problems.found
    assert (told.code, told.message) == ("formula-cycle", "these formulas run in a circle: a → b → c → a")


def test_what_only_leads_to_a_ring_is_no_part_of_it() -> None:
    facts = {"x": fact("x", entry("a * 2")), "a": fact("a", entry("b")), "b": fact("b", entry("a"))}
    assert list(FormulaGraph(facts).cycles(["x"])) == [("a", "b", "a")]


def test_a_fact_of_several_tables_has_the_formulas_of_all_of_them() -> None:
    national = {"a": fact("a", entry(1)), "b": fact("b", entry(2)), "c": fact("c", entry("a"))}
    office = {"c": fact("c", entry("b"))}
    graph = FormulaGraph(national, office)
    assert graph.inputs("c") == ("a", "b")
    assert graph.behind("c") == {"a", "b", "c"}
    assert graph.users("b") == {"b", "c"}


def test_ids_of_no_fact_are_named_but_nothing_stands_on_them() -> None:
    graph = FormulaGraph({"a": fact("a", entry("khong_co + 1"))})
    assert graph.inputs("a") == ("khong_co",)
    assert graph.behind("a", "cung_khong") == {"a"}
    assert graph.users("khong_co") == {"khong_co", "a"}


@pytest.mark.parametrize(("text", "names"), [("a + b * a", ("a", "b")), ("min(b; a)", ("b", "a")), ("12 months", ())])
def test_the_inputs_of_an_entry_come_from_left_to_right_each_once(text: str, names: tuple[str, ...]) -> None:
    assert inputs_of(entry(text)) == names
    assert inputs_of(entry(1)) == ()
