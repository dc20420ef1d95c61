"""Reading a workbook that comes back, whatever was done to it: rows in another order, columns added, saved elsewhere.

Rows are known by their id, columns by their heading. Formulas are never computed, links and macros never followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from xml.sax.saxutils import unescape

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem, Severity, error
from bhxhcomm.exchange import handoff, merge_base, packages, sheet_cells
from bhxhcomm.exchange.cell_reading import CellReader
from bhxhcomm.exchange.handoff import Handback, Returned
from bhxhcomm.exchange.merge_base import MergeBase
from bhxhcomm.exchange.sheet_cells import SheetRow, WorkbookSheet
from bhxhcomm.exchange.three_way import digest
from bhxhcomm.translation.wording import wording

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELLS = MAX_ROWS * MAX_COLUMNS // 2
APOSTROPHE = "apostrophe-put-away"
"""What is only asked where a language has the letter ʼ (`exchange.intake`)."""
_HEAD_ROWS = 12
"""In which of the first rows the headings are looked for."""
_RANGE = re.compile(r"[A-Z]+(\d{1,7})(?::[A-Z]+(\d{1,7}))?")
_ROW, _CELL = re.compile(rb"<(?:\w+:)?row[\s/>]"), re.compile(rb"<(?:\w+:)?c[\s/>]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=['\"][A-Z]+(\d+)(?::[A-Z]+(\d+))?")
_DRAWN = re.compile(rb"<a:t[^>]*>([^<]*)</a:t>")
_NEEDED = ("id", "source", "target")
_NAMES = (*_NEEDED, "hash", "base", "back", "spoken", "translator", "reviewer", "status", "note", "in_words")
_TYPED = ("target", "spoken")
"""The columns in the language itself."""


def read(data: bytes, shown: str) -> Handback:
    """The rows of a workbook, and the problems of single rows. Raises `ContentError` with what makes all of it unusable."""
    parts = packages.opened(data, shown, main="xl/workbook")
    _weigh(parts, shown)
    book, cells = _opened(parts, shown)
    sheet, head, columns, marked = _found(book, shown)
    found = _Rows(sheet, cells, shown, head, columns)
    rows = tuple(found.read())
    scope, lang = marked or ("", "")
    problems = (*found.problems, *_left_out(parts, shown))
    return Handback(shown, scope, lang, rows, problems, tuple(found.refused))


def _weigh(parts: Mapping[str, bytes], shown: str) -> None:
    """Raise `ContentError` for sheets of more rows, cells or merged cells than are read, before a cell of them is made."""
    for name, part in parts.items():
        if not name.startswith("xl/worksheets/"):
            continue
        # Empty rows that were once formatted may follow, as many as Excel leaves there.
        if len(_ROW.findall(part)) > 2 * MAX_ROWS or len(_CELL.findall(part)) > MAX_CELLS:
            raise error(
                "too-many-rows", _("there are more than {limit} rows here").format(limit=MAX_ROWS), Place(shown)
            )
        for first, last in _MERGED.findall(part):
            if int(last or first) - int(first) > MAX_ROWS:
                raise error(
                    "cells-merged",
                    _("these cells were merged: whose text is whose cannot be told"),
                    Place(f"{shown}: {name}"),
                    _("split them (Merge & Center) and write each text into its own row"),
                )


def _opened(parts: Mapping[str, bytes], shown: str) -> tuple[tuple[WorkbookSheet, ...], CellReader]:
    """The sheets of a workbook, and what reads their cells."""
    try:
        return sheet_cells.sheets(parts), CellReader(parts)
    except Exception as exc:
        raise error(
            "file-unreadable",
            _("this workbook cannot be read: {why}").format(why=type(exc).__name__),
            Place(shown),
            _("open it in Excel or LibreOffice, save it again as .xlsx, and send that"),
        ) from exc


def _found(
    book: Sequence[WorkbookSheet], shown: str
) -> tuple[WorkbookSheet, int, dict[str, int], tuple[str, str] | None]:
    """The sheet with the texts, the number of its head row, its columns by name, and what it says it is for."""
    found: list[tuple[WorkbookSheet, int, dict[str, int], tuple[str, str] | None]] = []
    hidden: list[WorkbookSheet] = []
    marked = None
    for sheet in book:
        columns, head, own = _columns(sheet, shown)
        marked = marked or own
        if columns and sheet.visible:
            found.append((sheet, head, columns, own))
        elif columns:
            hidden.append(sheet)
    if len(found) == 1:
        sheet, head, columns, own = found[0]
        return sheet, head, columns, own or marked
    if found:
        message = _("two sheets here have texts, “{first}” and “{second}”: which one counts cannot be told")
        raise error(
            "sheet-twice",
            message.format(first=found[0][0].title, second=found[1][0].title),
            Place(shown),
            _("delete the one that does not count"),
        )
    if hidden:
        raise error(
            "hidden-sheet",
            _("the sheet “{name}” with the texts is hidden").format(name=hidden[0].title),
            Place(shown),
            _("show it (right click on a sheet's name → Unhide), look whether it is the right one, and save"),
        )
    words = wording()
    wanted = ", ".join(f"“{words[f'column_{name}']}”" for name in _NEEDED)
    listed = ", ".join(f"“{sheet.title}”" for sheet in book)
    raise error(
        "wrong-sheet",
        _("no sheet has the columns {wanted}; the sheets here are {sheets}").format(wanted=wanted, sheets=listed),
        Place(shown),
        _("send the workbook that `bhxhcomm locale export` made, with its row of headings"),
    )


def _columns(sheet: WorkbookSheet, shown: str) -> tuple[dict[str, int], int, tuple[str, str] | None]:
    """The columns of a sheet by name (none where it is another one), the number of its head row, and what it is for."""
    words = wording()
    names = {words[f"column_{name}"].casefold(): name for name in _NAMES}
    own = None
    for row in sheet.rows:
        if row.number > _HEAD_ROWS:
            break
        columns: dict[str, int] = {}
        for at, cell in sorted(row.cells.items()):
            text = " ".join(cell.text.split())
            own = own or handoff.read_mark(text)
            name = names.get(text.casefold()) if at <= MAX_COLUMNS else None
            if name is not None:
                if name in columns:
                    message = _("the column “{name}” stands here twice").format(name=text)
                    raise error("column-twice", message, _place(shown, sheet, row.number, at))
                columns[name] = at
        if all(name in columns for name in _NEEDED):
            return columns, row.number, own
    return {}, 0, own


class _Rows:
    """The rows of one sheet. `problems` and `refused` (ids of rows) grow while they are read."""

    def __init__(self, sheet: WorkbookSheet, cells: CellReader, shown: str, head: int, columns: dict[str, int]) -> None:
        self.sheet = sheet
        self.shown = shown
        self.head = head
        self.columns = columns
        self.cells = cells
        self.merged = sorted(
            (int(found[1]), int(found[2] or found[1]), ref)
            for ref in sheet.merged
            if (found := _RANGE.fullmatch(ref)) is not None and int(found[2] or found[1]) >= head
        )
        self.hidden_columns = {
            name for name, at in columns.items() if any(first <= at <= last for first, last in sheet.hidden_columns)
        }
        self.problems: list[Problem] = []
        self.refused: list[str] = []

    def read(self) -> Iterator[Returned]:
        self.problems += [self._merged(coord) for _first, _last, coord in self.merged]
        for found in self.sheet.rows:
            if found.number <= self.head:
                continue
            values, problems = self._values(found)
            if not any(values.values()) and not problems:
                continue
            if found.number - self.head > MAX_ROWS:
                raise error(
                    "too-many-rows",
                    _("there are more than {limit} rows here").format(limit=MAX_ROWS),
                    _place(self.shown, self.sheet, found.number, 1),
                )
            row = self._row(found.number, values)
            if self.hidden_columns or found.hidden:
                problems += self._unseen(found, row)
            is_merged = any(first <= found.number <= last for first, last, _coord in self.merged)
            if is_merged or any(problem.is_error for problem in problems):
                self.refused.append(row.id)
            else:
                yield row
            self.problems += problems

    def _values(self, row: SheetRow) -> tuple[dict[str, str], list[Problem]]:
        """The texts of a row by column, and what is wrong with its cells."""
        values, problems = {}, []
        for name, at in self.columns.items():
            cell = row.cells.get(at)
            if cell is None:
                values[name] = ""
            else:
                text, problem = self.cells.text(cell, partial(_place, self.shown, self.sheet, row.number, at))
                values[name] = text
                if problem is not None:
                    problems.append(problem)
                if text and name in _TYPED and self.cells.style(cell).apostrophe:
                    problems.append(_apostrophe(text, _place(self.shown, self.sheet, row.number, at)))
            if self.sheet.comments and (comment := self.sheet.comments.get((row.number, at))):
                problems.append(_left(comment, _place(self.shown, self.sheet, row.number, at)))
        return values, problems

    def _row(self, number: int, values: Mapping[str, str]) -> Returned:
        return Returned(
            _place(self.shown, self.sheet, number, self.columns["target"]),
            values["id"],
            values["source"],
            values["target"],
            values.get("hash", ""),
            values.get("base"),
            values.get("back"),
            values.get("spoken"),
            values.get("translator", ""),
            values.get("reviewer", ""),
            values.get("status", ""),
            values.get("note"),
            values.get("in_words"),
        )

    def _unseen(self, found: SheetRow, row: Returned) -> list[Problem]:
        """What of a row was changed where nobody sees it: in a row or a column that is hidden."""
        base = merge_base.read(row.base)
        changed = {
            name
            for name in ("target", *merge_base.BESIDE)
            if (text := getattr(row, name)) and not _is_as_sent(base, name, text)
        }
        if changed and found.hidden:
            return [
                Problem(
                    "hidden-row",
                    _("this row was changed and is hidden: nobody sees what stands there"),
                    row.place,
                    _("show all rows (clear the filter), look at it, and save"),
                )
            ]
        return [
            Problem(
                "hidden-column",
                _("this cell was changed and its column is hidden: nobody sees what stands there"),
                _place(self.shown, self.sheet, found.number, self.columns[name]),
                _("show the column, look at it, and save"),
            )
            for name in sorted(changed & self.hidden_columns)
        ]

    def _merged(self, coord: str) -> Problem:
        return Problem(
            "cells-merged",
            _("these cells were merged: whose text is whose cannot be told"),
            Place(f"{self.shown}: {self.sheet.title}!{coord}"),
            _("split them (Merge & Center) and write each text into its own row"),
        )


def _is_as_sent(base: MergeBase | None, name: str, text: str) -> bool:
    """Whether a text is still the one that its row went out with."""
    if base is None:
        return False
    return base.is_untouched(text) if name == "target" else base.beside.get(name) == digest(text)


def _apostrophe(text: str, place: Place) -> Problem:
    return Problem(
        APOSTROPHE,
        _("an apostrophe was typed before “{text}”, and Excel has put it away: does the word begin with ʼ?").format(
            text=text
        ),
        place,
        _("if it does, type the letter ʼ itself (copy it from here) and send the file again"),
        Severity.WARNING,
    )


def _left(text: str, place: Place) -> Problem:
    return Problem(
        "comment-left-out",
        _("a comment stands here and is not taken: “{text}”").format(text=" ".join(str(text).split())),
        place,
        _("what should stay belongs into the column of notes"),
        Severity.WARNING,
    )


def _left_out(parts: Mapping[str, bytes], shown: str) -> Iterator[Problem]:
    """Words of boxes and drawings that lie over the sheets: no cell has them."""
    for name, part in sorted(parts.items()):
        if not name.startswith(("xl/drawings/drawing", "xl/charts/")):
            continue
        words = " ".join(" ".join(found.decode("utf-8", "replace").split()) for found in _DRAWN.findall(part))
        if words.strip():
            yield Problem(
                "box-left-out",
                _("a text box lies over the cells and is not taken: “{text}”").format(text=unescape(words.strip())),
                Place(shown),
                _("write what it says into the cell that it is about"),
                Severity.WARNING,
            )


def _place(shown: str, sheet: WorkbookSheet, row: int, column: int) -> Place:
    return Place(f"{shown}: {sheet.title}!{_letters(column)}{row}")


@cache
def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))
