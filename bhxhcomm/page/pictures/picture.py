"""Pictures are vetted before the engine sees them, and brought to the size at which they are printed.

Raster pictures (PNG, JPEG) go through Pillow in the guarded child, drawings (SVG) through `content.drawing` and two readers
(`second_reader`), in the child where they are not plain. What is let through cannot run, cannot fetch, and cannot fill time
or memory. The same file always gives the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element

from bhxhcomm.content import drawing, drawing_support, drawing_weight
from bhxhcomm.core import guarded, opening, resources
from bhxhcomm.core.guarded import Limits
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, error
from bhxhcomm.page.measuring.fonts import FontFile, families_for, find
from bhxhcomm.page.pictures import drawing_fonts, drawn, second_reader
from bhxhcomm.page.pictures.drawn import FaceData

MAX_BYTES = 80_000_000
PRINT_DPI = 300

_RASTER = Limits(seconds=20, megabytes=1600, libraries=("PIL.Image", "PIL.ImageCms", "numpy"))
_DRAWING = Limits(
    seconds=3, megabytes=700, libraries=("bhxhcomm.page.engine.isolated", "resvg_py", "numpy"), scratch=True
)


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """A picture ready for the page: its bytes, their type, and its size in pixels (0 by 0 for a drawing)."""

    data: bytes
    mime: str
    width: int = 0
    height: int = 0


def prepare(
    path: Path, width_mm: float, dpi: int = PRINT_DPI, *, name: str = "", fonts: tuple[FontFile, ...] = ()
) -> PreparedPicture:
    """The picture in `path`, vetted, and no larger than `width_mm` at `dpi` needs. Words of a drawing are set in `fonts`,
    those of its page (unless given: of Vietnamese).

    Raises ContentError with the code `picture-missing`, `picture-format`, `picture-corrupt`, `picture-colours`,
    `picture-too-large`, or one that begins with `svg-`. `name` is how messages call the file (its path, unless given).
    """
    return prepare_bytes(read(path, name=name), name or str(path), width_mm, dpi, fonts)


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
def prepare_bytes(
    data: bytes, name: str, width_mm: float, dpi: int = PRINT_DPI, fonts: tuple[FontFile, ...] = ()
) -> PreparedPicture:
    """As `prepare`, for bytes that have been read already."""
    kind = drawing.kind_of(data, name)
    if kind == drawing.SVG:
        return _prepare_drawing(data, name, fonts)
    return _prepare_raster(data, kind, name, round(width_mm / 25.4 * dpi))


def _prepare_raster(data: bytes, kind: str, name: str, max_width: int) -> PreparedPicture:
    from bhxhcomm.page.pictures import raster

    return PreparedPicture(*guarded.call(raster.fitted, data, kind, name, max_width, place=Place(name), limits=_RASTER))


@lru_cache(maxsize=128)
def _prepare_drawing(data: bytes, name: str, fonts: tuple[FontFile, ...]) -> PreparedPicture:
    """A drawing as it is, once it is known that it can be drawn within the limits of time and memory, and is drawn right."""
    place = Place(name)
    tree = drawing.vetted(data, name)
    plain = drawing_weight.is_plain(tree, len(data), place)
    drawing_support.check(tree, place)
    prepared = PreparedPicture(drawing.without_doctype(data), drawing.SVG)
    if sha256(data).hexdigest() in _ours():
        return prepared
    faces: tuple[FaceData, ...] = ()
    if drawing.has_words(data):
        fonts = fonts or find(families_for("vi").all)
        drawing_fonts.check(tree, fonts, place)
        faces = drawn.faces_of(fonts)
    if plain:
        second_reader.check(prepared.data, name, ratio(prepared), faces)
    else:
        order = (prepared.data, name, ratio(prepared), faces)
        guarded.call(second_reader.check, *order, place=place, limits=_DRAWING)
    return prepared


@cache
def _ours() -> frozenset[str]:
    """The SHA-256 of the drawings that ship: tests show them to both readers."""
    return frozenset(sha256(path.read_bytes()).hexdigest() for path in resources.folder("assets").glob("**/*.svg"))


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
