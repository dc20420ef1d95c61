"""Figures of policy typed as words: money, rates, laws, phone numbers, dates and spans of time.

`literals` finds them in a text that has no addresses and no placeholders left; numbers in words are those of
`number_words`. What looks alike but is none: form names
(TK1-TS), hours (24/7), the 1 of "1 tháng" (a denominator), 0 đồng (a saying), years (năm 2025), names of grades, steps and
months, persons counted by the million.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from bhxhcomm.language.figures import Unit
from bhxhcomm.language.nearest import folded
from bhxhcomm.language.unit_words import MONEY, UNIT_OF
from bhxhcomm.lint.number_words import NO_MONEY, written_numbers
from bhxhcomm.lint.plain_numbers import SearchedText, plain


class LiteralKind(Enum):
    """What a literal is."""

    MONEY = "money"
    RATE = "rate"
    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"
    WEEKS = "weeks"
    PERSONS = "persons"
    TIMES = "times"
    DATE = "date"
    PHONE = "phone"
    LAW = "law"


Value = Decimal | dt.date | str


@dataclass(frozen=True, slots=True)
class Literal:
    """A figure in a text, at `start` to `end`. `value` is None where it has none (a range, a date without a year).

    `bare` says that it stands without its unit; `tail` is what must follow its placeholder (`tuổi`). `hidden` says that it is
    not written as numbers are: in digits of another script, parted, with letters for digits. `spelt` says that it is in words,
    `doubtful` that no unit says what it counts. `stressed` is a bare number of which the words around it say that it is money.
    """

    kind: LiteralKind
    start: int
    end: int
    value: Value | None
    bare: bool = False
    tail: str = ""
    hidden: bool = False
    spelt: bool = False
    doubtful: bool = False
    stressed: bool = False


_NUMBER = r"\d{1,3}(?:[.,]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_BEFORE = r"(?<![\w.,/–-])"
_KINDS_OF_LAW = "Nghị định|Quyết định|Thông tư|Luật|Nghị quyết|Chỉ thị|Công văn|QĐ|NĐ|TT|CV|NQ|CT"

_DIGIT = re.compile(r"\d")
_NO_DIGIT = re.compile(r"\D")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_WITH_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+")
_FORM = re.compile(r"(?<![\w/])[A-ZĐ]+\d+(?:-[A-ZĐ]+)*(?!\w)")
_LAW_NUMBER = re.compile(
    r"(?<![\w/])\d+/(?:(?:19|20)\d{2}/[A-ZĐ][\w-]*\w|(?:QĐ|NĐ|TT|CT|KH|HD|CV|NQ|TB|TTr|BC|BHXH|UBND)(?:-[\w-]*\w)?)(?!\w)"
)
_LAW_NAMED = re.compile(rf"(?<!\w)(?:{_KINDS_OF_LAW})(?:\s+số)?\s+\d+(?:/\w[\w/-]*\w)?(?!\w)")

_DATE = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d{2})(?![\d/-])")
_DATE_ISO = re.compile(r"(?<![\d/.-])((?:19|20)\d{2})-(\d{2})-(\d{2})(?![\d/-])")
_DATE_WORDS = re.compile(
    r"(?<!\w)(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?(?![\w/])", re.IGNORECASE
)
_DATE_MONTH = re.compile(r"(?<![\d/.,-])(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}(?![\d/])")
_DATE_DAY = re.compile(
    r"(?<!\w)(từ|ngày|trước|sau|đến|tới|hết|vào)\s+((?:ngày\s+)?)((\d{1,2})/(\d{1,2}))(?![\d/])", re.IGNORECASE
)
_HOURS = ("24/7", "24/24")

_HOTLINE = re.compile(r"(?<![\d.,/-])1[89]00[ .]?\d{2,4}(?:[ .]?\d{2})?(?![\d/]|[.,]\d)")
_PHONE = re.compile(r"(?<![\d.,/+-])(?:\+84|0)(?:[ .-]?\d){9,10}(?![\d/])|(?<!\d)\(0\d{2,3}\)(?:[ .-]?\d){7,8}(?!\d)")
_PHONE_NAMED = re.compile(
    r"(?<!\w)(?:tổng đài|hotline|đường dây nóng|số điện thoại|số máy|gọi(?: đến| tới| ngay| điện)*)(?: hỗ trợ)?(?: số)?[: ]+"
    r"(\d{3,4}(?:[ .]\d{2,4}){0,5})(?![\d.,/%]*\d|\s*(?:%|đồng|người|lần|phút|giây|giờ|ngày|tháng|năm))",
    re.IGNORECASE,
)
_IDENTITY = re.compile(r"(?:mã số|số thẻ|số CCCD|căn cước|định danh)\D{0,25}$", re.IGNORECASE)

_COUNTED = (
    "người|lượt|thẻ|hộ|học sinh|sinh viên|trẻ|lao động|sản phẩm|bản|tờ|cuốn|hồ sơ|giao dịch|lần|dân|bà con|đoàn viên|"
    "hội viên|tài khoản|km|tấn|đơn vị|doanh nghiệp|ca|trường hợp"
)
_COUNTED_AFTER = re.compile(rf"\s+(?:{_COUNTED}|bạn|em|cơ sở|điểm|suất|tờ rơi|m²|ha|héc-ta|bộ|chữ|ký tự)(?!\w)")
_WORDS = re.compile(r"[^\W\d_]|\ufffc")
_POWERS = {"nghìn": 3, "ngàn": 3, "k": 3, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9}
_DONG = rf"(?:đồng(?!\s+(?i:{NO_MONEY})(?!\w))|đ|VNĐ|VND|vnđ|vnd)(?!\w)|₫"
_MONEY = re.compile(rf"{_BEFORE}({_NUMBER})(?:\s*(nghìn|ngàn|triệu|tỷ|tỉ|tr|k))?(\s+rưỡi)?\s*(?:{_DONG})")
_MONEY_ODD = re.compile(
    rf"(?<![\d.,])\d[\d.,]*\s{{0,3}}(?:nghìn|ngàn|triệu|tỷ|tỉ|tr|k)?\s{{0,3}}(?:{_DONG})|"
    r"(?<!\w)\d+(?:tr|triệu|tỷ|tỉ|k)\d+(?!\w)|[$€£¥₩]\s?\d[\d.,]*|"
    r"(?<![\w.,])\d[\d.,]*\s{0,3}(?:(?:USD|EUR|đô\s+la|euro)(?!\w)|[$€£¥₩])"
)
"""Money that is not written as numbers are (`2.34.0000 đồng`, `2tr340`), or in another currency: its value is not told."""
_MONEY_SHORT = re.compile(
    rf"{_BEFORE}({_NUMBER})(?:\s*(nghìn|ngàn|triệu|tỷ|tỉ|tr)|(k))(\s+rưỡi)?(?!\w)(?!\s+(?:{_COUNTED}|lệ)(?!\w))"
)
_GROUPED = re.compile(r"(?<![\w.,/])\d{1,3}(?:\.\d{3})+(?![\w/]|[.,]\d)|(?<![\w.,/-])[1-9]\d{4,11}(?![\w/-]|[.,]\d)")
_OF_MONEY = re.compile(
    r"(?<!\w)(?:lương|mức\s+(?:đóng|hưởng|hỗ\s+trợ|trợ\s+cấp|lương|phí)|trợ\s+cấp|số\s+tiền|tiền|học\s+phí|chi\s+phí|giá)"
    r"(?!\w)[^.;!?]{0,30}$",
    re.IGNORECASE,
)
"""Words before a bare number that say that it is money."""
_RATE = re.compile(
    rf"(?<![\w.,/])({_NUMBER})(\s*(?:–|-|đến)\s*(?:{_NUMBER}))?\s*"
    r"([%‰]|(?:điểm\s+)?phần\s+(?:trăm|nghìn|ngàn|vạn)(?!\w))"
)

KIND_OF = {
    Unit.RATE: LiteralKind.RATE,
    Unit.YEARS: LiteralKind.YEARS,
    Unit.AGE: LiteralKind.YEARS,
    Unit.MONTHS: LiteralKind.MONTHS,
    Unit.DAYS: LiteralKind.DAYS,
    Unit.PERSONS: LiteralKind.PERSONS,
}
"""What figures of a unit are among literals; money, dates and telephone numbers have kinds of their own."""
_WRITTEN = {word: KIND_OF[unit] for word, unit in UNIT_OF.items()} | {
    "tuần": LiteralKind.WEEKS,
    **dict.fromkeys(MONEY, LiteralKind.MONEY),
}
_SPAN = re.compile(
    rf"(?<![\w.,/:–-])({_NUMBER})(\s*(?:–|-|đến)\s*\d+)?\s*(tháng|năm|tuổi|ngày|tuần)(?!\w)(?!\s+\d{{4}}(?!\d))(?!\s+học(?!\w))"
)
_NAMED_BEFORE = re.compile(
    r"(?<!\w)(?:tháng|ngày|mồng|mùng|lớp|khối|quý|câu|bước|điều|khoản|điểm|đợt|kỳ|trang|mục|phần|chương|tổ|thôn|ấp|khóa|khoá)"
    r"\s+$",
    re.IGNORECASE,
)
_EVERY_DAY = re.compile(r"\s*(?:trong|một|mỗi|/)\s*(?:một\s+|mỗi\s+)?tuần")
_TIMES = re.compile(r"(?<![\w.,/])(\d+)\s+lần\s+(?:mức\s+)?(?:lương|chuẩn|tham chiếu)(?!\w)")


def digits_of(phone: str) -> str:
    """The digits of a phone number, the country's 84 as the 0 it stands for."""
    digits = _NO_DIGIT.sub("", phone)
    return "0" + digits[2:] if phone.strip().startswith("+84") else digits


def law_numbers(text: str) -> list[str]:
    """The numbers of legal documents in a text: `41/2024/QH15`."""
    return [match.group() for match in _LAW_NUMBER.finditer(text)]


def literals(text: str, links: tuple[tuple[int, int], ...] = ()) -> list[Literal]:
    """All figures typed in a text, in its order. The number of a law in the words of a link names that link: no literal."""
    searched = plain(text)
    words = searched.text
    finders = [_in_words]
    if _DIGIT.search(words):
        finders = [_laws, _dates, _phones, _money, _rates, _spans, _grouped, _in_words]
        words = _FORM.sub(_blank, words)
    starts = [start for start, _end in links]
    found: list[Literal] = []
    for finder in finders:
        made = list(finder(words))
        words = _without(words, made)
        for literal in made:
            literal = _as_typed(literal, searched, text)
            link = bisect_right(starts, literal.start) - 1
            if not (literal.kind is LiteralKind.LAW and link >= 0 and literal.start < links[link][1]):
                found.append(literal)
    return sorted(found, key=lambda literal: literal.start)


def _as_typed(literal: Literal, searched: SearchedText, text: str) -> Literal:
    """A literal of the text as searched, where it stands in the text as typed."""
    start, end = searched.origin(literal.start, literal.end)
    typed, plainly = text[start:end], searched.text[literal.start : literal.end]
    hidden = typed != plainly and folded(" ".join(typed.split())) != folded(" ".join(plainly.split()))
    return replace(literal, start=start, end=end, hidden=hidden)


def _without(text: str, made: list[Literal]) -> str:
    """The text with the literals blanked out, so that no later finder takes a part of one."""
    if not made:
        return text
    chars = list(text)
    for literal in made:
        chars[literal.start : literal.end] = "\ufffc" * (literal.end - literal.start)
    return "".join(chars)


class _Taken:
    """Which characters of a text belong to a literal already."""

    def __init__(self, text: str) -> None:
        self._marks = bytearray(len(text))

    def overlaps(self, start: int, end: int) -> bool:
        return self._marks.find(1, start, end) >= 0

    def add(self, start: int, end: int) -> None:
        self._marks[start:end] = b"\x01" * (end - start)


def _blank(match: re.Match[str]) -> str:
    return "\ufffc" * len(match.group())


def _laws(text: str) -> Iterator[Literal]:
    numbers = _Taken(text)
    for match in _LAW_NUMBER.finditer(text):
        numbers.add(match.start(), match.start() + 1)
        yield Literal(LiteralKind.LAW, *match.span(), match.group())
    for match in _LAW_NAMED.finditer(text):
        if not numbers.overlaps(*match.span()):
            yield Literal(LiteralKind.LAW, *match.span(), None)


def _dates(text: str) -> Iterator[Literal]:
    taken = _Taken(text)
    for pattern, groups in ((_DATE, (4, 3, 1)), (_DATE_ISO, (1, 2, 3)), (_DATE_WORDS, (3, 2, 1))):
        for match in pattern.finditer(text):
            year, month, day = (int(match.group(group) or 0) for group in groups)
            date = _day(year or 2024, month, day)
            if date is not None and not taken.overlaps(*match.span()):
                taken.add(*match.span())
                yield Literal(LiteralKind.DATE, *match.span(), date if year else None)
    for match in _DATE_MONTH.finditer(text):
        if not taken.overlaps(*match.span()):
            taken.add(*match.span())
            yield Literal(LiteralKind.DATE, *match.span(), None)
    for match in _DATE_DAY.finditer(text):
        said_day = match.group(2) or match.group(1).lower() == "ngày"
        if match.group(3) in _HOURS and not said_day:
            continue
        if _day(2024, int(match.group(5)), int(match.group(4))) and not taken.overlaps(*match.span(3)):
            yield Literal(LiteralKind.DATE, *match.span(3), None)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _phones(text: str) -> Iterator[Literal]:
    taken = _Taken(text)
    for pattern, group in ((_HOTLINE, 0), (_PHONE, 0), (_PHONE_NAMED, 1)):
        for match in pattern.finditer(text):
            span, digits = match.span(group), digits_of(match.group(group))
            if pattern is _HOTLINE and len(digits) not in (8, 10):
                continue
            if pattern is _PHONE and (
                len(digits) not in (10, 11) or _IDENTITY.search(text[max(0, span[0] - 40) : span[0]])
            ):
                continue
            if not taken.overlaps(*span):
                taken.add(*span)
                yield Literal(LiteralKind.PHONE, *span, digits)


def _money(text: str) -> Iterator[Literal]:
    taken = _Taken(text)
    for match in _MONEY.finditer(text):
        taken.add(*match.span())
        amount = _amount(match.group(1), match.group(2), match.group(3))
        if amount != 0:
            yield Literal(LiteralKind.MONEY, *match.span(), amount)
    for match in _MONEY_SHORT.finditer(text):
        if not taken.overlaps(*match.span()):
            taken.add(*match.span())
            amount = _amount(match.group(1), match.group(2) or match.group(3), match.group(4))
            yield Literal(LiteralKind.MONEY, *match.span(), amount)
    for match in _MONEY_ODD.finditer(text):
        if not taken.overlaps(*match.span()):
            yield Literal(LiteralKind.MONEY, *match.span(), None)


def _amount(number: str, power: str | None, half: str | None) -> Decimal:
    amount = _number(number) + (Decimal("0.5") if half else 0)
    return (amount.scaleb(_POWERS[power]) if power else amount).normalize() + 0


def _number(text: str) -> Decimal:
    """The number as most likely meant: groups of three digits are thousands, anything else is a decimal."""
    if _DOTTED.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _WITH_COMMAS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return Decimal(text.replace(",", "."))


def _rates(text: str) -> Iterator[Literal]:
    for match in _RATE.finditer(text):
        yield Literal(
            LiteralKind.RATE,
            *match.span(),
            None if match.group(2) else _number(match.group(1)) / _parts(match.group(3)),
        )


def _parts(word: str) -> int:
    """How many parts of the whole the word counts by: a hundred, a thousand, ten thousand."""
    return {"‰": 1_000, "nghìn": 1_000, "ngàn": 1_000, "vạn": 10_000}.get(word.split()[-1], 100)


def _spans(text: str) -> Iterator[Literal]:
    for match in _SPAN.finditer(text):
        number, several, unit = _number(match.group(1)), match.group(2), match.group(3)
        if number in (0, 1) and not several and unit != "tuổi":
            continue
        if _NAMED_BEFORE.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        if number == 7 and unit == "ngày" and _EVERY_DAY.match(text, match.end()):
            continue
        tail = unit if unit == "tuổi" else ""
        yield Literal(_WRITTEN[unit], *match.span(), None if several else number, tail=tail)
    for match in _TIMES.finditer(text):
        yield Literal(LiteralKind.TIMES, match.start(), match.end(1) + 4, None)


def _grouped(text: str) -> Iterator[Literal]:
    has_words = _WORDS.search(text) is not None
    for match in _GROUPED.finditer(text):
        stressed = "." in match.group() and (
            _OF_MONEY.search(text[max(0, match.start() - 60) : match.start()]) is not None or not has_words
        )
        stressed = stressed and not _COUNTED_AFTER.match(text, match.end())
        yield Literal(LiteralKind.MONEY, *match.span(), _number(match.group()), bare=True, stressed=stressed)


def _in_words(text: str) -> Iterator[Literal]:
    for number in written_numbers(text):
        kind, value = _WRITTEN.get(number.unit, LiteralKind.MONEY), number.value
        if kind is LiteralKind.RATE and value is not None:
            value /= 100
        tail = "tuổi" if number.unit == "tuổi" else ""
        yield Literal(kind, number.start, number.end, value, tail=tail, spelt=True, doubtful=not number.unit)
