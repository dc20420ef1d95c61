"""Figures of policy typed as words: "hai triệu ba trăm nghìn đồng", "năm mươi phần trăm", "mười lăm năm".

`written_numbers` finds a number in words right before a unit, read as schools teach it (`bhxhcomm.language.numerals` writes
what is read here). Small counts ("hai con", "sáu tháng một lần", "một năm") are no figures of policy and are not found;
neither are dates and ordinals ("tháng mười hai", "lớp mười").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

LEAST = 10
"""A number of months, years, days, persons or đồng is found from here on; a rate always."""
MOST_PERSONS = 999
"""More persons than these are people in general ("hai triệu người tham gia"), not a figure of policy."""


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number in words with its unit, at `start` to `end`. `value` is None where more follows that belongs to it; the unit
    is empty for a large number that nothing counts."""

    start: int
    end: int
    unit: str
    value: Decimal | None


_DIGITS = {
    **dict(zip("không một hai ba bốn năm sáu bảy tám chín".split(), range(10), strict=True)),
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
    "nhăm": 5,
    "bẩy": 7,
}
_SIZES = {"trăm": 100, "nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}

_S = r"(?:\s{1,3}|-)"
_ONE = "(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín)"
_TENS = rf"(?:(?:mười|{_ONE}{_S}mươi)(?:{_S}(?:mốt|một|hai|ba|bốn|tư|lăm|nhăm|sáu|bảy|bẩy|tám|chín))?)"
_TRIPLET = rf"(?:(?:{_ONE}|không){_S}trăm(?:{_S}(?:(?:linh|lẻ){_S}{_ONE}|{_TENS}))?|{_TENS}|{_ONE})"
_WHOLE = (
    rf"(?:{_TRIPLET}{_S}t[ỷỉ]{_S})?(?:{_TRIPLET}{_S}triệu{_S})?(?:{_TRIPLET}{_S}(?:nghìn|ngàn){_S})?(?:{_TRIPLET}{_S})?"
)
_DECIMAL = rf"(?:không{_S}|{_WHOLE})phẩy{_S}(?:không{_S}){{0,3}}{_TRIPLET}{_S}(?:(?:nghìn|ngàn|triệu|t[ỷỉ]){_S})?"
NO_MONEY = (
    "âm|bào|bằng|bộ|bọn|cảm|chí|chủ|cỏ|dao|dạng|dân|đảng|đẳng|đều|đội|đất|giá|hạng|hành|hồ|hóa|hoá|hương|khởi|lầy|loạt|lòng|lúa|"
    "minh|môn|mưu|nai|nát|nghĩa|nghiệp|nhất|niên|nội|phạm|phẳng|phong|phục|quê|quy|ruộng|sáng|sâu|sức|tác|tâm|tháp|thanh|thau|thời|"
    "thuận|tình|tính|tộc|trục|tử|ý|xu|xuân"
)
"""Words that make another one of "đồng": no money."""
_MONTH_NAME = r"giêng|chạp|tư|một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|\d"
_NUMBER = re.compile(
    rf"(?<!\w)(?=\w)(?P<number>{_DECIMAL}|{_WHOLE})(?P<half>rưỡi{_S})?"
    rf"(?P<unit>đồng(?!{_S}(?:{NO_MONEY})(?!\w))|phần{_S}trăm|tháng(?!{_S}(?:{_MONTH_NAME})(?!\w))|"
    rf"năm(?!{_S}(?:mươi|trăm|nghìn|ngàn|triệu|t[ỷỉ]|phẩy)(?!\w))|ngày|tuổi|người)"
    rf"(?!\w)(?!{_S}(?:\d{{4}}(?!\d)|học(?!\w)))",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<!\w)(?P<number>{_TRIPLET}{_S}(?:triệu|nghìn|ngàn|t[ỷỉ])(?:{_S}{_TRIPLET}(?:{_S}(?:nghìn|ngàn|triệu)(?!\w))?)*)(?P<half>{_S}rưỡi)?"
    r"(?=\s*(?:[.,;:!?)”/…]|$)|\s+(?:một|mỗi)\s+(?:tháng|năm|người|quý|lần)(?!\w))",
    re.IGNORECASE,
)
"""A large number that nothing counts: at the end of its clause, or before "một tháng"."""
_LARGE = re.compile("mười|mươi|trăm|nghìn|ngàn|triệu|tỷ|tỉ", re.IGNORECASE)
_NAMED_BEFORE = re.compile(
    r"(?<!\w)(?:tháng|ngày|mồng|mùng|rằm|lớp|khối|quý|câu|bước|điều|khoản|điểm|đợt|kỳ|trang|mục|phần|chương|tổ|thôn|ấp|"
    r"khóa|khoá|thứ|số)\s{1,3}$",
    re.IGNORECASE,
)
_HALF_AFTER = re.compile(rf"{_S}rưỡi(?!\w)", re.IGNORECASE)


def written_numbers(text: str) -> Iterator[WrittenNumber]:
    """The numbers in words that are figures of policy by their unit and size, then the large ones without a unit."""
    if not _LARGE.search(text):
        return
    ends: list[int] = []
    for match in _NUMBER.finditer(text):
        words = _words(match)
        if not words:
            continue
        unit = " ".join(match.group("unit").lower().split())
        value = number_of(words, half=match.group("half") is not None)
        if (unit != "phần trăm" and value < LEAST) or (unit == "người" and value > MOST_PERSONS):
            continue
        counts_time = unit not in ("đồng", "phần trăm")
        if counts_time and _NAMED_BEFORE.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        goes_on = _HALF_AFTER.match(text, match.end()) is not None
        ends.append(match.start())
        yield WrittenNumber(match.start(), match.end(), unit, None if goes_on else value)
    for match in _BARE.finditer(text):
        if match.start() not in ends and not _NAMED_BEFORE.search(text[max(0, match.start() - 12) : match.start()]):
            value = number_of(_words(match), half=match.group("half") is not None)
            yield WrittenNumber(match.start(), match.end(), "", value)


def _words(match: re.Match[str]) -> list[str]:
    return match.group("number").lower().replace("-", " ").split()


def number_of(words: list[str], *, half: bool = False) -> Decimal:
    """The number that well-formed number words say; `half` adds half of the last size named ("hai triệu rưỡi")."""
    size = next((_SIZES[word] for word in reversed(words) if word in _SIZES), 1)
    extra = Decimal(size) / 2 if half else Decimal(0)
    if "phẩy" in words:
        at = words.index("phẩy")
        scale = _SIZES[words[-1]] if words[-1] in _SIZES and words[-1] != "trăm" else 1
        decimals = words[at + 1 : -1] if scale > 1 else words[at + 1 :]
        return Decimal(f"{_whole(words[:at])}.{_decimals(decimals)}") * scale + extra
    return _whole(words) + extra


def _whole(words: list[str]) -> int:
    total = part = digit = 0
    for word in words:
        if word in ("mười", "mươi"):
            part, digit = part + 10 * (digit or 1), 0
        elif word == "trăm":
            part, digit = part + 100 * digit, 0
        elif word in _SIZES:
            total, part, digit = total + (part + digit) * _SIZES[word], 0, 0
        elif word not in ("linh", "lẻ"):
            digit = _DIGITS[word]
    return total + part + digit


def _decimals(words: list[str]) -> str:
    """The digits after the comma: "không năm" is 05, "không trăm tám mươi mốt" is 081."""
    if "trăm" in words:
        return f"{_whole(words):03}"
    zeros = next(index for index, word in enumerate(words) if word != "không")
    return "0" * zeros + str(_whole(words[zeros:]))
