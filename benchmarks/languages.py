"""Each language as it comes out: text copied from a PDF in two readers, the fonts inside the HTML twin, and how real texts fit.

    python -m benchmarks.languages                 # from the checkout: every language that pages can be made in
    python -m benchmarks.languages khmer thai-tavt

Needs `pdftotext` (poppler-utils). Exits with 1 where a word is copied otherwise than it was written, or a letter of the twin
has no font inside. What does not fit is told with what must go: that is a matter of the text.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from bhxhcomm.core.i18n import Message
from bhxhcomm.language.registry import language, supported
from bhxhcomm.materials.document import Document, languages
from bhxhcomm.page import pdf
from bhxhcomm.page.checks.copied import needs_twin
from bhxhcomm.page.html.source import page_source
from bhxhcomm.page.measuring import breaks, fonts
from bhxhcomm.page.twin import twin
from tests.page import real_text

FIT_CODES = ("does-not-fit", "block-does-not-fit", "panel-overflow")
_AT_LINE_ENDS = dict.fromkeys(map(ord, "-\ufffe\u200b\u00ad"), "")
"""Hyphens, which readers take away or mark at the end of a line, and the places where a line may break."""


def main() -> int:
    wanted = sys.argv[1:] or [entry.id for entry in supported()]
    print("| language | words | " + " | ".join(real_text.PIECES) + " | Poppler | pdfium | twin |")
    print("|---" * (len(real_text.PIECES) + 5) + "|")
    wrong = 0
    for lang in wanted:
        row, failed = _row(language(lang).id)
        wrong += failed
        print("| " + " | ".join(row) + " |", flush=True)
    return int(wrong > 0)


def _row(lang: str) -> tuple[list[str], int]:
    """What stands in the table for a language, and how many of its cells are failures."""
    documents = {variant: real_text.piece(variant, lang) for variant in real_text.PIECES}
    made = {variant: pdf.render_document(document) for variant, document in documents.items()}
    source = "translation" if lang in (*real_text.TRANSLATED, "vi") else "sample"
    fits = [_fit(rendered) for rendered in made.values()]
    copied, lost = [], 0
    # What does not fit runs over the edge of the paper, where a reader need not look.
    whole = [variant for variant, rendered in made.items() if not _overflows(rendered)]
    laid = {variant: _words(documents[variant], float(made[variant].checks["scale"])) for variant in whole}
    for reader in (_poppler, _pdfium):
        words = [word for variant, said in laid.items() for word in _missing(said, reader(made[variant].pdf))]
        lost += len(words)
        copied.append("right" if not words else f"{len(words)} wrong: {' '.join(words[:2])}")
    shown, missing = _twin(documents["trifold"])
    return [lang, source, *fits, *copied, shown], lost + missing


def _fit(rendered: pdf.RenderedPdf) -> str:
    """At which scale a piece fits, or what must go."""
    return "; ".join(map(str, _overflows(rendered))) or f"fits, × {rendered.checks['scale']:.2f}"


def _overflows(rendered: pdf.RenderedPdf) -> list[Message]:
    return [problem.message for problem in rendered.problems if problem.code in FIT_CODES]


def _words(document: Document, scale: float) -> list[str]:
    """The words of the page as its lines have them: what a line ends within is two."""
    files = fonts.find(fonts.families_of(languages(document)))
    layout = pdf._laid_out(page_source(breaks.placed(document), fonts=files, scale=scale), files)
    shown = (piece.text for piece in layout.pieces() if piece.kind == "text" and piece.visible and not piece.generated)
    return [word for text in shown for word in _normal(text).split()]


def _missing(words: list[str], copied: str) -> Iterator[str]:
    """The words that do not stand in what was copied; of one in two kinds of type, letters count."""
    text = _normal(copied)
    found, whole = set(text.split()), "".join(text.split())
    return (word for word in words if word not in found and word not in whole)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_AT_LINE_ENDS)


def _poppler(data: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(data)
        return subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, text=True).stdout


def _pdfium(data: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def _twin(document: Document) -> tuple[str, int]:
    """The fonts inside the HTML twin, and how many of its letters none of them has."""
    if not needs_twin(document):
        return "the telephone's", 0
    rendered = twin.render(document, fonts.find(fonts.families_of(languages(document))))
    missing = sum(problem.code == "missing-glyph" for problem in rendered.problems)
    return ", ".join(rendered.checks["fonts"]) + (f"; {missing} letters without a font" if missing else ""), missing


if __name__ == "__main__":
    sys.exit(main())
