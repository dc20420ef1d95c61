"""Formulas: exact, checked for units, and closed: whatever is typed is read or refused, never run."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content import formula
from bhxhcomm.content.fact import Rounding
from bhxhcomm.content.formula import FormulaError, describe, dimension, dimension_of, evaluate, parse, references
from bhxhcomm.language.digits import written
from bhxhcomm.language.figures import Unit

FACTS = {"luong": Fraction(2_340_000), "ty_le.dong": Fraction(45, 1000), "khong": Fraction(0), "nguoi_2": Fraction(3)}


@dataclass(frozen=True)
class Tree:
    """A formula as it is typed, and what Python makes of it (None where it divides by zero)."""

    text: str
    value: Fraction | None


def _number(value: Decimal) -> Tree:
    return Tree(written(value), Fraction(value))


def _combined(parts: tuple[Tree, str, Tree, str]) -> Tree:
    left, sign, right, space = parts
    text = f"({left.text}){space}{sign}{space}({right.text})"
    if left.value is None or right.value is None:
        return Tree(text, None)
    one, other = left.value, right.value
    if sign == "/":
        return Tree(text, one / other if other else None)
    return Tree(text, {"+": one + other, "-": one - other, "*": one * other, "×": one * other}[sign])


def _chosen(name: str, options: list[Tree]) -> Tree:
    text = f"{name}({'; '.join(option.text for option in options)})"
    values = [option.value for option in options if option.value is not None]
    if len(values) < len(options):
        return Tree(text, None)
    return Tree(text, min(values) if name == "min" else max(values))


def tree_or_refusal(text: str) -> formula.Formula | FormulaError:
    try:
        return parse(text)
    except FormulaError as exc:
        return exc


LEAVES = st.one_of(
    st.decimals(0, 10**9, places=2).map(_number),
    st.integers(0, 10**9).map(lambda value: Tree(str(value), Fraction(value))),
    st.integers(0, 1000).map(lambda value: Tree(f"{value}%", Fraction(value, 100))),
    st.sampled_from(sorted(FACTS)).map(lambda name: Tree(name, FACTS[name])),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/×"), inner, st.sampled_from(["", " ", "\n  "])).map(_combined),
        st.builds(_chosen, st.sampled_from(["min", "max"]), st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=12,
).filter(lambda tree: len(tree.text) <= formula.MAX_LENGTH)


@given(TREES)
def test_the_value_is_what_exact_arithmetic_gives(tree: Tree) -> None:
    parsed = parse(tree.text)
    if tree.value is None:
        with pytest.raises(FormulaError) as caught:
            evaluate(parsed, FACTS.__getitem__)
        assert caught.value.code == "division-by-zero"
    else:
        assert evaluate(parsed, FACTS.__getitem__) == tree.value


@given(st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 99)), max_size=20), st.integers(0, 99))
def test_products_come_before_sums_and_both_go_from_left_to_right(rest: list[tuple[str, int]], first: int) -> None:
    text = str(first) + "".join(f" {sign} {number}" for sign, number in rest)

    assert evaluate(parse(text), FACTS.__getitem__) == eval(text)  # the text holds digits and signs of this test only


@given(st.one_of(st.text(max_size=40), st.text(st.sampled_from("luong().,;%+-*/×12 tháng min_"), max_size=40)))
def test_whatever_is_typed_is_read_or_refused_at_a_place_inside_it(text: str) -> None:
    read = tree_or_refusal(text)
    if isinstance(read, FormulaError):
        assert 0 <= read.offset <= len(text)
        assert read.code
        assert read.message
        assert read.hint
    else:
        for reference in references(read):
            assert text[reference.offset :].startswith(reference.fact)


@pytest.mark.parametrize(
    "text",
    ["__import__('os').system('ls')", "(lambda: 1)()", "luong.__class__", "x if y else z", "2 ** 9", "[1][0]", "'a' * 9",
     "f(1)", "1; 2", "luong or 1", "max(1)(2)", "1e9", "0x10", "-1", "1_000", "²", "x = 1"],
)  # fmt: skip
def test_code_is_no_formula(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


def test_brackets_may_be_twenty_deep_and_a_formula_six_hundred_characters_long() -> None:
    assert evaluate(parse("(" * 20 + "1" + ")" * 20), FACTS.__getitem__) == 1
    assert evaluate(parse("1" + "+1" * 299), FACTS.__getitem__) == 300
    for text in ("(" * 21 + "1" + ")" * 21, "1" + "+1" * 300):
        with pytest.raises(FormulaError):
            parse(text)


UNITS = {"tien": Unit.VND, "thang": Unit.VND_MONTH, "nam": Unit.VND_YEAR, "ty_le": Unit.RATE, "nguoi": Unit.PERSONS,
         "moi_nguoi": Unit.VND_PERSON_MONTH, "so_thang": Unit.MONTHS}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("thang * 70%", "VND/month"),
        ("thang * 12 months", "VND/year"),
        ("12 tháng * thang", "VND/year"),
        ("thang * 3 months", "VND"),
        ("thang * so_thang", "VND"),
        ("nam / 12 months", "VND/month"),
        ("moi_nguoi * nguoi", "VND/month"),
        ("moi_nguoi * 2 người * 12 months", "VND/year"),
        ("tien / so_thang", "VND/month"),
        ("max(0%; 100% - ty_le)", "rate"),
        ("thang / thang", "rate"),
        ("tien + 5 đồng", "VND"),
        ("tien * tien", "VND^2"),
    ],
)
def test_units_multiply_and_divide(text: str, unit: str) -> None:
    assert describe(dimension(parse(text), UNITS.__getitem__)) == unit


@pytest.mark.parametrize("text", ["thang + nam", "tien - ty_le", "min(thang; tien)", "thang + 1", "nguoi + so_thang"])
def test_unlike_units_are_neither_added_nor_compared(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        dimension(parse(text), UNITS.__getitem__)

    assert caught.value.code == "unit-mismatch"


COMPUTABLE = st.sampled_from([unit for unit in Unit if dimension_of(unit) is not None])


@given(COMPUTABLE, COMPUTABLE)
def test_multiplying_and_dividing_by_the_same_unit_changes_nothing(one: Unit, other: Unit) -> None:
    units = {"a": one, "b": other}.__getitem__

    assert dimension(parse("a * b / b"), units) == dimension_of(one)
    assert dimension(parse("a * b"), units) == dimension(parse("b * a"), units)
    assert dimension(parse("a / a"), units) == ()


@given(
    st.fractions(),
    st.fractions(min_value=Fraction(1, 1000), max_value=1000),
    st.sampled_from(["half_up", "up", "down"]),
)
def test_rounding_gives_the_right_neighbour_among_the_multiples_of_the_step(
    value: Fraction, step: Fraction, mode: str
) -> None:
    rounded = Rounding(mode, step).apply(value)  # type: ignore[arg-type]

    assert (rounded / step).denominator == 1
    assert Rounding(mode, step).apply(rounded) == rounded  # type: ignore[arg-type]
    difference = rounded - value
    if mode == "up":
        assert 0 <= difference < step
    elif mode == "down":
        assert -step < difference <= 0
    else:
        assert -step / 2 < difference <= step / 2


@pytest.mark.parametrize(
    ("mode", "value", "rounded"),
    [
        ("half_up", "0.5", 1),
        ("half_up", "1.5", 2),
        ("half_up", "2.4999", 2),
        ("up", "2.0001", 3),
        ("down", "2.9999", 2),
    ],
)
def test_rounding_to_whole_dong(mode: str, value: str, rounded: int) -> None:
    assert Rounding(mode, Fraction(1)).apply(Fraction(value)) == rounded  # type: ignore[arg-type]
