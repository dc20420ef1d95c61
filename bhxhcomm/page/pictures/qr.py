"""QR codes as drawings: dark on white, with the quiet zone of four modules that ISO/IEC 18004 asks for."""

from __future__ import annotations

import io
from functools import lru_cache

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import error

QUIET_ZONE = 4
PRINTED_MM = 28.0
"""The width at which templates print a code, quiet zone included: at least 20 mm of symbol."""
LEAST_MODULE_MM = 0.4
DARK = "#0b2239"


@lru_cache(maxsize=256)
def svg(link: str) -> bytes:
    """The code of `link` as SVG; ContentError `qr-too-long` if its modules would be too small for a telephone's camera."""
    import segno

    try:
        code = segno.make_qr(link, error="m", boost_error=False)
        side = code.symbol_size(border=QUIET_ZONE)[0]
    except segno.DataOverflowError:
        side = 0
    if not side or PRINTED_MM / side < LEAST_MODULE_MM:
        raise error(
            "qr-too-long",
            _("the address is too long for a QR code: {link}…").format(link=link[:60]),
            hint=_("Use a shorter address that leads to the same page."),
        )
    out = io.BytesIO()
    plain = {"svgclass": None, "lineclass": None, "omitsize": True, "xmldecl": False, "nl": False}
    code.save(out, kind="svg", border=QUIET_ZONE, dark=DARK, light="#ffffff", **plain)
    return out.getvalue()
