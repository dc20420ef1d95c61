"""The vertical balance of panels: spare room goes between the blocks, and the foot goes to the foot.

Layout engines that can do this (flex, grid) cost four times the layout. Here the finished boxes are moved instead, which
costs a few milliseconds: blocks say by `data-air` how much of the room they may take above them, `data-foot` marks what
stands at the bottom of the panel (`bleed`: at its very edge). Nothing is made larger, and a panel without spare room is
left as it is.
"""

from __future__ import annotations

from typing import Any

from bhxhcomm.page.boxes import MM, attribute, border_area, panels

AIR_MM = 3.2
"""The most that one unit of `data-air` gives, in mm."""


def balance(document: Any) -> dict[str, float]:
    """Spread the blocks of every panel of a laid-out document. Returns how full each panel was, as a share of its height."""
    from weasyprint.document import Page

    filled: dict[str, float] = {}
    for number, page in enumerate(document.pages):
        page_box = page._page_box
        for name, panel in panels(page_box):
            filled[name] = _spread(panel)
        document.pages[number] = Page(page_box)
    return filled


def _spread(panel: Any) -> float:
    top, bottom = panel.content_box_y(), panel.content_box_y() + panel.height
    flow = next((child for child in panel.descendants() if attribute(child, "data-flow") is not None), None)
    blocks = [child for child in flow.children if child.is_in_normal_flow()] if flow is not None else []
    if not blocks:
        return 0.0
    foot = blocks[-1] if attribute(blocks[-1], "data-foot") is not None else None
    if attribute(blocks[-1], "data-foot") == "bleed":
        bottom = border_area(panel).bottom
    spare = bottom - _bottom(blocks[-1])
    filled: float = 1 - spare / (bottom - top)
    if spare <= 0:
        return filled
    weights = [_air(block, before) for before, block in zip([None, *blocks], blocks, strict=False)]
    if foot is not None:
        weights[-1] = 0.0
    unit = min(AIR_MM / MM, spare * 0.9 / total) if (total := sum(weights)) else 0.0
    shift = 0.0
    for block, weight in zip(blocks, weights, strict=True):
        shift += weight * unit
        _move(block, spare if block is foot else shift)
    return filled


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
    return float(attribute(block, "data-air") or 0)


def _bottom(block: Any) -> float:
    edge: float = block.border_box_y() + block.border_height()
    return edge
