"""A pack places tone marks in one way; which, is its own affair."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bhxhcomm.core.problems import Problem

Say = Callable[..., list[Problem]]


@pytest.mark.parametrize(
    ("text", "word", "right"),
    [
        ("Hòa thuận, hòa bình, hoà giải.", "hoà", "hòa"),
        ("Hoà thuận, hoà bình, hòa giải.", "hòa", "hoà"),
        ("Cô Thuý, bà Thuý và Thúy.", "Thúy", "Thuý"),
        ("Khỏe mạnh, hóa đơn, sức khoẻ.", "khoẻ", "khỏe"),
        ("Ủy ban, thủy lợi, HOÀ BÌNH.", "HOÀ", "HÒA"),
    ],
)
def test_a_mixture_names_both_words_and_the_way_of_the_pack(say: Say, text: str, word: str, right: str) -> None:
    (problem,) = say(text, "tone-mark")
    assert f"“{word}”" in problem.message
    assert f"“{right}”" in problem.hint


def test_the_same_word_in_the_other_way_is_named_where_there_is_one(say: Say) -> None:
    (problem,) = say("Ủy ban, hòa giải, hoà bình.", "tone-mark")
    assert "“hoà” and “hòa”" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "Hòa thuận, khỏe mạnh, ủy ban.",
        "Hoà thuận, khoẻ mạnh, uỷ ban.",
        "Hòa và quý, quỹ, quỷ.",
        "Hòa và hoàn, toán, thuyền, tuyến, khoét.",
        "Hoà và lúa, của, mùa, bìa.",
        "Không có dấu nào.",
    ],
)
def test_one_way_or_no_choice_is_left_alone(say: Say, text: str) -> None:
    assert say(text, "tone-mark") == []
