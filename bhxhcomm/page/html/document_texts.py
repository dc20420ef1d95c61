"""What a reader of the Word file must find: every text of a document, in reading order, with the fixed words beside it.

The check on the output compares the file with this list, which is made without the code that writes the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import error
from bhxhcomm.language import figures
from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.text import Text, plain
from bhxhcomm.materials import document as documents
from bhxhcomm.materials.document import Block, Document, Panel, RunningOrder, ScriptLine, Spoken, Tongue


class FixedWords:
    """The fixed words of one document, or of the language that stands beside its own."""

    def __init__(self, tongue: Document | Tongue) -> None:
        self._lang = tongue.lang
        self._words = dict(tongue.labels)

    @property
    def all(self) -> Mapping[str, str]:
        return self._words

    def __call__(self, key: str, **values: str) -> str:
        """A fixed word with values in it; ContentError `label-missing` where the document has none."""
        if not self._words.get(key):
            message = _("the language “{lang}” has no label “{key}”, which the page needs")
            raise error("label-missing", message.format(lang=self._lang, key=key))
        words = self._words[key]
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", value)
        return words

    def before(self, key: str) -> str:
        """A word that stands before what it names (`Địa chỉ: `); nothing where the language has no such word."""
        return f"{self._words[key]}: " if self._words.get(key) else ""

    def draft(self) -> str:
        """The draft mark: `BẢN NHÁP – Chưa được duyệt`."""
        return " – ".join(filter(None, (self("draft"), self._words.get("draft_note", ""))))

    def tone(self, block: documents.CallOut) -> str:
        """The tone of a call-out in words, to stand before its heading; nothing where the heading says it already."""
        tone = self(block.tone)
        heading = plain(block.heading, self._lang)
        if re.match(rf"{re.escape(tone)}\b", heading, re.IGNORECASE):
            return ""
        return f"{tone}: " if heading else tone


def panels(document: Document) -> tuple[Panel, ...]:
    """The panels as a reader takes them: sheet by sheet, but the one with the small print, the back, comes last."""
    every = [panel for sheet in document.sheets for panel in sheet.panels]
    return tuple(sorted(every, key=lambda panel: any(isinstance(block, documents.Colophon) for block in panel.blocks)))


def said(document: Document) -> Iterator[str]:
    """Every text of the document as the Word file must show it."""
    labels = FixedWords(document)
    if document.draft:
        yield labels.draft()
    for panel in panels(document):
        for block in panel.blocks:
            yield from _block(block, document, labels, document.lang)


def _block(block: Block, document: Document, labels: FixedWords, lang: str) -> Iterator[str]:
    def all_of(*texts: Text) -> Iterator[str]:
        return (plain(text, lang) for text in texts)

    match block:
        case documents.Heading(text=text) | documents.Paragraph(text=text):
            yield from all_of(text)
        case documents.Bullets(items=items) | documents.Steps(items=items):
            yield from all_of(*items)
        case documents.Table():
            yield from all_of(block.caption, *block.columns, *(cell for row in block.rows for cell in row), block.note)
        case documents.KeyFigure():
            yield from all_of(block.figure, block.caption)
        case documents.QuestionAnswer():
            yield from all_of(block.question, block.answer)
        case documents.CallOut():
            yield labels.tone(block)
            yield from all_of(block.heading, block.text)
        case documents.Quotation():
            yield from all_of(block.text, block.by)
        case documents.Picture():
            yield from all_of(block.caption)
        case documents.Action():
            yield from all_of(block.text)
            yield bare(block.shown_link or block.link)
        case documents.Cover():
            yield from all_of(block.office_parent, block.office_name, block.title, block.tagline)
            if block.picture:
                yield from all_of(block.picture.caption)
            yield from all_of(block.audience)
        case documents.Contact():
            yield from _contact(block, lang, labels)
        case documents.Colophon():
            if block.valid_from:
                date = figures.show(block.valid_from, Unit.DATE, Form.FULL, lang)
                yield labels("valid_from", date=date)
            if block.sources:
                yield f"{labels('sources')}: {plain(block.sources, lang)}"
            yield from all_of(*block.imprint)
            if document.code:
                yield f"{labels('code')}: {document.code}"
        case documents.Details():
            yield from all_of(*(text for row in block.rows for text in row))
        case documents.Revision():
            yield from all_of(block.context)
            yield from (words for _state, words in block.parts)
        case documents.SignatureLines():
            yield from all_of(*block.roles)
        case documents.SideBySide():
            assert document.beside is not None
            for part in block.beside:
                yield from _block(part, document, FixedWords(document.beside), document.beside.lang)
            for part in block.own:
                yield from _block(part, document, labels, lang)
        case documents.RunningOrder():
            yield from all_of(*block.columns)
            for line in block.lines:
                yield from _line_said(line, block, lambda text: plain(text, lang))


def _contact(block: documents.Contact, lang: str, labels: FixedWords) -> Iterator[str]:
    yield plain(block.name, lang)
    if block.hotline:
        yield f"{labels('hotline')}: {plain(block.hotline, lang)}"
        yield plain(block.hotline_note, lang)
    if block.address:
        yield labels.before("address") + plain(block.address, lang)
    for key, link in (("website", block.website), ("zalo", block.zalo), ("facebook", block.facebook)):
        if link:
            yield labels.before(key) + bare(link)
    if block.qr_link:
        yield plain(block.qr_caption, lang)


def bare(link: str) -> str:
    """An address as people write it: without its scheme and closing slash."""
    return re.sub(r"^(?:https?://|mailto:|tel:)(?:www\.)?", "", link).rstrip("/")


def _line_said(line: ScriptLine, block: RunningOrder, plain: Callable[[Text], str]) -> Iterator[str]:
    """The texts of one line of a script in reading order."""
    yield line.time
    yield plain(line.who)
    if line.reading:
        yield _as_read(line.reading)
    else:
        yield plain(line.text)
    for figure, reading in line.figures:
        yield f"{plain(figure)}: {reading}"
    if line.spoken:
        yield f"{block.spoken_label}: {plain(line.spoken)}"
    if line.beside:
        yield f"{block.beside_label}: {_as_read(line.beside)}"


def _as_read(parts: Sequence[Spoken]) -> str:
    return "".join(part.words + (f" [{part.printed}]" if part.printed else "") for part in parts)
