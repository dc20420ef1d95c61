"""Widths of words in a finished Word paragraph: what keeps a code on one line is counted with it."""

from __future__ import annotations

from typing import Any

import pytest

from bhxhcomm.page.measuring import fonts
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
