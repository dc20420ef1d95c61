"""Pictures are vetted before the engine sees them, and brought to the size at which they are printed.

Raster pictures (PNG, JPEG) go through Pillow, drawings (SVG) through defusedxml. What is let through cannot run, cannot
fetch, and cannot fill the memory. The same file always gives the same bytes.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from bhxhcomm.i18n import _
from bhxhcomm.problems import ContentError, Place, error

PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"
MAX_PIXELS = 100_000_000
MAX_BYTES = 80_000_000
MAX_SVG_BYTES = 4_000_000
PRINT_DPI = 300
JPEG_QUALITY = 88
PHOTOGRAPH_COLOURS = 4096

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
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = _("the picture has {size} MB; at most {limit} MB are read")
            raise error(
                "picture-too-large", message.format(size=size // 1_000_000, limit=MAX_BYTES // 1_000_000), place
            )
        return path.read_bytes()
    except OSError as reason:
        raise error(
            "picture-missing", _("the picture cannot be read: {reason}").format(reason=reason.strerror), place
        ) from None


@lru_cache(maxsize=32)
def prepare_bytes(data: bytes, name: str, width_mm: float, dpi: int = PRINT_DPI) -> Prepared:
    """As `prepare`, for bytes that have been read already."""
    kind = kind_of(data, name)
    if kind == SVG:
        vet_svg(data, name)
        return Prepared(data, SVG)
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
    from PIL import Image, ImageOps, UnidentifiedImageError

    place = Place(name)
    try:
        with _strict(), warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as probe:
                width, height = probe.size
                if width * height > MAX_PIXELS:
                    raise _too_large(place)
                if getattr(probe, "n_frames", 1) > 1 and kind == PNG:
                    raise error("picture-format", _("animated pictures cannot be printed"), place)
                probe.verify()
            with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as opened:
                opened.load()
                image: Any = ImageOps.exif_transpose(opened) or opened
                image = _in_rgb(image)
    except ContentError:
        raise
    except Image.DecompressionBombError:
        raise _too_large(place) from None
    except UnidentifiedImageError:
        raise error("picture-corrupt", _("the picture is damaged"), place) from None
    except (OSError, SyntaxError, ValueError, EOFError) as reason:
        raise error("picture-corrupt", _("the picture is damaged: {reason}").format(reason=reason), place) from None
    if image.width > max_width:
        size = (max_width, max(1, round(image.height * max_width / image.width)))
        image = image.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    photograph = image.mode == "RGB" and (kind == JPEG or image.getcolors(PHOTOGRAPH_COLOURS) is None)
    if photograph:
        image.save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
    else:
        image.save(out, "PNG", optimize=True)
    return Prepared(out.getvalue(), JPEG if photograph else PNG, image.width, image.height)


@contextmanager
def _strict() -> Iterator[None]:
    """Take no half pictures: WeasyPrint tells Pillow, for the whole process, to fill up those that break off."""
    from PIL import ImageFile

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_large(place: Place) -> ContentError:
    return error(
        "picture-too-large",
        _("the picture has more than {limit} million pixels").format(limit=MAX_PIXELS // 1_000_000),
        place,
        _("Make it smaller; 1200 pixels across are enough for a leaflet."),
    )


def _in_rgb(image: Any) -> Any:
    """The picture in RGB, or RGBA where something shows through; without profile, EXIF or other baggage."""
    from PIL import Image

    transparent = "A" in image.getbands() or "transparency" in image.info
    plain = image.convert("RGBA" if transparent else "RGB")
    if transparent and plain.getextrema()[3][0] == 255:
        plain = plain.convert("RGB")
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def vet_svg(data: bytes, name: str) -> Element:
    """The drawing as a tree, when it can neither run nor fetch anything; ContentError `svg-unsafe` or `picture-corrupt`."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    place = Place(name)
    if len(data) > MAX_SVG_BYTES:
        message = _("the drawing has {size} kB; at most {limit} kB are read")
        raise error("picture-too-large", message.format(size=len(data) // 1000, limit=MAX_SVG_BYTES // 1000), place)
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
        if attribute in ("href", "src") and not _SAFE_LINK.match(value.strip()):
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
