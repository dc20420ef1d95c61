"""Pictures of a Word file: PNG and JPEG as they are, drawings as PNG, each with its alternative text."""

from __future__ import annotations

import io
from functools import lru_cache

from bhxhcomm.page.pictures import qr
from bhxhcomm.page.word.xml import NAMESPACES, Element, el

EMU_PER_MM = 36_000
QR_MODULE_PX = 8
_DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
"""The extension by which Word marks a picture as decoration ([MS-ODRAWXML], 2.3.1.15)."""


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
