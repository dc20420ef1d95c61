"""Blocks of a picture, each in its place: the one that does not fit is named, and none stands over another.

A block is what bears `data-block`. Two blocks collide when their words do: the boxes of rows may touch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.page.checks.laid_out import TOLERANCE_PX, length, visible_text
from bhxhcomm.page.engine.boxes import Area, PlacedBox

OVERLAP_PX = 1.5
"""How far the lines of two words may reach into each other: the space above and below letters is part of a line."""


def outside(pieces: Iterable[PlacedBox], height: float, *, on_screen: bool = False) -> dict[str, list[Problem]]:
    """By panel, the blocks that reach below it, each named once, with how far: the one amount that is said of it, in pixels of
    a picture or millimetres of paper. Where only what stands at the foot has no room left, the block above it is named."""
    worst: dict[tuple[str, str], float] = {}
    last: dict[str, str] = {}
    lost: dict[str, float] = {}
    reach: dict[tuple[str, str], tuple[float, float]] = {}
    for piece in pieces:
        if piece.draft or (piece.kind == "text" and not visible_text(piece.text)):
            continue
        over = piece.area.bottom - min(piece.bounds.bottom, height)
        if piece.block:
            last[piece.panel] = piece.block
            top, bottom = reach.get((piece.panel, piece.block), (piece.area.top, piece.area.bottom))
            reach[piece.panel, piece.block] = min(top, piece.area.top), max(bottom, piece.area.bottom)
        if over <= TOLERANCE_PX:
            continue
        if piece.block:
            worst[piece.panel, piece.block] = max(over, worst.get((piece.panel, piece.block), 0.0))
        lost[piece.panel] = max(over, lost.get(piece.panel, 0.0))
    for panel, over in lost.items():
        if panel in last and not any(where == panel for where, _block in worst):
            worst[panel, last[panel]] = over
    message = _("the block “{block}” does not fit on “{panel}”: {amount} are missing")
    problems: defaultdict[str, list[Problem]] = defaultdict(list)
    for (panel, block), over in worst.items():
        most = max(over for (where, _block), over in worst.items() if where == panel)
        enough = [name for (where, name), (top, bottom) in reach.items() if where == panel and bottom - top >= most]
        hint = _("Shorten it, or leave a block out of this layout.")
        if enough:
            hint = _("Shorten it, or leave one of these blocks out of this layout: {blocks}.").format(
                blocks=", ".join(enough)
            )
        said = message.format(block=block, panel=panel, amount=length(over, on_screen=on_screen))
        problems[panel].append(Problem("block-does-not-fit", said, hint=hint))
    return dict(problems)


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
