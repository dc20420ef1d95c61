"""Raster pictures (PNG, JPEG) brought to the size at which they are printed. Runs in the guarded child (`core/guarded`)."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, error

LOADED = (JpegImagePlugin, PngImagePlugin)
"""The readers that are used, loaded before any picture is looked at."""
PNG, JPEG = "image/png", "image/jpeg"
MAX_PIXELS = 100_000_000
JPEG_QUALITY = 88
PHOTOGRAPH_COLOURS = 4096


def fitted(data: bytes, kind: str, name: str, max_width: int) -> tuple[bytes, str, int, int]:
    """The picture no wider than `max_width` pixels: its bytes, their type, width and height. `kind` is what its first bytes
    say. Raises `ContentError`: `picture-corrupt`, `picture-format`, `picture-too-large`."""
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


def _in_rgb(image: Any) -> Any:
    """The picture in RGB, or RGBA where something shows through; without profile, EXIF or other baggage."""
    transparent = "A" in image.getbands() or "transparency" in image.info
    plain = image.convert("RGBA" if transparent else "RGB")
    if transparent and plain.getextrema()[3][0] == 255:
        plain = plain.convert("RGB")
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())
