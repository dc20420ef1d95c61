"""Amounts as they are typed: 2.340.000 đồng, 1,5 triệu, 4,5 %, 500k, 12A, thứ 4; figures of facts; units."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from bhxhcomm.language.figures import Form, Unit, unit_word
from bhxhcomm.language.numerals import WORDINGS, phone_in_words
from bhxhcomm.language.spoken.arithmetic import is_times
from bhxhcomm.language.spoken.calendar import date_words, day_word, month_word
from bhxhcomm.language.spoken.lexicon import Lexicon
from bhxhcomm.language.spoken.sentence import PartKind, Sentence, SentencePart
from bhxhcomm.language.spoken.telephone import digit_by_digit
from bhxhcomm.language.syllable import is_syllable
from bhxhcomm.language.text import FigureSpan

MAGNITUDES = frozenset({"nghìn", "ngàn", "triệu", "tỷ", "tỉ", "trăm", "vạn", "chục"})
_MONEY = r"(?: ?(?:đồng|đ(?![^\W_])|₫|VNĐ|VND))"
_NUMBER = re.compile(
    r"(?P<grouped>[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?(?![0-9]|\.[0-9]|,[0-9]))"
    rf"|(?P<spaced>[1-9][0-9]{{0,2}}(?: [0-9]{{3}}){{2,}}(?:,[0-9]+)?(?![0-9]|[ .][0-9])|[1-9][0-9]{{0,2}} 000(?={_MONEY}))"
    r"|(?P<english>[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?(?![0-9]|,[0-9]))"
    r"|(?P<decimal>[0-9]+,[0-9]+(?![0-9]|[.,][0-9]))"
    r"|(?P<dotted>[0-9]+(?:\.[0-9]+)+(?![0-9]))"
    r"|(?P<plain>[0-9]+)"
)
_IS_WORD = re.compile(r"[^\W\d_]|[0-9][A-Z](?![^\W_])")
_VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip
_CLASSES = frozenset("lớp điều khoản phòng nhà mẫu số phụ tổ khu lô".split())
_LETTER = re.compile(r"[a-zđA-ZĐ](?=[0-9]|[^\w]|$)")
_COUNTS_MONTHS = re.compile(
    r"(?<!ngày )(?<!mùng )(?<!mồng )(?<![0-9\ufffc])[0-9\ufffc]{1,3}\s+tháng\s*$", re.IGNORECASE
)
_SHORT_MILLIONS = re.compile(r"([0-9]{1,3}) ?(tr|tỷ|tỉ)([1-9])(?![^\W_])")


def number(s: Sentence, at: int) -> SentencePart | None:
    """A number at this point, without its unit."""
    if s.text[at] in _VULGAR:
        over, under = _VULGAR[s.text[at]]
        return SentencePart(
            at, at + 1, f"{s.number(over)} phần {'tư' if under == 4 else s.number(under)}", PartKind.NUMBER
        )
    if match := _SHORT_MILLIONS.match(s.text, at):
        million, large, hundred = match.groups()
        thousand = "triệu" if large != "tr" else WORDINGS[s.accent].thousand
        said = f"{s.number(int(million))} {'triệu' if large == 'tr' else 'tỷ'} {s.number(int(hundred))} trăm {thousand}"
        return SentencePart(at, match.end(), said, PartKind.NUMBER)
    match = _NUMBER.match(s.text, at)
    if match is None:
        return None
    typed = match.group()
    digits = re.sub(r"[^0-9]", "", typed)
    if len(digits) > 30:
        return SentencePart(at, match.end(), digit_by_digit(digits), PartKind.NUMBER, spelt=True)
    if match.lastgroup == "dotted":
        return SentencePart(
            at, match.end(), " chấm ".join(_part(s, part) for part in typed.split(".")), PartKind.NUMBER
        )
    if match.lastgroup == "english":
        value = Decimal(typed.replace(",", ""))
    else:
        value = Decimal(re.sub("[. ]", "", typed).replace(",", "."))
    words = _in_place(s, at, match.end(), int(value)) if match.lastgroup == "plain" else ""
    return SentencePart(at, match.end(), words or s.number(value), PartKind.NUMBER)


def figure(s: Sentence, at: int) -> SentencePart | None:
    """A figure at this point, from its value; one that is a text is read elsewhere."""
    span = s.figures.get(at)
    if span is None or span.figure.unit is Unit.TEXT:
        return None
    return SentencePart(
        at, at + 1, _of_figure(s, at, span), PartKind.NUMBER, unit=_has_unit(span), spelt=_is_phone(span)
    )


def _of_figure(s: Sentence, at: int, span: FigureSpan) -> str:
    value, unit = span.figure.value, span.figure.unit
    if isinstance(value, str):
        return phone_in_words(value)
    if not isinstance(value, Decimal):
        return date_words(s, at, value.day, value.month, str(value.year))
    shown = value * 100 if unit is Unit.RATE else value
    if span.form is Form.NUMBER:
        whole = shown == shown.to_integral_value()
        return (_in_place(s, at, at + 1, int(shown)) if whole else "") or s.number(shown)
    return f"{s.number(shown)} {unit_word(unit, 'vi')}"


def _has_unit(span: FigureSpan) -> bool:
    return span.form is not Form.NUMBER or not isinstance(span.figure.value, Decimal)


def _is_phone(span: FigureSpan) -> bool:
    return span.figure.unit is Unit.PHONE


def _part(s: Sentence, digits: str) -> str:
    """A part of 1.2.3 or 4.05: zeros before it are said."""
    zeros = len(digits) - len(digits.lstrip("0"))
    return " ".join([s.number(0)] * min(zeros, len(digits) - 1) + [s.number(int(digits))])


def _in_place(s: Sentence, at: int, end: int, value: int) -> str:
    """The number as the word before it wants it: thứ tư, tháng tư, ngày mùng một; empty where nothing does."""
    last = s.last()
    before = last.text.rpartition(" ")[2] if last and last.text.startswith("đến ") else s.words_before(at)
    if before == "thứ":
        return {1: "nhất", 4: "tư"}.get(value, "")
    if before == "tháng" and 1 <= value <= 12:
        is_count = _COUNTS_MONTHS.search(s.text[max(0, at - 20) : at])
        return "" if is_count else month_word(s, value)
    return day_word(s, at, end, value) if before == "ngày" else ""


def unit(s: Sentence, at: int) -> SentencePart | None:
    """The unit behind a number at this point: km, đ, %, nghìn."""
    last = s.last()
    if last is None or last.kind is not PartKind.NUMBER or at - last.end > 1:
        return None
    attached = at == last.end
    if attached and not is_times(s, at) and s.words_before(last.start) in _CLASSES and _LETTER.match(s.text, at):
        return _class_letter(s, at)
    word = _word(s, at)
    if word in MAGNITUDES and not last.spelt:
        thousand = WORDINGS[s.accent].thousand
        said = thousand if word in ("nghìn", "ngàn") else word
        return SentencePart(at, at + len(word), said, PartKind.NUMBER)
    match = None if last.unit else units(s.lexicon).match(s.text, at)
    if match and not last.spelt:
        said = s.lexicon.units[match.group()]
        if said in MAGNITUDES:
            return SentencePart(
                at, match.end(), WORDINGS[s.accent].thousand if said == "nghìn" else said, PartKind.NUMBER
            )
        return SentencePart(at, match.end(), said, PartKind.NUMBER, unit=True)
    if attached and not last.unit and _LETTER.match(s.text, at) and not is_times(s, at):
        return _class_letter(s, at)
    return None


def _class_letter(s: Sentence, at: int) -> SentencePart:
    return SentencePart(at, at + 1, s.lexicon.letters.get(s.text[at].lower(), s.text[at]), PartKind.NUMBER, unit=True)


def bare_unit(s: Sentence, at: int) -> SentencePart | None:
    """A unit without a number at this point, before a slash (đ/tháng) or as a sign (tỷ lệ %)."""
    match = units(s.lexicon).match(s.text, at)
    if match is None:
        return None
    is_sign = not match.group()[0].isalnum()
    if s.text[at] == "$" and s.is_number(at + 1):
        return None
    if is_sign and match.group() != "'":
        return SentencePart(at, match.end(), s.lexicon.units[match.group()], PartKind.NUMBER, unit=True)
    unsayable = len(match.group()) > 1 and match.group().isalpha() and not is_syllable(match.group())
    if unsayable and not s.text[at - 1 : at].isalnum():
        return SentencePart(at, match.end(), s.lexicon.units[match.group()])
    if s.text[match.end() : match.end() + 1] == "/" and _per(s, match.end() + 1):
        return SentencePart(at, match.end(), s.lexicon.units[match.group()], PartKind.NUMBER, unit=True)
    return None


def dollars(s: Sentence, at: int) -> SentencePart | None:
    """An amount with its sign before it: $100."""
    if s.text[at] not in "$€₫" or not s.text[at + 1 : at + 2].isdigit():
        return None
    amount = number(s, at + 1)
    if amount is None:
        return None
    return SentencePart(at, amount.end, f"{amount.text} {s.lexicon.units[s.text[at]]}", PartKind.NUMBER, unit=True)


def slash(s: Sentence, at: int) -> SentencePart | None:
    """A slash that leads to a unit (đồng/người/tháng) or that stands for "or" (xã/phường/thị trấn)."""
    if s.text[at] != "/":
        return None
    start = s.skip(at + 1)
    if re.match(r"1 (?=[^\W\d_])", s.text[start : start + 3]):
        start = s.skip(start + 2)
    per = _per(s, start)
    last = s.last()
    if last is None:
        return None
    measured = last.kind is PartKind.NUMBER or s.text[last.start : last.end].lower() in {
        *s.lexicon.per,
        *s.lexicon.units,
    }
    if per and measured:
        return SentencePart(at, start + len(per), f"một {s.lexicon.per[per]}", PartKind.NUMBER, unit=True)
    if last.kind is PartKind.NUMBER and not last.spelt and s.text[start : start + 1].islower():
        return SentencePart(at, start, "một", PartKind.NUMBER, unit=True)
    if measured and re.match(r"[0-9]+ ?[^\W\d_]", s.text[start : start + 12]):
        return SentencePart(at, at + 1, "cho" if last.unit or last.kind is not PartKind.NUMBER else "trên")
    if last.kind is PartKind.NUMBER and s.is_number(start):
        return SentencePart(at, start, ",", PartKind.PAUSE) if last.spelt else SentencePart(at, start, "trên")
    if last.kind is PartKind.WORD and _IS_WORD.match(s.text, start):
        if s.text[last.start : last.end].lower() in ("và", "hoặc"):
            return SentencePart(at, at + 1, "", PartKind.SILENT)
        more = re.match(r"[^\W\d_]+(?:\s[^\W\d_]+)?\s?/", s.text[start : start + 30])
        return SentencePart(at, at + 1, ",", PartKind.PAUSE) if more else SentencePart(at, at + 1, "hoặc")
    return None


def _per(s: Sentence, at: int) -> str:
    """The unit that a slash leads to, as it is written; empty where there is none."""
    match = _pattern(s.lexicon, "per").match(s.text, at)
    return match.group() if match else ""


def _word(s: Sentence, at: int) -> str:
    match = re.compile(r"[^\W\d_]*").match(s.text, at)
    return match.group() if match else ""


def units(lexicon: Lexicon) -> re.Pattern[str]:
    """The units of a lexicon, the longest first; none goes on as a word."""
    return _pattern(lexicon, "units")


@lru_cache(maxsize=16)
def _pattern(lexicon: Lexicon, section: str) -> re.Pattern[str]:
    return alternatives(getattr(lexicon, section))


def alternatives(keys: object) -> re.Pattern[str]:
    """A pattern for any of these words, the longest first, where no letter or digit follows one that ends in such."""
    written = sorted(map(str, keys), key=len, reverse=True)  # type: ignore[call-overload]
    parts = (re.escape(key) + (r"(?![^\W_]|[\u0300-\u036f])" if key[-1].isalnum() else "") for key in written)
    return re.compile("|".join(parts) or r"(?!)")
