"""Words of shaped letters that are copied or searched in a PDF are the words that were written, in two readers."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from bhxhcomm.language.breaking import ZWSP
from bhxhcomm.language.registry import language
from bhxhcomm.language.text import Mark, Words
from bhxhcomm.materials.document import Paragraph
from bhxhcomm.page import pdf
from bhxhcomm.page.engine import actual_text
from bhxhcomm.page.pictures import pixels
from tests.page.leaflet_sample import leaflet
from tests.page.test_letters import sample

CHAM = "ꨀꨇꩉ ꨌꩌ ꨀꨴ ꨆꨳꨮ ꨓꨯ ꨔꨰ ꨝꨵ ꨟꨶ"
"""The name of the letters, and letters with each of the vowels and consonants that stand before or below them."""
SHAPED = {
    "khmer": sample("khmer") + " ២.៣៤០.០០០ ៛",
    "thai-tavt": sample("thai-tavt"),
    "cham": CHAM,
    "ede": sample("ede"),
    "jrai": sample("jrai"),
    "mnong": sample("mnong"),
    "bana": sample("bana"),
}
MIXED = (Words("កម្ពុជា", lang="khmer"), Words("BHYT", Mark.STRONG), Words("ភាសា", Mark.STRONG, lang="khmer"))
"""Letters in two fonts and two weights, with no space between."""
PLAIN = {
    "vi": sample("vi") + " ffi fi 1.500.000 đồng (12,5%)",
    **{lang: sample(lang) for lang in ("hmong-vn", "tay", "dao")},
}


@cache
def page(*, plain: bool = False) -> pdf.RenderedPdf:
    """A leaflet with a paragraph in each language, in words of figures and names among them."""
    texts = PLAIN if plain else SHAPED
    panels = ("trong_1", "trong_2", "trong_3", "mat_gap", "bia_sau")
    laid: dict[str, tuple[Any, ...]] = dict.fromkeys(panels, ())
    for number, (lang, text) in enumerate(texts.items()):
        laid[panels[number % len(panels)]] += (Paragraph((Words(text + " ", lang=lang), Words("BHYT 4,5%."))),)
    laid["mat_gap"] += () if plain else (Paragraph(MIXED),)
    return pdf.render_document(leaflet(**laid))


def poppler(data: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not on this machine")
    (folder / "page.pdf").write_bytes(data)
    return subprocess.run(["pdftotext", folder / "page.pdf", "-"], capture_output=True, check=True, text=True).stdout


def pdfium(data: bytes) -> str:
    return "\n".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(data))


def words_of(text: str) -> list[str]:
    """Its words, without hyphens: at the end of a line readers take those away, or put a sign of their own."""
    return re.sub("-\\s*|\ufffe|" + ZWSP, "", unicodedata.normalize("NFC", text)).split()


def held(text: str, copied: str) -> bool:
    """Whether the words of a text stand in what was copied, one after the other."""
    return f" {' '.join(words_of(text))} " in f" {' '.join(words_of(copied))} "


@pytest.mark.parametrize("reader", ["poppler", "pdfium"])
@pytest.mark.parametrize("lang", [*SHAPED, *PLAIN])
def test_words_are_copied_as_they_were_written(lang: str, reader: str, tmp_path: Path) -> None:
    made = page(plain=lang in PLAIN)
    assert made.ok
    copied = poppler(made.pdf, tmp_path) if reader == "poppler" else pdfium(made.pdf)
    text = SHAPED.get(lang) or PLAIN[lang]
    if lang == "khmer":
        # Lines break between words that no space parts.
        assert "".join(words_of(text)) in "".join(words_of(copied))
        assert words_of(text)[0] in words_of(copied)
    else:
        assert held(text, copied)


def test_a_reader_finds_words_that_are_typed() -> None:
    found = pypdfium2.PdfDocument(page().pdf)
    for word in ("សេចក្ដីថ្លៃថ្នូរ", "ꪹꪋꪷꪉ", "ꨀꨇꩉ ꨌꩌ", "kê̆č", "Ƀrư̆ ƀrư̆"):
        assert any(sheet.get_textpage().search(word).get_next() for sheet in found), word


def spans(data: bytes) -> Iterator[tuple[int, str]]:
    """How deep in marked content each word stands that says its own text, and what it says."""
    pikepdf = pytest.importorskip("pikepdf")
    with pikepdf.open(io.BytesIO(data)) as opened:
        for sheet in opened.pages:
            depth = 0
            for operands, operator in pikepdf.parse_content_stream(sheet):
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(operator), 0)
                assert depth >= 0
                if str(operator) == "BDC" and "/ActualText" in operands[1]:
                    yield depth, str(operands[1]["/ActualText"])
            assert depth == 0


def test_each_word_says_its_text_inside_of_the_tag_of_its_paragraph() -> None:
    found = list(spans(page().pdf))
    assert {depth for depth, _text in found} == {2}
    said = {text.strip() for _depth, text in found}
    assert {word for word in SHAPED["thai-tavt"].split() if word != "-"} <= said
    assert not any(ZWSP in text for text in said)
    assert "phung" not in said, "a word of letters with one glyph each is left as it was"


def test_pages_of_letters_with_one_glyph_each_are_written_as_the_engine_writes_them() -> None:
    assert list(spans(page(plain=True).pdf)) == []


def test_what_is_drawn_stays_the_same_to_the_pixel(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.draw import text as engine

    actual_text.install()
    new = pixels.pages(page().pdf, 150)
    monkeypatch.setattr(engine, "draw_first_line", engine.draw_first_line.__wrapped__)  # type: ignore[attr-defined]
    old = page.__wrapped__()
    assert list(spans(old.pdf)) == []
    assert pixels.pages(old.pdf, 150) == new


def test_emphasis_within_a_word_and_letters_of_another_font_stay_whole(tmp_path: Path) -> None:
    assert "កម្ពុជាBHYTភាសា" in "".join(words_of(pdfium(page().pdf)))
    assert "កម្ពុជាBHYTភាសា" in "".join(words_of(poppler(page().pdf, tmp_path)))


def test_the_letters_of_each_language_here_are_those_that_are_shaped() -> None:
    assert all(actual_text.is_shaped(text) for text in SHAPED.values())
    assert not any(actual_text.is_shaped(text) for text in PLAIN.values())
    assert actual_text.is_shaped("".join(language("khmer").exemplar.punctuation))
