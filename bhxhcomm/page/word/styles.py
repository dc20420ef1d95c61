"""The styles of a Word file: what Word's own names stand for here, and styles of our own for figures and the like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from bhxhcomm.page.word.runs import fonts_of, language
from bhxhcomm.page.word.theme import Theme
from bhxhcomm.page.word.xml import Element, el, serialised, val

BODY_PT = 11.0
TABLE_PT = 10.0
SCRIPT_PT = 15.0
"""Words that are read aloud, at arm's length."""
TWIPS = 20
"""A twip is a twentieth of a point."""
SINGLE, LOOSE = 240, 276
"""Line heights as shares of a font's own, in 240ths: for fonts with high lines, and for all others."""
CELL_MARGIN = 100
"""Room at the left and right of a cell, in twips."""
TONES = ("note", "warning", "example")


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style. Sizes and distances in points; colours `RRGGBB`, none meaning automatic; `outline` from 1."""

    id: str
    name: str
    based_on: str = "Normal"
    following: str = ""
    size: float = 0
    bold: bool = False
    italic: bool = False
    colour: str = ""
    before: float = -1
    after: float = -1
    indent: float = 0
    hanging: float = 0
    align: str = ""
    keep_next: bool = False
    outline: int = 0
    list: int = 0
    ground: str = ""
    border: str = ""
    border_width: int = 4
    sides: tuple[str, ...] = ()
    priority: int = 20


BOX = ("top", "left", "bottom", "right")


def looks(theme: Theme) -> Iterator[Look]:
    """Every paragraph style but Normal, in the order of the file."""
    brand, deep, soft = theme["brand"], theme["brand-deep"], theme["brand-soft"]
    quiet, warm = theme["ink-soft"], theme["warm"]
    yield Look(
        "Title", "Title", "Normal", "Subtitle", 26, True, colour=deep, before=12, after=6, outline=1, priority=10
    )
    yield Look("Subtitle", "Subtitle", following="Normal", size=14, colour=brand, after=8, keep_next=True, priority=11)
    yield Look("Heading1", "heading 1", following="Normal", size=22, bold=True, colour=deep, before=20, after=8,
               keep_next=True, outline=1, priority=9)  # fmt: skip
    yield Look("Heading2", "heading 2", following="Normal", size=16, bold=True, colour=deep, before=18, after=6,
               keep_next=True, outline=2, border=theme["accent"], border_width=12, sides=("bottom",), priority=9)  # fmt: skip
    yield Look("Heading3", "heading 3", following="Normal", size=12.5, bold=True, colour=brand, before=10, after=3,
               keep_next=True, outline=3, priority=9)  # fmt: skip
    yield Look("ListBullet", "List Bullet", after=3, list=1, priority=15)
    yield Look("ListNumber", "List Number", after=3, list=2, priority=15)
    yield Look("Caption", "caption", size=9.5, bold=True, colour=deep, before=4, after=4, priority=35)
    yield Look("Picture", "Picture", following="Caption", before=6, after=4, align="center", priority=36)
    yield Look(
        "TableHeading", "Table heading", size=TABLE_PT, bold=True, colour=deep, before=3, after=3, keep_next=True
    )
    yield Look("TableText", "Table text", size=TABLE_PT, before=2, after=2)
    yield Look("TableFigure", "Table figure", "TableText", align="right")
    yield Look("TableNote", "Table note", size=9, colour=quiet, before=3, after=8)
    yield Look("Spacer", "Spacer", size=4, before=0, after=0, priority=99)
    yield Look("KeyFigure", "Key figure", following="KeyFigureCaption", size=24, bold=True, colour=brand, before=6, after=0,
               indent=8, keep_next=True, ground=soft, border=theme["accent"], border_width=36, sides=("left",))  # fmt: skip
    yield Look("KeyFigureCaption", "Key figure caption", after=8, indent=8, ground=soft, border=theme["accent"],
               border_width=36, sides=("left",))  # fmt: skip
    yield Look("Question", "Question", following="Answer", size=12, bold=True, colour=brand, before=8, after=2,
               keep_next=True)  # fmt: skip
    yield Look("Answer", "Answer", after=6, indent=18)
    for tone in TONES:
        colours = theme.tone(tone)
        text = f"Callout{tone.capitalize()}"
        yield Look(text, f"Call-out {tone}", indent=6, before=0, after=8, ground=colours.ground, border=colours.border,
                   sides=BOX)  # fmt: skip
        yield Look(f"{text}Heading", f"Call-out {tone} heading", text, text, bold=True, colour=colours.ink, before=8,
                   after=2, keep_next=True)  # fmt: skip
    yield Look("Quote", "Quote", following="QuotationSource", size=12, italic=True, colour=deep, before=6, after=2, indent=14,
               keep_next=True, border=theme["accent"], border_width=24, sides=("left",), priority=29)  # fmt: skip
    yield Look("QuotationSource", "Quotation source", size=9.5, colour=quiet, after=8, indent=14, border=theme["accent"],
               border_width=24, sides=("left",))  # fmt: skip
    yield Look("OfficeAbove", "Office above", size=10, colour=quiet, after=0, keep_next=True)
    yield Look("Office", "Office", size=12, bold=True, colour=deep, after=6, keep_next=True)
    yield Look("Audience", "Audience", bold=True, colour=deep, before=6, after=10, indent=6, ground=soft)
    yield Look("Action", "Action", following="ActionLink", size=12, bold=True, colour=deep, before=10, after=2, indent=6,
               keep_next=True, border=brand, border_width=8, sides=BOX)  # fmt: skip
    yield Look("ActionLink", "Action link", after=2, indent=6, border=brand, border_width=8, sides=BOX)
    yield Look(
        "Contact", "Contact", after=2, indent=6, keep_next=True, ground=soft, border=brand, border_width=8, sides=BOX
    )
    yield Look(
        "ContactName", "Contact name", "Contact", "Contact", size=12, bold=True, colour=deep, before=12, keep_next=True
    )
    yield Look("ContactHotline", "Contact hotline", "Contact", "Contact", size=16, bold=True, colour=brand)
    yield Look("ContactNote", "Contact note", "Contact", size=9.5)
    yield Look("Details", "Details", after=3, hanging=160)
    yield Look("Signature", "Signature", bold=True, before=12, after=60, priority=99)
    yield Look("ScriptTime", "Script time", size=11, before=5, after=5)
    yield Look("ScriptWho", "Script voice", size=11, bold=True, colour=deep, before=5, after=5)
    yield Look("ScriptWords", "Script words", size=SCRIPT_PT, before=4, after=6)
    yield Look("ScriptFigure", "Script figure", size=SCRIPT_PT + 4, bold=True, colour=brand, before=2, after=4)
    yield Look("ScriptSpoken", "Script spoken form", size=SCRIPT_PT, before=2, after=4)
    yield Look("ScriptBeside", "Script beside", size=12, colour=quiet, before=2, after=6)
    yield Look("Colophon", "Colophon", size=9, colour=quiet, before=2, after=2)
    yield Look("DraftMark", "Draft mark", size=12, bold=True, colour=warm, after=6, align="center", border=warm,
               border_width=8, sides=BOX)  # fmt: skip
    yield Look("Header", "header", after=0, priority=99)
    yield Look("Footer", "footer", size=9, colour=quiet, after=0, align="right", priority=99)


@lru_cache(maxsize=32)
def part(
    theme_name: str,
    tokens: tuple[tuple[str, str], ...],
    body: str,
    heading: str,
    tag: str,
    script: str = "",
    *,
    leans: bool = True,
    line: int = LOOSE,
) -> bytes:
    """`word/styles.xml`: the styles in the colours of the theme, two font families, and one language (BCP 47).

    `script` is the family of complex script; where the letters of the language do not lean (`leans`), no style does.
    `line` is how high a line is, in 240ths of the font's own height.
    """
    theme = Theme(theme_name, dict(tokens))
    return serialised(
        el(
            "w:styles",
            {},
            el(
                "w:docDefaults",
                {},
                el("w:rPrDefault", {}, el("w:rPr", {}, fonts_of(body, script), *_size(BODY_PT), language(tag))),
                el("w:pPrDefault", {}, el("w:pPr", {}, _spacing(0, 6, line))),
            ),
            el(
                "w:style",
                {"w:type": "paragraph", "w:default": "1", "w:styleId": "Normal"},
                val("w:name", "Normal"),
                el("w:qFormat"),
                el("w:pPr", {}, el("w:widowControl"), _spacing(0, 6, line)),
                el("w:rPr", {}, fonts_of(body, script), *_size(BODY_PT), language(tag)),
            ),
            *(
                _paragraph_style(replace(look, italic=look.italic and leans), heading if heading != body else "", line)
                for look in looks(theme)
            ),
            *_other_styles(theme),
        )
    )


def _paragraph_style(look: Look, heading: str, line: int) -> Element:
    style = el(
        "w:style",
        {"w:type": "paragraph", "w:styleId": look.id}
        | ({"w:customStyle": "1"} if look.name[0].isupper() and look.id not in _WORDS_OWN else {}),
        val("w:name", look.name),
        val("w:basedOn", look.based_on),
    )
    if look.following:
        style.append(val("w:next", look.following))
    style.extend([val("w:uiPriority", look.priority), el("w:qFormat")])
    style.append(_paragraph(look, line))
    run = el("w:rPr")
    if heading and (look.outline or look.id == "Subtitle"):
        run.append(fonts_of(heading))
    if look.bold:
        run.extend([el("w:b"), el("w:bCs")])
    if look.italic:
        run.extend([el("w:i"), el("w:iCs")])
    if look.colour:
        run.append(val("w:color", look.colour))
    if look.size:
        run.extend(_size(look.size))
    if len(run):
        style.append(run)
    return style


_WORDS_OWN = frozenset(("Title", "Subtitle", "ListBullet", "ListNumber", "Quote", "Signature"))
"""Styles that Word knows by a name with a capital."""


def _paragraph(look: Look, line: int) -> Element:
    """The properties of a paragraph style, in the order of the schema (CT_PPr)."""
    properties = el("w:pPr")
    if look.keep_next:
        properties.append(el("w:keepNext"))
    if look.keep_next or look.sides:
        properties.append(el("w:keepLines"))
    if look.list:
        properties.append(el("w:numPr", {}, val("w:numId", look.list)))
    if look.sides:
        rule = {
            "w:val": "single",
            "w:sz": look.border_width,
            "w:space": 4 if look.sides == BOX else 3,
            "w:color": look.border,
        }
        properties.append(el("w:pBdr", {}, *(el(f"w:{side}", rule) for side in look.sides)))
    if look.ground:
        properties.append(el("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": look.ground}))
    if look.before >= 0 or look.after >= 0:
        properties.append(_spacing(look.before, look.after, line))
    if look.indent:
        indent = round(look.indent * TWIPS)
        properties.append(el("w:ind", {"w:left": indent, "w:right": indent if look.sides in ((), BOX) else 0}))
    if look.hanging:
        hanging = round(look.hanging * TWIPS)
        properties.append(el("w:ind", {"w:left": hanging, "w:hanging": hanging}))
    if look.align:
        properties.append(val("w:jc", look.align))
    if look.outline:
        properties.append(val("w:outlineLvl", look.outline - 1))
    return properties


def _spacing(before: float, after: float, line: int) -> Element:
    attributes: dict[str, object] = {}
    if before >= 0:
        attributes["w:before"] = round(before * TWIPS)
    if after >= 0:
        attributes["w:after"] = round(after * TWIPS)
    return el("w:spacing", attributes | {"w:line": line, "w:lineRule": "auto"})


def _size(points: float) -> list[Element]:
    """The size for every kind of script, in half points."""
    return [val("w:sz", round(points * 2)), val("w:szCs", round(points * 2))]


def _other_styles(theme: Theme) -> Iterator[Element]:
    yield el(
        "w:style",
        {"w:type": "character", "w:default": "1", "w:styleId": "DefaultParagraphFont"},
        val("w:name", "Default Paragraph Font"),
        val("w:uiPriority", 1),
        el("w:semiHidden"),
    )
    yield el(
        "w:style",
        {"w:type": "character", "w:styleId": "Hyperlink"},
        val("w:name", "Hyperlink"),
        val("w:uiPriority", 99),
        el("w:rPr", {}, val("w:color", theme["brand"]), val("w:u", "single")),
    )
    margins = el(
        "w:tblCellMar",
        {},
        *(
            el(f"w:{side}", {"w:w": width, "w:type": "dxa"})
            for side, width in (("top", 0), ("left", CELL_MARGIN), ("bottom", 0), ("right", CELL_MARGIN))
        ),
    )
    yield el(
        "w:style",
        {"w:type": "table", "w:default": "1", "w:styleId": "TableNormal"},
        val("w:name", "Normal Table"),
        val("w:uiPriority", 99),
        el("w:semiHidden"),
        el("w:tblPr", {}, el("w:tblInd", {"w:w": 0, "w:type": "dxa"}), margins),
    )
    rule = {"w:val": "single", "w:sz": 4, "w:space": 0, "w:color": theme["line"]}
    strong = rule | {"w:sz": 12, "w:color": theme["brand"]}
    yield el(
        "w:style",
        {"w:type": "table", "w:customStyle": "1", "w:styleId": "FiguresTable"},
        val("w:name", "Table of figures in rows"),
        val("w:basedOn", "TableNormal"),
        val("w:uiPriority", 59),
        el("w:qFormat"),
        el(
            "w:tblPr",
            {},
            el(
                "w:tblBorders",
                {},
                el("w:top", strong),
                el("w:bottom", strong),
                el("w:insideH", rule),
            ),
        ),
        el(
            "w:tblStylePr",
            {"w:type": "firstRow"},
            el("w:tcPr", {}, el("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": theme["brand-soft"]})),
        ),
    )
    yield el(
        "w:style",
        {"w:type": "numbering", "w:default": "1", "w:styleId": "NoList"},
        val("w:name", "No List"),
        val("w:uiPriority", 99),
        el("w:semiHidden"),
    )
