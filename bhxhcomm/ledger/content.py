"""What a composed piece holds, taken apart: words by place, figures, pictures, recordings, voices, and how it is built.

The key of a piece says that something changed; these parts, kept from one build to the next, say what. Words are kept with
placeholders where figures stand, so that a new figure is not taken for a new sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bhxhcomm.core import canonical, digests, tree
from bhxhcomm.language.text import FigureSpan, Text, is_text, plain
from bhxhcomm.materials.document import Document, Image
from bhxhcomm.materials.timeline import Sound, Timeline, Voice

_DERIVED = frozenset({"sources", "valid_from", "reading"})
"""Fields, of whatever block or segment, that follow from texts and figures: alone, they explain nothing."""
_PROPERTIES = frozenset({"title", "author", "subject", "code", "lang_tag"})
_APART = frozenset({"labels", "theme", "draft", "material", "variant", "lang"})


def parts(piece: Document | Timeline) -> dict[str, Any]:
    """The parts of a piece that can change one by one, as plain JSON: digests, and mappings of names to digests."""
    found = _Found()
    skeleton = {
        name: found.walk(getattr(piece, name), name)
        for name in tree.field_names(type(piece))
        if name not in _DERIVED | _APART | _PROPERTIES
    }
    return {
        "words": {place: _short(list(_masked(texts))) for place, texts in places(piece, derived=False)},
        "pictures": sorted(found.pictures),
        "recordings": sorted(found.recordings),
        "sounds": sorted(found.sounds),
        "voices": sorted(found.voices),
        "reading": _short(found.readings),
        "labels": {name: _short(text) for name, text in piece.labels},
        "theme": getattr(piece, "theme", ""),
        "draft": piece.draft,
        "composition": _short(skeleton),
    }


def places(piece: Document | Timeline, *, derived: bool = True) -> Iterator[tuple[str, list[Text]]]:
    """The texts of a piece by place: the panels of a document, the segments of a timeline, each in reading order.

    A panel that comes again (a long script, sheet after sheet) counts by its first name and a number. Without `derived`,
    what only follows from the figures (the sources of law in the small print) is left out.
    """
    named: dict[str, int] = {}
    holders: list[tuple[str, Any]] = (
        [(panel.name, panel.blocks) for sheet in piece.sheets for panel in sheet.panels]
        if isinstance(piece, Document)
        else [(segment.id, segment) for segment in piece.segments]
    )
    for name, holder in holders:
        number = named[name] = named.get(name, 0) + 1
        yield (
            name if number == 1 else f"{name}-{number}",
            tree.found(holder, is_text, frozenset() if derived else _DERIVED),
        )


def texts(piece: Document | Timeline) -> list[dict[str, Any]]:
    """What a reader reads and a listener hears, place by place, without marks."""
    return [
        {"name": place, "text": [plain(text, piece.lang) for text in found]} for place, found in places(piece) if found
    ]


class _Found:
    """What is met on a walk through a piece; the walk gives back its skeleton, in which these stand only as places."""

    def __init__(self) -> None:
        self.pictures: set[str] = set()
        self.recordings: set[str] = set()
        self.sounds: set[str] = set()
        self.voices: set[str] = set()
        self.readings: list[str] = []

    def walk(self, value: Any, name: str = "") -> Any:
        if isinstance(value, Image):
            self.pictures.add(value.digest)
            return "picture"
        if isinstance(value, Sound):
            (self.recordings if name == "recording" else self.sounds).add(value.digest)
            return "sound"
        if isinstance(value, Voice):
            self.voices.add(digests.steady("voice", value))
            return "voice"
        if name == "reading":
            self.readings.append(str(value))
            return "reading"
        if is_text(value):
            return "text"
        if isinstance(value, tuple | list):
            return [self.walk(item, name) for item in value]
        told = canonical.layout(type(value))
        if told is None:
            return canonical.leaf(value)
        own = {
            name: self.walk(getattr(value, name), name)
            for name in tree.field_names(type(value))
            if name not in _DERIVED or name == "reading"
        }
        return {"type": told.name, **own}


def _masked(texts: list[Text]) -> Iterator[Any]:
    """Texts in canonical form, each figure only by its name and form."""
    for text in texts:
        yield [
            ["figure", span.figure.id, span.form.value, span.mark.value, span.link, str(span.figure.at or "")]
            if isinstance(span, FigureSpan)
            else digests.steady_form(span)
            for span in text
        ]


def _short(value: Any) -> str:
    return canonical.digest(value)[:16]
