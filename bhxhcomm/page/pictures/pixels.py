"""PDF pages as pictures: one PNG a page, and a contact sheet of all pages.

The pictures are made from the PDF that is handed out, so that what is reviewed on a screen is what is printed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

GAP_MM = 6
"""The space around and between the pages of a contact sheet, in mm."""
GROUND = (226, 229, 233)
FRAME = (150, 156, 164)


def pages(pdf: bytes, dpi: int) -> list[bytes]:
    """Each page as an RGB PNG of `dpi` dots an inch."""
    return [_png(image, dpi) for image in images(pdf, dpi)]


def images(pdf: bytes, dpi: int) -> Iterator[Image]:
    """Each page as an RGB picture of `dpi` dots an inch, for who looks at its pixels and hands out no file."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            yield page.render(scale=dpi / 72, rev_byteorder=True).to_pil().convert("RGB")
    finally:
        document.close()


def contact_sheet(pictures: Sequence[bytes], dpi: int) -> bytes:
    """All pages on one picture, below each other where they lie across, else side by side."""
    from PIL import Image, ImageDraw

    opened = [Image.open(io.BytesIO(picture)) for picture in pictures]
    gap = round(GAP_MM / 25.4 * dpi)
    across = opened[0].width > opened[0].height
    widths, heights = [image.width for image in opened], [image.height for image in opened]
    width = max(widths) if across else sum(widths) + gap * (len(opened) - 1)
    height = sum(heights) + gap * (len(opened) - 1) if across else max(heights)
    sheet = Image.new("RGB", (width + 2 * gap, height + 2 * gap), GROUND)
    draw = ImageDraw.Draw(sheet)
    x = y = gap
    for image in opened:
        sheet.paste(image, (x, y))
        draw.rectangle((x - 1, y - 1, x + image.width, y + image.height), outline=FRAME)
        x, y = (x, y + image.height + gap) if across else (x + image.width + gap, y)
    return _png(sheet, dpi)


def _png(image: object, dpi: int) -> bytes:
    result = io.BytesIO()
    image.save(result, "PNG", dpi=(dpi, dpi))  # type: ignore[attr-defined]
    return result.getvalue()
