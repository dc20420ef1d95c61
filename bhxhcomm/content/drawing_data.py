"""Whether the data of a drawing's shapes (paths, points, transforms) is well formed, as SVG 1.1 writes it (8.3.9, 9.7.1, 7.6).

Readers differ in what they make of a damaged path: some draw it up to the damage, one of them never ends. So it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, error

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FLAG = re.compile(r"[01]")
_GAP = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")
_SPACE = re.compile(r"[ \t\r\n]*")
_ARC = (_NUMBER, _NUMBER, _NUMBER, _FLAG, _FLAG, _NUMBER, _NUMBER)
_COMMANDS = {
    **{
        letter: (_NUMBER,) * count
        for letter, count in {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2}.items()
    },
    "a": _ARC,
    "z": (),
}
"""What follows each command of a path, once or again and again."""
_FUNCTIONS = {"matrix": {6}, "translate": {1, 2}, "scale": {1, 2}, "rotate": {1, 3}, "skewX": {1}, "skewY": {1}}
"""How many numbers each transform takes."""
_FUNCTION = re.compile(r"([A-Za-z]+)[ \t\r\n]*\(([^()]*)\)")
_BETWEEN = re.compile(r"[ \t\r\n]*,[ \t\r\n]*|[ \t\r\n]+|(?<=[\d.])(?=[-+])")
_TRANSFORMS = ("transform", "gradientTransform", "patternTransform")


def check(element: Element, place: Place) -> None:
    """Raise `ContentError` (`picture-corrupt`) for damaged data of an element, with where in it the damage begins."""
    local = element.tag.rpartition("}")[2]
    asked = [(transform_fault, element.get(name, "")) for name in _TRANSFORMS]
    if local == "path":
        asked.append((path_fault, element.get("d", "")))
    elif local in ("polygon", "polyline"):
        asked.append((points_fault, element.get("points", "")))
    for fault, data in asked:
        at = fault(data)
        if at is None:
            continue
        message = _(
            "the drawing is damaged: the data of a <{element}> makes no sense at “{here}”, after {n} characters"
        )
        here = data[at : at + 24] or _("its end")
        raise error(
            "picture-corrupt",
            message.format(element=local, here=here, n=at),
            place,
            _("Open it in a drawing program and save it as plain SVG."),
        )


class DamagedPathError(ValueError):
    """The data of a path stops making sense, `at` this offset."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def path_fault(data: str) -> int | None:
    """Where the data of a path stops making sense, as an offset; None where it is well formed (or empty, or `none`)."""
    try:
        for _command in commands(data):
            pass
    except DamagedPathError as damaged:
        return damaged.at
    return None


def commands(data: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """The commands of a path, one for each set of numbers: what follows a first pair after `M` is `L`. Raises
    `DamagedPathError` where they stop making sense."""
    at, first = _past(_SPACE, data, 0), True
    if data[at:].strip() == "none":
        return
    while at < len(data):
        letter = data[at]
        wanted = _COMMANDS.get(letter.lower())
        if wanted is None or (first and letter not in "mM"):
            raise DamagedPathError(at)
        first = False
        at = _past(_SPACE, data, at + 1)
        if wanted:
            numbers, at = _numbers(wanted, data, at)
            yield letter, numbers
            letter = {"m": "l", "M": "L"}.get(letter, letter)
            while _NUMBER.match(data, following := _past(_GAP, data, at)):
                numbers, at = _numbers(wanted, data, following)
                yield letter, numbers
        else:
            yield letter, ()
        at = _past(_SPACE, data, at)


def _numbers(wanted: tuple[re.Pattern[str], ...], data: str, at: int) -> tuple[tuple[float, ...], int]:
    """The numbers of one command, which begin here, and where they end."""
    numbers: list[float] = []
    for pattern in wanted:
        if numbers:
            at = _past(_GAP, data, at)
        found = pattern.match(data, at)
        if found is None:
            raise DamagedPathError(at)
        numbers.append(float(found[0]))
        at = found.end()
    return tuple(numbers), at


def points_fault(data: str) -> int | None:
    """Where a list of points stops making sense: pairs of numbers, parted by spaces or a comma each."""
    at, count = _past(_SPACE, data, 0), 0
    while at < len(data):
        found = _NUMBER.match(data, at)
        if found is None:
            return at
        count += 1
        at = _past(_GAP, data, found.end())
    return len(data) if count % 2 or data.rstrip().endswith(",") else None


def transform_fault(data: str) -> int | None:
    """Where a list of transforms stops making sense."""
    at = _past(_SPACE, data, 0)
    if data[at:].strip() in ("", "none"):
        return None
    while at < len(data):
        found = _FUNCTION.match(data, at)
        if found is None:
            return at
        counts, inside = _FUNCTIONS.get(found[1]), found[2].strip()
        numbers = _BETWEEN.split(inside)
        if counts is None or len(numbers) not in counts or not all(map(_NUMBER.fullmatch, numbers)):
            return at
        at = _past(_GAP, data, found.end())
    return None


def _past(pattern: re.Pattern[str], data: str, at: int) -> int:
    found = pattern.match(data, at)
    return found.end() if found else at
