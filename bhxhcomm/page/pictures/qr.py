"""QR codes as drawings: dark on white, with the quiet zone of four modules that ISO/IEC 18004 asks for.

A telephone reads a code whose modules (its smallest squares) are large enough where it is seen. Each medium states its least
module in its style sheet (`--qr-module`), and the page as laid out is measured (`page.checks.codes`): 0.4 mm in the hand, more
on posters, by the distance from which they are read (three thousandths of it: 0.9 mm at 0.3 m), and 3 pixels on pictures,
which a telephone shows from edge to edge.
"""

from __future__ import annotations

import io
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bhxhcomm.core.i18n import Message, _
from bhxhcomm.core.problems import error

QUIET_ZONE = 4
PRINTED_MM = 28.0
"""The width at which templates print a code, quiet zone included: at least 20 mm of symbol."""
LEAST_MODULE_MM = 0.4
DARK = "#0b2239"
_TRACKING = ("utm_", "fbclid", "gclid", "zarsrc", "mc_cid", "mc_eid")
"""Beginnings of parameters that tell a site where somebody came from, and change nothing about the page that it shows."""


@lru_cache(maxsize=256)
def svg(link: str) -> bytes:
    """The code of `link` as SVG; ContentError `qr-too-long` if its modules would be too small in any hand."""
    import segno

    count = modules(link)
    if not count or PRINTED_MM / count < LEAST_MODULE_MM:
        raise error(
            "qr-too-long",
            _("the address is too long for a QR code: {link}…").format(link=link[:60]),
            hint=shorter(link, int(PRINTED_MM / LEAST_MODULE_MM)),
        )
    out = io.BytesIO()
    plain = {"svgclass": None, "lineclass": None, "omitsize": True, "xmldecl": False, "nl": False}
    code = segno.make_qr(link, error="m", boost_error=False)
    code.save(out, kind="svg", border=QUIET_ZONE, dark=DARK, light="#ffffff", **plain)
    return out.getvalue()


@lru_cache(maxsize=256)
def modules(link: str) -> int:
    """How many modules the code of `link` is wide, with its quiet zone; 0 where no code can hold it."""
    import segno

    try:
        return int(segno.make_qr(link, error="m", boost_error=False).symbol_size(border=QUIET_ZONE)[0])
    except segno.DataOverflowError:
        return 0


def shorter(link: str, most: int) -> Message:
    """What to do about an address whose code must not be wider than `most` modules: the same page without parameters that only
    count visitors, where that does; else how long an address may be."""
    bare = _without_tracking(link)
    if bare != link and 0 < modules(bare) <= most:
        return _("Use {link}, which leads to the same page.").format(link=bare)
    message = _(
        "Use an address of at most {count} characters that leads there: a short link of your site, or the page above it."
    )
    return message.format(count=longest(most))


@lru_cache(maxsize=64)
def longest(most: int) -> int:
    """How many characters an address may have whose code is at most so many modules wide, with its quiet zone."""
    low, high = 0, 2400
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if 0 < modules("h" * middle) <= most else (low, middle - 1)
    return low


def _without_tracking(link: str) -> str:
    parts = urlsplit(link)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].startswith(_TRACKING)]
    if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)):
        return link
    return urlunsplit(parts._replace(query=urlencode(kept)))
