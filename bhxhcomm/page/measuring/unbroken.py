"""What stays on one line: a number with its unit, and a word that counts or numbers with its number.

Figures of a pack never part from their units, for they are set in one piece. Numbers in words typed by hand (“lớp 12”,
“12 tháng”) are tied here, with no-break spaces: only spaces change, so that texts keep their length.
"""

from __future__ import annotations

import re

from bhxhcomm.page.measuring.lines import NBSP

_UNITS = (
    "tháng năm ngày tuổi giờ phút tuần quý lần người em con hộ thẻ bước mức lớp buổi đồng triệu nghìn ngàn tỷ trăm "
    "đ % VND km m cm kg trang bản đợt kỳ điểm"
)
_NUMBERED = "lớp tháng năm ngày quý số điều khoản điểm mục chương phụ mẫu cấp hạng loại nhóm bước mức thứ khóa kỳ đợt"
_AFTER_NUMBER = re.compile(rf"(?<=\d) (?=(?:{'|'.join(map(re.escape, _UNITS.split()))})(?!\w)(?! \d))")
_BEFORE_NUMBER = re.compile(rf"(?<!\w)((?i:{'|'.join(_NUMBERED.split())})) (?=\d)")
_LARGE_NUMBER = re.compile(r"(?<=\d[ \u00a0])(triệu|nghìn|ngàn|tỷ|trăm) (?=đồng\b)")


def unbroken(text: str) -> str:
    """The text with no-break spaces where a number would part from what it counts.

    >>> unbroken("Thẻ lớp 12 dùng thêm 3 tháng nữa").split(" ")
    ['Thẻ', 'lớp\\xa012', 'dùng', 'thêm', '3\\xa0tháng', 'nữa']
    """
    text = _AFTER_NUMBER.sub(NBSP, text)
    text = _LARGE_NUMBER.sub(rf"\1{NBSP}", text)
    return _BEFORE_NUMBER.sub(rf"\1{NBSP}", text)
