"""Blocks of a picture, each in its place: the one that does not fit is named, and none stands over another.

A block is what bears `data-block`. Two blocks collide when their words do: the boxes of rows may touch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import Problem
from bhxhcomm.page.checks.laid_out import TOLERANCE_PX, length, visible_text
from bhxhcomm.page.engine.boxes import Area, PlacedBox

OVERLAP_PX = 1.5
"""How far the lines of two words may reach into each other: the space above and below letters is part of a line."""


Reach = Mapping[str, tuple[float, float]]
"""By block of a panel, in the order of the page, where it begins and where it ends (px from the top)."""


def outside(pieces: Iterable[PlacedBox], height: float, *, on_screen: bool = False) -> dict[str, Problem]:
    """By panel, what reaches below it: the first block of which something does, with the one amount that is missing, in pixels
    of a picture or millimetres of paper, and with what would be enough to leave out. Where only what stands at the foot has no
    room left, the block above it is named."""
    reach: defaultdict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    first: dict[str, str] = {}
    missing: dict[str, float] = {}
    for piece in pieces:
        if piece.draft or (piece.kind == "text" and not visible_text(piece.text)):
            continue
        over = piece.area.bottom - min(piece.bounds.bottom, height)
        if piece.block:
            top, bottom = reach[piece.panel].get(piece.block, (piece.area.top, piece.area.bottom))
            reach[piece.panel][piece.block] = min(top, piece.area.top), max(bottom, piece.area.bottom)
        if over > TOLERANCE_PX:
            missing[piece.panel] = max(over, missing.get(piece.panel, 0.0))
            if piece.block:
                first.setdefault(piece.panel, piece.block)
    message = _("the block “{block}” does not fit on “{panel}”: {amount} are missing")
    problems = {}
    for panel, over in missing.items():
        if not reach[panel]:
            continue
        block = first.get(panel) or list(reach[panel])[-1]
        said = message.format(block=block, panel=panel, amount=length(over, on_screen=on_screen))
        problems[panel] = Problem("block-does-not-fit", said, hint=_to_leave_out(reach[panel], over))
    return problems


def _to_leave_out(reach: Reach, missing: float) -> Message:
    """What would be enough: any one of the blocks that stand alone in their row and are as high, else the last ones."""
    alone = [
        name
        for name, (top, bottom) in reach.items()
        if bottom - top >= missing
        and not any(other != name and top < end - 1 and start < bottom - 1 for other, (start, end) in reach.items())
    ]
    if alone:
        return _("Shorten it, or leave one of these blocks out of this layout: {blocks}.").format(
            blocks=", ".join(alone)
        )
    foot = max(bottom for _top, bottom in reach.values())
    enough = [top for top, _bottom in reach.values() if foot - top >= missing]
    last = [name for name, (top, _bottom) in reach.items() if enough and top >= max(enough)]
    if not last or len(last) == len(reach):
        return _("Shorten it, or leave a block out of this layout.")
    return _("Shorten it, or leave these blocks out of this layout: {blocks}.").format(blocks=", ".join(last))


def colliding(pieces: Iterable[PlacedBox]) -> list[Problem]:
    """Words that stand over words, within a panel."""
    lines: defaultdict[str, list[PlacedBox]] = defaultdict(list)
    for piece in pieces:
        if piece.kind == "text" and piece.visible and not piece.draft and visible_text(piece.text):
            lines[piece.panel].append(piece)
    problems: dict[tuple[str, str, str], Problem] = {}
    message = _("on “{panel}” the words “{one}” and “{other}” stand over each other")
    for panel, texts in lines.items():
        for one, other in _pairs(texts):
            key = (panel, one.block, other.block)
            if key not in problems:
                said = message.format(panel=panel, one=one.text.strip()[:30], other=other.text.strip()[:30])
                problems[key] = Problem("blocks-collide", said, hint=_("Shorten the words, or make two rows of them."))
    return list(problems.values())


def _pairs(texts: Sequence[PlacedBox]) -> Iterable[tuple[PlacedBox, PlacedBox]]:
    """Pieces whose areas overlap by more than the space around letters."""
    ordered = sorted(texts, key=lambda piece: piece.area.top)
    open_: list[PlacedBox] = []
    for piece in ordered:
        open_ = [other for other in open_ if _letters(other).bottom > _letters(piece).top + OVERLAP_PX]
        for other in open_:
            common = _letters(piece).within(_letters(other))
            if common.right - common.left > OVERLAP_PX and common.bottom - common.top > OVERLAP_PX:
                yield other, piece
        open_.append(piece)


def _letters(piece: PlacedBox) -> Area:
    """Where the letters of a piece stand: as high as its size of type, in the middle of its line."""
    middle = (piece.area.top + piece.area.bottom) / 2
    half = min(piece.size, piece.area.bottom - piece.area.top) * 0.4
    return Area(piece.area.left, middle - half, piece.area.right, middle + half)
