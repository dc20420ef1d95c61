"""The paper of a print shop: colours that run past the cut, the boxes that say where it cuts, and its marks.

Lengths are mm where they are named so, CSS pixels in the laid-out page, and points in the file. Boxes are those of
ISO 32000-1, 14.11.2: the TrimBox is the finished leaf, the BleedBox the leaf with what is cut away, the MediaBox all of the
sheet. Marks stand outside of the bleed, so that none is left on the leaf when the knife is 3 mm off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bhxhcomm.page.engine import adapter
from bhxhcomm.page.engine.boxes import MM, Area, border_area, panels

BLEED_MM = 3.0
MARK_FROM_MM = 4.0
"""Where marks begin, from the edge of the leaf: 1 mm outside of the bleed."""
MARK_MM = 5.0
SHEET_MM = 10.0
"""How far the sheet goes on around the leaf where there are marks."""
LINE_PT = 0.25
REGISTRATION = "Registration"
_POINTS = 72 / 25.4
_TOUCHES_PX = 0.5
_OVERLAP_PX = 1.0
_SQUARE = ((0.0, 0.0),) * 4


def reach_into_bleed(document: Any) -> None:
    """Give the pages of a laid-out document their bleed: every colour that touches the edge of the leaf goes on past it."""
    wide = BLEED_MM / MM
    for page in document.pages:
        page.bleed = dict.fromkeys(("top", "right", "bottom", "left"), wide)
        box = adapter.root_box(page)
        leaf = Area(0.0, 0.0, page.width, page.height)
        for part in (box, *box.descendants()):
            for name in ("background", "canvas_background"):
                background = getattr(part, name, None)
                if background is not None and background.layers and background.color.alpha:
                    setattr(part, name, _reaching(background, leaf, wide))
            _lengthen_rules(part, leaf, wide)


def _reaching(background: Any, leaf: Area, wide: float) -> Any:
    """A background whose colour goes on past the edges that it touches. Round corners stay as they are."""
    *others, last = background.layers
    if isinstance(last.painting_area, str):
        return background
    x, y, width, height = last.painting_area
    left, right = (wide if touches else 0.0 for touches in (x <= _TOUCHES_PX, x + width >= leaf.right - _TOUCHES_PX))
    top, bottom = (wide if touches else 0.0 for touches in (y <= _TOUCHES_PX, y + height >= leaf.bottom - _TOUCHES_PX))
    if not any((left, right, top, bottom)):
        return background
    area = (x - left, y - top, width + left + right, height + top + bottom)
    shapes: list[Any] = []
    for shape in last.clipped_boxes:
        if any(any(radius) for radius in shape[4:]):
            shapes += (shape, *_strips(shape, left, top, right, bottom))
        else:
            shapes.append((*area, *_SQUARE))
    # The engine fills the area within all of these shapes together.
    return background._replace(layers=[*others, last._replace(painting_area=area, clipped_boxes=shapes)])


def _strips(shape: Any, left: float, top: float, right: float, bottom: float) -> Iterator[Any]:
    """The strips of bleed along the straight part of each edge, and those corners that are square."""
    x, y, width, height, *radii = shape
    top_left, top_right, bottom_right, bottom_left = radii
    if left:
        start = -top if not any(top_left) else top_left[1]
        end = -bottom if not any(bottom_left) else bottom_left[1]
        yield (x - left, y + start, left + _OVERLAP_PX, height - start - end, *_SQUARE)
    if right:
        start = -top if not any(top_right) else top_right[1]
        end = -bottom if not any(bottom_right) else bottom_right[1]
        yield (x + width - _OVERLAP_PX, y + start, right + _OVERLAP_PX, height - start - end, *_SQUARE)
    if top:
        start, end = top_left[0], top_right[0]
        yield (x + start, y - top, width - start - end, top + _OVERLAP_PX, *_SQUARE)
    if bottom:
        start, end = bottom_left[0], bottom_right[0]
        yield (x + start, y + height - _OVERLAP_PX, width - start - end, bottom + _OVERLAP_PX, *_SQUARE)


def _lengthen_rules(box: Any, leaf: Area, wide: float) -> None:
    """Let the rules above and below a box go on past the edges that it touches. What stands in the box stays where it is."""
    if not (getattr(box, "border_top_width", 0) or getattr(box, "border_bottom_width", 0)):
        return
    area = border_area(box)
    if area.left <= _TOUCHES_PX and not box.border_left_width:
        box.position_x -= wide
        box.padding_left += wide
    if area.right >= leaf.right - _TOUCHES_PX and not box.border_right_width:
        box.padding_right += wide


def folds(page: Any) -> tuple[float, ...]:
    """Where a page is folded, in mm from its left edge: where one panel ends and the next begins."""
    lefts = {round(border_area(panel).left * MM, 2) for _name, panel in panels(adapter.root_box(page))}
    return tuple(sorted(left for left in lefts if left > 1))


def draw_marks(document: Any, pdf: Any) -> None:
    """Put crop and fold marks around every page of a file that is about to be written, on a sheet as large as they need."""
    import pydyf

    spaces = next(item for item in pdf.objects if isinstance(item, pydyf.Dictionary) and "lab-d50" in item)
    tint = pydyf.Dictionary(
        {
            "FunctionType": 2,
            "Domain": pydyf.Array((0, 1)),
            "C0": pydyf.Array((0, 0, 0, 0)),
            "C1": pydyf.Array((1, 1, 1, 1)),
            "N": 1,
        }
    )
    # A mark prints on every plate: the colorant All.
    spaces[REGISTRATION] = pydyf.Array(("/Separation", "/All", "/DeviceCMYK", tint))
    for page, entry in zip(document.pages, pages_of(pdf), strict=True):
        left, top, right, bottom = (float(side) for side in entry["TrimBox"])
        around = SHEET_MM * _POINTS
        entry["MediaBox"] = pydyf.Array([left - around, top - around, right + around, bottom + around])
        marks = pydyf.Stream(list(_marks(page, Area(left, top, right, bottom))), compress=True)
        pdf.add_object(marks)
        # First, for the engine's own stream leaves its scale behind.
        entry["Contents"] = pydyf.Array([marks.reference, entry["Contents"]])


def _marks(page: Any, leaf: Area) -> Iterator[bytes]:
    start, end = MARK_FROM_MM * _POINTS, (MARK_FROM_MM + MARK_MM) * _POINTS
    yield f"/Artifact BMC q /{REGISTRATION} CS 1 SCN {LINE_PT} w".encode()
    for x in (leaf.left, leaf.right):
        yield from _uprights(x, leaf, start, end)
    for y in (leaf.top, leaf.bottom):
        yield _line(leaf.left - end, y, leaf.left - start, y)
        yield _line(leaf.right + start, y, leaf.right + end, y)
    yield b"[3 2] 0 d"
    for fold in folds(page):
        yield from _uprights(leaf.left + fold * _POINTS, leaf, start, end)
    yield b"Q EMC"


def _uprights(x: float, leaf: Area, start: float, end: float) -> Iterator[bytes]:
    yield _line(x, leaf.top - end, x, leaf.top - start)
    yield _line(x, leaf.bottom + start, x, leaf.bottom + end)


def _line(x1: float, y1: float, x2: float, y2: float) -> bytes:
    return f"{x1:.3f} {y1:.3f} m {x2:.3f} {y2:.3f} l S".encode()


def pages_of(pdf: Any) -> list[Any]:
    """The entries of the pages in a file that is about to be written, in order."""
    return [item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/Page"]
