"""Pictures are vetted before the engine sees them, and brought to the size at which they are printed.

Raster pictures (PNG, JPEG) go through Pillow in the guarded child, drawings (SVG) through `content.drawing`; one that is not
plain is drawn in the child first. What is let through cannot run, cannot fetch, and cannot fill time or memory. The same file
always gives the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element

from bhxhcomm.content import drawing, drawing_weight
from bhxhcomm.core import guarded, opening
from bhxhcomm.core.guarded import Limits
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, error

MAX_BYTES = 80_000_000
PRINT_DPI = 300

_RASTER = Limits(seconds=20, megabytes=1600, libraries=("PIL.Image", "PIL.ImageCms", "numpy"))
_DRAWING = Limits(seconds=3, megabytes=700, libraries=("bhxhcomm.page.engine.isolated",), scratch=True)
_TRIAL_MM = 60.0
"""The size at which a drawing that is not plain is tried."""


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A picture ready for the page: its bytes, their type, and its size in pixels (0 by 0 for a drawing)."""

    data: bytes
    mime: str
    width: int = 0
    height: int = 0


def prepare(path: Path, width_mm: float, dpi: int = PRINT_DPI, *, name: str = "") -> PreparedPicture:
    """The picture in `path`, vetted, and no larger than `width_mm` at `dpi` needs.

    Raises ContentError with the code `picture-missing`, `picture-format`, `picture-corrupt`, `picture-colours`,
    `picture-too-large` or `svg-unsafe`. `name` is how messages call the file (its path, unless given).
    """
    return prepare_bytes(read(path, name=name), name or str(path), width_mm, dpi)


def read(path: Path, *, name: str = "") -> bytes:
    """The bytes of a picture file; ContentError `picture-missing` or `picture-too-large`."""
    place = Place(name or str(path))
    try:
        return opening.read(path, None, most=MAX_BYTES, shown=place.path)
    except ContentError as reason:
        problem = reason.problems[0]
        code = "picture-too-large" if problem.code == "file-too-large" else "picture-missing"
        message = _("the picture cannot be read: {reason}").format(reason=problem.message)
        raise error(code, message, place, problem.hint) from None


@lru_cache(maxsize=32)
def prepare_bytes(data: bytes, name: str, width_mm: float, dpi: int = PRINT_DPI) -> PreparedPicture:
    """As `prepare`, for bytes that have been read already."""
    kind = drawing.kind_of(data, name)
    if kind == drawing.SVG:
        return _prepare_drawing(data, name)
    return _prepare_raster(data, kind, name, round(width_mm / 25.4 * dpi))


def _prepare_raster(data: bytes, kind: str, name: str, max_width: int) -> PreparedPicture:
    from bhxhcomm.page.pictures import raster

    return PreparedPicture(*guarded.call(raster.fitted, data, kind, name, max_width, place=Place(name), limits=_RASTER))


def _prepare_drawing(data: bytes, name: str) -> PreparedPicture:
    """A drawing as it is, once it is known that it can be drawn within the limits of time and memory."""
    place = Place(name)
    tree = drawing.vetted(data, name)
    if not drawing_weight.is_plain(tree, len(data), place):
        from bhxhcomm.page.pictures import drawn

        guarded.call(drawn.png, data, _TRIAL_MM, _TRIAL_MM, place=place, limits=_DRAWING)
    return PreparedPicture(data, drawing.SVG)


def ratio(prepared: PreparedPicture) -> float:
    """Width over height: of the pixels, or of a drawing's view box or size (1 where it states none)."""
    if prepared.height:
        return prepared.width / prepared.height
    from defusedxml.ElementTree import fromstring

    root: Element = fromstring(prepared.data)
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sides = (box[2], box[3]) if len(box) == 4 else (root.get("width", ""), root.get("height", ""))
    numbers = [float(match[0]) if (match := re.match(r"\d*\.?\d+", side)) else 0.0 for side in sides]
    return numbers[0] / numbers[1] if all(numbers) else 1.0
