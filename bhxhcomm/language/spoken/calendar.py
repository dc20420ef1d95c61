"""Dates, months, quarters and times of day, as they are typed: 1/7/2025, tháng 7/2025, ngày 1-7, 7h30, 24/7."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange

from bhxhcomm.language.spoken.sentence import PartKind, Sentence, SentencePart

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
_FULL = re.compile(r"([0-9]{1,2}) ?([/.\-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4}|[0-9]{2})(?![0-9])")
_DAYS = re.compile(r"([0-9]{1,2}) ?[-–] ?([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}))?(?![0-9/])")
_SHORT = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?![0-9/])(?!\.[0-9])")
_AFTER_DAY = re.compile(r"([0-9]{1,2})[-.]([0-9]{1,2})(?![0-9./-])")
_MONTH_YEAR = re.compile(r"([0-9]{1,3}) ?/ ?([12][0-9]{3})(?![0-9/-])")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?![0-9:])\s?(?:giờ\b|h\b)?")
_HOURS = re.compile(r"([0-9]{1,2}) ?[hHg] ?([0-9]{2}) ?(?:phút|ph|p|')?(?![^\W_])")
_HOUR = re.compile(r"([0-9]{1,2}) ?(?:[hH](?![^\W_])|g(?= (?:sáng|trưa|chiều|tối|đêm)))")
_ROUND_THE_CLOCK = re.compile(r"24/(?:24|7)(?![0-9/])(?: ?(?:h|giờ)(?![^\W_]))?")
_YEAR_LETTER = re.compile(r"/([12][0-9]{3})(?![0-9])")

_DAY_WORDS = frozenset({"ngày", "mùng", "mồng", "hôm"})
_DATE_LIST = re.compile(r"(?:[1-9]|[12][0-9]|3[01])/(?:[0-9]|1[0-2])(?:/[0-9]{4})?\s*(?:,|và|hoặc|hay)\s*$")
_STREETS = frozenset({"đường", "phố"})
_MONTH = re.compile(r"T(1[0-2]|0?[1-9])/([12][0-9]{3})(?![0-9])")
_WEEKDAYS = re.compile(r"T([2-7])\s?[-–]\s?(T[2-7]|CN)(?![^\W_])")
_DATE_BEFORE = frozenset(
    "ngày mùng mồng hôm sáng trưa chiều tối đêm từ đến trước sau tới hết dịp lễ qua vào nay".split()
)
_FRACTION_BEFORE = frozenset(
    "bằng khoảng hơn gần giảm tăng chiếm đủ được hưởng trên dưới quá còn đóng trả có mất hỗ trợ nghỉ ít nhất đa".split()
)
_FRACTION_AFTER = frozenset(
    (
        "số mức lương tổng chi thu quỹ thời dân diện học suất phí tiền giá nhu quãng chặng công lượng kinh phần "
        "tháng năm ngày"
    ).split()
)
_DOCUMENT_BEFORE = re.compile(
    r"(?:luật|nghị định|nghị quyết|thông tư|quyết định|chỉ thị|công văn|số|nđ|nq|qđ|tt|cv)\s*(?:số)?\s*$", re.IGNORECASE
)
_HOUSE = re.compile(r"(?:lớp|số nhà|nhà số|ngõ|hẻm|ngách|kiệt|địa chỉ:? số)\s*:?\s*$", re.IGNORECASE)
_STROKES = re.compile(r"[0-9]{1,4}(?:/[0-9]{1,4})+(?![0-9/])")
_STREET = re.compile(r"\s*+,?\s*+(?:đường|phố|ngõ|hẻm)\b", re.IGNORECASE)
_EVERY = frozenset("mỗi một hằng hàng cả trong nửa hai ba".split())
_COUNTED = frozenset("lần buổi giờ viên bữa tiếng đồng người lượt suất nghìn ngàn triệu ca phút".split())
_RANGE_OF_DATES = re.compile(r"\s*(?:[-–]|đến(?: hết)?(?: ngày)?)\s*[0-9]{1,2}/[0-9]{1,2}")


def month_word(s: Sentence, month: int) -> str:
    """The name of a month behind "tháng": the fourth is tháng tư."""
    return "tư" if month == 4 else s.number(month)


def date_words(s: Sentence, at: int, day: int, month: int, year: str) -> str:
    """A date as it is said at this point: with "ngày" unless that stands before, the first ten days with "mùng"."""
    before = s.words_before(at)
    words = [] if before in _DAY_WORDS else ["ngày"]
    words += [] if before in ("mùng", "mồng") or day > 10 else ["mùng"]
    words += [s.number(day), "tháng", month_word(s, month)]
    if year:
        words += ["năm", s.number(int(year))]
    return " ".join(words)


def day_word(s: Sentence, at: int, end: int, day: int) -> str:
    """One of the first ten days behind "ngày" (ngày 1 tháng 7); empty where it counts something (mỗi ngày 2 lần)."""
    if not 1 <= day <= 10:
        return ""
    earlier = s.words_before(at, 2).split()
    after = s.words_after(end).split()
    if after[:1] == ["tháng"]:
        return f"mùng {s.number(day)}"
    if (len(earlier) == 2 and earlier[0] in _EVERY) or (after and after[0] in _COUNTED):
        return ""
    if re.search(r"[0-9]\s+ngày\s*$", s.text[max(0, at - 12) : at]):
        return ""
    return f"mùng {s.number(day)}"


def calendar(s: Sentence, at: int) -> SentencePart | None:
    """A date, a month with its year or a fraction at this point."""
    text = s.text
    if house := _house(s, at):
        return house
    if match := _ISO.match(text, at):
        year, month, day = match.groups()
        if _is_date(int(day), int(month), int(year)):
            return _said(at, match, date_words(s, at, int(day), int(month), year))
    if match := _FULL.match(text, at):
        day, sign, month, year = match.groups()
        if _is_date(int(day), int(month), int(year) or 2000) and (sign == "/" or len(year) == 4):
            return _said(at, match, date_words(s, at, int(day), int(month), year))
        if sign == "/":
            # It can be nothing but a date, and there is no such day.
            return SentencePart(
                at, match.end(), match.group(), PartKind.NUMBER, unit=True, unread=match.group(), section="dates"
            )
    if (match := _DAYS.match(text, at)) and (days := _days(s, at, match)):
        return _said(at, match, days)
    if match := _SHORT.match(text, at):
        return _stroke(s, at, match)
    if (match := _AFTER_DAY.match(text, at)) and s.words_before(at) in ("ngày", "hôm"):
        day, month = map(int, match.groups())
        follows = s.words_after(match.end())
        if _is_date(day, month) and not follows.startswith(("hằng", "hàng", "mỗi", "tháng")):
            return _said(at, match, date_words(s, at, day, month, ""))
    if match := _MONTH_YEAR.match(text, at):
        return _month_year(s, at, match)
    return None


def clock(s: Sentence, at: int) -> SentencePart | None:
    """A time of day at this point."""
    text = s.text
    if match := _ROUND_THE_CLOCK.match(text, at):
        if s.words_before(at) in ("ngày", "hôm"):
            return None
        first, second = match.group().split("/")
        hours = " giờ" if re.search(r"h|giờ", second) else ""
        number = re.match(r"[0-9]+", second)
        assert number
        return _said(at, match, f"{s.number(int(first))} trên {s.number(int(number.group()))}{hours}")
    if (match := _HOURS.match(text, at)) or (match := _CLOCK.match(text, at)):
        hour, minute = int(match.group(1)), int(match.group(2))
        if hour > 24 or minute > 59 or s.words_before(at, 2) in ("tỷ lệ", "tỉ lệ", "tỷ số", "tỉ số"):
            return None
        seconds = match.group(3) if match.re is _CLOCK else None
        words = f"{s.number(hour)} giờ" + (f" {s.number(minute)} phút" if minute or seconds else "")
        return _said(at, match, words + (f" {s.number(int(seconds))} giây" if seconds else ""))
    if match := _HOUR.match(text, at):
        return _said(at, match, f"{s.number(int(match.group(1)))} giờ")
    return None


def month(s: Sentence, at: int) -> SentencePart | None:
    """A month in short, with its year: T7/2025."""
    match = _MONTH.match(s.text, at)
    if match is None or s.text[at - 1 : at].isalnum():
        return None
    number, year = map(int, match.groups())
    begin = "" if s.words_before(at) == "tháng" else "tháng "
    return _said(at, match, f"{begin}{month_word(s, number)} năm {s.number(year)}")


def weekdays(s: Sentence, at: int) -> SentencePart | None:
    """Days of the week in short: T2-T6."""
    match = _WEEKDAYS.match(s.text, at)
    if match is None or s.text[at - 1 : at].isalnum():
        return None
    first, last = match.groups()
    end = "chủ nhật" if last == "CN" else f"thứ {'tư' if last == 'T4' else s.number(int(last[1:]))}"
    return _said(at, match, f"thứ {'tư' if first == '4' else s.number(int(first))} đến {end}")


def year_behind(s: Sentence, at: int) -> SentencePart | None:
    """The year behind a quarter in Roman numerals: III/2025."""
    match = _YEAR_LETTER.match(s.text, at)
    if match and s.is_after_number() and s.text[at - 1 : at].isalpha():
        return _said(at, match, f"năm {s.number(int(match.group(1)))}")
    return None


def _said(at: int, match: re.Match[str], words: str) -> SentencePart:
    end = match.end() - (len(match.group()) - len(match.group().rstrip()))
    return SentencePart(at, end, words, PartKind.NUMBER, unit=True)


def _is_date(day: int, month: int, year: int = 2000) -> bool:
    """Whether there is such a day; years are those of laws and lives, or of two digits."""
    if not (1 <= month <= 12 and (1800 <= year <= 2200 or year < 100)):
        return False
    return 1 <= day <= monthrange(year if year >= dt.MINYEAR else 2000, month)[1]


def _days(s: Sentence, at: int, match: re.Match[str]) -> str:
    """Days of one month: 20-25/7 is "ngày hai mươi đến ngày hai mươi lăm tháng bảy"."""
    first, last, month, year = match.groups()
    if not (_is_date(int(last), int(month)) and 1 <= int(first) < int(last)):
        return ""
    begin = "" if s.words_before(at) in _DAY_WORDS else "ngày "
    mung = ["mùng " if int(day) <= 10 else "" for day in (first, last)]
    words = f"{begin}{mung[0]}{s.number(int(first))} đến ngày {mung[1]}{s.number(int(last))} tháng {month_word(s, int(month))}"
    return words + (f" năm {s.number(int(year))}" if year else "")


def _stroke(s: Sentence, at: int, match: re.Match[str]) -> SentencePart:
    """Two numbers with a stroke: a date (1/7), a fraction (2/3), so many of so many (34/34)."""
    typed = match.groups()
    first, second = map(int, typed)
    before, after = s.words_before(at), s.words_after(match.end()).split()
    can_be_date = _is_date(first, second)
    can_be_fraction = 0 < first < second
    if can_be_date and before in _STREETS:
        return _said(at, match, f"{s.number(first)} tháng {month_word(s, second)}")
    date = date_words(s, at, first, second, "") if can_be_date else ""
    fraction = f"{s.number(first)} phần {'tư' if second == 4 else s.number(second)}"
    of = f"{s.number(first)} trên {s.number(second)}"
    if can_be_date and (
        "0" in (typed[0][0], typed[1][0])
        or (before in _DATE_BEFORE and not (after and after[0] in _FRACTION_AFTER))
        or _RANGE_OF_DATES.match(s.text, match.end())
        or (_DATE_LIST.search(s.text[max(0, at - 20) : at]) and "tháng" in _last_words(s))
    ):
        return _said(at, match, date)
    if can_be_fraction:
        if second > 12 and first > 1:
            return _said(at, match, of)
        clear = second in (2, 3, 4, 10, 100) or not can_be_date
        clear = clear or before in _FRACTION_BEFORE or bool(after and after[0] in _FRACTION_AFTER)
        piece = _said(at, match, fraction)
        if clear:
            return piece
        if second == 5:
            return SentencePart(at, piece.end, fraction, PartKind.NUMBER, unit=True, doubtful=date)
        return SentencePart(at, piece.end, date, PartKind.NUMBER, unit=True, doubtful=fraction)
    if can_be_date and first != second:
        return _said(at, match, date)
    if can_be_date:
        return SentencePart(at, match.end(), date, PartKind.NUMBER, unit=True, doubtful=of)
    return _said(at, match, of)


def _last_words(s: Sentence) -> str:
    """What was last said of a number, before this one."""
    return next((piece.text for piece in reversed(s.pieces) if piece.kind is PartKind.NUMBER), "")


def _house(s: Sentence, at: int) -> SentencePart | None:
    """The number of a house or of a class: số nhà 12/5, số 12/5/3 đường Mẫu, lớp 6/1."""
    # Behind a stroke the number has been tried from its beginning.
    match = None if s.text[at - 1 : at] == "/" else _STROKES.match(s.text, at)
    if match is None:
        return None
    named = _HOUSE.search(s.text[max(0, at - 20) : at])
    if not named and not (s.words_before(at) == "số" and _STREET.match(s.text, match.end())):
        return None
    return _said(at, match, " trên ".join(_with_zeros(s, part) for part in match.group().split("/")))


def _with_zeros(s: Sentence, digits: str) -> str:
    zeros = len(digits) - len(digits.lstrip("0"))
    return " ".join([s.number(0)] * min(zeros, len(digits) - 1) + [s.number(int(digits))])


def _month_year(s: Sentence, at: int, match: re.Match[str]) -> SentencePart | None:
    """A month or a quarter with its year; or the number and year of a law (Nghị định 188/2025)."""
    number, year = int(match.group(1)), s.number(int(match.group(2)))
    before = s.words_before(at)
    if _DOCUMENT_BEFORE.search(s.text[max(0, at - 20) : at]):
        return _said(at, match, f"{s.number(number)} năm {year}")
    if before in ("quý", "kỳ", "đợt", "khóa"):
        return _said(at, match, f"{s.number(number)} năm {year}")
    if 1 <= number <= 12:
        return _said(at, match, f"{'' if before == 'tháng' else 'tháng '}{month_word(s, number)} năm {year}")
    return None
