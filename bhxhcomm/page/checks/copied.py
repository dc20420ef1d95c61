"""Which pieces need their words in another file as well: those in letters that few telephones have fonts for."""

from __future__ import annotations

from bhxhcomm.language import registry
from bhxhcomm.materials.document import Document

SIMPLE_SCRIPTS = ("Latn",)
"""Scripts that every telephone shows, and every screen reader reads out of a PDF."""


def needs_twin(document: Document) -> bool:
    """Whether a piece needs its words in another file as well (`twin`): it is set in a script that readers on telephones lack.

    The PDF gives its words back as they were written (`engine/actual_text`), but not every reader asks for them.
    """
    tongues = (document.lang, *([document.beside.lang] if document.beside else []))
    return any(registry.language(lang).script not in SIMPLE_SCRIPTS for lang in tongues)
