"""Widths of words in a finished Word paragraph: what keeps a code on one line is counted with it."""

from __future__ import annotations

from typing import Any

import pytest

from bhxhcomm.language.text import Mark, Words
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.word import script
from bhxhcomm.page.word.fonts import Faces
from bhxhcomm.page.word.word_widths import whole, words
from bhxhcomm.page.word.xml import el

FACES = Faces(fonts.families_for("vi").all, fonts.find(fonts.families_for("vi").all))


def paragraph(*parts: Any) -> Any:
    return el("w:p", {}, el("w:r", {}, *parts))


def test_a_hyphen_that_ends_no_line_is_part_of_its_word_and_has_its_width() -> None:
    code = paragraph(el("w:t", {}, "AAA "), el("w:t", {}, "ABCDE"), el("w:noBreakHyphen"), el("w:t", {}, "12345"))
    typed = paragraph(el("w:t", {}, "AAA ABCDE-12345"))
    assert [word.text for word in words(code, FACES)] == ["AAA", "ABCDE-12345"]
    assert words(code, FACES)[1].em == pytest.approx(words(typed, FACES)[1].em)
    assert whole(code, FACES) == pytest.approx(whole(typed, FACES))


def test_a_column_of_a_script_is_as_wide_as_its_longest_word_within_its_limits() -> None:
    numbers = [paragraph(el("w:t", {}, "01")), paragraph(el("w:t", {}, "12"))]
    names = [paragraph(el("w:t", {}, "Phát thanh viên:")), paragraph(el("w:t", {}, "02-quyen-loi-c5b857"))]
    long = [paragraph(el("w:t", {}, "02-quyen-loi-" * 9))]
    assert script._width(numbers, FACES, script.TIME_TWIPS) == 800
    assert 2300 < script._width(names, FACES, script.WHO_TWIPS) < 3400
    assert script._width(long, FACES, script.WHO_TWIPS) == 3400


def test_the_name_of_a_file_stands_on_a_line_of_its_own() -> None:
    role, file = Words("Người đọc: "), Words("01-chu-y-59cc37", Mark.STRONG)
    assert script._lines_of((role, file)) == [(role,), (file,)]
    assert script._lines_of((role,)) == [(role,)]
    assert script._lines_of(()) == []
