"""The one walk: what is found, where, in which order; what is changed, and what stays the same object."""

from __future__ import annotations

import doctest
from dataclasses import dataclass, field
from typing import TypeGuard

from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core import tree
from bhxhcomm.core.tree import compared_names, field_names, found, instances, is_a, mapped, placed


@dataclass(frozen=True, slots=True)
class Leaf:
    number: int


@dataclass(frozen=True, slots=True)
class Branch:
    first: object
    rest: tuple[object, ...] = ()
    aside: object = field(default=None, compare=False)


VALUES = st.recursive(
    st.builds(Leaf, st.integers(0, 9)) | st.text(max_size=2) | st.none(),
    lambda inner: (
        st.builds(Branch, inner, st.lists(inner, max_size=3).map(tuple), inner) | st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=12,
)


def by_the_book(value: object, without: frozenset[str] = frozenset()) -> list[int]:
    if isinstance(value, Leaf):
        return [value.number]
    if isinstance(value, tuple):
        return [number for item in value for number in by_the_book(item, without)]
    if isinstance(value, Branch):
        parts = [("first", value.first), ("rest", value.rest), ("aside", value.aside)]
        return [number for name, part in parts if name not in without for number in by_the_book(part, without)]
    return []


def test_the_example_of_the_module_holds() -> None:
    assert doctest.testmod(tree).failed == 0


@given(VALUES)
def test_everything_is_found_in_its_order(value: object) -> None:
    assert [leaf.number for leaf in instances(value, Leaf)] == by_the_book(value)
    aside = frozenset({"aside"})
    assert [leaf.number for leaf in found(value, is_a(Leaf), aside)] == by_the_book(value, aside)


@given(VALUES)
def test_places_lead_to_what_is_found(value: object) -> None:
    known = placed(value, is_a(Leaf))
    assert [leaf for _place, leaf in known] == instances(value, Leaf)
    assert all(set(place) <= {"first", "rest", "aside"} for place, _leaf in known)
    assert [place for place, _leaf in placed(Branch(value), is_a(Branch))] == [()]


@given(VALUES)
def test_a_change_reaches_every_one_and_nothing_else(value: object) -> None:
    changed = mapped(value, is_a(Leaf), lambda leaf: Leaf(leaf.number + 10))
    assert by_the_book(changed) == [number + 10 for number in by_the_book(value)]
    assert instances(changed, str) == instances(value, str)
    assert mapped(changed, is_a(Leaf), lambda leaf: Leaf(leaf.number - 10)) == value


@given(VALUES)
def test_where_nothing_changes_the_same_object_comes_back(value: object) -> None:
    assert mapped(value, is_a(Leaf), lambda leaf: leaf) is value


def test_what_is_wanted_is_not_looked_into() -> None:
    def odd(value: object) -> TypeGuard[Branch]:
        return isinstance(value, Branch) and isinstance(value.first, str)

    inner = Branch("a", (Branch("b"),))
    assert found(Branch(Leaf(1), (inner,)), odd) == [inner]


def test_names_of_fields_are_those_of_dataclasses_alone() -> None:
    assert field_names(Branch) == ("first", "rest", "aside")
    assert compared_names(Branch) == ("first", "rest")
    assert field_names(str) == field_names(type) == compared_names(tuple) == ()
