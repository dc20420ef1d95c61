"""Numbers in words, checked against the way schools in the North teach them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language.numerals import date_in_words, in_words, phone_in_words

WORDS = {
    "0": "không",
    "1": "một",
    "4": "bốn",
    "5": "năm",
    "10": "mười",
    "11": "mười một",
    "14": "mười bốn",
    "15": "mười lăm",
    "20": "hai mươi",
    "21": "hai mươi mốt",
    "24": "hai mươi tư",
    "25": "hai mươi lăm",
    "44": "bốn mươi tư",
    "55": "năm mươi lăm",
    "65": "sáu mươi lăm",
    "91": "chín mươi mốt",
    "95": "chín mươi lăm",
    "100": "một trăm",
    "101": "một trăm linh một",
    "104": "một trăm linh bốn",
    "105": "một trăm linh năm",
    "110": "một trăm mười",
    "111": "một trăm mười một",
    "115": "một trăm mười lăm",
    "121": "một trăm hai mươi mốt",
    "555": "năm trăm năm mươi lăm",
    "1000": "một nghìn",
    "1005": "một nghìn không trăm linh năm",
    "1010": "một nghìn không trăm mười",
    "1100": "một nghìn một trăm",
    "2025": "hai nghìn không trăm hai mươi lăm",
    "10000": "mười nghìn",
    "21000": "hai mươi mốt nghìn",
    "66150": "sáu mươi sáu nghìn một trăm năm mươi",
    "105300": "một trăm linh năm nghìn ba trăm",
    "631800": "sáu trăm ba mươi mốt nghìn tám trăm",
    "1263600": "một triệu hai trăm sáu mươi ba nghìn sáu trăm",
    "1000001": "một triệu không trăm linh một",
    "1005000": "một triệu không trăm linh năm nghìn",
    "2340000": "hai triệu ba trăm bốn mươi nghìn",
    "2530000": "hai triệu năm trăm ba mươi nghìn",
    "46800000": "bốn mươi sáu triệu tám trăm nghìn",
    "1000000000": "một tỷ",
    "1500000000": "một tỷ năm trăm triệu",
    "1000000005": "một tỷ không trăm linh năm",
    "2100000000000": "hai nghìn một trăm tỷ",
    "4.5": "bốn phẩy năm",
    "4.50": "bốn phẩy năm",
    "0.05": "không phẩy không năm",
    "63.42": "sáu mươi ba phẩy bốn mươi hai",
    "81.325": "tám mươi mốt phẩy ba trăm hai mươi lăm",
    "7.081": "bảy phẩy không trăm tám mươi mốt",
    "3.1416": "ba phẩy một bốn một sáu",
    "-5": "âm năm",
}

ONES = {
    **{word: value for value, word in enumerate("không một hai ba bốn năm sáu bảy tám chín mười".split())},
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
}


def heard(words: str) -> int:
    """A listener's own reading of number words, written without regard to how they were made."""
    head, billion, tail = words.rpartition("tỷ")
    if billion:
        return heard(head) * 10**9 + heard(tail)
    total = pending = 0
    for word in words.split():
        if word == "triệu":
            total, pending = total + pending * 10**6, 0
        elif word == "nghìn":
            total, pending = total + pending * 1000, 0
        elif word == "trăm":
            pending *= 100
        elif word == "mươi":
            pending = pending // 100 * 100 + pending % 100 * 10
        elif word != "linh":
            pending += ONES[word]
    return total + pending


@pytest.mark.parametrize(("number", "words"), WORDS.items())
def test_numbers_in_words(number: str, words: str) -> None:
    assert in_words(Decimal(number)) == words


@given(st.integers(0, 10**14) | st.integers(0, 10**4))
def test_a_listener_hears_the_number_that_was_meant(number: int) -> None:
    assert heard(in_words(number)) == number


@given(st.integers(1, 10**12))
def test_five_after_tens_is_lam_and_a_zero_class_is_never_named(number: int) -> None:
    words = in_words(number)
    for wrong in (
        "mươi năm",
        "mười năm",
        "mươi một",
        "mươi bốn",
        "không nghìn",
        "không triệu",
        "linh mười",
        "linh lăm",
    ):
        assert wrong not in words
    assert words == " ".join(words.split())


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (dt.date(2025, 7, 1), "ngày một tháng bảy năm hai nghìn không trăm hai mươi lăm"),
        (dt.date(2024, 4, 30), "ngày ba mươi tháng tư năm hai nghìn không trăm hai mươi tư"),
        (dt.date(2026, 12, 21), "ngày hai mươi mốt tháng mười hai năm hai nghìn không trăm hai mươi sáu"),
    ],
)
def test_dates_in_words(date: dt.date, words: str) -> None:
    assert date_in_words(date) == words


@pytest.mark.parametrize(
    ("phone", "words"),
    [
        ("1900 9068", "một chín không không, chín không sáu tám"),
        ("19009068", "một chín không không chín không sáu tám"),
        ("1900.9068", "một chín không không, chín không sáu tám"),
        ("+84 24", "cộng tám bốn, hai bốn"),
    ],
)
def test_phone_numbers_are_read_digit_by_digit(phone: str, words: str) -> None:
    assert phone_in_words(phone) == words
