"""A text with every number in it written plainly: what hides a figure from a search is taken off, and each character of what is
left knows where it stood.

Digits of any script become those of ASCII, letters and signs of full width or of mathematics the plain ones, ½ is 0,5, Ⅻ and a
lone XII before a unit are 12, ⑮ is 15, zero-width signs and footnote signs behind a digit are gone, numbers parted by spaces,
apostrophes, hyphens or spaces behind their points are grouped, O and l among digits are 0 and 1, and unaccented Vietnamese (in
text messages) has the marks of its number words and units.

>>> plain("2 340 000 đồng").text
'2.340.000 đồng'
>>> plain("២.៣៤០.០០០ đồng").text
'2.340.000 đồng'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bhxhcomm.language.digits import written


@dataclass(frozen=True, slots=True)
class SearchedText:
    """The text as searched, and for each of its characters the index of the one that it came from."""

    text: str
    at: tuple[int, ...] | None = None
    """None where no character has moved."""

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the plain text stands in the text it was made from."""
        return (start, end) if self.at is None else (self.at[start], self.at[end - 1] + 1)

    def changed(self, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> SearchedText:
        """The text with every match changed; what a match becomes stands where the match stood."""
        chars: list[str] = []
        at: list[int] = []
        done = 0
        origin = range(len(self.text)) if self.at is None else self.at
        for match in pattern.finditer(self.text):
            new = change(match)
            if new == match.group():
                continue
            chars.append(self.text[done : match.start()])
            at += origin[done : match.start()]
            chars.append(new)
            last = match.end() - match.start() - 1
            at += (
                origin[match.start() + (last if index == len(new) - 1 else min(index, last))]
                for index in range(len(new))
            )
            done = match.end()
        if not chars:
            return self
        chars.append(self.text[done:])
        at += origin[done:]
        return SearchedText("".join(chars), tuple(at))


def plain(text: str) -> SearchedText:
    """The text with its numbers written plainly."""
    found = SearchedText(text)
    if _ODD.search(text):
        found = _of_signs(text)
    if not _NUMERIC.search(found.text):
        return found
    if found.text.isascii() and _UNACCENTED.search(found.text):
        found = found.changed(_UNACCENTED, lambda match: _accented(match.group()))
    found = found.changed(_LOOKALIKES, lambda match: match.group().translate(_AS_DIGITS))
    found = found.changed(_SINGLE, lambda match: re.sub(r"\s", "", match.group()))
    found = found.changed(_PARTED, lambda match: re.sub(r"[^0-9]+", ".", match.group()))
    found = found.changed(_LOOSE, lambda match: re.sub(r"\s", "", match.group()))
    return found.changed(_ROMAN, lambda match: str(_roman(match.group())))


_ODD = re.compile("[^\x00-\x7f\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff–—‘’“”…«»°]")
"""What Vietnamese prose does not have; superscripts and vulgar fractions of Latin-1 are among it."""
_NUMERIC = re.compile(r"[0-9]|[IVXLC]{2}|(?:muoi|tram|nghin|ngan|trieu)(?!\w)")
_UNIT = (
    r"\s{0,3}(?:nghìn|ngàn|triệu|t[ỷỉ]|tr|k)?\s{0,3}"
    r"(?:(?:đồng|đ|VN[ĐD]|vnđ|phần\s+trăm|tháng|năm|tuổi|ngày|tuần|nghìn|ngàn|triệu|t[ỷỉ])(?!\w)|[₫%])"
)
_LETTERS = "OoОоΟοlIІӏ|"
_AS_DIGITS = str.maketrans(_LETTERS, "000000" + "11111")
_LOOKALIKES = re.compile(
    rf"(?<![\w.,])(?=[.,]?[{_LETTERS}]*\d)(?=\d*(?:[.,]\d+)*[.,]?[{_LETTERS}])[\d{_LETTERS}]+(?:[.,][\d{_LETTERS}]+)*(?={_UNIT})"
)
"""A number in which a letter stands for a digit (2.34O.OOO), right before a unit."""
_SINGLE = re.compile(rf"(?<![\w.,/])(?<!\d\s)\d(?:\s\d){{2,}}(?={_UNIT})")
_SPACE = "[ \u00a0\u2000-\u200a\u202f\u205f\u3000]"
_PARTED = re.compile(
    rf"(?<![\w.,/:+-])(?<![\d)][ \u00a0])[1-9]\d{{0,2}}(?:(?:{_SPACE}\d{{3}})+(?![\w]|[.,/-]\d|{_SPACE}\d)|"
    rf"(?:['’´`·_٬]\d{{3}})+(?!\w)|(?:[-–/;]\d{{3}})+(?={_UNIT}))"
)
"""Groups of three digits parted by a space (not before a fourth digit: that is a phone number), an apostrophe or a hyphen."""
_LOOSE = re.compile(rf"(?<![\w.,/])(?<![.,]\s)\d{{1,3}}(?:\s?[.,]\s?\d{{3}})+(?:\s?[.,]\s?\d+)?(?={_UNIT})(?<=\d)")
_ROMAN = re.compile(
    r"(?<![\w.])(?<!khóa )(?<!khoá )(?<!hội )(?<!kỷ )(?<!chương )(?<!phần )(?<!mục )(?<!quý )(?<!thứ )(?<!kỳ )"
    r"(?<!Quý )(?<!lần )(?<!Khóa )(?<!Chương )(?<!Phần )(?<!Mục )(?<!Phụ lục )(?<!phụ lục )"
    r"(?=[IVXLC]{2})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?=\s+(?:năm|tháng|ngày|tuổi|phần\s+trăm)(?!\w)(?!\s+(?:\d|nay|này)))"
)
_WORDS = dict(
    pair.split(":")
    for pair in (
        "dong:đồng nghin:nghìn ngan:ngàn trieu:triệu ty:tỷ thang:tháng nam:năm tuoi:tuổi ngay:ngày tuan:tuần ruoi:rưỡi "
        "phan:phần tram:trăm mot:một bon:bốn sau:sáu bay:bảy tam:tám chin:chín muoi:mươi linh:linh le:lẻ khong:không "
        "phay:phẩy lam:lăm tu:tư nguoi:người lan:lần luong:lương"
    ).split()
)
"""Words of numbers and units without their marks; each is as long as the word with them."""
_UNACCENTED = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS)})(?!\w)", re.IGNORECASE)


def _accented(word: str) -> str:
    return _WORDS[word.lower()]


def _of_signs(text: str) -> SearchedText:
    """Single characters made plain."""
    chars: list[str] = []
    at: list[int] = []
    raised = False
    for index, char in enumerate(text):
        new, raised = _plain_char(char, chars[-1][-1:] if chars else "", raised=raised)
        if new:
            chars.append(new)
            at += [index] * len(new)
    return SearchedText("".join(chars), tuple(at))


_ARABIC = {"٫": ",", "٬": ".", "٪": "%"}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"


def _plain_char(char: str, before: str, *, raised: bool) -> tuple[str, bool]:
    """What a character stands for beside the one before it, and whether a number of raised digits goes on with it."""
    if char in _RAISED:
        if raised or not before.isalnum():
            return str(unicodedata.digit(char)), True
        return ("" if before.isdigit() else char), False
    if char < "\x80" or char == "\ufffc" or char == "\ufffd":
        return char, False
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char)), False
    if category in ("No", "Nl") and (value := unicodedata.numeric(char, None)) is not None:
        return _number(round(Decimal(str(value)), 3), before), False
    if category in ("Cf", "Me") or "\ufe00" <= char <= "\ufe0f":
        return "", False
    if char in _ARABIC:
        return _ARABIC[char], False
    other = unicodedata.normalize("NFKC", char)
    return (other if len(other) == 1 else char), False


def _number(value: Decimal, before: str) -> str:
    """A number that is one character: behind a digit, a fraction is its decimals (2½) and a whole number stands apart."""
    shown = written(value, grouped=False)
    if before.isdigit():
        return shown.removeprefix("0") if value < 1 else " " + shown
    return shown


_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def _roman(letters: str) -> int:
    values = [_VALUES[letter] for letter in letters]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
