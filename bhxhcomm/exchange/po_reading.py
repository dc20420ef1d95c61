"""A PO file that comes back from a translator, read as rows like any other hand-off file."""

from __future__ import annotations

from pathlib import Path

from bhxhcomm.content.workspace import CatalogueFile
from bhxhcomm.core.problems import Place
from bhxhcomm.edition.standing import EntryState
from bhxhcomm.exchange.handoff import Handback, Returned, status_word, text_hash
from bhxhcomm.translation import catalogue
from bhxhcomm.translation.catalogue import CatalogueEntry
from bhxhcomm.translation.wanted import entry_id

BASE = "bhxhcomm-base"
"""The comment that says what an entry was made from: `#. bhxhcomm-base: …`."""


def read(data: bytes, shown: str) -> Handback:
    """The entries of a PO file as rows; what is fuzzy needs work. Raises `ContentError`."""
    found = catalogue.read_fully(CatalogueFile(Path(shown), shown, data))
    rows = tuple(
        Returned(
            Place(shown, entry.line, 1),
            entry_id(entry.context, entry.source),
            " ".join(entry.source.split()),
            " ".join(entry.target.split()),
            text_hash(entry.source),
            _base(entry),
            # Tools of other people may lose a comment; that takes nothing back.
            entry.back or None,
            entry.spoken or None,
            found.translator,
            "",
            status_word(EntryState.STALE if entry.fuzzy else EntryState.TRANSLATED),
            entry.note or None,
            entry.in_words or None,
            marks_itself=True,
        )
        for entry in found.entries
        if not entry.obsolete
    )
    return Handback(shown, "", found.language, rows)


def _base(entry: CatalogueEntry) -> str | None:
    """What the file says that an entry was made from."""
    return next((line.partition(":")[2].strip() for line in entry.extracted if line.startswith(BASE)), None)
