"""Numbers in words are read back as they are written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language.numerals import in_words
from bhxhcomm.lint.number_words import number_of, written_numbers

NUMBERS = st.decimals(min_value=10, max_value=10**12 - 1, places=3)


@given(NUMBERS)
def test_every_number_that_we_write_is_read_back_before_its_unit(number: Decimal) -> None:
    text = f"Là {in_words(number)} đồng."
    (found,) = written_numbers(text)
    assert (found.start, found.end, found.unit, found.value) == (3, len(text) - 1, "đồng", number)


@given(st.integers(min_value=10, max_value=999))
def test_years_are_told_from_the_digit_five(number: int) -> None:
    (found,) = written_numbers(f"Đủ {in_words(number)} năm.")
    assert (found.unit, found.value) == ("năm", number)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("một trăm lẻ năm nghìn", 105_000),
        ("hai mươi bẩy", 27),
        ("ba tỉ hai trăm ngàn", 3_000_200_000),
        ("hai phẩy không năm triệu", 2_050_000),
    ],
)
def test_other_ways_to_write_it_are_read_too(words: str, number: int) -> None:
    assert number_of(words.split()) == number


def test_a_half_is_of_the_last_size_named() -> None:
    assert number_of(["hai", "triệu"], half=True) == 2_500_000
    assert number_of("một trăm".split(), half=True) == 150
