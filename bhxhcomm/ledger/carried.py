"""What a file carries for `explain`: the record inside it, or the words in which a code may stand. Runs in the guarded child.

Any file may be named there, not only ours: it is read with limits of time and memory (`core/guarded`), from its bytes alone.
"""

from __future__ import annotations

import io
import re
import zipfile

KEY = "bhxhcommRecord"
"""The name under which the record stands in a PNG's text, in a PDF's and an MP3's data, and as an id in an HTML file."""
ENDINGS = (".pdf", ".png", ".mp3", ".html", ".docx", ".json", ".md")
WORDS = (".json", ".md")
"""Those that are nothing but words: posts, beside pictures."""
MAX_BYTES = 100_000_000
MAX_WORDS = 5_000_000
"""Characters of a file's text in which a code is looked for."""
_OPENING = f'<script type="application/json" id="{KEY}">'
_WORD_PARTS = ("docProps/core.xml", "word/document.xml")


def carried(data: bytes, ending: str) -> tuple[str, str]:
    """The record inside a file of this ending, empty where there is none; and, without a record, its words."""
    record = _record(data, ending)
    return record, "" if record else _words(data, ending)[:MAX_WORDS]


def _record(data: bytes, ending: str) -> str:
    if ending == ".pdf":
        from bhxhcomm.page.press import embedded

        return embedded.read(data) or ""
    if ending == ".png":
        from PIL import Image

        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            image.load()
            return str(image.info.get(KEY, ""))
    if ending == ".mp3":
        from bhxhcomm.sound import tags

        return tags.record(data) or ""
    if ending == ".html":
        _before, found, rest = data.decode("utf-8", errors="replace").partition(_OPENING)
        inner, end, _after = rest.partition("</script>")
        return inner if found and end else ""
    return ""


def _words(data: bytes, ending: str) -> str:
    if ending == ".pdf":
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        try:
            return "\n".join(page.get_textpage().get_text_range() for page in document)
        finally:
            document.close()
    if ending in WORDS:
        return data.decode("utf-8", errors="replace")
    if ending == ".docx":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "".join(_part(package, name) for name in _WORD_PARTS)
    return ""


def _part(package: zipfile.ZipFile, name: str) -> str:
    """The words of a part, without what marks them up; no more of it is unpacked than is looked at."""
    with package.open(name) as part:
        return re.sub(r"<[^>]*>", "", part.read(MAX_WORDS).decode("utf-8", errors="replace"))
