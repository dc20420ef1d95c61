"""Numbers in Vietnamese words, as the North reads them and as schools teach it: linh, nghìn, mốt, tư, lăm.

In come exact numbers, out go words without capitals: 105300 becomes "một trăm linh năm nghìn ba trăm". The rules are
those of the primary school (Toán 2 to Toán 5): after "mươi" 1 is mốt, 4 is tư, 5 is lăm; a missing ten is "linh"; a
class of thousands that is not the first is read in full ("không trăm linh năm"), an empty one is left out. The South
says lẻ for linh, ngàn for nghìn, and bốn after mươi; what is printed in words is always as in the North.

The package vn-numberwords was tried first and is not used: it reads 65 as "sáu mươi năm", 4,05 as "bốn phẩy năm",
2.100 tỷ as "hai nghìn tỷ một trăm tỷ", and sends every number through a float.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 1_000_000_000


class Accent(StrEnum):
    """Where the voice is from: the North of Vietnam, or the South."""

    NORTH = "north"
    SOUTH = "south"


@dataclass(frozen=True, slots=True)
class Wording:
    """The number words of an accent: a thousand, a missing ten, and a four after "mươi"."""

    thousand: str
    no_ten: str
    four: str

    def after_tens(self, ones: int) -> str:
        return {1: "mốt", 4: self.four, 5: "lăm"}.get(ones, DIGITS[ones])


WORDINGS = {Accent.NORTH: Wording("nghìn", "linh", "tư"), Accent.SOUTH: Wording("ngàn", "lẻ", "bốn")}


def in_words(number: Decimal | int, accent: Accent = Accent.NORTH) -> str:
    """An exact number in words, its decimals after "phẩy". ValueError for what is not a finite number."""
    wording = WORDINGS[accent]
    exact = Decimal(number)
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {number}")
    whole, _, decimals = format(abs(exact), "f").partition(".")
    decimals = decimals.rstrip("0")
    words = [_integer(int(whole), wording)]
    if decimals:
        words += ["phẩy", _decimals(decimals, wording)]
    if exact < 0:
        words.insert(0, "âm")
    return " ".join(words)


def date_in_words(date: dt.date) -> str:
    """A date in words: "ngày một tháng bảy năm hai nghìn không trăm hai mươi lăm". The fourth month is "tháng tư"."""
    month = "tư" if date.month == 4 else in_words(date.month)
    return f"ngày {in_words(date.day)} tháng {month} năm {in_words(date.year)}"


def phone_in_words(phone: str) -> str:
    """A phone number digit by digit, a comma between its groups: "một chín không không, chín không sáu tám"."""
    groups = [group for group in re.split(r"[ .\u00a0]+", phone) if group]
    return ", ".join(
        " ".join("cộng" if character == "+" else DIGITS[int(character)] for character in group) for group in groups
    )


def _integer(number: int, wording: Wording) -> str:
    if number == 0:
        return DIGITS[0]
    billions, rest = divmod(number, BILLION)
    words = [_integer(billions, wording), "tỷ"] if billions else []
    for size, name in ((1_000_000, "triệu"), (1_000, wording.thousand), (1, "")):
        triplet, rest = divmod(rest, size)
        if triplet:
            words += _triplet(triplet, wording, in_full=bool(words))
            words += [name] if name else []
    return " ".join(words)


def _triplet(number: int, wording: Wording, *, in_full: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if hundreds or in_full:
        words += [DIGITS[hundreds], "trăm"]
        if tens == 0 and ones:
            words.append(wording.no_ten)
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [DIGITS[tens], "mươi"]
    if ones and tens == 1:
        words.append("lăm" if ones == 5 else DIGITS[ones])
    elif ones and tens:
        words.append(wording.after_tens(ones))
    elif ones:
        words.append(DIGITS[ones])
    return words


def _decimals(decimals: str, wording: Wording) -> str:
    """Decimals without closing zeros: two are read as tens, three as hundreds, more than three digit by digit.

    "05" is "không năm", "25" is "hai mươi lăm", "081" is "không trăm tám mươi mốt" (Toán 5, reading of decimals).
    """
    if len(decimals) == 3:
        return " ".join(_triplet(int(decimals), wording, in_full=True))
    if len(decimals) == 2 and decimals[0] != "0":
        return _integer(int(decimals), wording)
    return " ".join(DIGITS[int(digit)] for digit in decimals)
