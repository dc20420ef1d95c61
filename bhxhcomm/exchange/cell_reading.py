"""What a person sees in a cell of a workbook, or why that cannot be told: nothing in between.

A text that is struck out, white or raised, letters of a symbol font, a number that its format shows otherwise, a date, a
formula: each is refused by name, with the cell. What only looks different (bold, colours, sizes, borders) is taken.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem
from bhxhcomm.exchange import lettering
from bhxhcomm.exchange.lettering import Lettering
from bhxhcomm.exchange.sheet_cells import SheetCell

_GENERAL = ("General", "@", "0")
_LARGEST = 10**11
"""Numbers from here on Excel shows in powers of ten."""
_PAPER, _INK = "FFFFFF", "000000"
_NO_PATTERN = (None, "none")
_RAISED = ("superscript", "subscript")
_STYLES = "xl/styles.xml"


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
    """Reads cells of one workbook, given by its parts; each of its styles is looked at once."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        from openpyxl import Workbook

        self._book = Workbook()
        if _STYLES in parts:
            _take_styles(self._book, parts[_STYLES])
        self._styles: dict[int, CellStyle] = {}

    def style(self, cell: SheetCell) -> CellStyle:
        """The style of a cell."""
        if cell.style not in self._styles:
            from openpyxl.cell.read_only import ReadOnlyCell

            made = ReadOnlyCell(self._book.worksheets[0], 1, 1, None, style_id=cell.style)
            font, ground, shown = made.font, _ground(made.fill), str(made.number_format)
            looks = Lettering(
                struck=bool(font.strike),
                raised=font.vertAlign in _RAISED,
                unseen=lettering.is_unseen(_rgb(font.color, _INK), ground),
                font=font.name or "",
            )
            hides = shown.count(";") >= 3 and shown.rpartition(";")[2].strip() != "@"
            apostrophe = bool(made.style_array.quotePrefix)
            self._styles[cell.style] = CellStyle(looks, shown, apostrophe, hides, lettering.is_plain(looks), ground)
        return self._styles[cell.style]

    def text(self, cell: SheetCell, place: Callable[[], Place]) -> tuple[str, Problem | None]:
        """The text of a cell as it is seen, and what keeps it from being taken."""
        if cell.kind == "formula":
            return "", Problem(
                "cell-formula",
                _("this cell holds a formula; formulas are not computed"),
                place(),
                _("write the text itself; begin it with ' where it must begin with ="),
            )
        style = self.style(cell)
        if cell.kind == "other":
            return "", _not_text(place())
        if cell.kind == "number":
            return self._number(cell.text, style, place)
        if style.hides_text:
            return "", lettering.hidden(cell.text, place())
        if cell.runs:
            for run in cell.runs:
                looks = style.lettering if run.properties is None else _of_run(run.properties, style)
                if (problem := lettering.refused(looks, run.text, place())) is not None:
                    return "", problem
        elif not style.is_plain or lettering.has_private(cell.text):
            return _plain(cell.text), lettering.refused(style.lettering, cell.text, place())
        return _plain(cell.text), None

    def _number(self, kept: str, style: CellStyle, place: Callable[[], Place]) -> tuple[str, Problem | None]:
        """A whole number in an ordinary format is seen as it is; any other is seen otherwise than it is kept."""
        from openpyxl.styles.numbers import is_date_format

        if is_date_format(style.number_format):
            return "", _not_text(place())
        try:
            number = Decimal(kept)
        except InvalidOperation:
            return "", _not_text(place())
        if number.is_finite() and abs(number) < _LARGEST and number == int(number) and style.number_format in _GENERAL:
            text = str(int(number))
            return text, lettering.refused(style.lettering, text, place())
        return "", Problem(
            "cell-not-text",
            _("this cell holds the number {number}, which the program shows in its own way").format(number=kept[:20]),
            place(),
            _("set the format of the cell to Text, and type it again"),
        )


def _take_styles(book: Any, data: bytes) -> None:
    """Give a workbook the styles of another one."""
    from openpyxl.styles.stylesheet import apply_stylesheet

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(_STYLES, data)
    with zipfile.ZipFile(packed) as archive:
        apply_stylesheet(archive, book)


def _not_text(place: Place) -> Problem:
    return Problem(
        "cell-not-text",
        _("the program has turned what was typed here into a date or another value"),
        place,
        _("set the format of the cell to Text, and type it again"),
    )


def _of_run(properties: Any, style: CellStyle) -> Lettering:
    """The looks of a part of a text, from its `rPr`."""
    around = style.lettering
    said = {child.tag[child.tag.rfind("}") + 1 :]: child for child in properties if isinstance(child.tag, str)}
    strike, raised, color, font = (said.get(name) for name in ("strike", "vertAlign", "color", "rFont"))
    unseen = around.unseen
    if color is not None:
        rgb = str(color.get("rgb") or "")[-6:]
        if not rgb:
            rgb = _PAPER if color.get("theme") == "0" and not color.get("tint") else ""
        unseen = lettering.is_unseen(rgb, style.ground)
    return Lettering(
        struck=strike is not None and strike.get("val") not in ("0", "false"),
        raised=raised is not None and raised.get("val") in _RAISED,
        unseen=unseen,
        font=str(font.get("val") or "") if font is not None else around.font,
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
    return " ".join(text.split())
