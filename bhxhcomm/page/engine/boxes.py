"""A walk over the boxes of a laid-out page: what stands on each panel, where, and how it is set.

WeasyPrint keeps its box tree private; this module and `balance` are the only ones that know it, and the minor version
of WeasyPrint is pinned for their sake. All lengths are CSS pixels (96 an inch), from the top left corner of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from bhxhcomm.page.engine import adapter

MM = 25.4 / 96
PT = 72 / 96

Colour = tuple[float, float, float, float]
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle by its edges."""

    left: float
    top: float
    right: float
    bottom: float

    def within(self, other: Area) -> Area:
        """What the two have in common."""
        return Area(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def beyond(self, other: Area) -> float:
        """How far this reaches out of another, on the side where it does so most; negative where it lies inside."""
        return max(other.left - self.left, other.top - self.top, self.right - other.right, self.bottom - other.bottom)


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """One run of text, one picture or one box, with all that is known of where it stands.

    `bounds` is where it must stay. `role` is `body`, `table` or `note`; `draft` says that it is part of the draft mark;
    `generated` that it comes from the style sheet and not from the content. `ground` is the colour behind it; `families` are
    the font families of a text, first choice first. `block` is the name of the block of an infographic that it is part of,
    `source` the address of a picture. `cut` is how far the ink of a text reaches, in pixels, beyond where it is seen: the page,
    a box that hides what leaves it, or a band of colour beside which it does not stand out.
    """

    kind: str
    area: Area
    panel: str
    bounds: Area
    text: str = ""
    role: str = "body"
    draft: bool = False
    generated: bool = False
    size: float = 0.0
    ink: Colour = WHITE
    ground: Colour = WHITE
    visible: bool = True
    families: tuple[str, ...] = ()
    block: str = ""
    source: str = ""
    cut: float = 0.0


class _Around(NamedTuple):
    """What a box inherits from the boxes around it. `holder` is the nearest block: text must not stick out of its sides."""

    panel: str
    bounds: Area
    panel_area: Area
    role: str
    draft: bool
    ground: Colour
    opacity: float
    line: Area | None
    holder: Area
    block: str = ""
    seen: Area | None = None
    """Where ink is seen: the page, and within it each box that hides what leaves it."""
    band: Area | None = None
    """The nearest box with a colour of its own, and …"""
    beside: Colour = WHITE
    """… the colour beside it."""


def pieces(page_box: Any) -> Iterator[PlacedBox]:
    """Every run of text, picture and block of a page, in document order."""
    page = Area(0.0, 0.0, page_box.margin_width(), page_box.margin_height())
    around = _Around("", page, page, "body", False, WHITE, 1.0, None, page, seen=page)
    yield from _walk(page_box, around)


def panels(page_box: Any) -> Iterator[tuple[str, Any]]:
    """The panels of a page: their names and boxes."""
    for box in page_box.descendants():
        name = attribute(box, "data-panel")
        if name and type(box).__name__ == "InlineBlockBox":
            yield name, box


def attribute(box: Any, name: str) -> str | None:
    """An attribute of the element that a box stands for; None for pseudo-elements and anonymous boxes without one."""
    element = getattr(box, "element", None)
    if element is None or "::" in (box.element_tag or ""):
        return None
    value: str | None = element.get(name)
    return value


def content_area(box: Any) -> Area:
    """The content box."""
    left, top = box.content_box_x(), box.content_box_y()
    return Area(left, top, left + box.width, top + box.height)


def border_area(box: Any) -> Area:
    """The border box."""
    left, top = box.border_box_x(), box.border_box_y()
    return Area(left, top, left + box.border_width(), top + box.border_height())


def _walk(box: Any, around: _Around) -> Iterator[PlacedBox]:
    kind = type(box).__name__
    style = box.style
    if kind == "TextBox":
        line = around.line
        top, bottom = (line.top, line.bottom) if line else (box.position_y, box.position_y + box.height)
        red, green, blue, alpha = _srgb(style["color"])
        yield PlacedBox(
            kind="text",
            area=Area(box.position_x, top, box.position_x + box.width, bottom),
            panel=around.panel,
            bounds=Area(
                max(around.bounds.left, around.holder.left),
                around.bounds.top,
                min(around.bounds.right, around.holder.right),
                around.bounds.bottom,
            ),
            text=box.text,
            role=around.role,
            draft=around.draft,
            generated="::" in (box.element_tag or ""),
            size=style["font_size"],
            ink=_over((red, green, blue, alpha * around.opacity), around.ground),
            ground=around.ground,
            visible=style["visibility"] == "visible" and style["font_size"] > 0 and alpha * around.opacity > 0,
            families=tuple(style["font_family"]),
            block=around.block,
            cut=_cut(box, around),
        )
        return
    inner = _entered(box, kind, around)
    if kind == "LineBox":
        inner = inner._replace(
            line=Area(box.position_x, box.position_y, box.position_x + box.width, box.position_y + box.height)
        )
    elif kind not in ("PageBox", "InlineBox", "MarginBox") and around.panel:
        yield PlacedBox(
            kind="picture" if kind.endswith("ReplacedBox") else "box",
            area=border_area(box),
            panel=inner.panel,
            bounds=inner.bounds,
            draft=inner.draft,
            block=inner.block,
            source=(attribute(box, "src") or "") if kind.endswith("ReplacedBox") else "",
        )
    for child in box.children:
        if hasattr(child, "style"):
            yield from _walk(child, inner)


def _entered(box: Any, kind: str, around: _Around) -> _Around:
    """What holds for the children of a box."""
    changes: dict[str, Any] = {}
    style = box.style
    name = attribute(box, "data-panel")
    if name and kind in ("InlineBlockBox", "BlockBox"):
        area = border_area(box)
        changes.update(panel=name, panel_area=area, bounds=content_area(box))
    if attribute(box, "data-bleed") is not None:
        changes["bounds"] = around.panel_area
    if block := attribute(box, "data-block"):
        changes["block"] = block
    if role := attribute(box, "data-role"):
        changes["role"] = role
    elif kind == "TableCellBox":
        changes["role"] = "table"
    if attribute(box, "data-draft") is not None:
        changes["draft"] = True
    if kind not in ("LineBox", "InlineBox", "PageBox", "MarginBox"):
        changes["holder"] = border_area(box)
    if kind not in ("LineBox", "PageBox"):
        colour = _srgb(style["background_color"])
        if colour[3]:
            changes["ground"] = _over(colour, around.ground)
            changes["band"], changes["beside"] = border_area(box), around.ground
        if style["opacity"] != 1:
            changes["opacity"] = around.opacity * style["opacity"]
        if style["overflow"] != "visible" and kind not in ("InlineBox",):
            changes["bounds"] = changes.get("bounds", around.bounds).within(border_area(box))
            changes["seen"] = around.seen.within(border_area(box)) if around.seen else border_area(box)
    return around._replace(**changes) if changes else around


def _cut(box: Any, around: _Around) -> float:
    """How far the ink of a text reaches beyond where it is seen. Ink is asked for only near an edge: that takes a layout."""
    size, style = box.style["font_size"], box.style
    if around.seen is None or not size or style["visibility"] != "visible" or not box.text.strip():
        return 0.0
    x, y = box.position_x, box.position_y + box.baseline
    most = Area(x - size / 2, y - _MOST_ABOVE * size, x + box.width + size / 2, y + _MOST_BELOW * size)
    rooms = [around.seen]
    if around.band is not None and _is_lost(_over(_srgb(style["color"]), around.ground), around.ground, around.beside):
        rooms.append(around.band)
    near = [room for room in rooms if most.beyond(room) > 0]
    if not near:
        return 0.0
    left, top, width, height = adapter.ink(box)
    ink = Area(x + left, y + top, x + left + width, y + top + height)
    return max(0.0, *(ink.beyond(room) for room in near))


_MOST_ABOVE, _MOST_BELOW = 1.8, 1.0
"""How far above and below the line letters may reach, in sizes of type: capitals with two marks, Tai Viet, Khmer."""


def _is_lost(ink: Colour, ground: Colour, beside: Colour) -> bool:
    """Whether ink that stands out from its ground does not from what is beside that."""

    def apart(one: Colour, other: Colour) -> float:
        return sum(abs(first - second) for first, second in zip(one[:3], other[:3], strict=True))

    return apart(ink, beside) < apart(ink, ground) / 3


def _srgb(colour: Any) -> Colour:
    coordinates = colour.coordinates if colour.space == "srgb" else colour.to("srgb").coordinates
    red, green, blue = (min(1.0, max(0.0, part or 0.0)) for part in coordinates)
    return red, green, blue, colour.alpha


def _over(upper: Colour, lower: Colour) -> Colour:
    """`upper` laid over the opaque `lower`."""
    alpha = upper[3]
    red, green, blue = (alpha * above + (1 - alpha) * below for above, below in zip(upper[:3], lower[:3], strict=True))
    return red, green, blue, 1.0
