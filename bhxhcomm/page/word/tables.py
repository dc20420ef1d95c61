"""Tables of a Word file: a header row that repeats on every page, columns as wide as their words ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem, Severity
from bhxhcomm.language.breaking import ZWSP
from bhxhcomm.language.text import Text, plain
from bhxhcomm.materials.document import Table
from bhxhcomm.page.measuring.lines import Measure
from bhxhcomm.page.word.styles import CELL_MARGIN, TABLE_PT, TWIPS
from bhxhcomm.page.word.xml import Element, el, val

_LONGEST = 60.0
"""The width in em beyond which a cell asks for no more room, but wraps."""
_SLACK = 1.06

_WORD_ENDS = re.compile(f"[ {ZWSP}]")

_LOOK = {"w:val": "0420", "w:firstRow": 1, "w:lastRow": 0, "w:firstColumn": 0, "w:lastColumn": 0} | {
    "w:noHBand": 0,
    "w:noVBand": 1,
}
"""Which parts of the table style hold: the header row and bands of rows."""

KEPT_ROWS = 12
"""A table of up to so many rows is not broken over pages."""

Cell = Callable[[str, Text, bool], Element]
"""Writes the paragraph of a cell, in a style, and says whether it keeps with the next row."""


def table(block: Table, lang: str, room: int, measure: Measure, cell: Cell) -> tuple[Element, list[Problem]]:
    """The table, `room` twips wide, and a warning where its columns do not fit that."""
    texts = [[plain(text, lang) for text in row] for row in (block.columns, *block.rows)]
    wide, problems = widths(texts, block.numeric, room, measure)
    numeric = block.numeric + (False,) * len(block.columns)
    settings = el(
        "w:tblPr",
        {},
        val("w:tblStyle", "FiguresTable"),
        el("w:tblW", {"w:w": sum(wide), "w:type": "dxa"}),
        el("w:tblLayout", {"w:type": "fixed"}),
        el("w:tblLook", _LOOK),
    )
    if block.caption:
        settings.append(val("w:tblCaption", plain(block.caption, lang)))

    def row(cells: Sequence[Text], *, header: bool = False, keep: bool = False) -> Element:
        element = el("w:tr", {}, el("w:trPr", {}, el("w:cantSplit"), *([el("w:tblHeader")] if header else [])))
        for number, text in enumerate(cells):
            paragraph = cell(
                "TableHeading" if header else "TableFigure" if numeric[number] else "TableText", text, keep
            )
            if header and numeric[number]:
                paragraph[0].append(val("w:jc", "right"))
            width = el("w:tcW", {"w:w": wide[number], "w:type": "dxa"})
            element.append(
                el("w:tc", {}, el("w:tcPr", {}, width, val("w:vAlign", "bottom" if header else "center")), paragraph)
            )
        return element

    grid = el("w:tblGrid", {}, *(el("w:gridCol", {"w:w": width}) for width in wide))
    short, last = len(block.rows) <= KEPT_ROWS, len(block.rows) - 1
    rows = [row(cells, keep=short and (number < last or bool(block.note))) for number, cells in enumerate(block.rows)]
    return el("w:tbl", {}, settings, grid, row(block.columns, header=True), *rows), problems


def widths(
    texts: Sequence[Sequence[str]], numeric: Sequence[bool], room: int, measure: Measure
) -> tuple[list[int], list[Problem]]:
    """The widths of the columns in twips, which fill the room; a warning where a word must break."""
    wanted, least = [], []
    for number, column in enumerate(zip(*texts, strict=True)):
        head, *cells = (_twips(text, measure) for text in column)
        words = [_twips(word, measure) for text in column for word in _WORD_ENDS.split(text)]
        whole = max(cells, default=0) if number < len(numeric) and numeric[number] else 0
        least.append(max(*words, whole, 0))
        wanted.append(max(head, *cells, least[-1]))
    if sum(least) > room:
        message = _("a table of {count} columns is wider than the page of the Word file: words will break in it")
        problem = Problem(
            "table-too-wide",
            message.format(count=len(least)),
            hint=_("Split the table, or shorten its cells."),
            severity=Severity.WARNING,
        )
        return _filled([room * width / sum(least) for width in least], room), [problem]
    spare = room - sum(least)
    more = [one - other for one, other in zip(wanted, least, strict=True)]
    asked = sum(more)
    if asked > spare:
        return _filled([width + spare * extra / asked for width, extra in zip(least, more, strict=True)], room), []
    share = (room - sum(wanted)) / len(wanted)
    return _filled([width + share for width in wanted], room), []


def _filled(shares: Sequence[float], room: int) -> list[int]:
    """Whole twips that add up to the room."""
    whole = [int(share) for share in shares]
    whole[0] += room - sum(whole)
    return whole


def _twips(text: str, measure: Measure) -> float:
    return min(measure(text), _LONGEST) * TABLE_PT * TWIPS * _SLACK + 2 * CELL_MARGIN
