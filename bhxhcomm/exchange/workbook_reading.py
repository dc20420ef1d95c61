"""Reading a workbook that comes back, whatever was done to it: rows in another order, columns added, saved elsewhere.

Rows are known by their id, columns by their heading. Formulas are never computed, links and macros never followed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from xml.sax.saxutils import unescape

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problem, Severity, error
from bhxhcomm.exchange import handoff, merge_base, packages
from bhxhcomm.exchange.cell_reading import CellReader
from bhxhcomm.exchange.handoff import Handback, Returned
from bhxhcomm.exchange.merge_base import MergeBase
from bhxhcomm.exchange.three_way import digest
from bhxhcomm.translation.wording import wording

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELLS = MAX_ROWS * MAX_COLUMNS // 2
APOSTROPHE = "apostrophe-put-away"
"""What is only asked where a language has the letter ʼ (`exchange.intake`)."""
_MOST_BLANK = 1000
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
    book = _loaded(data, shown)
    sheet, head, columns, marked = _found(book, shown)
    found = _Rows(sheet, shown, head, columns)
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


def _loaded(data: bytes, shown: str) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(data), keep_links=False, keep_vba=False, data_only=False, rich_text=True)
    except Exception as exc:
        raise error(
            "file-unreadable",
            _("this workbook cannot be read: {why}").format(why=type(exc).__name__),
            Place(shown),
            _("open it in Excel or LibreOffice, save it again as .xlsx, and send that"),
        ) from exc


def _found(book: Any, shown: str) -> tuple[Any, int, dict[str, int], tuple[str, str] | None]:
    """The sheet with the texts, the number of its head row, its columns by name, and what it says it is for."""
    found: list[tuple[Any, int, dict[str, int], tuple[str, str] | None]] = []
    hidden: list[Any] = []
    marked = None
    for sheet in book.worksheets:
        columns, head, own = _columns(sheet, shown)
        marked = marked or own
        if columns:
            (found if sheet.sheet_state == "visible" else hidden).append((sheet, head, columns, own))
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
            _("the sheet “{name}” with the texts is hidden").format(name=hidden[0][0].title),
            Place(shown),
            _("show it (right click on a sheet's name → Unhide), look whether it is the right one, and save"),
        )
    words = wording()
    wanted = ", ".join(f"“{words[f'column_{name}']}”" for name in _NEEDED)
    listed = ", ".join(f"“{sheet.title}”" for sheet in book.worksheets)
    raise error(
        "wrong-sheet",
        _("no sheet has the columns {wanted}; the sheets here are {sheets}").format(wanted=wanted, sheets=listed),
        Place(shown),
        _("send the workbook that `bhxhcomm locale export` made, with its row of headings"),
    )


def _columns(sheet: Any, shown: str) -> tuple[dict[str, int], int, tuple[str, str] | None]:
    """The columns of a sheet by name (none where it is another one), the number of its head row, and what it is for."""
    words = wording()
    names = {words[f"column_{name}"].casefold(): name for name in _NAMES}
    own = None
    for number, cells in enumerate(sheet.iter_rows(max_row=12, max_col=MAX_COLUMNS, values_only=True), 1):
        texts = [" ".join(str(value).split()) if value is not None else "" for value in cells]
        own = own or next((found for text in texts if (found := handoff.read_mark(text))), None)
        columns: dict[str, int] = {}
        for at, text in enumerate(texts):
            if (name := names.get(text.casefold())) is not None:
                if name in columns:
                    message = _("the column “{name}” stands here twice").format(name=text)
                    raise error("column-twice", message, _place(shown, sheet, number, at + 1))
                columns[name] = at + 1
        if all(name in columns for name in _NEEDED):
            return columns, number, own
    return {}, 0, own


class _Rows:
    """The rows of one sheet. `problems` and `refused` (ids of rows) grow while they are read."""

    def __init__(self, sheet: Any, shown: str, head: int, columns: dict[str, int]) -> None:
        self.sheet = sheet
        self.shown = shown
        self.head = head
        self.columns = columns
        self.cells = CellReader()
        self.merged = sorted(
            (merged.min_row, merged.max_row, merged.coord)
            for merged in sheet.merged_cells.ranges
            if merged.max_row >= head
        )
        self.hidden_columns = {name for name, at in columns.items() if _is_column_hidden(sheet, at)}
        self.problems: list[Problem] = []
        self.refused: list[str] = []

    def read(self) -> Iterator[Returned]:
        blank = 0
        self.problems += [self._merged(coord) for _first, _last, coord in self.merged]
        for number, cells in enumerate(
            self.sheet.iter_rows(min_row=self.head + 1, max_col=max(self.columns.values())), self.head + 1
        ):
            if number - self.head > MAX_ROWS:
                raise error(
                    "too-many-rows",
                    _("there are more than {limit} rows here").format(limit=MAX_ROWS),
                    _place(self.shown, self.sheet, number, 1),
                )
            values, problems = self._values(number, cells)
            if not any(values.values()) and not problems:
                blank += 1
                if blank > _MOST_BLANK:
                    return
                continue
            blank = 0
            row = self._row(number, values)
            if self.hidden_columns or self.sheet.row_dimensions[number].hidden:
                problems += self._unseen(number, row)
            is_merged = any(first <= number <= last for first, last, _coord in self.merged)
            if is_merged or any(problem.is_error for problem in problems):
                self.refused.append(row.id)
            else:
                yield row
            self.problems += problems

    def _values(self, number: int, cells: tuple[Any, ...]) -> tuple[dict[str, str], list[Problem]]:
        """The texts of a row by column, and what is wrong with its cells."""
        values, problems = {}, []
        for name, at in self.columns.items():
            cell = cells[at - 1]
            text, problem = self.cells.text(cell, partial(_place, self.shown, self.sheet, number, at))
            values[name] = text
            if problem is not None:
                problems.append(problem)
            if text and name in _TYPED and cell.has_style and self.cells.style(cell).apostrophe:
                problems.append(_apostrophe(text, _place(self.shown, self.sheet, number, at)))
            if cell.comment is not None:
                problems.append(_left(cell.comment.text, _place(self.shown, self.sheet, number, at)))
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

    def _unseen(self, number: int, row: Returned) -> list[Problem]:
        """What of a row was changed where nobody sees it: in a row or a column that is hidden."""
        base = merge_base.read(row.base)
        changed = {
            name
            for name in ("target", *merge_base.BESIDE)
            if (text := getattr(row, name)) and not _is_as_sent(base, name, text)
        }
        if changed and self.sheet.row_dimensions[number].hidden:
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
                _place(self.shown, self.sheet, number, self.columns[name]),
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


def _is_column_hidden(sheet: Any, at: int) -> bool:
    """Whether a column is hidden, be it with others: a run of columns is kept under the name of its first."""
    return any(one.hidden and (one.min or 0) <= at <= (one.max or 0) for one in sheet.column_dimensions.values())


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


def _place(shown: str, sheet: Any, row: int, column: int) -> Place:
    from openpyxl.utils import get_column_letter

    return Place(f"{shown}: {sheet.title}!{get_column_letter(column)}{row}")
