"""The Word file for a translator: a table with one row for each text.

Its columns are source and translation, then the back-translation (unless it is left out), the numbers that are said in words,
and how the translation stands. The small grey line at the head of the left cell says which text it is; rows are known by it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from bhxhcomm.exchange import handoff, packages
from bhxhcomm.exchange.handoff import HandoffRow
from bhxhcomm.exchange.word_looks import W
from bhxhcomm.exchange.workbook import SOURCE_FONT, guide
from bhxhcomm.language.entry import Language
from bhxhcomm.translation.wording import wording

_WIDTH = 15_000
"""Width of the table in twentieths of a point: A4 across, within margins of 16 mm."""
_NARROW = 1_600
"""Width of a column that holds but a few words, in the same unit."""
COLUMNS = ("source", "target", "back", "in_words", "status")
"""The columns in their order, where no row of headings names them."""
_NARROW_COLUMNS = ("in_words", "status")


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
    names = [name for name in COLUMNS if back or name != "back"]
    narrow = sum(name in _NARROW_COLUMNS for name in names)
    wide = (_WIDTH - narrow * _NARROW) // (len(names) - narrow)
    widths = [_NARROW if name in _NARROW_COLUMNS else wide for name in names]
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
        f'<w:tbl xmlns:w="{W}"><w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
    ]
    for row in rows:
        mark = " | ".join((row.id, row.hash, str(row.base)))
        left = [_paragraph(mark, SOURCE_FONT, small=True), _paragraph(row.source, SOURCE_FONT)]
        cells = [_cell(wide, left), _cell(wide, [_paragraph(row.target, font)])]
        if back:
            cells.append(_cell(wide, [_paragraph(row.back, SOURCE_FONT)]))
        cells.append(_cell(_NARROW, [_paragraph(row.in_words, SOURCE_FONT)]))
        cells.append(_cell(_NARROW, [_paragraph(handoff.status_word(row.state), SOURCE_FONT)]))
        made.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    return "".join(made) + "</w:tbl>"


def _cell(width: int, paragraphs: Sequence[str]) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{"".join(paragraphs)}</w:tc>'


def _paragraph(text: str, font: str, *, bold: bool = False, small: bool = False) -> str:
    fonts = "".join(f' w:{slot}="{escape(font)}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    look = f"<w:rFonts{fonts}/>" + ("<w:b/>" if bold else "")
    look += '<w:color w:val="999999"/><w:sz w:val="14"/>' if small else '<w:sz w:val="24"/><w:szCs w:val="24"/>'
    return f'<w:p><w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
