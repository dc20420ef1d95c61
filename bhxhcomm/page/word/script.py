"""The lines of a radio script as a table of Word: when, who, and the words in large type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from typing import TYPE_CHECKING

from bhxhcomm.language.text import Mark, Text
from bhxhcomm.materials.document import RunningOrder, ScriptLine, Spoken
from bhxhcomm.page.word.runs import Runs
from bhxhcomm.page.word.styles import CELL_MARGIN, TWIPS
from bhxhcomm.page.word.tables import SLACK
from bhxhcomm.page.word.word_widths import words
from bhxhcomm.page.word.xml import Element, el, val

if TYPE_CHECKING:
    from bhxhcomm.page.word.fonts import Faces

TIME_TWIPS, WHO_TWIPS = (800, 1450), (1700, 3400)
"""The least and the most that the first two columns take. Within that they are as wide as their longest word: a number, a
clock time, or the name of a file, which is to be copied and stays on one line."""
SCRIPT_PT = 11
"""The type of these two columns."""
SIGNING_TWIPS = 1700
"""How high the room for a signature is."""
SMALL_HALF_POINTS = 22
"""The size of a printed form behind the words that are read, in half points."""
Paragraph = Callable[[str, Sequence[Element]], Element]
"""Writes a paragraph of a style."""


def table(block: RunningOrder, room: int, runs: Runs, faces: Faces, paragraph: Paragraph) -> Element:
    """The table, `room` twips wide. Rows do not break over pages, and the header row is on each of them."""
    cells = [
        (
            [paragraph("ScriptTime", runs.words(line.time))],
            [paragraph("ScriptWho", runs.text(text)) for text in _lines_of(line.who)],
            list(_words(line, block, runs, paragraph)) or [paragraph("ScriptTime", [])],
        )
        for line in block.lines
    ]
    time = _width([one[0][0] for one in cells], faces, TIME_TWIPS)
    who = _width([said for one in cells for said in one[1]], faces, WHO_TWIPS)
    wide = (time, who, room - time - who)
    settings = el(
        "w:tblPr",
        {},
        val("w:tblStyle", "FiguresTable"),
        el("w:tblW", {"w:w": room, "w:type": "dxa"}),
        el("w:tblLayout", {"w:type": "fixed"}),
        el("w:tblLook", {"w:val": "0420", "w:firstRow": 1, "w:lastRow": 0, "w:firstColumn": 0, "w:lastColumn": 0}),
    )

    def row(cells: Sequence[Sequence[Element]], *, header: bool = False) -> Element:
        made = el("w:tr", {}, el("w:trPr", {}, el("w:cantSplit"), *([el("w:tblHeader")] if header else [])))
        for width, paragraphs in zip(wide, cells, strict=True):
            properties = el("w:tcPr", {}, el("w:tcW", {"w:w": width, "w:type": "dxa"}), val("w:vAlign", "top"))
            made.append(el("w:tc", {}, properties, *paragraphs))
        return made

    def header(text: Text) -> list[Element]:
        return [paragraph("TableHeading", runs.text(text))]

    grid = el("w:tblGrid", {}, *(el("w:gridCol", {"w:w": width}) for width in wide))
    head = row([header(text) for text in block.columns], header=True)
    return el("w:tbl", {}, settings, grid, head, *map(row, cells))


def _lines_of(who: Text) -> list[Text]:
    """Who speaks, and below it what stands out there: the name of the file that is to be recorded."""
    at = next((at for at, span in enumerate(who) if at and span.mark is Mark.STRONG), len(who))
    return [part for part in (who[:at], who[at:]) if part]


def _width(column: Sequence[Element], faces: Faces, within: tuple[int, int]) -> int:
    """How wide a column is, in twips: as its longest word in bold, and its margins."""
    longest = max((word.em for cell in column for word in words(cell, faces, bold=True)), default=0.0)
    least, most = within
    return min(most, max(least, round(longest * SCRIPT_PT * TWIPS * SLACK) + 2 * CELL_MARGIN))


def signatures(roles: Sequence[Text], room: int, runs: Runs, paragraph: Paragraph) -> Element:
    """Room to sign, one column for each role."""
    width = room // len(roles)
    line = {"w:val": "single", "w:sz": 4, "w:space": 0, "w:color": "auto"}
    edges = el(
        "w:tblBorders",
        {},
        *(el(f"w:{side}", line) for side in ("top", "left", "bottom", "right", "insideH", "insideV")),
    )
    settings = el("w:tblPr", {}, el("w:tblW", {"w:w": width * len(roles), "w:type": "dxa"}), edges)
    settings.append(el("w:tblLayout", {"w:type": "fixed"}))

    def row(cells: Sequence[Element], height: int) -> Element:
        properties = el("w:trPr", {}, el("w:cantSplit"), el("w:trHeight", {"w:val": height, "w:hRule": "atLeast"}))
        sized = el("w:tcW", {"w:w": width, "w:type": "dxa"})
        return el("w:tr", {}, properties, *(el("w:tc", {}, el("w:tcPr", {}, copy(sized)), cell) for cell in cells))

    grid = el("w:tblGrid", {}, *(el("w:gridCol", {"w:w": width}) for _role in roles))
    names = row([paragraph("TableHeading", runs.text(role)) for role in roles], 400)
    return el("w:tbl", {}, settings, grid, names, row([paragraph("TableText", []) for _role in roles], SIGNING_TWIPS))


def _words(line: ScriptLine, block: RunningOrder, runs: Runs, paragraph: Paragraph) -> Iterator[Element]:
    if line.reading:
        yield paragraph("ScriptWords", _read(line.reading, runs))
    elif line.text:
        yield paragraph("ScriptWords", runs.text(line.text))
    for figure, reading in line.figures:
        yield paragraph("ScriptFigure", [*runs.text(figure), *runs.words(f": {reading}")])
    if line.spoken:
        yield paragraph("ScriptSpoken", [*runs.words(f"{block.spoken_label}: "), *runs.text(line.spoken)])
    if line.beside:
        yield paragraph("ScriptBeside", [*runs.words(f"{block.beside_label}: "), *_read(line.beside, runs)])


def _read(parts: Sequence[Spoken], runs: Runs) -> list[Element]:
    found: list[Element] = []
    for part in parts:
        found += runs.words(part.words, part.mark)
        if part.printed:
            found += runs.sized(f" [{part.printed}]", SMALL_HALF_POINTS)
    return found
