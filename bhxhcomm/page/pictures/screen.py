"""Pictures for screens, made from the pages of a PDF: an exact number of pixels, sRGB, small.

A picture of flat colours loses nothing that can be seen when it is written with a palette of 256. Whether that is so is
measured, and where it shows, all colours are kept.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem, Severity, error

MOST_BYTES = 300_000
"""What a picture for a social channel may weigh at its own size: larger ones are compressed anew by the platforms."""
COLOURS = 256
MOST_OFF = 32
"""How far pixels may be off in a channel (of 255), all but so few of them as …"""
RARE = 0.001
"""… this share, and …"""
MEAN_OFF = 0.5
"""… how far they may be off on average, for a palette that does not show."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: a PNG, and what was measured on it."""

    png: bytes
    pixels: tuple[int, int]
    palette: bool

    @property
    def checks(self) -> dict[str, Any]:
        """The measures, ready for JSON."""
        return {"pixels": list(self.pixels), "bytes": len(self.png), "palette": self.palette}


def pictures(pdf: bytes, size: tuple[int, int], enlarged: int = 1) -> list[Screen]:
    """Each page of a PDF as a picture of `size` in pixels, so many times `enlarged`. ContentError `pixel-size` for a page of
    other proportions."""
    import pypdfium2

    width, height = size[0] * enlarged, size[1] * enlarged
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_screen(_rendered(page, width, height)) for page in document]
    finally:
        document.close()


def too_heavy(screen: Screen, name: str, enlarged: int) -> list[Problem]:
    """A warning where a picture weighs more than it should."""
    most = MOST_BYTES * enlarged**2
    if len(screen.png) <= most:
        return []
    message = _("the picture {name} weighs {size} kB, and should weigh at most {most} kB")
    said = message.format(name=name, size=len(screen.png) // 1000, most=most // 1000)
    hint = _("Use a drawing instead of a photograph, or a smaller one.")
    return [Problem("picture-too-heavy", said, hint=hint, severity=Severity.WARNING)]


def _rendered(page: Any, width: int, height: int) -> Any:
    """A page as an RGB image. Sizes in points are rounded up by a pixel at most, which is cut off."""
    image = page.render(scale=width / page.get_width(), rev_byteorder=True).to_pil().convert("RGB")
    if not (0 <= image.width - width <= 1 and -1 <= image.height - height <= 1):
        message = _("the page has {found}, not {wanted} pixels")
        found, wanted = f"{image.width}×{image.height}", f"{width}×{height}"
        raise error("pixel-size", message.format(found=found, wanted=wanted))
    if image.height < height:
        return image.resize((width, height))
    return image.crop((0, 0, width, height)) if image.size != (width, height) else image


def _screen(image: Any) -> Screen:
    reduced = _with_palette(image)
    out = io.BytesIO()
    # Whoever puts the record in writes it anew, and takes more time to make it small.
    (reduced or image).save(out, "PNG", compress_level=1)
    return Screen(out.getvalue(), image.size, reduced is not None)


def _with_palette(image: Any) -> Any:
    """The image in a palette, or None where that would show."""
    import numpy
    from PIL import Image

    # Not `quantize(palette=…)`, which is faster and turns white into 252.
    reduced = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    # Every other pixel of every other row tells whether it shows.
    size = max(1, image.width // 2), max(1, image.height // 2)
    before, after = (one.resize(size, Image.Resampling.NEAREST) for one in (image, reduced.convert("RGB")))
    off = numpy.abs(numpy.asarray(before, numpy.int16) - numpy.asarray(after, numpy.int16))
    if (off.max(axis=2) > MOST_OFF).mean() > RARE or off.mean() > MEAN_OFF:
        return None
    return reduced
