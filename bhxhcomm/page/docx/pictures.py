"""Pictures of a Word file: PNG and JPEG as they are, drawings as PNG, each with its alternative text."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from bhxhcomm.content import drawing
from bhxhcomm.page import fonts, qr
from bhxhcomm.page.docx.xml import NAMESPACES, Element, el

DRAWING_DPI = 220
EMU_PER_MM = 36_000
QR_MODULE_PX = 8
_DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
"""The extension by which Word marks a picture as decoration ([MS-ODRAWXML], 2.3.1.15)."""


@lru_cache(maxsize=64)
def raster(svg: bytes, width: float, height: float) -> bytes:
    """A vetted drawing as PNG on white, for `width` by `height` mm at 220 dpi. No file is reached but the fonts of pages, by
    which words in it are set: Pango dies where it has no font at all."""
    fonts.isolate()
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
        image = pdf[0].render(scale=DRAWING_DPI / 72).to_pil().convert("RGB")
    finally:
        pdf.close()
    out = io.BytesIO()
    dpi = (DRAWING_DPI, DRAWING_DPI)
    # Flat drawings need few colours; a palette makes the file a third of the size.
    if image.getcolors(256) is None:
        image = image.quantize(256)
    image.save(out, "PNG", optimize=True, dpi=dpi)
    return out.getvalue()


@lru_cache(maxsize=256)
def code(link: str) -> bytes:
    """The QR code of a link as PNG, the same code as on the page; ContentError `qr-too-long`."""
    import segno

    qr.svg(link)
    out = io.BytesIO()
    segno.make_qr(link, error="m", boost_error=False).save(
        out, kind="png", scale=QR_MODULE_PX, border=qr.QUIET_ZONE, dark=qr.DARK, light="#ffffff"
    )
    return out.getvalue()


def inline(relation: str, number: int, width: float, height: float, alt: str) -> Element:
    """The drawing of one picture in the line, `width` by `height` mm. Without words it is marked as decoration."""
    extent = {"cx": round(width * EMU_PER_MM), "cy": round(height * EMU_PER_MM)}
    names = {"id": number, "name": f"Picture {number}", "descr": alt}
    properties = el("wp:docPr", names)
    if not alt:
        extension = el("a:ext", {"uri": _DECORATIVE}, el("adec:decorative", {"val": "1"}))
        properties.append(el("a:extLst", {}, extension))
    graphic = el(
        "a:graphic",
        {},
        el(
            "a:graphicData",
            {"uri": NAMESPACES["pic"]},
            el(
                "pic:pic",
                {},
                el("pic:nvPicPr", {}, el("pic:cNvPr", names), el("pic:cNvPicPr")),
                el("pic:blipFill", {}, el("a:blip", {"r:embed": relation}), el("a:stretch", {}, el("a:fillRect"))),
                el(
                    "pic:spPr",
                    {},
                    el("a:xfrm", {}, el("a:off", {"x": 0, "y": 0}), el("a:ext", extent)),
                    el("a:prstGeom", {"prst": "rect"}, el("a:avLst")),
                ),
            ),
        ),
    )
    return el(
        "w:drawing",
        {},
        el(
            "wp:inline",
            {"distT": 0, "distB": 0, "distL": 0, "distR": 0},
            el("wp:extent", extent),
            properties,
            el("wp:cNvGraphicFramePr", {}, el("a:graphicFrameLocks", {"noChangeAspect": "1"})),
            graphic,
        ),
    )
