"""Reading a workbook that comes back, whatever was done to it: rows in another order, columns added, saved elsewhere.

Rows are known by their id, columns by their heading. Formulas are never computed, links and macros never followed.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems, error
from bhxhcomm.exchange import handoff, packages
from bhxhcomm.exchange.handoff import Handback, Returned
from bhxhcomm.translation.wording import wording

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELLS = MAX_ROWS * MAX_COLUMNS // 2
_ROW, _CELL = re.compile(rb"<(?:\w+:)?row[\s/>]"), re.compile(rb"<(?:\w+:)?c[\s/>]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref=['\"][A-Z]+(\d+)(?::[A-Z]+(\d+))?")
_NEEDED = ("id", "source", "target")
_NAMES = (*_NEEDED, "hash", "base", "back", "spoken", "translator", "reviewer", "status", "note", "in_words")


def read(data: bytes, shown: str) -> Handback:
    """The rows of a workbook. Raises `ContentError` with all that makes it unusable, each with sheet and cell."""
    _weigh(packages.opened(data, shown, main="xl/workbook"), shown)
    book = _loaded(data, shown)
    problems = Problems()
    sheet, head, columns, marked = _found(book, shown)
    _check_merged(sheet, shown, head, problems)
    rows = tuple(_rows(sheet, shown, head, columns, problems))
    problems.raise_errors()
    scope, lang = marked or ("", "")
    return Handback(shown, scope, lang, rows)


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
        return load_workbook(io.BytesIO(data), keep_links=False, keep_vba=False, data_only=False)
    except Exception as exc:
        raise error(
            "file-unreadable",
            _("this workbook cannot be read: {why}").format(why=type(exc).__name__),
            Place(shown),
            _("open it in Excel or LibreOffice, save it again as .xlsx, and send that"),
        ) from exc


def _found(book: Any, shown: str) -> tuple[Any, int, dict[str, int], tuple[str, str] | None]:
    """The sheet with the texts, the number of its head row, its columns by name, and what it says it is for."""
    words = wording()
    names = {words[f"column_{name}"].casefold(): name for name in _NAMES}
    marked = None
    for sheet in book.worksheets:
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
                return sheet, number, columns, own
        marked = marked or own
    wanted = ", ".join(f"“{words[f'column_{name}']}”" for name in _NEEDED)
    listed = ", ".join(f"“{sheet.title}”" for sheet in book.worksheets)
    raise error(
        "wrong-sheet",
        _("no sheet has the columns {wanted}; the sheets here are {sheets}").format(wanted=wanted, sheets=listed),
        Place(shown),
        _("send the workbook that `bhxhcomm locale export` made, with its row of headings"),
    )


def _check_merged(sheet: Any, shown: str, head: int, problems: Problems) -> None:
    for merged in sheet.merged_cells.ranges:
        if merged.max_row >= head:
            problems.error(
                "cells-merged",
                _("these cells were merged: whose text is whose cannot be told"),
                Place(f"{shown}: {sheet.title}!{merged.coord}"),
                _("split them (Merge & Center) and write each text into its own row"),
            )


def _rows(sheet: Any, shown: str, head: int, columns: dict[str, int], problems: Problems) -> Iterator[Returned]:
    blank = 0
    last = max(columns.values())
    for number, cells in enumerate(sheet.iter_rows(min_row=head + 1, max_col=last), head + 1):
        if number - head > MAX_ROWS:
            problems.error(
                "too-many-rows",
                _("there are more than {limit} rows here").format(limit=MAX_ROWS),
                _place(shown, sheet, number, 1),
            )
            return
        values = {
            name: _text(cells[at - 1], partial(_place, shown, sheet, number, at), problems)
            for name, at in columns.items()
        }
        if not any(values.values()):
            blank += 1
            if blank > 1000:
                return
            continue
        blank = 0
        yield Returned(
            _place(shown, sheet, number, columns["target"]),
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


def _text(cell: Any, place: Callable[[], Place], problems: Problems) -> str:
    """The text of a cell. A formula, a date or an error value is none, which is told with its `place`."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        problems.error(
            "cell-formula",
            _("this cell holds a formula; formulas are not computed"),
            place(),
            _("write the text itself; begin it with ' where it must begin with ="),
        )
        return ""
    if cell.data_type == "e" or isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        problems.error(
            "cell-not-text",
            _("the program has turned what was typed here into a date or another value"),
            place(),
            _("set the format of the cell to Text, and type it again"),
        )
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).replace("_x000D_", " ").split())


def _place(shown: str, sheet: Any, row: int, column: int) -> Place:
    from openpyxl.utils import get_column_letter

    return Place(f"{shown}: {sheet.title}!{get_column_letter(column)}{row}")
