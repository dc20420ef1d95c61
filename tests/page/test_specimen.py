"""Every letter of every alphabet, set by the page engine and compared with its font pixel by pixel."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from bhxhcomm.language.entry import Fonts, Language
from bhxhcomm.language.normalise import nfc
from bhxhcomm.language.registry import language, supported
from bhxhcomm.page import specimen
from bhxhcomm.page.engine import negative_advances

SAME = 0.03
"""How far ink may stand from where the font draws it, in em: edges, and rounding to thousandths in the PDF."""
BY_DESIGN = {("ơ\u0304", 700)}
"""In the bold Andika a macron touches the horn: a letter of the neighbouring orthography of Thái Trắng, in no alphabet here."""
OTHER_HARFBUZZ = 0.06
"""For the bold Tai Heritage Pro, some marks of which versions of HarfBuzz place differently."""


def few(lang: str, letters: str) -> Language:
    """A language with these letters only."""
    entry = language(lang)
    return replace(entry, exemplar=replace(entry.exemplar, main=tuple(letters.split())))


@pytest.mark.slow
@pytest.mark.parametrize("entry", supported(), ids=lambda entry: entry.id)
def test_every_letter_is_set_in_one_font_with_its_marks_where_the_font_has_them(entry: Language) -> None:
    found = specimen.specimen(entry)
    assert found.missing == ()
    assert found.foreign == ()
    assert {setting.weight for setting in found.settings} == {400, 700}
    for setting in found.settings:
        bold_thai = entry.script == "Tavt" and setting.weight == 700
        assert setting.departure <= (OTHER_HARFBUZZ if bold_thai else SAME), setting
    assert found.pushed == ()
    if entry.script == "Cham":
        # Vowel signs grow out of the letter in Noto Sans Cham.
        assert all("\uaa29" <= setting.text[-1] <= "\uaa36" for setting in found.touching)
    else:
        assert {(nfc(setting.text), setting.weight) for setting in found.touching} <= BY_DESIGN
        assert not any(setting.marked for setting in found.settings) or found.least_gap > 0


def test_letters_come_in_both_cases_and_both_normal_forms_and_marks_on_every_base() -> None:
    assert specimen.texts(few("ede", "a ê̆")) == ("a", "A", "ê̆", "e\u0302\u0306", "Ê̆", "E\u0302\u0306")
    assert specimen.texts(few("thai-tavt", "ꪀ ꪁ ꪰ")) == ("ꪀ", "ꪁ", "ꪀꪰ", "ꪁꪰ")
    for entry in supported():
        every = "".join(specimen.texts(entry))
        assert set("".join(entry.exemplar.main)) <= set(every), entry.id


def test_a_font_that_lacks_letters_is_found() -> None:
    mixed = replace(few("ede", "a ĕ"), fonts=Fonts(("Be Vietnam Pro", "Andika"), ("Be Vietnam Pro", "Andika")))
    assert specimen.specimen(mixed).foreign == ("Andika",)
    alone = replace(few("ede", "a ƀ"), fonts=Fonts(("Be Vietnam Pro",), ("Be Vietnam Pro",)))
    assert "U+0180" in specimen.specimen(alone).missing


def test_marks_that_pango_pushes_aside_are_found_and_those_of_a_page_are_put_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = few("thai-tavt", "ꪀ ꪂ ꪰ ꪴ")
    assert specimen.specimen(entry).farthest <= SAME
    monkeypatch.setattr(negative_advances, "_CONCERNED", re.compile("$^"))
    assert specimen.specimen(entry).farthest > OTHER_HARFBUZZ


def ink(*rows: str) -> np.ndarray:
    return np.array([[character == "#" for character in row] for row in rows])


@pytest.mark.parametrize(
    ("rows", "pieces"),
    [
        (("####", "....", "####"), 2),
        (("####", "#...", "####"), 1),
        (("##..", "##..", "..##", "..##"), 1),
        (("#.#.", "#.#.", "###.", "...."), 1),
        (("####", "....", "#..."), 1),  # specks of under four pixels do not count
        (("....",), 0),
    ],
)
def test_pieces_of_ink_are_counted(rows: tuple[str, ...], pieces: int) -> None:
    assert specimen._pieces(ink(*rows)) == pieces


def test_the_departure_of_two_pictures_is_how_far_ink_is_from_ink() -> None:
    letter = ink("#......", ".......", "####...")
    moved = ink("...#...", ".......", "####...")
    assert specimen._departure(letter, letter) == 0
    assert specimen._departure(letter, moved) >= 2


def test_the_gap_is_the_distance_between_pieces() -> None:
    assert specimen._gap(ink("####", "....", "....", "....", "####"), 2) == pytest.approx(3 / specimen.EM_PX)
