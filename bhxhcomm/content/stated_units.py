"""A unit that is stated once for several figures: in the heading of a column, the caption of a table, the unit of a chart.

A figure is printed whole, in its own unit. “Mức đóng (nghìn đồng)” over a cell with {muc_dong:so} makes a thousand times as
much of it, and “(đồng)” over a rate makes money of it. Both are errors, like words right beside a figure (`joints`).

>>> stated("Mức đóng (nghìn đồng)")
Stated(words='nghìn đồng', scale='nghìn', base='đồng')
>>> stated("Mức đóng một tháng")
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, runtime_checkable

from bhxhcomm.content.joints import HOLE, OTHER_UNIT
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.prose import Placeholder
from bhxhcomm.content.shapes import Prose
from bhxhcomm.core.i18n import Message, _
from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.unit_words import MONEY, UNITS_OF, pattern

Figures = Iterable[Prose | Scalar]
"""Texts with figures, and ids of facts whose values are shown."""
UnitOf = Callable[[str], Unit | None]

_MONEY = pattern([*MONEY, "đ"])
_SCALE = (
    r"1[.]?000|nghìn|ngàn|trăm|chục|vạn|triệu|t[ỷỉ](?!\s+(?:lệ|số|giá|trọng)(?!\w))|tr\.?(?=\s*đ)|k(?=\s*(?:VNĐ|VND|đ))"
)
_SCALED_MONEY = re.compile(
    rf"(?<![\w.,])(?P<scale>(?:{_SCALE})(?:\s+(?:nghìn|ngàn|triệu|t[ỷỉ]))*)\s*(?P<base>{_MONEY})(?!\w)", re.IGNORECASE
)
_AMOUNT_BEFORE = re.compile(
    rf"(?:[\d{HOLE}]|(?<!\w)(?:một|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười|mươi|lăm|vài|mấy|hàng|nửa|rưỡi))\s*$",
    re.IGNORECASE,
)
"""What makes an amount of what follows: “2 triệu đồng” is none of the units of a column."""
_BEGINS = re.compile(r"(?:^|[(:,]|tính bằng)\s*(?:[x×]\s*)?$", re.IGNORECASE)
"""What stands before a unit that begins with digits: “1.000 đồng” elsewhere is an amount."""
_BASE = f"{_MONEY}|{pattern(UNITS_OF)}"
_PLACE = re.compile(r"\(([^()]*)\)\s*$|(?:đơn vị(?: tính)?\s*:|tính bằng)\s*([^.;]*)|,\s*([^,()]*)$", re.IGNORECASE)
"""Where a unit stands in a heading: in brackets at its end, behind “đơn vị:”, behind the last comma."""
_PER = r"(?:\s*/.*|\s+(?:một|mỗi|trên)\s.*)?"
_UNIT = re.compile(rf"(?:(?P<scale>{_SCALE})(?!\w)\s*)?(?P<base>{_BASE})?{_PER}", re.IGNORECASE)
_BARE = re.compile(rf"(?:{_MONEY}|%){_PER}", re.IGNORECASE)
"""A heading that is a unit and nothing else. “Tháng” is none: it may say for how long an amount is paid."""
_SHARE = re.compile(r"%|(?<!\w)phần\s+trăm(?!\w)", re.IGNORECASE)
_COUNTS = frozenset({Unit.YEARS, Unit.AGE, Unit.MONTHS, Unit.DAYS, Unit.PERSONS})


@runtime_checkable
class StatesUnits(Protocol):
    """A shape with texts that may state a unit for figures elsewhere in it."""

    def units_stated(self) -> Iterator[tuple[Prose, Figures]]:
        """Each such text with what it stands over."""


@runtime_checkable
class NamesUnit(Protocol):
    """A shape with a text that is there to name the unit of all its values."""

    def units_named(self) -> Iterator[tuple[Prose, Figures]]:
        """Each such text with the figures whose unit it names."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A unit as a heading states it: its words, its size (`nghìn`; empty for one), what it counts (empty where only its size
    is said)."""

    words: str
    scale: str
    base: str


@dataclass(frozen=True, slots=True)
class UnitConflict:
    """A figure under a unit that is not its own: words for a person and what to do."""

    message: Message
    hint: Message
    code: str = OTHER_UNIT


def stated(heading: str) -> Stated | None:
    """The unit that a heading states for what stands below it, if it does."""
    for found in _SCALED_MONEY.finditer(heading):
        before = heading[: found.start()]
        if not _AMOUNT_BEFORE.search(before) and (found["scale"][0] != "1" or _BEGINS.search(before)):
            return Stated(found.group(), found["scale"], found["base"])
    if _BARE.fullmatch(heading.strip()):
        return _read(heading.strip())
    place = _PLACE.search(heading)
    return _read(next(filter(None, place.groups()), "")) if place else None


def named(text: str) -> Stated | None:
    """The unit that a text names which is there for nothing else: a unit alone, per cent anywhere in it, or as in a heading.

    >>> named("Phần trăm"), named("tháng")
    (Stated(words='Phần trăm', scale='', base='Phần trăm'), Stated(words='tháng', scale='', base='tháng'))
    """
    if (found := _read(text) or stated(text)) is not None:
        return found
    share = next((one for one in _SHARE.finditer(text) if not _AMOUNT_BEFORE.search(text[: one.start()])), None)
    return Stated(share.group(), "", "%") if share else None


def _read(words: str) -> Stated | None:
    found = _UNIT.fullmatch(words.strip())
    if found is None or not (found["scale"] or found["base"]):
        return None
    return Stated(words.strip(), found["scale"] or "", found["base"] or "")


def conflicts(heading: Prose, figures: Figures, unit_of: UnitOf) -> Iterator[UnitConflict]:
    """The first figure that a heading gives another unit than it has; one is enough, for the heading is to be mended.

    `unit_of` gives the unit of a fact, None where it is not known.
    """
    unit = stated(_plain(heading))
    if unit is None:
        return
    yield from islice(_compared(unit, figures, unit_of), 1)


def conflicts_named(text: Prose, figures: Figures, unit_of: UnitOf) -> Iterator[UnitConflict]:
    """The same of a text that is there to name the unit (`named`): every figure must have that very unit, also one that
    prints its own."""
    unit = named(_plain(text))
    if unit is None:
        return
    yield from islice(_compared(unit, figures, unit_of, exactly=True), 1)


def _compared(unit: Stated, figures: Figures, unit_of: UnitOf, *, exactly: bool = False) -> Iterator[UnitConflict]:
    for placeholder, alone in _figures(figures):
        own = unit_of(placeholder.fact)
        if own is None or own in (Unit.TEXT, Unit.DATE, Unit.PHONE) or placeholder.form is Form.WORDS:
            continue
        name = "{" + placeholder.fact + (f":{placeholder.form}" if placeholder.form else "") + "}"
        message = _("“{words}” is stated over {figure}, which is printed in another unit")
        if unit.scale:
            hint = _("the figure is printed whole: take out “{word}”").format(word=unit.scale)
            yield UnitConflict(message.format(words=unit.words, figure=name), hint)
        elif exactly and not _is(unit.base.lower(), own):
            hint = _("name the unit that the figure has, or leave `unit` out")
            yield UnitConflict(message.format(words=unit.words, figure=name), hint)
        elif not exactly and alone and not _fits(unit.base.lower(), own):
            hint = _("this figure has another unit: write {placeholder}, which prints it")
            whole = "{" + placeholder.fact + "}"
            yield UnitConflict(message.format(words=unit.words, figure=name), hint.format(placeholder=whole))


def _is(base: str, own: Unit) -> bool:
    """Whether these words are the unit itself, whatever it is counted by: đồng is the unit of all money."""
    may_be = UNITS_OF.get(" ".join(base.split()))
    return own.is_money if may_be is None else own in may_be


def _fits(base: str, own: Unit) -> bool:
    """Whether a bare number in this unit may stand under these words. An amount may be one for a month or a person."""
    may_be = UNITS_OF.get(" ".join(base.split()))
    if may_be is None:
        return own.is_money
    return own in may_be or (may_be <= _COUNTS and own not in _COUNTS)


def _figures(figures: Figures) -> Iterator[tuple[Placeholder, bool]]:
    """The figures of some texts, and whether each is a bare number with no word beside it that could be its unit."""
    for one in figures:
        if isinstance(one, Prose):
            text = _plain(one)
            bare = not re.search(r"[^\W\d_]|%", text.replace(HOLE, ""))
            yield from ((part, bare and part.form is Form.NUMBER) for part in one.placeholders)
        else:
            yield Placeholder(str(one), Form.NUMBER), True


def _plain(prose: Prose) -> str:
    return "".join(HOLE if isinstance(part, Placeholder) else part.text for part in prose.parts)
