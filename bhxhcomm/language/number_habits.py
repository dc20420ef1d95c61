"""How a language writes numbers and dates: its digits, the signs between them, and the order of a date.

`number_locale` of a language (`locales/languages.yaml`) names whose habits hold, `digits` the digits that they are written in
(identifiers of CLDR, as `khmr`). What stands in neither table is refused where the file is read, and never half obeyed.

>>> in_habits("2.340.000", ENGLISH), in_habits("4,5", ENGLISH), in_habits("2.340.000", NumberHabits(digits="khmr"))
('2,340,000', '4.5', '២.៣៤០.០០០')
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

DIGITS = {"latn": "0123456789", "khmr": "០១២៣៤៥៦៧៨៩", "cham": "꩐꩑꩒꩓꩔꩕꩖꩗꩘꩙"}
"""The digits of each numbering system (CLDR), from nought to nine; those that a font of `assets/fonts.yaml` has."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberHabits:
    """`thousands` and `decimals` are the signs before thousands and decimals; `months` are names, where dates have them."""

    thousands: str = "."
    decimals: str = ","
    digits: str = "latn"
    months: tuple[str, ...] = ()


VIETNAMESE = NumberHabits()
ENGLISH = NumberHabits(",", ".", months=_MONTHS)
HABITS = {"vi": VIETNAMESE, "en": ENGLISH}
"""The habits that a language may name as its `number_locale`."""


def of(number_locale: str, digits: str) -> NumberHabits:
    """The habits of a language that names these two."""
    base = HABITS[number_locale]
    return NumberHabits(base.thousands, base.decimals, digits, base.months)


def in_habits(number: str, habits: NumberHabits) -> str:
    """A number that `digits.written` wrote, as the language writes it."""
    signs = {".": habits.thousands, ",": habits.decimals}
    digits = DIGITS[habits.digits]
    return "".join(signs.get(sign) or (digits[int(sign)] if sign.isdigit() else sign) for sign in number)


def date_in_habits(date: dt.date, habits: NumberHabits) -> str:
    """A date: `01/7/2025` as administrative documents in Vietnam write it, `1 July 2025` where months have names.

    Two digits for days under 10 and for the months 1 and 2 (Nghị định 30/2020/NĐ-CP, Phụ lục I, on the time of issue). An
    English date names its month, for readers from Britain and America take 01/7/2025 for two different days.
    """
    if habits.months:
        return (
            in_habits(f"{date.day}", habits) + f" {habits.months[date.month - 1]} " + in_habits(f"{date.year}", habits)
        )
    month = f"{date.month:02}" if date.month < 3 else f"{date.month}"
    return "/".join(in_habits(part, habits) for part in (f"{date.day:02}", month, f"{date.year:04}"))


def plural(words: str, number: object) -> str:
    """The word of a unit for a number, where a language has two: `month|months`.

    >>> plural("month|months", 1), plural("month|months", 0), plural("tháng", 1)
    ('month', 'months', 'tháng')
    """
    one, bar, many = words.partition("|")
    return one if not bar or number == 1 else many


def in_latin_digits(text: str) -> str:
    """The text with every digit of another script as the Latin one of the same worth.

    >>> in_latin_digits("២.៣៤០ ៛")
    '2.340 ៛'
    """
    return "".join(char if char.isascii() or (worth := _worth(char)) is None else str(worth) for char in text)


def _worth(character: str) -> int | None:
    return unicodedata.decimal(character, None)


_VIETNAMESE_NUMBER = r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?|\d{1,3},(?:\d{1,2}|\d{4,})"
_ENGLISH_NUMBER = r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d{1,3}\.(?:\d{1,2}|\d{4,})"
_EDGES = r"(?<![\w.,/-])(?:{})(?![\w/-]|[.,]\d)"
_WRONG = {
    ",": re.compile(_EDGES.format(_VIETNAMESE_NUMBER)),
    ".": re.compile(_EDGES.format(rf"{_ENGLISH_NUMBER}(?!\.\d)")),
}
_TURNED = str.maketrans(".,", ",.")


def foreign(text: str, habits: NumberHabits) -> dict[str, str]:
    """Numbers that are written in the habits of another language, which a reader would take for others, with their right form.

    >>> foreign("2.340.000 VND, 4,5%", ENGLISH)
    {'2.340.000': '2,340,000', '4,5': '4.5'}
    """
    found = _WRONG[habits.thousands].findall(in_latin_digits(text))
    return {number: number.translate(_TURNED) for number in found}
