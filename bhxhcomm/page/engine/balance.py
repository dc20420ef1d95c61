"""The vertical balance of panels: spare room goes between the blocks, and the foot goes to the foot.

Layout engines that can do this (flex, grid) cost four times the layout. Here the finished boxes are moved instead, which
costs a few milliseconds: blocks say by `data-air` how much of the room they may take above them, `data-foot` marks what
stands at the bottom of the panel (`bleed`: at its very edge). Nothing goes between a heading and what it is over, nor between
a paragraph that leads on to a list (`data-lead`) and the list. Nothing is made larger, and a panel without spare room is
left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bhxhcomm.page.engine.boxes import MM, attribute, border_area, panels

AIR_MM = 4.0
"""The most that one unit of `data-air` gives, in mm, where `data-flow` does not say another length."""
MORE_AIR = 3.0
"""How much more of it an empty panel gives: what has little to say says it calmly."""


def balance(document: Any) -> dict[str, float]:
    """Spread the blocks of every panel of a laid-out document. Returns how full each panel was, as a share of its height."""
    from weasyprint.document import Page

    filled: dict[str, float] = {}
    for number, page in enumerate(document.pages):
        page_box = page._page_box
        for name, panel in panels(page_box):
            column = _column(panel)
            filled[name] = column.share
            _spread(column)
        document.pages[number] = Page(page_box)
    return filled


def shares(document: Any) -> dict[str, float]:
    """How full each panel of a laid-out document is, as a share of its height: over 1 when its content is too long."""
    return {name: _column(panel).share for page in document.pages for name, panel in panels(page._page_box)}


@dataclass(frozen=True, slots=True)
class _Column:
    """What stands below each other on a panel; `foot` goes to the bottom. Lengths in px."""

    blocks: tuple[Any, ...]
    foot: Any
    top: float
    bottom: float
    air: float

    @property
    def spare(self) -> float:
        return self.bottom - _bottom(self.blocks[-1]) if self.blocks else self.bottom - self.top

    @property
    def share(self) -> float:
        return 1 - self.spare / (self.bottom - self.top)


def _column(panel: Any) -> _Column:
    top, bottom = panel.content_box_y(), panel.content_box_y() + panel.height
    flow = next((child for child in panel.descendants() if attribute(child, "data-flow") is not None), None)
    blocks = tuple(child for child in flow.children if child.is_in_normal_flow()) if flow is not None else ()
    foot = blocks[-1] if blocks and attribute(blocks[-1], "data-foot") is not None else None
    if foot is not None and attribute(foot, "data-foot") == "bleed":
        bottom = border_area(panel).bottom
    air = float((attribute(flow, "data-flow") if flow is not None else "") or AIR_MM)
    return _Column(blocks, foot, top, bottom, air / MM)


def _spread(column: _Column) -> None:
    spare = column.spare
    if spare <= 0 or not column.blocks:
        return
    weights = [_air(block, before) for before, block in zip([None, *column.blocks], column.blocks, strict=False)]
    if column.foot is not None:
        weights[-1] = 0.0
    most = column.air * (1 + MORE_AIR * (1 - column.share))
    unit = min(most, spare * 0.9 / total) if (total := sum(weights)) else 0.0
    shift = 0.0
    for block, weight in zip(column.blocks, weights, strict=True):
        shift += weight * unit
        _move(block, spare if block is column.foot else shift)


def _move(block: Any, down: float) -> None:
    """Move a box with all that is in it, backgrounds included: the engine keeps those by their place on the page."""
    if not down:
        return
    block.translate(0, down)
    for box in block.descendants():
        background = getattr(box, "background", None)
        if background is not None:
            box.background = background._replace(layers=[_moved(layer, down) for layer in background.layers])


def _moved(layer: Any, down: float) -> Any:
    return layer._replace(
        painting_area=_down(layer.painting_area, down),
        positioning_area=_down(layer.positioning_area, down),
        clipped_boxes=[_down(clipped, down) for clipped in layer.clipped_boxes],
    )


def _down(area: Any, down: float) -> Any:
    """A rectangle (x, y, then anything) moved down; what the engine left as a word stays."""
    return area if isinstance(area, str) else (area[0], area[1] + down, *area[2:])


def _air(block: Any, before: Any) -> float:
    if before is None or (attribute(before, "data-heading") is not None and attribute(block, "data-heading") is None):
        return 0.0
    if attribute(before, "data-lead") is not None and block.element_tag in ("ul", "ol"):
        return 0.0
    return float(attribute(block, "data-air") or 0)


def _bottom(block: Any) -> float:
    edge: float = block.border_box_y() + block.border_height()
    return edge
