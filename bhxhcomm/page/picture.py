"""Pictures are vetted before the engine sees them, and brought to the size at which they are printed.

Raster pictures (PNG, JPEG) go through Pillow in the guarded child, drawings (SVG) through defusedxml; a drawing that is not
plain is drawn in the child first. What is let through cannot run, cannot fetch, and cannot fill time or memory. The same file
always gives the same bytes.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from bhxhcomm.core import guarded, opening
from bhxhcomm.core.guarded import Limits
from bhxhcomm.i18n import _
from bhxhcomm.page import svg_weight
from bhxhcomm.problems import ContentError, Place, error

PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"
MAX_BYTES = 80_000_000
MAX_SVG_BYTES = 4_000_000
PRINT_DPI = 300

_RASTER = Limits(seconds=20, megabytes=1600, libraries=("PIL.Image",))
_DRAWING = Limits(seconds=3, megabytes=700, libraries=("bhxhcomm.page.isolated",), scratch=True)
_TRIAL_MM = 60.0
"""The size at which a drawing that is not plain is tried."""
_SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
_FORBIDDEN_ELEMENTS = frozenset(
    "script foreignObject iframe embed object audio video handler listener animate set animateMotion animateTransform".split()
)
_SAFE_LINK = re.compile(r"#|data:image/(?:png|jpeg);base64,", re.IGNORECASE)
_STYLE_REACHES_OUT = re.compile(r"@import|@font-face|url\(\s*['\"]?(?!#)|expression\(|javascript:|\\", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready for the page: its bytes, their type, and its size in pixels (0 by 0 for a drawing)."""

    data: bytes
    mime: str
    width: int = 0
    height: int = 0


def prepare(path: Path, width_mm: float, dpi: int = PRINT_DPI, *, name: str = "") -> Prepared:
    """The picture in `path`, vetted, and no larger than `width_mm` at `dpi` needs.

    Raises ContentError with the code `picture-missing`, `picture-format`, `picture-corrupt`, `picture-too-large` or
    `svg-unsafe`. `name` is how messages call the file (its path, unless given).
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
def prepare_bytes(data: bytes, name: str, width_mm: float, dpi: int = PRINT_DPI) -> Prepared:
    """As `prepare`, for bytes that have been read already."""
    kind = kind_of(data, name)
    if kind == SVG:
        return _prepare_drawing(data, name)
    return _prepare_raster(data, kind, name, round(width_mm / 25.4 * dpi))


def kind_of(data: bytes, name: str) -> str:
    """PNG, JPEG or SVG, told by the bytes themselves; ContentError `picture-format` for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<", data) and b"<svg" in data[:4096]:
        return SVG
    raise error(
        "picture-format",
        _("this is not a picture in PNG, JPEG or SVG"),
        Place(name),
        _("Save it as PNG, JPEG or SVG and try again."),
    )


def _prepare_raster(data: bytes, kind: str, name: str, max_width: int) -> Prepared:
    from bhxhcomm.page import raster

    return Prepared(*guarded.call(raster.fitted, data, kind, name, max_width, place=Place(name), limits=_RASTER))


def _prepare_drawing(data: bytes, name: str) -> Prepared:
    """A drawing as it is, once it is known that it can be drawn within the limits of time and memory."""
    place = Place(name)
    tree = vet_svg(data, name)
    if not svg_weight.is_plain(tree, len(data), place):
        from bhxhcomm.page.docx import pictures

        guarded.call(pictures.raster, data, _TRIAL_MM, _TRIAL_MM, place=place, limits=_DRAWING)
    return Prepared(data, SVG)


def vet_svg(data: bytes, name: str) -> Element:
    """The drawing as a tree, when it can neither run nor fetch anything; ContentError `svg-unsafe` or `picture-corrupt`."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    place = Place(name)
    if len(data) > MAX_SVG_BYTES:
        message = _("the drawing has {size} kB; at most {limit} kB are read")
        raise error("picture-too-large", message.format(size=len(data) // 1000, limit=MAX_SVG_BYTES // 1000), place)
    svg_weight.count(data, place)
    try:
        tree: Element = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException:
        raise _unsafe(place, _("a document type or entities")) from None
    except (ParseError, ValueError, LookupError) as reason:
        raise error("picture-corrupt", _("the drawing is damaged: {reason}").format(reason=reason), place) from None
    if tree.tag != f"{_SVG_NAMESPACE}svg":
        raise error("picture-format", _("this is not a picture in PNG, JPEG or SVG"), place)
    if b"<?xml-stylesheet" in data:
        raise _unsafe(place, "<?xml-stylesheet?>")
    for element in tree.iter():
        _vet_element(element, place)
    return tree


def _vet_element(element: Element, place: Place) -> None:
    if not isinstance(element.tag, str):
        return
    namespace, _brace, local = element.tag.rpartition("}")
    if local in _FORBIDDEN_ELEMENTS:
        raise _unsafe(place, f"<{local}>")
    for key, value in element.attrib.items():
        attribute = key.rpartition("}")[2]
        if attribute.lower().startswith("on"):
            raise _unsafe(place, f"{attribute}=…")
        if attribute in ("href", "src") and not _is_safe_link(value.strip()):
            raise _unsafe(place, f"{attribute}=“{value[:60]}”")
        if (
            attribute != "href"
            and ("url(" in value.lower() or attribute == "style")
            and _STYLE_REACHES_OUT.search(value)
        ):
            raise _unsafe(place, f"{attribute}=“{value[:60]}”")
        if attribute == "base":
            raise _unsafe(place, "xml:base")
    if local == "style" and namespace and _STYLE_REACHES_OUT.search("".join(element.itertext())):
        raise _unsafe(place, _("a style sheet that reaches outside the drawing"))


def _is_safe_link(link: str) -> bool:
    """Whether a link leads to a part of the drawing, or is itself a PNG or a JPEG, as its bytes say."""
    if not _SAFE_LINK.match(link):
        return False
    if link.startswith("#"):
        return True
    try:
        head = base64.b64decode(unquote(link.partition(",")[2])[:32] + "==")
    except ValueError:
        return False
    return head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"))


def _unsafe(place: Place, what: str) -> ContentError:
    return error(
        "svg-unsafe",
        _("the drawing holds what a printed picture must not hold: {what}").format(what=what),
        place,
        _("Open it in a drawing program and save it as plain SVG."),
    )


def ratio(prepared: Prepared) -> float:
    """Width over height: of the pixels, or of a drawing's view box or size (1 where it states none)."""
    if prepared.height:
        return prepared.width / prepared.height
    from defusedxml.ElementTree import fromstring

    root: Element = fromstring(prepared.data)
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sides = (box[2], box[3]) if len(box) == 4 else (root.get("width", ""), root.get("height", ""))
    numbers = [float(match[0]) if (match := re.match(r"\d*\.?\d+", side)) else 0.0 for side in sides]
    return numbers[0] / numbers[1] if all(numbers) else 1.0


_SAID = frozenset({"text", "title", "desc"})


def words_of(tree: Element) -> str:
    """The words of a drawing that was vetted: its texts, each on a line of its own, and what it says of itself."""
    found = []
    for element in tree.iter():
        if isinstance(element.tag, str):
            if element.tag.rpartition("}")[2] in _SAID:
                found.append("".join(element.itertext()))
            found.append(element.get("aria-label", ""))
    return "\n".join(" ".join(words.split()) for words in found if words.strip())
