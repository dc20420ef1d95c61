"""Sentences are told apart as readers do, and counted as Vietnamese is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bhxhcomm.core.problems import Problem
from bhxhcomm.lint.long_sentence import MAX_WORDS, sentences
from tests.lint.sample import TEXT_LINE

Say = Callable[..., list[Problem]]


def of(count: int) -> str:
    return " ".join(["Bà", *["con"] * (count - 1)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Một câu. Hai câu.", ["Một câu.", "Hai câu."]),
        ("Đến TP. Hồ Chí Minh ngay.", ["Đến TP. Hồ Chí Minh ngay."]),
        ("Có trẻ em, người già, v.v. và người nghèo.", ["Có trẻ em, người già, v.v. và người nghèo."]),
        ("Có trẻ em, v.v. Ai cũng được.", ["Có trẻ em, v.v.", "Ai cũng được."]),
        ("Mức 2.340.000 đồng và 4.5 lần.", ["Mức 2.340.000 đồng và 4.5 lần."]),
        ("1. Đến đại lý thu. 2. Nhận thẻ.", ["1. Đến đại lý thu.", "2. Nhận thẻ."]),
        ("Thật không? Thật! Đúng…", ["Thật không?", "Thật!", "Đúng…"]),
        ("Bà nói: “Tốt lắm.” Ông gật đầu.", ["Bà nói: “Tốt lắm.”", "Ông gật đầu."]),
        ("Dòng một\nDòng hai", ["Dòng một", "Dòng hai"]),
        ("Bác sĩ (BS. Mẫu) khám.", ["Bác sĩ (BS. Mẫu) khám."]),
        ("Chờ… rồi nhận thẻ.", ["Chờ… rồi nhận thẻ."]),
        ("", []),
    ],
)
def test_sentences_are_told_apart(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_sentence_of_the_limit_passes_and_one_more_word_is_too_long(say: Say) -> None:
    assert say(of(MAX_WORDS) + ".", "long-sentence") == []
    (problem,) = say(of(MAX_WORDS + 1) + ".", "long-sentence")
    assert f"{MAX_WORDS + 1} words" in problem.message


def test_the_place_is_the_beginning_of_the_sentence(say: Say) -> None:
    (problem,) = say(f"Câu **đầu**. {of(30)}.", "long-sentence")
    assert (problem.place.line, problem.place.column) == (TEXT_LINE, len('      - text: "Câu **đầu**. ') + 1)


def test_a_figure_counts_as_what_it_shows_and_a_dash_as_nothing(say: Say) -> None:
    assert say(of(23) + " {bhyt.nguoi_1} – –.", "long-sentence") == []
    assert len(say(of(24) + " {bhyt.nguoi_1}.", "long-sentence")) == 1
    assert say(of(24) + " {bhyt.nguoi_1:so}.", "long-sentence") == []


def test_items_of_a_list_are_sentences_of_their_own(say: Say) -> None:
    assert say("", "long-sentence", blocks=f"      - bullets: [{of(20)}, {of(20)}]\n") == []
