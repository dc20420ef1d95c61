"""How letters look that somebody typed, as far as it changes what is read; and which looks are refused, with what to do.

Word files and workbooks both ask here, so that the same thing is called the same in both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem

_SYMBOLS = re.compile(
    r"(?:wingdings|webdings|symbol|marlett|mt extra|zapf ?dingbats|bookshelf symbol)\b.*", re.IGNORECASE
)
"""Fonts in which letters are pictures."""
_OLD = re.compile(r"\.vn\w*|vni[- ].*|vntime\w*|\.?vntimeh?|vn ?aptima.*|abc[- ]times.*", re.IGNORECASE)
"""Fonts of TCVN3 and VNI, which show Vietnamese letters for other codes."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_RGB = re.compile("[0-9A-Fa-f]{6}")
_LEAST_CONTRAST = 1.06
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Lettering:
    """The looks of a run of letters that change what a person reads."""

    struck: bool = False
    hidden: bool = False
    unseen: bool = False
    raised: bool = False
    capitals: bool = False
    turned: bool = False
    font: str = ""


def is_unseen(letters: str, ground: str) -> bool:
    """Whether letters of one colour can hardly be seen on another one (both as RRGGBB): a contrast below 1.06 : 1, reckoned as
    in WCAG 2.2, 1.4.3. Yellow on white is just above it."""
    if not (_RGB.fullmatch(letters) and _RGB.fullmatch(ground)):
        return False
    dark, light = sorted((_luminance(letters), _luminance(ground)))
    return (light + 0.05) / (dark + 0.05) < _LEAST_CONTRAST


def _luminance(color: str) -> float:
    """The relative luminance of a colour, from 0 to 1 (WCAG 2.2, definitions)."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@lru_cache(maxsize=512)
def is_plain(looks: Lettering) -> bool:
    """Whether letters of these looks are read as they are kept, all but those that have no code of Unicode (`has_private`)."""
    return refused(looks, "a", Place("")) is None


def has_private(text: str) -> bool:
    """Whether there are signs in a text that only some font of pictures has."""
    return not text.isascii() and _PRIVATE.search(text) is not None


def refused(looks: Lettering, text: str, place: Place) -> Problem | None:
    """Why a text in this lettering cannot be taken as it is kept; None where it can. Spaces alone never matter."""
    if not text.strip():
        return None
    if looks.hidden or looks.unseen:
        return hidden(text, place)
    if looks.struck:
        return Problem(
            "struck-out",
            _("“{text}” is struck out: whether it counts cannot be told").format(text=_short(text)),
            place,
            _("delete what does not count, and take the line away from what does"),
        )
    if looks.raised:
        return Problem(
            "raised-text",
            _("“{text}” is set above or below the line, which gets lost").format(text=_short(text)),
            place,
            _("set it on the line like the rest; for m² type the sign ² itself"),
        )
    if looks.capitals:
        return Problem(
            "shown-in-capitals",
            _("“{text}” is shown in capitals, but kept in small letters").format(text=_short(text)),
            place,
            _("type capitals where capitals are meant, and take “All caps” off"),
        )
    if looks.turned:
        return Problem(
            "right-to-left",
            _("“{text}” is set from right to left: it is read in another order than it is kept").format(
                text=_short(text)
            ),
            place,
            _("set it from left to right"),
        )
    if _SYMBOLS.fullmatch(looks.font) or _PRIVATE.search(text):
        return symbol(looks.font or "–", place)
    if _OLD.fullmatch(looks.font):
        return Problem(
            "old-font",
            _("“{text}” is set in the old font {font}, in which letters have other codes").format(
                text=_short(text), font=looks.font
            ),
            place,
            _("convert it to Unicode with the keyboard program it was typed with, and paste it anew"),
        )
    return None


def hidden(text: str, place: Place) -> Problem:
    """The problem of a text that nobody sees."""
    return Problem(
        "hidden-text",
        _("“{text}” is there, but hidden: nobody sees it").format(text=_short(text)),
        place,
        _("show it and look at it; delete it if it does not belong there"),
    )


def symbol(font: str, place: Place) -> Problem:
    """The problem of a sign that only a font of pictures shows."""
    return Problem(
        "symbol",
        _("there is a sign here that only the font {font} shows").format(font=font),
        place,
        _("write it in words, or take a sign of Unicode such as ☎ or →"),
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
