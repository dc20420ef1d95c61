"""Roman numerals, only where they are numerals: khóa XV, quý II, thế kỷ XXI; not in CV or in a name."""

from __future__ import annotations

import re

from bhxhcomm.language.spoken.sentence import PartKind, Sentence, SentencePart

_NUMERAL = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3}|C{1,3}(?:XC|XL|L?X{0,3}))(?:IX|IV|V?I{0,3})(?![^\W_])")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_COUNTED = frozenset(
    "khóa khoá quý chương phần mục kỳ kỷ hạng loại đợt thứ hội tập vùng cấp đoạn nhóm lục độ bậc quyển bảng bài vực".split()
)
_HEADING = re.compile(r"[.)]\s+(\w)")
_WORD = re.compile(r"\s+([^\W\d_]{2,})")


def roman(s: Sentence, at: int) -> SentencePart | None:
    """A Roman numeral at this point."""
    match = _NUMERAL.match(s.text, at)
    if match is None or not match.group() or s.text[at - 1 : at].isalnum():
        return None
    letters = match.group()
    before = s.words_before(at)
    heading = _HEADING.match(s.text, match.end())
    heads_line = heading is not None and heading.group(1).isupper() and s.starts_line(at)
    surely = len(letters) > 1 and set(letters) <= set("IVX") and not _capitals_follow(s, match.end())
    in_range = s.text[at - 1 : at] in ("-", "–") and s.is_after_number()
    if before not in _COUNTED and not heads_line and not surely and not in_range:
        return None
    value = _value(letters)
    words = {1: "nhất", 4: "tư"}.get(value) if before == "thứ" else None
    return SentencePart(at, match.end(), words or s.number(value), PartKind.NUMBER, unit=True)


def _value(letters: str) -> int:
    total = 0
    for letter, following in zip(letters, [*letters[1:], ""], strict=True):
        value = _VALUES[letter]
        total += -value if following and _VALUES[following] > value else value
    return total


def _capitals_follow(s: Sentence, end: int) -> bool:
    """Whether a word in capitals follows: VI PHẠM is no sixth anything."""
    match = _WORD.match(s.text, end)
    return match is not None and match.group(1).isupper()
