"""The breaking of headings: at sense where there is a choice, into lines of like length, and no word left alone.

WeasyPrint has no `text-wrap: balance`. The widths of the words are measured in the font itself, and the breaks are chosen
over all ways to break the heading. Where a measure is a little off, a line may still wrap by itself; nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from bhxhcomm.language.breaking import ZWSP

NBSP = "\u00a0"
BREAK = "\n"
BREAK_INSIDE = "\v"
"""Where a line ends at a zero-width space: between two words that no space parts."""
SLACK = 1.02
"""Kerning and rounding may set a line a little wider than the sum of its advances."""
SENSE = 0.35
"""What a break after a punctuation mark is worth, against unequal lines."""
EXTRA_LINE = 0.25
"""What a line more than needed costs."""
LONE_WORD = 0.3
"""What a line of a single word costs."""
INSIDE = 0.12
"""What a break between two words that no space parts costs."""
TORN_WORD = 0.6
"""What a break inside a word of two syllables costs."""
MAX_WORDS = 40
_GAP = re.compile(f"([ {ZWSP}])")

_TWO_SYLLABLES = """
an sinh, an toàn, ban đầu, bao giờ, bao lâu, bao nhiêu, bưu điện, bảo hiểm, bắt buộc, bệnh viện, chi
phí, chi trả, chuẩn bị, chính sách, công dân, công ty, căn cước, cơ quan, cơ sở, cả nước, cận nghèo,
dân tộc, dịch vụ, gia hạn, gia đình, giá trị, gián đoạn, giảm dần, giấy tờ, hàng năm, hưu trí, hưởng
lợi, hằng năm, hằng tháng, học sinh, hồ sơ, hỗ trợ, hộ nghèo, khi nào, khám bệnh, lao động, liên hệ,
liên tục, lâu dài, lưu ý, lương hưu, mất sức, một lần, ngân sách, nhà nước, nhà trường, như thế,
nông dân, nông thôn, phương thức, phụ huynh, quyền lợi, quá trình, sinh viên, sức khỏe, tai nạn,
thai sản, tham gia, thiểu số, thu nhập, thành viên, thông tin, thường trú, thế nào, thủ tục, tiếp
tục, trách nhiệm, trường học, trẻ em, trợ cấp, trực tuyến, tuổi già, tài khoản, tạm trú, tổng đài,
tờ khai, tử tuất, tự do, tự nguyện, việc làm, vì sao, vùng sâu, xã hội, xã đảo, y tế, yên tâm, điều
kiện, điều trị, điện thoại, điện tử, đặc khu, đối tượng, đồng bào, ưu đãi, ốm đau, ở đâu, ứng dụng
"""
TWO_SYLLABLES = frozenset(" ".join(word.split()) for word in _TWO_SYLLABLES.split(","))
"""Vietnamese words of two syllables that headings about social insurance are made of. A heading breaks around them."""

Measure = Callable[[str], float]
"""The width of a string in em."""
Broken = tuple[float, tuple[tuple[int, int], ...]]
"""A way to break a heading: its cost, and the words of each line from one to before another."""


def tied(text: str, least: int = 4) -> str:
    """The text with its last two words tied by a no-break space, if it has at least `least` words."""
    words = text.split(" ")
    if len(words) < least or len(words[-1]) + len(words[-2]) > 16:
        return text
    return " ".join(words[:-2]) + " " + words[-2] + NBSP + words[-1]


def broken(text: str, room: float, measure: Measure, extra: int = 1, *, ties: bool = True) -> str:
    """The text with `BREAK` in place of the spaces at which its lines should end; `room` is the width of a line in em.

    It may take `extra` lines more than it needs, where that reads better. A line may end at a zero-width space too: there
    stands `BREAK_INSIDE`.

    Text that fits on one line, is very long, or has a word wider than the line, is only `tied`, or left as it is where
    the language `ties` no words.
    """
    unbroken = tied(text) if ties else text
    words, gaps = _parted(text)
    widths = [measure(word) * SLACK for word in words]
    spaces = [measure(" ") if gap == " " else 0.0 for gap in gaps]
    whole = sum(widths) + sum(spaces)
    if whole <= room or len(words) > MAX_WORDS or max(widths) > room:
        return unbroken
    least = _fewest(widths, spaces, room)
    best = min(
        (
            found
            for count in range(least, least + extra + 1)
            if (found := _best(words, widths, gaps, spaces, room, count, whole / count))
        ),
        key=lambda found: found[0] + EXTRA_LINE * (len(found[1]) - least),
        default=None,
    )
    if best is None:
        return unbroken
    ends = {end for _start, end in best[1]}
    breaks = {" ": BREAK, ZWSP: BREAK_INSIDE}
    return words[0] + "".join(
        (breaks[gap] if at in ends else gap) + word
        for at, (gap, word) in enumerate(zip(gaps, words[1:], strict=True), 1)
    )


def _parted(text: str) -> tuple[Sequence[str], Sequence[str]]:
    """The words of a text, and what stands between each two of them."""
    parts = _GAP.split(text)
    return parts[::2], parts[1::2]


def _best(
    words: Sequence[str],
    widths: Sequence[float],
    gaps: Sequence[str],
    spaces: Sequence[float],
    room: float,
    count: int,
    target: float,
) -> Broken | None:
    """The best way to set the words on `count` lines, with its cost; None where there is none."""

    @cache
    def rest(start: int, lines: int) -> Broken | None:
        options: list[Broken] = []
        for end in range(start + 1, len(words) + 1):
            width = sum(widths[start:end]) + sum(spaces[start : end - 1])
            if width > room:
                break
            last = end == len(words)
            if last != (lines == 1):
                continue
            cost = ((width - target) / target) ** 2 + (LONE_WORD if end - start == 1 else 0.0)
            if last:
                options.append((cost, ((start, end),)))
            elif following := rest(end, lines - 1):
                cost += INSIDE if gaps[end - 1] == ZWSP else _cost_of_break(words[end - 1], words[end])
                options.append((cost + following[0], ((start, end), *following[1])))
        return min(options, default=None)

    return rest(0, count)


def _cost_of_break(before: str, after: str) -> float:
    if before[-1:] in tuple(",;:.?!–"):
        return -SENSE
    return TORN_WORD if f"{before} {after.rstrip(',;:.?!')}".lower() in TWO_SYLLABLES else 0.0


def _fewest(widths: Sequence[float], spaces: Sequence[float], room: float) -> int:
    lines, used = 1, widths[0]
    for width, space in zip(widths[1:], spaces, strict=True):
        if used + space + width > room:
            lines, used = lines + 1, width
        else:
            used += space + width
    return lines
