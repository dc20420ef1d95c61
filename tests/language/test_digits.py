"""Numbers in digits: dots between thousands, a comma before decimals, and nothing guessed."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language.digits import LONGEST, FigureSyntaxError, parse_number, shifted, written


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("0.00", "0"),
        ("999", "999"),
        ("1000", "1.000"),
        ("105300.00", "105.300"),
        ("1E+6", "1.000.000"),
        ("1234567.89", "1.234.567,89"),
        ("0.15", "0,15"),
        ("-1500", "-1.500"),
    ],
)
def test_numbers_are_written_with_dots_and_a_comma(number: str, text: str) -> None:
    assert written(Decimal(number)) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("15", "15"),
        ("0,15", "0.15"),
        ("0,125", "0.125"),
        ("1,1250", "1.125"),
        ("2.340.000", "2340000"),
        ("2340000", "2340000"),
        ("2.340,125", "2340.125"),
        ("\t15\n", "15"),
    ],
)
def test_numbers_are_read_as_vietnamese_writes_them(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


REFUSED = [
    ("", "number-empty", "write a number such as 2.340.000"),
    ("  ", "number-empty", "write a number such as 2.340.000"),
    ("2,340,000", "number-grouping", "write 2.340.000"),
    ("2,340,000.50", "number-grouping", "write 2.340.000,5"),
    ("2 340 000", "number-grouping", "write 2.340.000"),
    ("2'340'000", "number-grouping", "write 2.340.000"),
    ("1_000", "number-grouping", "write 1.000"),
    ("1234.567", "number-grouping", "write 1.234.567"),
    ("2.34.000", "number-grouping", "write 234.000, if no digit is missing"),
    ("2.340.000 2.340", "number-grouping", "write digits only, such as 2.340.000"),
    ("105,300", "number-ambiguous", "write 105.300 for thousands, or 105,3 for decimals"),
    ("1,125", "number-ambiguous", "write 1.125 for thousands, or 1,1250 for decimals"),
    ("1,000", "number-ambiguous", "write 1.000 for thousands, or 1 for decimals"),
    ("4.5", "number-decimal-point", "write 4,5"),
    ("0.15", "number-decimal-point", "write 0,15"),
    ("0.150", "number-decimal-point", "write 0,15"),
    ("2.340.000 đồng", "unit-in-number", "write 2.340.000"),
    ("2.340.000đ", "unit-in-number", "write 2.340.000"),
    ("2.340.000₫", "unit-in-number", "write 2.340.000"),
    ("2,340,000 VND", "unit-in-number", "write 2.340.000"),
    ("120 tháng", "unit-in-number", "write 120"),
    ("2,34 triệu", "unit-in-number", "write 2.340.000"),
    ("1,5 tỷ đồng", "unit-in-number", "write 1.500.000.000"),
    ("500k", "unit-in-number", "write 500.000"),
    ("30%", "percent-in-number", "write the number alone, or give the fact the unit “rate”"),
    ("-5", "number-negative", "write 5"),
    ("−5", "number-negative", "write 5"),
    ("-", "number-negative", "write digits only, such as 2.340.000"),
    ("１２", "number-digits", "write 12"),
    ("១២", "number-digits", "write 12"),
    ("١٢", "number-digits", "write 12"),
    ("5²", "number-digits", "write 52"),
    ("1e6", "number-syntax", "write 1.000.000"),
    ("1e999999", "number-syntax", "write digits only, such as 2.340.000"),
    ("007", "number-syntax", "write 7"),
    ("+5", "number-syntax", "write digits only, such as 2.340.000"),
    ("NaN", "number-syntax", "write digits only, such as 2.340.000"),
    ("Infinity", "number-syntax", "write digits only, such as 2.340.000"),
    ("0x12", "number-syntax", "write digits only, such as 2.340.000"),
    ("1..000", "number-syntax", "write digits only, such as 2.340.000"),
    (",5", "number-syntax", "write digits only, such as 2.340.000"),
    ("2\u200b340", "number-syntax", "write digits only, such as 2.340.000"),
    ("1" * 19, "number-too-long", "write at most 18 digits before the comma and after it"),
    ("1" + " " * 100_000 + "x", "number-too-long", "write at most 18 digits before the comma and after it"),
    ("0," + "1" * 5000, "number-too-long", "write at most 18 digits before the comma and after it"),
]


@pytest.mark.parametrize(("text", "code", "hint"), REFUSED, ids=lambda value: str(value)[:24])
def test_a_wrong_number_is_refused_with_the_right_spelling(text: str, code: str, hint: str) -> None:
    with pytest.raises(FigureSyntaxError) as caught:
        parse_number(text)
    assert (caught.value.code, caught.value.hint) == (code, hint)
    assert len(caught.value.message) < 150


@pytest.mark.parametrize(("text", "code", "hint"), REFUSED, ids=lambda value: str(value)[:24])
def test_the_spelling_a_hint_proposes_is_itself_accepted(text: str, code: str, hint: str) -> None:
    with pytest.raises(FigureSyntaxError) as caught:
        parse_number(text)
    proposed = [
        word.rstrip(",") for word in caught.value.hint.split() if word[0].isdigit() and code != "number-too-long"
    ]
    for spelling in proposed:
        parse_number(spelling)


@given(st.integers(-(10**LONGEST), 10**LONGEST))
def test_grouping_is_never_wrong(number: int) -> None:
    first, *others = written(Decimal(number)).removeprefix("-").split(".")
    assert 1 <= len(first) <= 3
    assert all(len(group) == 3 for group in others)
    assert int("".join([first, *others])) == abs(number)


@given(st.integers(0, 10**LONGEST - 1), st.integers(0, 12))
def test_what_is_written_reads_back_or_is_refused_as_ambiguous(digits: int, places: int) -> None:
    number = shifted(Decimal(digits), -places)
    text = written(number)
    if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", text):
        with pytest.raises(FigureSyntaxError, match="two ways"):
            parse_number(text)
        text += "0"
    assert parse_number(text) == number


@given(st.integers(0, 10**30), st.integers(-40, 40))
def test_shifting_is_exact_in_any_context(digits: int, places: int) -> None:
    with localcontext() as context:
        context.prec = 3
        there = shifted(Decimal(digits), places)
        back = shifted(there, -places)
    assert back == Decimal(digits)
