"""A document in the plain blocks that read in any order of lines: tiles as sections, charts as lists, running orders as tables.

The accessible twin is made of it. Every text of the document is in it; nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from bhxhcomm.language.text import Text, Words, words
from bhxhcomm.materials import alternative, chart, document
from bhxhcomm.materials.document import Block, Document


def of(piece: Document) -> Document:
    """The same document in plain blocks."""
    sheets = (
        replace(
            sheet,
            panels=tuple(
                replace(panel, blocks=tuple(plain for block in panel.blocks for plain in _block(block, piece.lang)))
                for panel in sheet.panels
            ),
        )
        for sheet in piece.sheets
    )
    return replace(piece, sheets=tuple(sheets))


def _block(block: Block, lang: str) -> Iterator[Block]:
    match block:
        case document.TileRow():
            for tile in block.tiles:
                yield from _tile(tile, lang)
        case document.RunningOrder():
            yield _order(block)
        case document.Details():
            yield document.Bullets(tuple(_pair(name, value) for name, value in block.rows))
        case document.SignatureLines():
            yield document.Bullets(block.roles)
        case document.Revision():
            yield document.Paragraph(block.context)
            yield document.Paragraph(words("".join(part for _kind, part in block.parts)))
        case document.Caption():
            yield from (document.Paragraph(text) for text in block.paragraphs)
        case document.TextMessage():
            yield document.Paragraph(block.text)
        case (
            document.Heading()
            | document.Paragraph()
            | document.Bullets()
            | document.Steps()
            | document.Table()
            | document.KeyFigure()
            | document.QuestionAnswer()
            | document.CallOut()
            | document.Quotation()
            | document.Picture()
            | document.Action()
            | document.Cover()
            | document.Contact()
            | document.Colophon()
            | document.SideBySide()
        ):
            yield block
        case _:
            assert_never(block)


def _tile(tile: document.Tile, lang: str) -> Iterator[Block]:
    if tile.heading:
        yield document.Heading(tile.heading)
    for content in tile.content:
        if isinstance(content, chart.KeyNumber | chart.Pictogram):
            yield document.KeyFigure(content.value, content.caption)
        elif isinstance(content, chart.Chart):
            yield document.Bullets(tuple(line for line in alternative.content_lines(content, lang) if line))
        else:
            yield content
    if tile.note:
        yield document.Paragraph(tile.note)


def _order(block: document.RunningOrder) -> document.Table:
    """What is heard, line by line: when, who, and all that stands in the third column."""
    rows = tuple((words(line.time), line.who, _said(line, block)) for line in block.lines)
    return document.Table(block.columns, rows, (False, False, False))


def _said(line: document.ScriptLine, block: document.RunningOrder) -> Text:
    parts: list[Text] = [_read(line.reading) if line.reading else line.text]
    parts += [_pair(figure, words(reading)) for figure, reading in line.figures]
    if line.spoken:
        parts.append(_pair(words(block.spoken_label), line.spoken))
    if line.beside:
        parts.append(_pair(words(block.beside_label), _read(line.beside)))
    said: list[Text] = []
    for part in parts:
        if part:
            said += [words("; "), part] if said else [part]
    return tuple(span for part in said for span in part)


def _read(parts: tuple[document.Spoken, ...]) -> Text:
    """Words as they are read, with what is printed behind them."""
    return tuple(Words(part.words + (f" [{part.printed}]" if part.printed else ""), part.mark) for part in parts)


def _pair(name: Text, value: Text) -> Text:
    return (*name, *words(": "), *value) if value else name
