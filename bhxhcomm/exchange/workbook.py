"""The workbook for a translator: one row for each text, locked where nothing is to be changed, and a cover that explains.

It is written so that Excel and LibreOffice both keep it: plain cells, no macros, no links. What begins with `=` stays text.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from bhxhcomm.edition.standing import EntryState
from bhxhcomm.exchange import handoff, packages
from bhxhcomm.exchange.handoff import HandoffRow
from bhxhcomm.language.entry import Language
from bhxhcomm.translation.wording import wording

HEAD_ROW = 2
FIRST_ROW = 3
SOURCE_FONT = "Arial"
_COLUMNS: tuple[tuple[str, int, bool], ...] = (
    ("id", 22, True),
    ("kind", 18, True),
    ("source", 52, True),
    ("previous", 30, True),
    ("target", 52, False),
    ("length", 9, True),
    ("limit", 9, True),
    ("back", 40, False),
    ("spoken", 30, False),
    ("translator", 20, False),
    ("reviewer", 20, False),
    ("status", 15, False),
    ("note", 30, False),
    ("in_words", 14, False),
    ("notes", 40, True),
    ("hash", 15, True),
    ("base", 30, True),
)
"""Columns in order: name, width in characters, whether it is locked."""
_SIDES = (("ours", 52, True), ("theirs", 52, True))
"""What a workbook of conflicts has behind the source."""
_BEHIND_SOURCE = 3
_HIDDEN = ("hash", "base")
_FILLED = 0.85
"""What of the width of a column its lines fill: words are not broken, and wide letters come in rows."""
_LINE_PT = 15.5
_A4 = 9
"""The number of the paper (ST_PaperSize)."""
_MOST_PT = 409.0
"""The highest row that Excel knows."""
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>bhxhcomm</dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>'
)


def make(
    rows: Sequence[HandoffRow],
    *,
    scope: str,
    language: Language,
    font: str,
    sides: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """The workbook. `font` is the family that the column of translations is set in. `sides` are two wordings of each row, by
    its id, between which a person is to decide: they stand side by side in columns of their own."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    title = wording()["title"].format(pack=handoff.scope_name(scope), language=language.names.vi)
    _cover(book, rows, scope, language, font, is_decision=sides is not None)
    _texts(book, rows, handoff.mark(scope, language.id), title, font, sides)
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    escaped = title.replace("&", "&amp;").replace("<", "&lt;")
    return packages.repacked(out.getvalue(), {"docProps/core.xml": _CORE.format(title=escaped).encode()})


def guide(language: Language, *, word: bool = False) -> tuple[str, ...]:
    """What a translator should do, line by line."""
    words = wording()
    numbers = (
        ["word_1", "2", "3", "in_words", "word_2", "10"]
        if word
        else [*map(str, range(1, 7)), "in_words", *map(str, range(7, 12))]
    )
    return (words["guide_title"].format(language=language.names.vi), *(words[f"guide_{n}"].format() for n in numbers))


def _cover(
    book: Any, rows: Sequence[HandoffRow], scope: str, language: Language, font: str, *, is_decision: bool
) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    words = wording()
    sheet = book.create_sheet(words["sheet_cover"])
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 95
    sheet.protection.sheet = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    open_ = sum(row.state in (EntryState.UNTRANSLATED, EntryState.STALE) for row in rows)
    first, *lines = guide(language)
    if is_decision:
        lines = [words["guide_decide_1"], words["guide_decide_2"]]
    pairs = [
        (first, ""),
        (words["guide_pack"], handoff.scope_name(scope)),
        (words["guide_language"], f"{language.names.vi} – {language.names.autonym} ({language.id})"),
        (words["guide_count"], str(len(rows))),
        ("", words["guide_todo"].format(count=open_)),
        ("", words["font"].format(font=font)),
        *((f"{number}.", line) for number, line in enumerate(lines, 1)),
    ]
    for number, (name, text) in enumerate(pairs):
        cells = []
        for value, size in ((name, 16 if not number else 11), (text, 11)):
            cell = WriteOnlyCell(sheet, value=value)
            cell.data_type = "s"
            cell.font = Font(name=SOURCE_FONT, size=size, bold=not number)
            cell.alignment = Alignment(wrap_text=number > 0, vertical="top")
            cells.append(cell)
        sheet.row_dimensions[number + 1].height = 24 if not number else 15.5 * -(-len(text) // 95 or 1)
        sheet.append(cells)


def _texts(
    book: Any,
    rows: Sequence[HandoffRow],
    mark: str,
    title: str,
    font: str,
    sides: Mapping[str, tuple[str, str]] | None,
) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words = wording()
    sheet = book.create_sheet(words["sheet_texts"])
    columns = _COLUMNS if sides is None else (*_COLUMNS[:_BEHIND_SOURCE], *_SIDES, *_COLUMNS[_BEHIND_SOURCE:])
    letters = {name: get_column_letter(number) for number, (name, _w, _l) in enumerate(columns, 1)}
    for name, width, _locked in columns:
        sheet.column_dimensions[letters[name]].width = width
        sheet.column_dimensions[letters[name]].hidden = name in _HIDDEN
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.formatCells = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    last = HEAD_ROW + max(len(rows), 1)
    choice = DataValidation(type="list", formula1=f'"{",".join(handoff.status_word(state) for state in EntryState)}"')
    choice.showErrorMessage = False
    choice.add(f"{letters['status']}{FIRST_ROW}:{letters['status']}{last}")
    sheet.data_validations.append(choice)
    looks = _looks(font)

    def cell(look: str, value: str | int, *, formula: bool = False) -> Any:
        made: Any = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str) and not formula:
            made.data_type = "s"
        if look in made_styles:
            made._style = made_styles[look]
            return made
        for name, style in looks[look].items():
            setattr(made, name, style)
        made_styles[look] = made._style
        return made

    made_styles: dict[str, Any] = {}
    sheet.append([cell("mark", mark), None, cell("title", title)])
    heads = {name: words[f"column_{name}"] for name, _w, _l in columns}
    sheet.row_dimensions[HEAD_ROW].height = _height(heads)
    sheet.append([cell("head", heads[name]) for name, _w, _l in columns])
    for number, row in enumerate(rows, FIRST_ROW):
        values: dict[str, str | int] = {
            "id": row.id,
            "kind": row.kind,
            "source": row.source,
            "previous": row.previous,
            "target": "" if row.waits else row.target,
            "length": f"=LEN({letters['target']}{number})",
            "limit": row.limit,
            "back": row.back,
            "spoken": row.spoken,
            "in_words": row.in_words,
            "translator": row.translator,
            "reviewer": row.reviewer,
            "status": handoff.status_word(row.state),
            "note": row.note,
            "notes": row.notes,
            "hash": row.hash,
            "base": str(row.base),
        }
        if sides is not None:
            values["ours"], values["theirs"] = sides[row.id]
        # The text that is translated stands for its translation, which is not there yet and may be longer.
        sheet.row_dimensions[number].height = _height(values | {"target": max(row.target, row.source, key=len)})
        sheet.append(
            [
                cell(
                    name if name in looks else "locked" if locked else "open",
                    values[name],
                    formula=name == "length",
                )
                for name, _width, locked in columns
            ]
        )


def _height(values: Mapping[str, str | int]) -> float:
    """How high a row must be for its longest text, in points: LibreOffice does not make rows of a locked sheet grow."""
    lines = 1
    for name, width, _locked in (*_COLUMNS, *_SIDES):
        if name not in _HIDDEN and isinstance(text := values.get(name), str) and name != "length":
            lines = max(lines, sum(ceil(len(line) / (width * _FILLED)) or 1 for line in text.split("\n")))
    return min(_LINE_PT * lines + 3, _MOST_PT)


def _looks(font: str) -> dict[str, dict[str, Any]]:
    """The styles of cells, by name."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    plain = Font(name=SOURCE_FONT, size=11)
    wrapped = Alignment(wrap_text=True, vertical="top")
    line = Side(style="thin", color="BBBBBB")
    box = Border(left=line, right=line, top=line, bottom=line)
    grey, yellow = PatternFill("solid", fgColor="EEEEEE"), PatternFill("solid", fgColor="FFFBE6")
    locked, free = Protection(locked=True), Protection(locked=False)
    common = {"alignment": wrapped, "border": box}
    return {
        "mark": {"font": Font(name=SOURCE_FONT, size=8, color="999999"), "protection": locked},
        "title": {"font": Font(name=SOURCE_FONT, size=14, bold=True), "protection": locked},
        "head": {**common, "font": Font(name=SOURCE_FONT, size=11, bold=True), "fill": grey, "protection": locked},
        "locked": {**common, "font": plain, "fill": grey, "protection": locked, "number_format": "@"},
        "length": {**common, "font": plain, "fill": grey, "protection": locked, "number_format": "0"},
        "limit": {**common, "font": plain, "fill": grey, "protection": locked, "number_format": "0"},
        "open": {**common, "font": plain, "protection": free, "number_format": "@"},
        "target": {
            **common,
            "font": Font(name=font, size=12),
            "fill": yellow,
            "protection": free,
            "number_format": "@",
        },
        "spoken": {**common, "font": Font(name=font, size=11), "protection": free, "number_format": "@"},
        "ours": {**common, "font": Font(name=font, size=12), "fill": grey, "protection": locked, "number_format": "@"},
        "theirs": {
            **common,
            "font": Font(name=font, size=12),
            "fill": grey,
            "protection": locked,
            "number_format": "@",
        },
    }
