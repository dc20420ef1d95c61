"""Where lines may break, put into the texts of a document before an engine sees them: zero-width spaces in Khmer, and the
warnings about what would break badly (`language/breaking.py` has the rules).

Only characters that nobody sees are added or taken away; the checks on the output compare all others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.language import breaking, registry
from bhxhcomm.language.entry import Language
from bhxhcomm.language.text import FigureSpan, Span, Text, Words, plain
from bhxhcomm.materials.document import Document, languages

Change = Callable[[Span], Span]


def placed(document: Document) -> Document:
    """The document with its breaks in place; itself, where none of its languages has any. Doing it twice changes nothing more.

    Raises `MachineError` where Khmer cannot be broken on this machine.
    """
    known = {lang: entry for lang in languages(document) if (entry := _with_breaks(lang)) is not None}
    if not known:
        return document

    def change(span: Span) -> Span:
        entry = known.get(span.lang or document.lang)
        if entry is None:
            return span
        if isinstance(span, Words):
            return replace(span, text=breaking.breakable(span.text, entry))
        return replace(span, words=breaking.breakable(span.words, entry)) if span.words else span

    own = known.get(document.lang)
    labels = document.labels
    if own is not None:
        labels = tuple((key, breaking.breakable(words, own)) for key, words in labels)
    return replace(document, sheets=_changed(document.sheets, change), labels=labels)


def problems(document: Document) -> list[Problem]:
    """What would break badly or not at all, as warnings, each with the panel on which it stands."""
    found: list[Problem] = []
    if all(_with_breaks(lang) is None for lang in languages(document)):
        return found
    for sheet in document.sheets:
        for panel in sheet.panels:
            for text in _texts(panel.blocks):
                for lang in dict.fromkeys(span.lang or document.lang for span in text):
                    entry = _with_breaks(lang)
                    if entry is None:
                        continue
                    own = tuple(span for span in text if (span.lang or document.lang) == lang)
                    for problem in breaking.problems(plain(own, lang), entry):
                        message = _("panel “{panel}”: {message}").format(panel=panel.name, message=problem.message)
                        found.append(replace(problem, message=message))
    return list(dict.fromkeys(found))


def _with_breaks(lang: str) -> Language | None:
    """A language of a script for which breaks have rules."""
    entry = registry.current().by_id.get(lang)
    return entry if entry is not None and entry.script in breaking.BLOCKS else None


def _is_text(value: tuple[Any, ...]) -> bool:
    return bool(value) and all(isinstance(item, Words | FigureSpan) for item in value)


def _changed(value: Any, change: Change) -> Any:
    """A value with every span in it changed."""
    if isinstance(value, tuple):
        if _is_text(value):
            return tuple(change(span) for span in value)
        return tuple(_changed(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            part.name: _changed(before, change)
            for part in fields(value)
            if isinstance(before := getattr(value, part.name), tuple) or is_dataclass(before)
        }
        return replace(value, **changed)
    return value


def _texts(value: Any) -> Iterator[Text]:
    """Every text in a value, in reading order."""
    if isinstance(value, tuple):
        if _is_text(value):
            yield value
        else:
            for item in value:
                yield from _texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))
