"""Signs between numbers: from 3 to 6, 5 minus 3, times, equals, less than; and the sign of a negative number."""

from __future__ import annotations

import re
from itertools import islice

from bhxhcomm.language.spoken.sentence import PartKind, Sentence, SentencePart

_SPELLS = re.compile(r"\b(?:năm học|niên khóa|niên khoá|niên học|nhiệm kỳ|khóa|khoá)\s*$", re.IGNORECASE)
_EQUATION = re.compile(r"[0-9%)\ufffc]\s*=|=\s*[0-9(\ufffc]")
_SENTENCE_END = re.compile(r"[.;!?:,]\s|\n")
_BARE_NUMBER = re.compile(r"[0-9]{1,2}(?![0-9.]|[/-][0-9]|\s?(?:[hg](?![^\W\d_])|:[0-9]))")
_NAMED_TWICE = frozenset({"ngày", "tháng", "quý"})
"""What is said again before the end of a range: từ ngày mười lăm đến ngày hai mươi."""
_ITEM = re.compile(r"^[^\S\n]*+[-–]", re.MULTILINE)
_OPERATIONS = {
    "+": "cộng", "=": "bằng", "×": "nhân", "÷": "chia", "±": "cộng trừ", "≈": "khoảng", "<": "nhỏ hơn", ">": "lớn hơn",
    "≤": "nhỏ hơn hoặc bằng", "≥": "lớn hơn hoặc bằng", "&": "và", "№": "số",
}  # fmt: skip


_BOUNDS = {"<": "dưới", ">": "trên", "≤": "không quá", "≥": "ít nhất"}
"""The same signs where nothing stands before them to compare: > 5 năm."""


def dash(s: Sentence, at: int) -> SentencePart | None:
    """A dash between numbers: from 3 to 6, 2025 and 2026 of a school year, 5 minus 3 where something equals something."""
    if s.text[at] not in "-–—~":
        return None
    start = s.skip(at + 1)
    last = s.last()
    spaced = s.text[at - 1 : at] == " " and start > at + 1
    if last is None or not (s.is_number(start) or _repeats(s, last, start) or _is_roman(s, start)):
        return None
    if last.kind is PartKind.NUMBER:
        if last.spelt:
            return SentencePart(at, start, ",", PartKind.PAUSE)
        if _SPELLS.search(s.text[max(0, last.start - 20) : last.start]) or _chain(s, last, start):
            return SentencePart(at, start, ",", PartKind.PAUSE)
        if spaced and _equals(s, at):
            return SentencePart(at, at + 1, "trừ")
        named = s.words_before(last.start)
        again = named in _NAMED_TWICE and _BARE_NUMBER.match(s.text, start)
        if named == "quý":
            again = re.match("[0-9IVX]", s.text[start : start + 1])
        return SentencePart(at, at + 1, f"đến {named}" if again else "đến")
    if last.kind is PartKind.WORD and spaced and len(s.pieces) > 2 and _counts(s, last):
        return SentencePart(at, at + 1, "trừ" if _equals(s, at) else "đến")
    return None


def minus(s: Sentence, at: int) -> SentencePart | None:
    """The sign of a negative number: -5°C, but not the dash of a list."""
    if s.text[at] not in "-–" or not s.text[at + 1 : at + 2].isdigit() or s.is_after_number():
        return None
    if s.text[at - 1 : at].strip(" (\n") or (s.starts_line(at) and _is_list(s.text)):
        return None
    return SentencePart(at, at + 1, "âm")


def _is_list(text: str) -> bool:
    """Whether more than one line begins with a dash; the first two are enough to know it."""
    return len(list(islice(_ITEM.finditer(text), 2))) > 1


def operation(s: Sentence, at: int) -> SentencePart | None:
    """A sign of arithmetic at this point."""
    char = s.text[at]
    sign = {"<=": "≤", ">=": "≥"}.get(s.text[at : at + 2], char)
    if sign in _BOUNDS:
        between = s.is_after_number()
        return SentencePart(at, at + (2 if sign != char else 1), _OPERATIONS[sign] if between else _BOUNDS[sign])
    if char in "~∼" and s.is_number(s.skip(at + 1)):
        return SentencePart(at, at + 1, "" if s.words_before(at) == "khoảng" else "khoảng")
    if char == ":" and s.is_after_number() and s.is_number(s.skip(at + 1)):
        if s.text[at - 1 : at] == " ":
            return SentencePart(at, at + 1, "chia")
        if s.text[at + 1 : at + 2] != " ":
            return SentencePart(at, at + 1, "trên")
    if char in "xX*" and is_times(s, at):
        return SentencePart(at, at + 1, "nhân")
    if char in _OPERATIONS:
        return SentencePart(at, at + 1, _OPERATIONS[char])
    return None


def is_times(s: Sentence, at: int) -> bool:
    """Whether an x stands for "times": alone between spaces, or between two numbers."""
    if s.text[at] not in "xX*":
        return False
    following = s.skip(at + 1)
    if s.is_after_number() and s.is_number(following) and not s.text[at - 1 : at].isalpha():
        return True
    alone = s.text[at - 1 : at] in ("", " ", ")") and s.text[at + 1 : at + 2] in (" ", "(")
    return alone and (s.is_after_number() or s.is_number(following) or "=" in s.text)


def _equals(s: Sentence, at: int) -> bool:
    """Whether something equals something in this sentence: then a dash between spaces is a minus."""
    before = _SENTENCE_END.split(s.text[max(0, at - 120) : at])[-1]
    after = _SENTENCE_END.split(s.text[at : at + 120])[0]
    return bool(_EQUATION.search(before + after))


def _chain(s: Sentence, last: SentencePart, start: int) -> bool:
    """Whether three and more numbers hang together (quy tắc 5-3-2): no range."""
    before, after = s.text[max(0, last.start - 3) : last.start], s.text[start : start + 12]
    return bool(re.search(r"[0-9]-$", before) or re.match(r"[0-9]+-[0-9]", after))


def _repeats(s: Sentence, last: SentencePart, start: int) -> bool:
    """Whether the word that stands before the first number stands again before the second: thứ 2 - thứ 6."""
    before = s.words_before(last.start)
    after = s.words_after(start).split()
    return last.kind is PartKind.NUMBER and bool(before and after and before == after[0])


def _is_roman(s: Sentence, start: int) -> bool:
    last = s.last()
    if last is None or last.kind is not PartKind.NUMBER or not s.text[last.end - 1 : last.end].isalpha():
        return False
    return bool(re.match(r"[IVX]+(?![^\W_])", s.text[start : start + 8]))


def _counts(s: Sentence, last: SentencePart) -> bool:
    """Whether the word before is what a number counts: 6 tháng - 24 tháng."""
    return bool(re.search(r"[0-9%\ufffc]\s+$", s.text[max(0, last.start - 6) : last.start]))
