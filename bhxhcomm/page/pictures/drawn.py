"""Drawings (SVG) as the page engine shows them, beside the page: for what cannot show them itself (Word files, covers of
sounds), and to see that they can be drawn."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bhxhcomm.content import drawing
from bhxhcomm.page.engine import actual_text, arcs, drawing_words, font_copies, gradients, libraries, negative_advances
from bhxhcomm.page.engine.drawing import Drawings
from bhxhcomm.page.engine.resource import Resource

if TYPE_CHECKING:
    from PIL.Image import Image

    from bhxhcomm.page.measuring.fonts import FontFile

DPI = 220
_URL = "page:drawing"

FaceData = tuple[str, int, str, bytes]
"""A face as plain values: family, weight, style, and the bytes of its file."""


@lru_cache(maxsize=64)
def png(svg: bytes, width: float, height: float, fonts: tuple[FontFile, ...]) -> bytes:
    """A vetted drawing as PNG on white, for `width` by `height` mm at 220 dpi, its words in the fonts of the page. No other
    file is reached."""
    shown = image(svg, width, height, DPI, faces_of(fonts) if drawing.has_words(svg) else ())
    out = io.BytesIO()
    # Flat drawings need few colours; a palette makes the file a third of the size.
    if shown.getcolors(256) is None:
        shown = shown.quantize(256)
    shown.save(out, "PNG", optimize=True, dpi=(DPI, DPI))
    return out.getvalue()


@lru_cache(maxsize=4)
def faces_of(fonts: tuple[FontFile, ...]) -> tuple[FaceData, ...]:
    """The faces of a page, read."""
    return tuple((font.family, font.weight, font.style, font.path.read_bytes()) for font in fonts)


def image(svg: bytes, width: float, height: float, dpi: float, faces: Sequence[FaceData]) -> Image:
    """A vetted drawing on white, in RGB, `width` by `height` mm. Words in it are set in `faces`, of which there must be one
    where there are words: Pango dies where it has no font at all."""
    libraries.isolate()
    for patch in (negative_advances, actual_text, arcs, gradients, drawing_words):
        patch.install()
    import pypdfium2
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class DrawingFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url == _URL:
                return URLFetcherResponse(url, svg, {"Content-Type": drawing.SVG})
            if url.startswith(("data:image/png;base64,", "data:image/jpeg;base64,")):
                return super().fetch(url, headers)
            raise ValueError("not declared")

    fetcher = DrawingFetcher(allowed_protocols=("data",), allow_redirects=False)
    html = (
        f"<style>@page {{ size: {width}mm {height}mm; margin: 0 }} body {{ margin: 0; font-size: 0 }}</style>"
        f'<img src="{_URL}" style="display: block; width: {width}mm; height: {height}mm">'
    )
    configuration, sheets = _typeset(tuple(faces)) if faces else (None, [])
    page = HTML(string=html, base_url="page:/", url_fetcher=fetcher)
    # A plain drawing is translated into PDF once; the page takes the same.
    kept = Drawings({_URL: Resource(_URL, svg, drawing.SVG)}, {})
    pdf = pypdfium2.PdfDocument(page.write_pdf(font_config=configuration, stylesheets=sheets, cache=kept))
    try:
        shown: Image = pdf[0].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        pdf.close()
    return shown


@lru_cache(maxsize=2)
def _typeset(faces: tuple[FaceData, ...]) -> tuple[Any, list[Any]]:
    """The engine's font configuration for some faces, and the style sheet that it goes with: each takes megabytes."""
    from weasyprint import CSS
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    files = {f"page:font/{number}": face for number, face in enumerate(faces)}

    class FontFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            return URLFetcherResponse(url, files[url][3], {"Content-Type": "font/ttf"})

    rules = "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; src: url("{url}") }}\n'
        for url, (family, weight, style, _data) in files.items()
    )
    configuration = font_copies.configuration()
    drawing_words.lend(configuration, tuple(dict.fromkeys(face[0] for face in faces)))
    fetcher = FontFetcher(allowed_protocols=(), allow_redirects=False)
    return configuration, [CSS(string=rules, font_config=configuration, url_fetcher=fetcher)]
