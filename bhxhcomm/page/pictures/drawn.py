"""Drawings (SVG) as PNG: for what cannot show them itself (Word files, covers of sounds), and to see that they can be drawn."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from bhxhcomm.content import drawing
from bhxhcomm.page.engine import gradients, libraries, negative_advances
from bhxhcomm.page.measuring import fonts

DPI = 220


@lru_cache(maxsize=64)
def png(svg: bytes, width: float, height: float) -> bytes:
    """A vetted drawing as PNG on white, for `width` by `height` mm at 220 dpi. No file is reached but the fonts of pages, by
    which words in it are set: Pango dies where it has no font at all."""
    libraries.isolate()
    negative_advances.install()
    gradients.install()
    import pypdfium2
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    faces = {f"page:font/{number}": face for number, face in enumerate(fonts.find() if b"text" in svg else ())}

    class DrawingFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url == "page:drawing":
                return URLFetcherResponse(url, svg, {"Content-Type": drawing.SVG})
            if url in faces:
                return URLFetcherResponse(url, faces[url].path.read_bytes(), {"Content-Type": "font/ttf"})
            if url.startswith(("data:image/png;base64,", "data:image/jpeg;base64,")):
                return super().fetch(url, headers)
            raise ValueError("not declared")

    fetcher = DrawingFetcher(allowed_protocols=("data",), allow_redirects=False)
    html = (
        f"<style>@page {{ size: {width}mm {height}mm; margin: 0 }} body {{ margin: 0; font-size: 0 }}</style>"
        f'<img src="page:drawing" style="display: block; width: {width}mm; height: {height}mm">'
    )
    rules = "".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'src: url("{url}") }}\n'
        for url, face in faces.items()
    )
    configuration = FontConfiguration()
    sheet = CSS(string=rules, font_config=configuration, url_fetcher=fetcher)
    page = HTML(string=html, base_url="page:/", url_fetcher=fetcher)
    pdf = pypdfium2.PdfDocument(page.write_pdf(font_config=configuration, stylesheets=[sheet]))
    try:
        image = pdf[0].render(scale=DPI / 72).to_pil().convert("RGB")
    finally:
        pdf.close()
    out = io.BytesIO()
    dpi = (DPI, DPI)
    # Flat drawings need few colours; a palette makes the file a third of the size.
    if image.getcolors(256) is None:
        image = image.quantize(256)
    image.save(out, "PNG", optimize=True, dpi=dpi)
    return out.getvalue()
