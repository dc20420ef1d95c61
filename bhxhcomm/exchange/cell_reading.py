"""What a person sees in a cell of a workbook, or why that cannot be told: nothing in between.

A text that is struck out, white or raised, letters of a symbol font, a number that its format shows otherwise, a date, a
formula: each is refused by name, with the cell. What only looks different (bold, colours, sizes, borders) is taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem
from bhxhcomm.exchange import lettering
from bhxhcomm.exchange.lettering import Lettering

_GENERAL = ("General", "@", "0")
_LARGEST = 10**11
"""Numbers from here on Excel shows in powers of ten."""
_PAPER, _INK = "FFFFFF", "000000"
_NO_PATTERN = (None, "none")


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What of a cell's style decides how its text is seen. `apostrophe` says that Excel has put the first one away,
    `hides_text` that its format shows no text, `is_plain` that its letters are read as they are kept; `ground` is the colour
    behind them."""

    lettering: Lettering
    number_format: str
    apostrophe: bool
    hides_text: bool
    is_plain: bool
    ground: str


class CellReader:
    """Reads cells of one workbook; each of its styles is looked at once."""

    def __init__(self) -> None:
        self._styles: dict[bytes, CellStyle] = {}

    def style(self, cell: Any) -> CellStyle:
        """The style of a cell."""
        key = cell._style.tobytes()
        if key not in self._styles:
            font, fill, shown = cell.font, cell.fill, str(cell.number_format)
            looks = Lettering(
                struck=bool(font.strike),
                raised=font.vertAlign in ("superscript", "subscript"),
                unseen=lettering.is_unseen(_rgb(font.color, _INK), _ground(fill)),
                font=font.name or "",
            )
            hides = shown.count(";") >= 3 and shown.rpartition(";")[2].strip() != "@"
            self._styles[key] = CellStyle(
                looks, shown, bool(cell.quotePrefix), hides, lettering.is_plain(looks), _ground(fill)
            )
        return self._styles[key]

    def text(self, cell: Any, place: Callable[[], Place]) -> tuple[str, Problem | None]:
        """The text of a cell as it is seen, and what keeps it from being taken."""
        value = cell.value
        if value is None:
            return "", None
        if cell.data_type == "f":
            return "", Problem(
                "cell-formula",
                _("this cell holds a formula; formulas are not computed"),
                place(),
                _("write the text itself; begin it with ' where it must begin with ="),
            )
        if cell.data_type == "e" or isinstance(value, bool | dt.date | dt.time | dt.timedelta):
            return "", Problem(
                "cell-not-text",
                _("the program has turned what was typed here into a date or another value"),
                place(),
                _("set the format of the cell to Text, and type it again"),
            )
        style = self.style(cell)
        if isinstance(value, list):
            return self._runs(value, style, place)
        if isinstance(value, int | float):
            return self._number(value, style, place)
        text = str(value)
        if style.hides_text:
            return "", lettering.hidden(text, place())
        if style.is_plain and not lettering.has_private(text):
            return _plain(text), None
        return _plain(text), lettering.refused(style.lettering, text, place())

    def _runs(self, value: Any, style: CellStyle, place: Callable[[], Place]) -> tuple[str, Problem | None]:
        """A text whose runs have looks of their own."""
        parts = []
        for run in value:
            text = run if isinstance(run, str) else run.text or ""
            own = style.lettering if isinstance(run, str) else _of_run(run.font, style)
            if (problem := lettering.refused(own, text, place())) is not None:
                return "", problem
            parts.append(text)
        return _plain("".join(parts)), None

    def _number(self, value: float, style: CellStyle, place: Callable[[], Place]) -> tuple[str, Problem | None]:
        """A whole number in an ordinary format is seen as it is; any other is seen otherwise than it is kept."""
        if value == int(value) and abs(value) < _LARGEST and style.number_format in _GENERAL:
            text = str(int(value))
            return text, lettering.refused(style.lettering, text, place())
        return "", Problem(
            "cell-not-text",
            _("this cell holds the number {number}, which the program shows in its own way").format(number=value),
            place(),
            _("set the format of the cell to Text, and type it again"),
        )


def _of_run(font: Any, style: CellStyle) -> Lettering:
    around = style.lettering
    return Lettering(
        struck=bool(font.strike),
        raised=font.vertAlign in ("superscript", "subscript"),
        unseen=lettering.is_unseen(_rgb(font.color, _INK), style.ground) if font.color is not None else around.unseen,
        font=font.rFont or around.font,
    )


def _rgb(color: Any, otherwise: str) -> str:
    """A colour as RRGGBB; empty for one of the theme that is not its white. `otherwise` is what none stands for."""
    if color is None or color.type == "indexed":
        return otherwise
    if color.type == "rgb":
        return str(color.rgb)[-6:]
    return _PAPER if color.theme == 0 and not color.tint else ""


def _ground(fill: Any) -> str:
    """The colour behind a cell's letters as RRGGBB; empty for a pattern or a gradient."""
    kind = getattr(fill, "fill_type", "gradient")
    if kind in _NO_PATTERN:
        return _PAPER
    return _rgb(fill.fgColor, _PAPER) if kind == "solid" else ""


def _plain(text: str) -> str:
    return " ".join(text.replace("_x000D_", " ").split())
