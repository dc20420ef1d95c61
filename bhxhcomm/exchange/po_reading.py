"""A PO file that comes back from a translator, read as rows like any other hand-off file."""

from __future__ import annotations

from pathlib import Path

from bhxhcomm.content.workspace import CatalogueFile
from bhxhcomm.core.problems import Place
from bhxhcomm.edition.standing import EntryState
from bhxhcomm.exchange.handoff import Handback, Returned, status_word, text_hash
from bhxhcomm.translation import catalogue
from bhxhcomm.translation.wanted import entry_id


def read(data: bytes, shown: str) -> Handback:
    """The entries of a PO file as rows; what is fuzzy counts as not yet looked at. Raises `ContentError`."""
    found = catalogue.read(CatalogueFile(Path(shown), shown, data))
    rows = tuple(
        Returned(
            Place(shown, entry.line, 1),
            entry_id(entry.context, entry.source),
            " ".join(entry.source.split()),
            " ".join(entry.target.split()) if not entry.fuzzy else "",
            text_hash(entry.source),
            None,
            entry.back,
            entry.spoken,
            found.translator,
            "",
            "" if entry.fuzzy else status_word(EntryState.TRANSLATED),
            entry.note,
            # Tools of other people may lose a comment; that takes nothing back.
            entry.in_words or None,
        )
        for entry in found.entries
        if not entry.obsolete
    )
    return Handback(shown, "", found.language, rows)
