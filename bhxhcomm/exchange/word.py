"""The Word file for a translator: a table with one row for each text.

Its columns are source and translation, then the back-translation (unless it is left out) and the numbers that are said in
words. The small grey line at the head of the left cell says which text it is; rows are known by it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems, error
from bhxhcomm.exchange import handoff, packages
from bhxhcomm.exchange.handoff import Handback, HandoffRow, Returned
from bhxhcomm.exchange.workbook import SOURCE_FONT, guide
from bhxhcomm.language.entry import Language
from bhxhcomm.translation.wording import wording

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")
_WIDTH = 15_000
"""Width of the table in twentieths of a point: A4 across, within margins of 16 mm."""
_NARROW = 1_600
"""Width of the column that holds but a few numbers, in the same unit."""
_COLUMNS = ("source", "target", "back", "in_words")
_LEAST = 2
"""The columns in their order, where no row of headings names them, and how many of them a row must have."""


def make(rows: Sequence[HandoffRow], *, scope: str, language: Language, font: str, back: bool = True) -> bytes:
    """The Word file. `font` is the family that translations are set in; `back` asks for the third column."""
    import datetime as dt

    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml import parse_xml
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(16)
    properties = document.core_properties
    properties.title = wording()["title"].format(pack=handoff.scope_name(scope), language=language.names.vi)
    properties.author = properties.last_modified_by = "bhxhcomm"
    properties.created = properties.modified = dt.datetime(1980, 1, 1)
    first, *lines = guide(language, word=True)
    document.add_heading(first, 1)
    for number, line in enumerate(lines, 1):
        document.add_paragraph(f"{number}. {line}")
    document.add_paragraph(handoff.mark(scope, language.id))
    body: Any = document.element.body
    body.insert(len(body) - 1, parse_xml(_table(rows, font, back)))
    out = io.BytesIO()
    document.save(out)
    return packages.repacked(out.getvalue())


def _table(rows: Sequence[HandoffRow], font: str, back: bool) -> str:
    words = wording()
    names = ["source", "target", *(["back"] if back else []), "in_words"]
    wide = (_WIDTH - _NARROW) // (len(names) - 1)
    widths = [*([wide] * (len(names) - 1)), _NARROW]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:color="999999"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    head = "".join(
        _cell(width, [_paragraph(words[f"column_{name}"], SOURCE_FONT, bold=True)])
        for name, width in zip(names, widths, strict=True)
    )
    made = [
        f'<w:tbl xmlns:w="{_W}"><w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
    ]
    for row in rows:
        mark = " | ".join((row.id, row.hash, row.base))
        left = [_paragraph(mark, SOURCE_FONT, small=True), _paragraph(row.source, SOURCE_FONT)]
        cells = [_cell(wide, left), _cell(wide, [_paragraph(row.target, font)])]
        if back:
            cells.append(_cell(wide, [_paragraph(row.back, SOURCE_FONT)]))
        cells.append(_cell(_NARROW, [_paragraph(row.in_words, SOURCE_FONT)]))
        made.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    return "".join(made) + "</w:tbl>"


def _cell(width: int, paragraphs: Sequence[str]) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{"".join(paragraphs)}</w:tc>'


def _paragraph(text: str, font: str, *, bold: bool = False, small: bool = False) -> str:
    fonts = "".join(f' w:{slot}="{escape(font)}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    look = f"<w:rFonts{fonts}/>" + ("<w:b/>" if bold else "")
    look += '<w:color w:val="999999"/><w:sz w:val="14"/>' if small else '<w:sz w:val="24"/><w:szCs w:val="24"/>'
    return f'<w:p><w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def read(data: bytes, shown: str) -> Handback:
    """The rows of a Word file. Raises `ContentError` with all that makes it unusable, each with its table and row."""
    from lxml import etree

    parts = packages.opened(data, shown, main="word/document")
    if "word/document.xml" not in parts:
        raise error("file-unreadable", _("this file is of another kind than its name says"), Place(shown))
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(parts["word/document.xml"], parser)
    except etree.XMLSyntaxError as exc:
        message = _("this Word file is damaged: {why}").format(why=exc)
        raise error(
            "file-unreadable", message, Place(shown), _("open it in Word, save it again, and send that")
        ) from exc
    problems = Problems()
    mark = next((found for text in _paragraphs(root) if (found := handoff.read_mark(text))), ("", ""))
    rows = tuple(_rows(root, shown, problems))
    if not rows and not problems:
        problems.error(
            "wrong-table",
            _("no table here has texts to translate"),
            Place(shown),
            _("send the file that `bhxhcomm locale export --format docx` made"),
        )
    problems.raise_errors()
    return Handback(shown, mark[0], mark[1], rows)


def _name(tag: str) -> str:
    return f"{{{_W}}}{tag}"


def _paragraphs(root: Any) -> Iterator[str]:
    for paragraph in root.iter(_name("p")):
        yield _text(paragraph)


def _rows(root: Any, shown: str, problems: Problems) -> Iterator[Returned]:
    for at, table in enumerate(root.iter(_name("tbl")), 1):
        columns: tuple[str, ...] = _COLUMNS
        for number, row in enumerate(table.iterchildren(_name("tr")), 1):
            place = Place(shown + ": " + _("table {table}, row {row}").format(table=at, row=number))
            if not _is_whole(row, place, problems):
                continue
            if (named := _headings(row)) is not None:
                columns = named
            elif (found := _row(row, columns, place, problems)) is not None:
                yield found


def _headings(row: Any) -> tuple[str, ...] | None:
    """The columns that a row of headings names; None for any other row. A file of an earlier edition has fewer of them."""
    titles = {wording()[f"column_{name}"].casefold(): name for name in _COLUMNS}
    texts = [_cell_text(cell).casefold() for cell in row.iterchildren(_name("tc"))]
    names = tuple(titles.get(text, "") for text in texts)
    return names if names[:_LEAST] == _COLUMNS[:_LEAST] else None


def _is_whole(row: Any, place: Place, problems: Problems) -> bool:
    """Whether it can be told whose text is whose in a row; what keeps one from it is reported."""
    if any(next(row.iter(_name(kind)), None) is not None for kind in _CHANGES):
        problems.error(
            "tracked-changes",
            _("this row has tracked changes: which text counts cannot be told"),
            place,
            _("accept or reject all changes (Review → Accept All), then save and send it"),
        )
        return False
    if any(next(row.iter(_name(kind)), None) is not None for kind in ("vMerge", "gridSpan", "hMerge")):
        problems.error(
            "cells-merged",
            _("cells were merged or split in this row: whose text is whose cannot be told"),
            place,
            _("give the row its cells back, one for each column"),
        )
        return False
    if any(next(cell.iter(_name("tbl")), None) is not None for cell in row.iterchildren(_name("tc"))):
        problems.error(
            "table-in-table", _("there is a table inside this row"), place, _("write plain text into the cell")
        )
        return False
    return True


def _row(row: Any, columns: tuple[str, ...], place: Place, problems: Problems) -> Returned | None:
    cells = list(row.iterchildren(_name("tc")))
    if not _LEAST <= len(cells) <= len(columns):
        if any(_cell_text(cell) for cell in cells):
            message = _("this row has {count} cells where the table has {columns} columns").format(
                count=len(cells), columns=len(columns)
            )
            problems.error("cells-merged", message, place, _("give the row its cells back, one for each column"))
        return None
    left = [text for text in (_text(paragraph) for paragraph in cells[0].iter(_name("p"))) if text]
    heading = wording()["column_source"]
    if not left or left[0].casefold() == heading.casefold():
        return None
    mark = [part.strip() for part in left[0].split("|")]
    target = _cell_text(cells[1])
    if len(mark) != 3:
        problems.error(
            "row-without-id",
            _("the small grey line at the head of the left cell is gone or was changed"),
            place,
            _("copy it from the file that was sent out"),
        )
        return None
    rest = {name: _cell_text(cell) for name, cell in zip(columns, cells, strict=False) if name}
    return Returned(
        place,
        mark[0],
        " ".join(left[1:]),
        target,
        mark[1],
        mark[2],
        back=rest.get("back"),
        in_words=rest.get("in_words"),
    )


def _cell_text(cell: Any) -> str:
    return " ".join(text for text in (_text(paragraph) for paragraph in cell.iter(_name("p"))) if text)


def _text(paragraph: Any) -> str:
    parts = []
    for element in paragraph.iter():
        if element.tag == _name("t"):
            parts.append(element.text or "")
        elif element.tag in (_name("tab"), _name("br"), _name("cr")):
            parts.append(" ")
        elif element.tag == _name("noBreakHyphen"):
            parts.append("-")
    return " ".join("".join(parts).split())
