"""Tables of a Word file: a header row that repeats on every page, columns as wide as their words ask for.

A figure never breaks: where the columns would be too narrow for their longest words, the cells get narrower margins, then
smaller type. Where even that does not suffice, other words break before a figure does, and `table-too-wide` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem, Severity
from bhxhcomm.language.text import Text, plain
from bhxhcomm.materials.document import Table
from bhxhcomm.page.word.runs import resize
from bhxhcomm.page.word.styles import CELL_MARGIN, TABLE_PT, TWIPS
from bhxhcomm.page.word.word_widths import whole, words
from bhxhcomm.page.word.xml import Element, el, name, val

if TYPE_CHECKING:
    from bhxhcomm.page.word.fonts import Faces

_LONGEST = 60.0
"""The width in em beyond which a cell asks for no more room, but wraps."""
SLACK = 1.06
"""Word sets a little wider than is measured."""

_MARGINS = (CELL_MARGIN, 70, 40)
"""Room at the left and right of a cell, in twips: narrower where the words need it."""
_SIZES = (TABLE_PT, 9.5, 9.0)
"""Type of a table in points, the last being the least: that of the notes below it."""

_LOOK = {"w:val": "0420", "w:firstRow": 1, "w:lastRow": 0, "w:firstColumn": 0, "w:lastColumn": 0} | {
    "w:noHBand": 0,
    "w:noVBand": 1,
}
"""Which parts of the table style hold: the header row and bands of rows."""

KEPT_ROWS = 12
"""A table of up to so many rows is not broken over pages."""

Cell = Callable[[str, Text, bool], Element]
"""Writes the paragraph of a cell, in a style, and says whether it keeps with the next row."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What a column asks for, each in em: its longest figure and word, and its cells and heading on one line."""

    figure: float
    word: float
    wanted: float


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns in twips, and the margin (twips) and type (points) with which the words fit into them."""

    widths: list[int]
    margin: int = CELL_MARGIN
    size: float = TABLE_PT


def table(block: Table, lang: str, room: int, faces: Faces, cell: Cell) -> tuple[Element, list[Problem]]:
    """The table, `room` twips wide, and `table-too-wide` where its columns do not fit that."""
    short, last = len(block.rows) <= KEPT_ROWS, len(block.rows) - 1
    numeric = block.numeric + (False,) * len(block.columns)
    heading = [cell("TableHeading", text, False) for text in block.columns]
    rows = [
        [
            cell("TableFigure" if numeric[at] else "TableText", text, short and (number < last or bool(block.note)))
            for at, text in enumerate(texts)
        ]
        for number, texts in enumerate(block.rows)
    ]
    columns, problems = fitted(
        [asked(faces, *column, numeric=numeric[at]) for at, column in enumerate(zip(heading, *rows, strict=True))], room
    )
    settings = el(
        "w:tblPr",
        {},
        val("w:tblStyle", "FiguresTable"),
        el("w:tblW", {"w:w": sum(columns.widths), "w:type": "dxa"}),
        el("w:tblLayout", {"w:type": "fixed"}),
    )
    if columns.margin != CELL_MARGIN:
        margin = {"w:w": columns.margin, "w:type": "dxa"}
        settings.append(el("w:tblCellMar", {}, el("w:left", margin), el("w:right", margin)))
    settings.append(el("w:tblLook", _LOOK))
    if block.caption:
        settings.append(val("w:tblCaption", plain(block.caption, lang)))

    def row(paragraphs: Sequence[Element], *, header: bool = False) -> Element:
        element = el("w:tr", {}, el("w:trPr", {}, el("w:cantSplit"), *([el("w:tblHeader")] if header else [])))
        for number, paragraph in enumerate(paragraphs):
            if header and numeric[number]:
                paragraph[0].append(val("w:jc", "right"))
            if columns.size != TABLE_PT:
                for run in paragraph.iter(name("w:r")):
                    resize(run, round(columns.size * 2))
            width = el("w:tcW", {"w:w": columns.widths[number], "w:type": "dxa"})
            element.append(
                el("w:tc", {}, el("w:tcPr", {}, width, val("w:vAlign", "bottom" if header else "center")), paragraph)
            )
        return element

    grid = el("w:tblGrid", {}, *(el("w:gridCol", {"w:w": width}) for width in columns.widths))
    return el("w:tbl", {}, settings, grid, row(heading, header=True), *map(row, rows)), problems


def asked(faces: Faces, heading: Element, *cells: Element, numeric: bool) -> Cells:
    """What a column asks for, measured in the faces of its runs. A column of numbers (`numeric`) breaks in no cell."""
    found = [word for cell in cells for word in words(cell, faces)] + words(heading, faces, bold=True)
    lines = [whole(cell, faces) for cell in cells]
    unbroken = max(lines, default=0.0) if numeric else 0.0
    figure = max((word.em for word in found if word.is_figure), default=0.0)
    longest = max((word.em for word in found), default=0.0)
    return Cells(figure, max(longest, unbroken), max(whole(heading, faces, bold=True), *lines, longest))


def fitted(columns: Sequence[Cells], room: int) -> tuple[Columns, list[Problem]]:
    """Widths which fill the room; `table-too-wide` where a word must break, as an error where it is a figure."""
    margin, size = next(
        (
            (margin, size)
            for size in _SIZES
            for margin in _MARGINS
            if sum(_twips(column.word, margin, size) for column in columns) <= room
        ),
        (_MARGINS[-1], _SIZES[-1]),
    )
    figures, least, wanted = (
        [_twips(em, margin, size) for em in ems]
        for ems in zip(*((column.figure, column.word, column.wanted) for column in columns), strict=True)
    )
    for narrow, wide in ((least, wanted), (figures, least)):
        spare = room - sum(narrow)
        more = [one - other for one, other in zip(wide, narrow, strict=True)]
        if spare < 0:
            continue
        share = min(1.0, spare / sum(more)) if sum(more) else 0.0
        over = (spare - share * sum(more)) / len(columns)
        made = [width + share * extra + over for width, extra in zip(narrow, more, strict=True)]
        problems = [] if narrow is least else [_too_wide(len(columns))]
        return Columns(_filled(made, room), margin, size), problems
    shares = [room * width / sum(figures) for width in figures]
    return Columns(_filled(shares, room), margin, size), [figures_break(len(columns))]


def _too_wide(count: int) -> Problem:
    message = _("a table of {count} columns is wider than the page of the Word file: words will break in it")
    return Problem(
        "table-too-wide",
        message.format(count=count),
        hint=_("Split the table, or shorten its cells."),
        severity=Severity.WARNING,
    )


def figures_break(count: int) -> Problem:
    """What is said of a table whose figures do not stand on one line."""
    message = _("a table of {count} columns is wider than the page of the Word file: a figure would break in it")
    return Problem("table-too-wide", message.format(count=count), hint=_("Split the table, or shorten its cells."))


def _filled(shares: Sequence[float], room: int) -> list[int]:
    """Whole twips that add up to the room."""
    whole = [int(share) for share in shares]
    whole[0] += room - sum(whole)
    return whole


def _twips(em: float, margin: int, size: float) -> float:
    return min(em, _LONGEST) * size * TWIPS * SLACK + 2 * margin
