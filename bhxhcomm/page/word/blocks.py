"""Blocks become the paragraphs, lists and tables of a Word file, one after the other in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import assert_never

from bhxhcomm.core.problems import Problem
from bhxhcomm.language import figures
from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.text import Mark, Text
from bhxhcomm.materials import document as documents
from bhxhcomm.materials.document import Block, Document
from bhxhcomm.page.html.document_texts import FixedWords, bare, panels
from bhxhcomm.page.html.setter import Placed, Setter
from bhxhcomm.page.measuring.lines import NBSP
from bhxhcomm.page.pictures import drawn, qr
from bhxhcomm.page.word import lists, pictures, script, tables
from bhxhcomm.page.word.fonts import Faces
from bhxhcomm.page.word.runs import Runs
from bhxhcomm.page.word.xml import Element, el, name, val

PAGE_MM = (210.0, 297.0)
MARGIN_MM = (20.0, 22.0)
"""Room at the top and foot, and at the sides."""
TWIPS_PER_MM = 1440 / 25.4
GUTTER_TWIPS = round(7 * TWIPS_PER_MM)
"""Between two languages that stand side by side."""
TEXT_TWIPS = round((PAGE_MM[0] - 2 * MARGIN_MM[1]) * TWIPS_PER_MM)
PICTURE_MM = (120.0, 85.0)
LOGO_MM = (40.0, 18.0)
_BOXED = (documents.CallOut, documents.Contact, documents.Action)
"""Blocks in a box: two that touch would become one in Word."""


def _free(element: Element) -> Element:
    """A paragraph of a cell that holds to no other: a program that kept rows together would begin a new page for each."""
    if element.tag == name("w:p") and (properties := element.find(name("w:pPr"))) is not None:
        for held in properties.findall(name("w:keepNext")):
            properties.remove(held)
        properties.insert(1, val("w:keepNext", 0))
    return element


@dataclass
class Body:
    """The body of one document, while it is written. `embed` and `link` give the relationship of a picture or address."""

    document: Document
    setter: Setter
    faces: Faces
    embed: Callable[[bytes], str]
    link: Callable[[str], str]
    room: int = TEXT_TWIPS
    """The width of a line, in twips."""
    lists: int = 0
    pictures: int = 0
    undescribed: int = 0
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lang = self.document.lang
        self.labels = FixedWords(self.document)
        self.runs = Runs(self.lang, self.labels.all, self.faces, self._safe)

    def _safe(self, link: str) -> str:
        return self.link(self.setter.safe_link(link))

    def elements(self) -> list[Element]:
        """Everything that stands in the body, in reading order."""
        found: list[Element] = []
        if self.document.draft:
            found.append(self.draft_mark())
        before: Block | None = None
        for panel in panels(self.document):
            for block in panel.blocks:
                if isinstance(block, _BOXED) and isinstance(before, _BOXED):
                    found.append(self._paragraph("Spacer"))
                found += self._block(block)
                before = block
        return found

    def draft_mark(self) -> Element:
        """The line that says that this is a draft."""
        return self._paragraph("DraftMark", *self.runs.words(self.labels.draft()))

    def _block(self, block: Block) -> Iterator[Element]:
        match block:
            case documents.Heading():
                yield from self._text(f"Heading{min(max(block.level, 1), 3)}", block.text)
            case documents.Paragraph():
                yield from self._text("Normal", block.text)
            case documents.Bullets():
                for item in block.items:
                    yield from self._text("ListBullet", item)
            case documents.Steps():
                yield from self._steps(block)
            case documents.Table():
                yield from self._table(block)
            case documents.KeyFigure():
                yield from self._text("KeyFigure", block.figure)
                yield from self._text("KeyFigureCaption", block.caption)
            case documents.QuestionAnswer():
                yield from self._text("Question", block.question)
                yield from self._text("Answer", block.answer)
            case documents.CallOut():
                yield from self._call_out(block)
            case documents.Quotation():
                yield from self._text("Quote", block.text)
                self.faces.slots.add("Italic")
                yield from self._text("QuotationSource", block.by)
            case documents.Picture():
                yield self._picture(block)
                yield from self._text("Caption", block.caption)
            case documents.Action():
                yield from self._text("Action", block.text)
                link = self.runs.linked(bare(block.shown_link or block.link), block.link)
                yield self._paragraph("ActionLink", *link, keep_next=True)
                yield self._code("ActionLink", block.link)
            case documents.Cover():
                yield from self._cover(block)
            case documents.Contact():
                yield from self._contact(block)
            case documents.Colophon():
                yield from self._colophon(block)
            case documents.Details():
                for key, value in block.rows:
                    key_runs = self.runs.words(self.setter.plain(key), Mark.STRONG)
                    yield self._paragraph("Details", *key_runs, el("w:r", {}, el("w:tab")), *self.runs.text(value))
            case documents.Revision():
                yield from self._text("Caption", block.context)
                yield self._paragraph("Normal", *(run for part in block.parts for run in self.runs.revised(*part)))
            case documents.SignatureLines():
                yield self._paragraph("Spacer")
                yield script.signatures(
                    block.roles, TEXT_TWIPS, self.runs, lambda style, runs: self._paragraph(style, *runs)
                )
                yield self._paragraph("Spacer")
            case documents.SideBySide():
                yield self._side_by_side(block)
                yield self._paragraph("Spacer")
            case documents.RunningOrder():
                yield script.table(
                    block, TEXT_TWIPS, self.runs, self.faces, lambda style, runs: self._paragraph(style, *runs)
                )
                yield self._paragraph("Spacer")
            case documents.TileRow() | documents.Caption() | documents.TextMessage():
                raise ValueError(f"a {type(block).__name__} is not for Word files")
            case _:
                assert_never(block)

    def _side_by_side(self, block: documents.SideBySide) -> Element:
        """A row of two cells without borders, one for each language; rows may break over pages."""
        assert self.document.beside is not None
        half = (self.room - GUTTER_TWIPS) // 2
        speakers = ((self._for_language(self.document.beside, half), block.beside), (self._narrowed(half), block.own))
        cells = []
        for number, (speaker, blocks) in enumerate(speakers):
            content = [_free(element) for part in blocks for element in speaker._block(part)]
            self.lists, self.pictures = speaker.lists, speaker.pictures
            if number == 0:
                speakers[1][0].lists, speakers[1][0].pictures = speaker.lists, speaker.pictures
            side = "right" if number == 0 else "left"
            margin = el("w:tcMar", {}, el(f"w:{side}", {"w:w": GUTTER_TWIPS // 2, "w:type": "dxa"}))
            width = el("w:tcW", {"w:w": half + GUTTER_TWIPS // 2, "w:type": "dxa"})
            cells.append(el("w:tc", {}, el("w:tcPr", {}, width, margin), *(content or [self._paragraph("Normal")])))
        whole = el("w:tblW", {"w:w": self.room, "w:type": "dxa"})
        edges = ("top", "left", "bottom", "right")
        none = el("w:tblCellMar", {}, *(el(f"w:{edge}", {"w:w": 0, "w:type": "dxa"}) for edge in edges))
        settings = el("w:tblPr", {}, whole, el("w:tblLayout", {"w:type": "fixed"}), none)
        grid = el("w:tblGrid", {}, *(el("w:gridCol", {"w:w": half + GUTTER_TWIPS // 2}) for _cell in cells))
        return el("w:tbl", {}, settings, grid, el("w:tr", {}, *cells))

    def _narrowed(self, room: int) -> Body:
        """The same in a narrower column."""
        other = copy(self)
        other.room = room
        return other

    def _for_language(self, tongue: documents.Tongue, room: int) -> Body:
        """The same in another language; lists, pictures and problems are counted on."""
        other = self._narrowed(room)
        other.labels = FixedWords(tongue)
        other.setter = self.setter.for_language(tongue, measure=None)
        other.runs = Runs(tongue.lang, other.labels.all, self.faces, self._safe, page=self.lang)
        other.lang = tongue.lang
        return other

    def _text(self, style: str, text: Text) -> Iterator[Element]:
        """A paragraph of a text; nothing for an empty one."""
        if text:
            yield self._paragraph(style, *self.runs.text(text))

    def _paragraph(self, style: str, *content: Element, number: int = 0, keep_next: bool = False) -> Element:
        properties = el("w:pPr", {}, val("w:pStyle", style))
        if keep_next:
            properties.append(el("w:keepNext"))
        if number:
            properties.append(el("w:numPr", {}, val("w:ilvl", 0), val("w:numId", number)))
        return el("w:p", {}, properties, *content)

    def _steps(self, block: documents.Steps) -> Iterator[Element]:
        for item in block.items:
            if item:
                yield self._paragraph("ListNumber", *self.runs.text(item), number=lists.FIRST + self.lists)
        self.lists += 1

    def _table(self, block: documents.Table) -> Iterator[Element]:
        if block.caption:
            yield self._paragraph("Caption", *self.runs.text(block.caption), keep_next=True)
        table, problems = tables.table(
            block,
            self.lang,
            self.room,
            self.faces,
            lambda style, text, keep: self._paragraph(style, *self.runs.text(text), keep_next=keep),
        )
        self.problems += problems
        yield table
        yield self._paragraph("TableNote" if block.note else "Spacer", *self.runs.text(block.note))

    def _call_out(self, block: documents.CallOut) -> Iterator[Element]:
        style = f"Callout{block.tone.capitalize()}"
        heading = [*self.runs.words(self.labels.tone(block)), *self.runs.text(block.heading)]
        yield self._paragraph(f"{style}Heading", *heading)
        yield from self._text(style, block.text)

    def _cover(self, block: documents.Cover) -> Iterator[Element]:
        if block.logo:
            name = self.setter.plain(block.office_name)
            placed = self.setter.logo(block.logo, *LOGO_MM, self.labels("logo_alt", name=name))
            yield self._paragraph("OfficeAbove", self._drawing(placed))
        yield from self._text("OfficeAbove", block.office_parent)
        yield from self._text("Office", block.office_name)
        yield from self._text("Title", block.title)
        yield from self._text("Subtitle", block.tagline)
        if block.picture:
            yield self._picture(block.picture)
            yield from self._text("Caption", block.picture.caption)
        yield from self._text("Audience", block.audience)

    def _contact(self, block: documents.Contact) -> Iterator[Element]:
        yield from self._text("ContactName", block.name)
        if block.hotline:
            label = self.runs.words(f"{self.labels('hotline')}: ")
            yield self._paragraph("ContactHotline", *label, *self.runs.text(block.hotline))
            yield from self._text("ContactNote", block.hotline_note)
        if block.address:
            label = self.runs.words(self.labels.before("address"))
            yield self._paragraph("Contact", *label, *self.runs.text(block.address))
        for key, link in (("website", block.website), ("zalo", block.zalo), ("facebook", block.facebook)):
            if link:
                label = self.runs.words(self.labels.before(key))
                yield self._paragraph("Contact", *label, *self.runs.linked(bare(link), link))
        if block.qr_link:
            yield self._code("Contact", block.qr_link)
            yield from self._text("ContactNote", block.qr_caption)

    def _colophon(self, block: documents.Colophon) -> Iterator[Element]:
        if block.valid_from:
            date = figures.show(block.valid_from, Unit.DATE, Form.FULL, self.lang)
            yield self._paragraph("Colophon", *self.runs.words(self.labels("valid_from", date=date), Mark.STRONG))
        if block.sources:
            label = self.runs.words(f"{self.labels('sources')}: ")
            yield self._paragraph("Colophon", *label, *self.runs.text(block.sources))
        for line in block.imprint:
            yield from self._text("Colophon", line)
        if self.document.code:
            label = self.runs.words(f"{self.labels('code')}:")
            yield self._paragraph("Colophon", *label, *self.runs.unbroken(f"{NBSP}{self.document.code}"))

    def _picture(self, block: documents.Picture) -> Element:
        width, height = PICTURE_MM
        placed = self.setter.picture(block, min(width, self.room / TWIPS_PER_MM), height)
        return self._paragraph("Picture", self._drawing(placed), keep_next=bool(block.caption))

    def _code(self, style: str, link: str) -> Element:
        """The QR code of a link."""
        data = pictures.code(self.setter.safe_link(link))
        alt = self.labels("qr_alt", link=link)
        return self._paragraph(style, self._inline(data, qr.PRINTED_MM, qr.PRINTED_MM, alt))

    def _drawing(self, placed: Placed) -> Element:
        resource = self.setter.resources[placed.url]
        data = resource.body
        if resource.mime == "image/svg+xml":
            data = drawn.png(data, placed.width, placed.height, self.setter.fonts)
        return self._inline(data, placed.width, placed.height, placed.alt)

    def _inline(self, data: bytes, width: float, height: float, alt: str) -> Element:
        self.pictures += 1
        return el("w:r", {}, pictures.inline(self.embed(data), self.pictures, width, height, alt))
