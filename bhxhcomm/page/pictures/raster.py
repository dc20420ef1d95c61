"""Raster pictures (PNG, JPEG) brought to the size at which they are printed. Runs in the guarded child (`core/guarded`)."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, error
from bhxhcomm.page.pictures import colours

LOADED = (JpegImagePlugin, PngImagePlugin)
"""The readers that are used, loaded before any picture is looked at."""
PNG, JPEG = "image/png", "image/jpeg"
_DEPTH = 24
"""Where a PNG says how many bits a channel has."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_PIXELS = 100_000_000
JPEG_QUALITY = 88
PHOTOGRAPH_COLOURS = 4096


def fitted(data: bytes, kind: str, name: str, max_width: int) -> tuple[bytes, str, int, int]:
    """The picture no wider than `max_width` pixels: its bytes, their type, width and height. `kind` is what its first bytes
    say. Raises `ContentError`: `picture-colours`, `picture-corrupt`, `picture-format`, `picture-too-large`."""
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
                if kind == PNG:
                    _scale_transparency(opened.info, opened.mode, data[_DEPTH])
                image: Any = ImageOps.exif_transpose(opened) or opened
                image = colours.in_srgb(image, _codes(data) if kind == PNG else (), place)
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
    return out.getvalue(), JPEG if photograph else PNG, image.width, image.height


@contextmanager
def _strict() -> Iterator[None]:
    """Take no half pictures: WeasyPrint tells Pillow, for the whole process, to fill up those that break off."""
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


def _scale_transparency(info: dict[Any, Any], mode: str, depth: int) -> None:
    """Say the colour that shows through (`tRNS`) in the eight bits in which Pillow gives the others: it leaves it in those of
    the file, and so finds it nowhere."""
    through = info.get("transparency")
    if isinstance(through, tuple) and depth == 16:
        info["transparency"] = tuple(part >> 8 for part in through)
    elif isinstance(through, int) and mode == "L" and depth < 8:
        info["transparency"] = through * 255 // (2**depth - 1)


def _codes(data: bytes) -> tuple[int, ...]:
    """The numbers of the chunk `cICP` of a PNG (PNG 3, 11.3.2.6), which Pillow does not read; none without one."""
    at = len(_SIGNATURE)
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">L4s", data, at)
        if name in (b"IDAT", b"IEND"):
            return ()
        if name == b"cICP":
            return tuple(data[at + 8 : at + 8 + length])
        at += 12 + length
    return ()
