"""What is said digit by digit: telephone numbers, hotlines, short numbers to call, codes of cards and persons."""

from __future__ import annotations

import re

from bhxhcomm.language.numerals import DIGITS
from bhxhcomm.language.spoken.sentence import PartKind, Sentence, SentencePart

LONGEST_NUMBER = 15
"""More digits than this in a row are a code, whatever stands around them."""
_SHORTEST_SPELT = 3
"""A number of so many digits that begins with a zero is no amount; `01` is."""

_INTERNATIONAL = re.compile(r"\+[0-9]{1,3}(?:[ .\-]?(?:\([0-9]{1,4}\)|[0-9]+))+")
_SERVICE = re.compile(r"1[89]00(?:[ .\-]?[0-9]{2,})+")
_DOMESTIC = re.compile(r"(?:\(0[0-9]{1,3}\) ?[0-9]+|0[0-9]+)(?:[ .\-][0-9]{2,})*")
_RUN = re.compile(r"[0-9]+(?![.,][0-9])")
_CALLED = re.compile(
    r"(?:gọi|tổng đài|hotline|đường dây nóng|điện thoại|đt|sđt|số máy|đầu số|nhánh|máy lẻ|cấp cứu|cứu thương|zalo"
    r"|gửi(?: tới| đến)?)\s*(?:số)?\s*:?\s*(?:[0-9]{3,4}\s*(?:,|/|và|hoặc|hay)\s*)*$",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?:mã(?: (?:số|thẻ|hồ sơ|định danh|đơn vị|bưu chính|thuế|bhxh))*"
    r"|(?:số|thẻ) (?:thẻ|định danh|căn cước|sổ|bhxh|bhyt|tài khoản)(?: cá nhân)?"
    r"|tài khoản|căn cước(?: công dân)?|cccd|cmnd|stk|số tk|mst|bảo hiểm xã hội)\s*(?:số)?\s*:?\s*$",
    re.IGNORECASE,
)
_AMOUNT_AFTER = re.compile(r"\s*(?:đồng|đ\b|vnđ|nghìn|ngàn|triệu|tỷ|tỉ|người|lần|ngày|tháng|năm|%)", re.IGNORECASE)
_YEAR_RANGE = re.compile(r"[12][0-9]{3}-[12][0-9]{3}")


def telephone(s: Sentence, at: int) -> SentencePart | None:
    """A telephone number or a code at this point."""
    for pattern, lengths in ((_INTERNATIONAL, range(8, 16)), (_SERVICE, (8, 10)), (_DOMESTIC, range(9, 12))):
        match = pattern.match(s.text, at)
        if match and _count(match.group()) in lengths and not _goes_on(s, match.end()):
            if _YEAR_RANGE.fullmatch(match.group()):
                continue
            return _piece(at, match.group())
    run = _RUN.match(s.text, at)
    if run is None:
        return None
    digits, before = run.group(), s.text[max(0, at - 60) : at]
    if _goes_on(s, run.end()):
        return None
    is_called = len(digits) >= 3 and _CALLED.search(before) and not _AMOUNT_AFTER.match(s.text, run.end())
    is_code = len(digits) >= 6 and _CODE.search(before) and not _AMOUNT_AFTER.match(s.text, run.end())
    has_zero = digits[0] == "0" and (len(digits) >= _SHORTEST_SPELT or digits == "00")
    if is_called or is_code or has_zero or len(digits) > LONGEST_NUMBER:
        return _piece(at, digits)
    return None


def digit_by_digit(digits: str) -> str:
    """Digits as they are told one by one, with a pause after every three or four: "không chín không một, hai ba bốn"."""
    return ", ".join(" ".join(DIGITS[int(digit)] for digit in group) for group in _groups(digits))


def _piece(at: int, typed: str) -> SentencePart:
    groups = [group for group in re.split(r"[^0-9+]+", typed) if group]
    plus = "cộng " if groups[0].startswith("+") else ""
    if groups[0].startswith("+84") and len(groups[0]) > 3:
        groups[:1] = ["+84", groups[0][3:]]
    told = ", ".join(digit_by_digit(group.lstrip("+")) for group in groups)
    return SentencePart(at, at + len(typed), plus + told, PartKind.NUMBER, unit=True, spelt=True)


def _groups(digits: str) -> list[str]:
    """Digits in a row as people group them: 1900 9068, 0901 234 567, 0208 3855 111, else by three."""
    if len(digits) <= 5:
        return [digits]
    if digits.startswith(("1900", "1800")) and len(digits) in (8, 10):
        sizes = [4, 4] if len(digits) == 8 else [4, 3, 3]
    elif digits.startswith(("024", "028")) and len(digits) == 11:
        sizes = [3, 4, 4]
    elif digits.startswith("0") and len(digits) in (10, 11):
        sizes = [4, 3, 3] if len(digits) == 10 else [4, 4, 3]
    elif len(digits) in (7, 8):
        sizes = [4, len(digits) - 4]
    else:
        rest = len(digits) % 3
        sizes = [3] * (len(digits) // 3)
        if rest == 1:
            sizes[-1] = 4
        elif rest == 2:
            sizes.append(2)
    found = []
    for size in sizes:
        found.append(digits[:size])
        digits = digits[size:]
    return found


def _count(typed: str) -> int:
    return sum(char.isdigit() for char in typed)


def _goes_on(s: Sentence, end: int) -> bool:
    """Whether a letter, a digit or a date's stroke follows, so that this is a part of something else."""
    return s.text[end : end + 1].isalnum() or (
        bool(re.match(r"[/.,\-][0-9]", s.text[end : end + 2])) and not _is_list(s, end)
    )


def _is_list(s: Sentence, end: int) -> bool:
    """Whether more short numbers to call follow: 113/114/115."""
    return bool(re.match(r"(?:/[0-9]{3})+(?![0-9/])", s.text[end : end + 40]))
