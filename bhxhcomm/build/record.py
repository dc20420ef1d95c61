"""The record of an edition: what a piece says and on what it stands, so that its code can be explained years later.

A record is plain JSON. It goes into the file itself and into the register of the workspace; see `register`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from bhxhcomm.build import output
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.edition.text import Figure, FigureSpan, Words, plain
from bhxhcomm.language.figures import Form, show
from bhxhcomm.language.labels import MissingLabel
from bhxhcomm.materials.document import Document, figures
from bhxhcomm.materials.timeline import Speech, Timeline

SCHEMA = 1


def record(document: Document | Timeline, *, pack: str, office: str) -> dict[str, Any]:
    """The record of a document or a timeline whose code has been computed. The panels of a timeline are its speeches.

    It says nothing but what the code stands for: neither the date of the build, nor why it was a draft on that date, nor
    anything in the language of the interface. So an edition has one record, whenever and by whomever it is built.
    """
    shown = figures(document)
    newest = max((figure.effective_from for figure in shown), default=None)
    return {
        "schema": SCHEMA,
        "code": document.code,
        "pack": pack,
        "material": document.material,
        "variant": document.variant,
        "lang": document.lang,
        "office": office,
        "valid_from": newest.isoformat() if newest else None,
        "title": document.title,
        "issued_by": document.author,
        "draft": document.draft,
        "figures": [
            {
                **output.figure(figure),
                "unit": figure.unit.value,
                "at": figure.at.isoformat() if figure.at else None,
                "text": _shown(figure, document.lang),
                "sources": [output.source(source) for source in figure.sources],
            }
            for figure in shown
        ],
        "panels": list(_panels(document)),
    }


def _panels(piece: Document | Timeline) -> Iterator[dict[str, Any]]:
    if isinstance(piece, Timeline):
        for item in piece.segments:
            if isinstance(item, Speech):
                yield {"name": item.id, "text": [plain(item.text, piece.lang)]}
        return
    for sheet in piece.sheets:
        for panel in sheet.panels:
            yield {"name": panel.name, "text": list(_texts(panel.blocks, piece.lang))}


def _shown(figure: Figure, lang: str) -> str:
    """A figure as the page shows it; in the source language, where this one has no word for its unit."""
    try:
        return show(figure.value, figure.unit, Form.FULL, lang)
    except MissingLabel:
        return show(figure.value, figure.unit, Form.FULL, SOURCE_LANGUAGE)


def _texts(value: Any, lang: str) -> Iterator[str]:
    """Every text of some blocks, in reading order, without marks."""
    if isinstance(value, tuple):
        if value and all(isinstance(item, Words | FigureSpan) for item in value):
            yield plain(value, lang)
        else:
            for item in value:
                yield from _texts(item, lang)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _texts(getattr(value, part.name), lang)
