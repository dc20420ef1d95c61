"""The record inside a PDF: what it says and from where, as the text that its maker gave.

It stands in the file's document information under a key of our own, which every program leaves alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

KEY = "bhxhcommRecord"


def embed(pdf: Any, record: str, key: str = KEY) -> None:
    """Put a record into a file that is about to be written, under a key; nothing, if it is empty."""
    import pydyf

    if record:
        pdf.info[key] = pydyf.String(record)


def read(path: Path | bytes) -> str | None:
    """The record in a PDF (a file, or the bytes of one); None where there is none, or where this is no PDF that can be read."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError):
        return None
    try:
        found: str = document.get_metadata_value(KEY)
        return found or None
    finally:
        document.close()
