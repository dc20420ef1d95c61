"""What may not stand right beside a figure, because both together print another number than the fact has.

`{luong_co_so:so}0 đồng` prints ten times the base salary, `−{…}` its negative, `{…:so} nghìn đồng` a thousand times as much,
`{so_nam} rưỡi` half a year more. Such a text is wrong whatever the value is, so it is an error wherever it is read: in a
pack, an office, a translation. What stands apart in words or behind punctuation is the business of lint.

>>> from bhxhcomm.content.prose import parse
>>> [joint.code for joint in joints(parse("Lương {luong:so}0 đồng"))]
['glued-figure']
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bhxhcomm.content.prose import Part, Placeholder
from bhxhcomm.core.i18n import Message, _
from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.invisible import writes_no_spaces
from bhxhcomm.language.unit_words import MONEY, NAMES, UNIT_OF, pattern

GLUED, OTHER_UNIT = "glued-figure", "figure-unit"
HOLE = "\ufffc"
"""Stands where a figure will; no text can hold it (`language.invisible`)."""
_AROUND = 12
"""How much of the text on each side a message shows."""

_SIGNS = "+−±∓＋－﹣﹢"
_DASHES = "-–—‒‐‑"
_POINTS = ".,'’·٫٬"
_OPERATORS = "×✕✖*·÷/∕⁄^:"
_MARKS_BEFORE = "$€£¥₩₫¢#№√%‰‱"
_MARKS_AFTER = "$€£¥₩¢‰‱°º′″^"
_DONG = re.compile(r"(?:đ|VNĐ|VND|vnđ|vnd|₫)(?!\w)")
_SCALES = (
    r"nghìn|ngàn|nghin|ngan|triệu|trieu|t[ỷỉ](?!\s+(?:lệ|số|giá|trọng)(?!\w))|trăm|chục|vạn|mươi|mười|k|tr|(?-i:M)"
)
_SCALE_AFTER = re.compile(rf"[\s(-]*({_SCALES})(?!\w)", re.IGNORECASE)
_HALF_AFTER = re.compile(
    rf"\s*(rưỡi|phẩy(?=\s+(?:không|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|\d|{HOLE})))(?!\w)", re.IGNORECASE
)
_SCALE_BEFORE = re.compile(r"(?<!\w)(mười|mươi|trăm|nghìn|ngàn|triệu|t[ỷỉ]|phẩy|linh|lẻ|âm)[\s-]+$", re.IGNORECASE)
_LONGEST_SCALE = len("nghìn")
_UNIT_WORDS = (
    f"{pattern([*MONEY, *UNIT_OF])}|"
    r"phần\s+nghìn|phần\s+vạn|tuần|giờ|USD|EUR|đô(?:\s+la)?|euro|ơ-rô|yên|nhân\s+dân\s+tệ|xu|hào"
)
_CAPITALS = re.sub(r"(?<!\\)\w", lambda found: found[0].upper(), _UNIT_WORDS)
"""The same as headings have them. A word with one capital begins something new."""
_UNIT_AFTER = re.compile(
    rf"\s*({_UNIT_WORDS}|{_CAPITALS})(?!\w)"
    rf"(?!\s+(?:\d|{HOLE}|(?i:nay|sau|trước|này|đó|đầu|cuối|tới|học|chí|bào)(?!\w)))"
)
_BIG_AFTER = re.compile(r"\s+(nghìn|ngàn|triệu|t[ỷỉ](?!\s+(?:lệ|số|giá|trọng)(?!\w)))(?!\w)", re.IGNORECASE)
"""Size words behind a figure that prints its unit: `2.340.000 đồng nghìn đồng`. Smaller ones may begin something new there."""
_TWICE = {
    Unit.RATE: r"%|phần\s+(?:trăm|nghìn|vạn)",
    Unit.YEARS: pattern(NAMES[Unit.YEARS]),
    Unit.AGE: pattern(NAMES[Unit.YEARS]),
    Unit.MONTHS: NAMES[Unit.MONTHS][0],
    Unit.DAYS: NAMES[Unit.DAYS][0],
}
_THEN = rf"(?=\s*(?:$|[.,;:!?)”/{HOLE}]|(?:một|mỗi|cho)(?!\w)))"
"""What may follow a unit that is said twice; other words could make another word of it (`đồng thời`, `năm 2025`)."""


@dataclass(frozen=True, slots=True)
class Joint:
    """A figure that what stands beside it would change: where its placeholder begins, and words for a person."""

    code: str
    message: Message
    hint: Message
    offset: int


def joints(parts: Iterable[Part], unit_of: Callable[[str], Unit | None] = lambda _id: None) -> Iterator[Joint]:
    """Every figure of a text that what stands beside it would change, in order; each is told once.

    `unit_of` gives the unit of a fact, None where it is not known; then only what holds for every unit is looked at.
    """
    parts = tuple(parts)
    placeholders = [part for part in parts if isinstance(part, Placeholder)]
    if not placeholders:
        return
    text = "".join(HOLE if isinstance(part, Placeholder) else part.text for part in parts)
    holes = [at for at, char in enumerate(text) if char == HOLE]
    if len(holes) != len(placeholders):
        return  # a typed U+FFFC, which is an error of its own
    units = [unit_of(one.fact) for one in placeholders]
    for number, (at, placeholder, unit) in enumerate(zip(holes, placeholders, units, strict=True)):
        before, after = text[:at], text[at + 1 :]
        neighbour = number + 1 < len(holes) and _starts_as_number(placeholders[number + 1], units[number + 1])
        found = _found(before, after, placeholder, unit, neighbour=neighbour)
        if found is not None:
            code, hint = found
            yield Joint(code, _message(text, at, placeholders, number), hint, placeholder.offset)


def _message(text: str, at: int, placeholders: list[Placeholder], number: int) -> Message:
    """The figure with what stands beside it, as the author wrote it."""
    before, after = text[max(0, at - _AROUND) : at], text[at + 1 : at + 1 + _AROUND]
    for one in reversed(placeholders[number - before.count(HOLE) : number]):
        before = _typed(one).join(before.rsplit(HOLE, 1))
    for one in placeholders[number + 1 : number + 1 + after.count(HOLE)]:
        after = _typed(one).join(after.split(HOLE, 1))
    # A sign that nobody sees would turn the message round as well.
    excerpt = "".join(filter(str.isprintable, " ".join(f"{before}{_typed(placeholders[number])}{after}".split())))
    return _("“{excerpt}”: what stands beside this figure changes the number that is printed").format(excerpt=excerpt)


def _typed(one: Placeholder) -> str:
    return "{" + one.fact + (f":@{one.date.isoformat()}" if one.date else f":{one.form}" if one.form else "") + "}"


def _found(
    before: str, after: str, placeholder: Placeholder, unit: Unit | None, *, neighbour: bool
) -> tuple[str, Message] | None:
    """The code and the hint for what is wrong beside one figure; None where nothing is."""
    apart = _("set a space and words between them; another number needs a fact of its own")
    if _word_beside(before[-1:], after, placeholder, unit):
        return GLUED, apart
    if _is_number(before[-1:]) or _runs_on(before, after, placeholder, unit, neighbour=neighbour):
        return GLUED, apart
    if _signed(before):
        return GLUED, _("say it in words (“giảm {{…}}”); a range is written {{…}}–{{…}}").format()
    if unit is Unit.TEXT:
        return None
    if _HALF_AFTER.match(after) or (unit not in (Unit.DATE, Unit.PHONE) and _SCALE_BEFORE.search(_last_word(before))):
        return GLUED, _("a figure is printed whole: take out the number word beside it")
    if placeholder.form is not Form.NUMBER:
        return _beside_whole(after, placeholder, unit)
    if scale := _SCALE_AFTER.match(after):
        return GLUED, _("the figure is printed whole: take out “{word}”").format(word=scale.group(1))
    named = _UNIT_AFTER.match(after)
    if named and unit is not None and not _own(unit, " ".join(named.group(1).split())):
        typed = _typed(placeholder).replace(":so", "")
        return OTHER_UNIT, _("this figure has another unit: write {placeholder}, which prints it").format(
            placeholder=typed
        )
    return None


def _beside_whole(after: str, placeholder: Placeholder, unit: Unit | None) -> tuple[str, Message] | None:
    """The same for what follows a figure that prints its unit itself: a size word, or the unit once more."""
    if unit is None:
        return None
    if unit.is_money and (size := _BIG_AFTER.match(after)):
        return GLUED, _("the figure is printed whole: take out “{word}”").format(word=size.group(1))
    words = pattern(MONEY) if unit.is_money else _TWICE.get(unit)
    twice = re.match(rf"\s+({words}){_THEN}", after, re.IGNORECASE) if words else None
    if twice is None:
        return None
    word, bare = " ".join(twice.group(1).split()), "{" + placeholder.fact + ":so}"
    if placeholder.date is not None:  # the bare number has no day of its own
        return OTHER_UNIT, _("the figure is printed whole: take out “{word}”").format(word=word)
    return OTHER_UNIT, _("the figure prints its unit: take out “{word}”, or write {bare} {word}").format(
        word=word, bare=bare
    )


def _own(unit: Unit, word: str) -> bool:
    """Whether a unit word can follow the bare number of a figure with this unit."""
    if unit.is_money:
        return word.casefold() in (name.casefold() for name in MONEY)
    return unit not in NAMES or word.casefold() in NAMES[unit]


def _word_beside(before: str, after: str, placeholder: Placeholder, unit: Unit | None) -> bool:
    """Whether a letter, a digit, a mark or a sign of currency touches the figure."""
    if (_is_word(before) and not writes_no_spaces(before)) or (before and before in _MARKS_BEFORE):
        return True
    bare = placeholder.form is Form.NUMBER
    if bare and (unit is None or unit.is_money) and _DONG.match(after):
        return False
    first = after[:1]
    if first == "%" or re.match(r"\s+[%‰‱]", after):
        return not (bare and unit in (None, Unit.RATE) and after.lstrip()[0] == "%")
    return (_is_word(first) and not writes_no_spaces(first)) or (bool(first) and first in _MARKS_AFTER)


def _runs_on(before: str, after: str, placeholder: Placeholder, unit: Unit | None, *, neighbour: bool) -> bool:
    """Whether digits go on before or behind the figure, over a point, a space or an operator."""
    if before[-1:] in tuple(_POINTS) and (len(before) == 1 or before[-2].isspace() or _is_number(before[-2])):
        return True
    if before[-1:] in tuple(_OPERATORS) and _is_number(before[-2:-1]):
        return True
    if _starts_as_number(placeholder, unit) and _digits_before(before):
        return True
    first, second = after[:1], after[1:2]
    if (first in tuple(_POINTS + _OPERATORS) and _is_number(second)) or _CLOSED_ON_NUMBER.match(after):
        return True
    if _ends_as_number(placeholder, unit) and _ROUND.match(after):
        return True
    if neighbour and (
        first == HOLE or (first in tuple(_POINTS) and second == HOLE and _ends_as_number(placeholder, unit))
    ):
        return True
    if first == HOLE:
        return True
    if not _ends_as_number(placeholder, unit) or not first.isspace():
        return False
    following = after.lstrip()[:1]
    return _is_number(following) or (neighbour and following == HOLE)


_ROUND = re.compile(r"[\s.,'’·]*[oOоОοΟօՕ]+(?!\w)")
"""Letters that look like noughts: “{luong_co_so:so}.ooo đồng”."""
_CLOSED_ON_NUMBER = re.compile(r"[)\]”\"»]+\d")


def _last_word(before: str) -> str:
    """The end of a text from its last word on: all that a word of `_SCALE_BEFORE` needs. No other part is searched."""
    end = len(before)
    while end and (before[end - 1].isspace() or before[end - 1] == "-"):
        end -= 1
    return before[max(0, end - _LONGEST_SCALE - 1) :]


def _digits_before(before: str) -> bool:
    """Whether a short number stands a space away: years and dates cannot be read as the beginning of a figure."""
    left = before.rstrip()
    if left == before or not left or not (left[-1].isalnum() or left[-1] == "_"):
        return False
    token = left.rsplit(maxsplit=1)[-1].strip("(“")
    return len(token) < 4 and all(map(_is_number, token))


def _signed(before: str) -> bool:
    """Whether a plus or minus sign stands at the figure; a dash between two words or figures is none."""
    if before[-1:] in tuple(_SIGNS):
        return True
    return before[-1:] in tuple(_DASHES) and (len(before) == 1 or before[-2].isspace() or before[-2] in "(“[:=")


def _starts_as_number(placeholder: Placeholder, unit: Unit | None) -> bool:
    return placeholder.form is not Form.WORDS and unit is not Unit.TEXT


def _ends_as_number(placeholder: Placeholder, unit: Unit | None) -> bool:
    """Whether the last character of the figure is a digit."""
    if placeholder.form is Form.NUMBER or unit in (Unit.DATE, Unit.PHONE):
        return placeholder.form is not Form.WORDS and unit is not Unit.TEXT
    return False


def _is_word(char: str) -> bool:
    return bool(char) and unicodedata.category(char)[0] in "LMN"


def _is_number(char: str) -> bool:
    return bool(char) and unicodedata.category(char)[0] == "N"
