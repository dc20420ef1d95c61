"""QR codes as they stand on the laid-out page: large enough to be read where the piece is seen (`page.pictures.qr`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.page.engine.boxes import MM, PlacedBox
from bhxhcomm.page.pictures import qr

_SAID = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(mm|px)")
_SLIGHT = 0.001


@dataclass(frozen=True, slots=True)
class LeastModule:
    """The least width of a module: `size` in mm, or in pixels where `pixels`."""

    size: float = qr.LEAST_MODULE_MM
    pixels: bool = False

    @classmethod
    def said(cls, token: str) -> LeastModule:
        """As a style sheet states it (`0.4mm`, `3px`). A style sheet cannot ask for less than a hand needs."""
        found = _SAID.fullmatch(token.strip())
        if found is None:
            return cls()
        pixels = found[2] == "px"
        return cls(float(found[1]) if pixels else max(qr.LEAST_MODULE_MM, float(found[1])), pixels)


def too_small(
    pieces: Iterable[PlacedBox], codes: Mapping[str, str], least: LeastModule
) -> tuple[list[Problem], float | None]:
    """Codes whose modules are too small (`qr-too-small`), each link once, and the least module found in mm, if any.

    `codes` has the links by the addresses under which the page shows their codes.
    """
    problems: dict[str, Problem] = {}
    found: float | None = None
    for piece in pieces:
        link = codes.get(piece.source)
        if link is None or not (count := qr.modules(link)):
            continue
        side = min(piece.area.right - piece.area.left, piece.area.bottom - piece.area.top)
        module = side / count * (1 if least.pixels else MM)
        found = min(side / count * MM, found or side)
        if module < least.size - _SLIGHT and link not in problems:
            problems[link] = _problem(
                link, piece.panel, module, least, int(side * (1 if least.pixels else MM) / least.size)
            )
    return list(problems.values()), None if found is None else round(found, 3)


def _problem(link: str, panel: str, module: float, least: LeastModule, most: int) -> Problem:
    values = {"link": link[:60], "panel": panel, "found": f"{module:.2g}", "least": f"{least.size:g}"}
    if least.pixels:
        message = _("the QR code on panel “{panel}” has squares of {found} pixels, and {least} are needed: {link}…")
    else:
        message = _("the QR code on panel “{panel}” has squares of {found} mm, and {least} mm are needed: {link}…")
    return Problem("qr-too-small", message.format(**values), hint=qr.shorter(link, most))
