"""The record inside a file: written when the file is made, read when somebody asks what it says."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from bhxhcomm.build import register
from bhxhcomm.problems import ContentError

KEY = "bhxhcommRecord"
"""The name under which the record stands in a PNG's text, in a Word file's custom properties, and as an id in an HTML file."""
_IN_HTML = re.compile(rf'<script type="application/json" id="{KEY}">(.*?)</script>', re.DOTALL)


def text(record: dict[str, Any]) -> str:
    """A record as it stands in a file: one line, in stated order."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def into_png(picture: bytes, record: dict[str, Any], *, dpi: int) -> bytes:
    """A PNG with its record, title and resolution."""
    from PIL import Image, PngImagePlugin

    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("Title", record["title"], lang=record["lang"])
    notes.add_itxt(KEY, text(record), zip=True)
    result = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.save(result, "PNG", pnginfo=notes, dpi=(dpi, dpi), optimize=False)
    return result.getvalue()


def into_screen(picture: bytes, record: dict[str, Any], *, dpi: int) -> bytes:
    """A picture for screens with its record, title, sources, resolution, and the mark that its colours are sRGB.

    Every pixel and the palette stay as they are.
    """
    from PIL import Image, PngImagePlugin

    notes = PngImagePlugin.PngInfo()
    notes.add(b"sRGB", b"\0")
    sources = "; ".join(
        dict.fromkeys(source["document"] for figure in record["figures"] for source in figure["sources"])
    )
    notes.add_itxt("Title", record["title"], lang=record["lang"])
    notes.add_itxt("Author", record["issued_by"], lang=record["lang"])
    notes.add_itxt("Source", sources, lang=record["lang"])
    notes.add_itxt(KEY, text(record), zip=True)
    result = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.save(result, "PNG", pnginfo=notes, dpi=(dpi, dpi), compress_level=6)
    return result.getvalue()


def read(path: Path, registers: Iterable[Path] = ()) -> dict[str, Any] | None:
    """The record of a file: the one inside it, else the one whose code stands in its text, else that of the piece to which a
    manifest in one of these folders gives these very bytes (a WAV, captions: nothing may be put into them). None when there
    is none of these."""
    found = _inside(path)
    if found:
        record: dict[str, Any] = json.loads(found)
        return record
    folders = list(registers)
    for code in register.codes_in(_words(path)):
        known = register.find(code, folders)
        if known is not None:
            return known
    return _listed(path, folders)


def _listed(path: Path, folders: Iterable[Path]) -> dict[str, Any] | None:
    """The record of the piece that has this file, under whatever name, in the manifest of a folder of outputs."""
    from bhxhcomm.build import manifest
    from bhxhcomm.build.record import of_piece

    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    for folder in folders:
        # A manifest that cannot be read says nothing; the next build tells what is wrong with it.
        with suppress(ContentError):
            if (folder / manifest.FILE_NAME).is_file():
                for piece, artifact in manifest.read(folder / manifest.FILE_NAME).artifacts():
                    if artifact.sha256 == digest:
                        return of_piece(piece)
    return None


def _inside(path: Path) -> str | None:
    ending = path.suffix.lower()
    if ending == ".pdf":
        from bhxhcomm.page import embedded

        return embedded.read(path)
    if ending == ".png":
        from PIL import Image

        with Image.open(path) as image:
            image.load()
            return str(image.info[KEY]) if KEY in image.info else None
    if ending == ".mp3":
        from bhxhcomm.sound import tags

        return tags.record(path)
    if ending == ".html":
        found = _IN_HTML.search(path.read_text(encoding="utf-8", errors="replace"))
        return found[1] if found else None
    return None


def _words(path: Path) -> str:
    """The text of a PDF or a Word file, where a code may stand."""
    ending = path.suffix.lower()
    if ending == ".pdf":
        import pypdfium2

        document = pypdfium2.PdfDocument(path)
        try:
            return "\n".join(page.get_textpage().get_text_range() for page in document)
        finally:
            document.close()
    if ending == ".json":
        return path.read_text(encoding="utf-8", errors="replace")
    if ending == ".docx":
        import zipfile

        with zipfile.ZipFile(path) as package:
            return package.read("docProps/core.xml").decode() + package.read("word/document.xml").decode()
    return ""
