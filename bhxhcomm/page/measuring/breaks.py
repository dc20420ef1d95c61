"""Where lines may break, put into the texts of a document before an engine sees them: zero-width spaces in Khmer, and the
warnings about what would break badly (`language/breaking.py` has the rules).

Only characters that nobody sees are added or taken away; the checks on the output compare all others.
"""

from __future__ import annotations

from dataclasses import replace

from bhxhcomm.core import tree
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem
from bhxhcomm.language import breaking, registry
from bhxhcomm.language.entry import Language
from bhxhcomm.language.text import Span, Text, Words, is_text, plain
from bhxhcomm.materials.document import Document, languages


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

    def changed(text: Text) -> Text:
        return tuple(change(span) for span in text)

    own = known.get(document.lang)
    labels = document.labels
    if own is not None:
        labels = tuple((key, breaking.breakable(words, own)) for key, words in labels)
    return replace(document, sheets=tree.mapped(document.sheets, is_text, changed), labels=labels)


def problems(document: Document) -> list[Problem]:
    """What would break badly or not at all, as warnings, each with the panel on which it stands."""
    found: list[Problem] = []
    if all(_with_breaks(lang) is None for lang in languages(document)):
        return found
    for sheet in document.sheets:
        for panel in sheet.panels:
            for text in tree.found(panel.blocks, is_text):
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
