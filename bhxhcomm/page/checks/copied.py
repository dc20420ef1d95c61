"""What becomes of text that is copied out of a PDF: of some scripts it comes back as it was written, of others scrambled."""

from __future__ import annotations

from bhxhcomm.language import registry
from bhxhcomm.materials.document import Document

SIMPLE_SCRIPTS = ("Latn",)
"""Scripts whose text a PDF gives back as it was written."""


def needs_twin(document: Document) -> bool:
    """Whether a piece needs its words in another file as well (`twin`): a PDF does not give back a script that it is set in."""
    tongues = (document.lang, *([document.beside.lang] if document.beside else []))
    return any(registry.language(lang).script not in SIMPLE_SCRIPTS for lang in tongues)
