"""Pages as an office's grey printer shows them: text must still stand out, and nothing may be told by its colour alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.page.checks.laid_out import LEAST_CONTRAST, contrast, visible_text
from bhxhcomm.page.engine.boxes import Colour, PlacedBox

_ICON = re.compile(r"page:icon/([a-z0-9_-]+)")


def as_printed(colour: Colour) -> Colour:
    """The grey that printers make of an opaque colour (luma of ITU-R BT.601)."""
    grey = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]
    return grey, grey, grey, 1.0


def contrasts(pieces: Iterable[PlacedBox]) -> tuple[list[Problem], float]:
    """Text must stand out from what is behind it in grey, too. Returns the problems and the least contrast found."""
    least = 21.0
    problems: dict[str, Problem] = {}
    seen: dict[tuple[Colour, Colour], float] = {}
    message = _("in grey, the text “{words}” on panel “{panel}” has a contrast of {found}; it needs {least}")
    for piece in pieces:
        if piece.kind != "text" or not visible_text(piece.text):
            continue
        pair = piece.ink, piece.ground
        if pair not in seen:
            seen[pair] = contrast(as_printed(piece.ink), as_printed(piece.ground))
        least = min(least, seen[pair])
        if seen[pair] < LEAST_CONTRAST and piece.panel not in problems:
            said = message.format(
                words=piece.text[:40], panel=piece.panel, found=f"{seen[pair]:.1f}", least=f"{LEAST_CONTRAST:g}"
            )
            problems[piece.panel] = Problem("low-grey-contrast", said)
    return list(problems.values()), round(least, 2)


def told_by_colour(root: Any) -> list[Problem]:
    """Call-outs of different tones must differ in their icon or their heading, not in their colour alone."""
    tones: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for element in root.iter("div"):
        names = (element.get("class") or "").split()
        if "callout" in names:
            icon = _ICON.search(element.get("style") or "")
            heading = next((part for part in element.iter("p") if part.get("class") == "callout-heading"), None)
            words = "".join(heading.itertext()).strip() if heading is not None else ""
            tones[icon[1] if icon else "", words].add(
                " ".join(name for name in names if name not in ("block", "callout"))
            )
    message = _("in grey, nothing tells these call-outs apart: {tones}")
    return [
        Problem("told-by-colour", message.format(tones=", ".join(sorted(alike))), hint=_("Give each its own icon."))
        for alike in tones.values()
        if len(alike) > 1
    ]
