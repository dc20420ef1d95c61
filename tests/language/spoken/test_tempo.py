"""Syllables, and the seconds they take."""

from __future__ import annotations

import pytest

from bhxhcomm.language.spoken import read, seconds, syllables
from bhxhcomm.language.spoken.tempo import syllables_a_second

WORDS = {
    "": 0,
    "...": 0,
    "bà con chú ý": 4,
    "Nghiêng nghiêng khuya khoắt": 4,
    "quyền lợi, giữ gìn; uống!": 5,
    "ki-lô-mét": 3,
    "vê-ét-ét-ai-đi": 5,
    "Đắk Lắk": 2,
    "Krông Pắc": 2,
    "logistics": 3,
    "H'Mông": 2,
    "ủy ban nhân dân": 4,
}


@pytest.mark.parametrize(("spoken", "count"), WORDS.items())
def test_syllables_are_counted_as_they_are_said(spoken: str, count: int) -> None:
    assert syllables(spoken) == count


def test_a_figure_has_the_syllables_of_its_words() -> None:
    assert syllables(read("2.340.000 đồng").spoken) == 8
    assert syllables(read("VssID").spoken) == 5


@pytest.mark.parametrize(
    ("words_a_minute", "rate"),
    [
        (120, 2.75),
        (130, 3.0),
        (140, 3.27),
        (150, 3.5),
        (160, 3.75),
        (175, 4.14),
        (125, 2.875),
        (60, 1.375),
        (350, 8.28),
    ],
)
def test_speeds_are_those_that_were_measured(words_a_minute: float, rate: float) -> None:
    assert syllables_a_second(words_a_minute) == pytest.approx(rate)


def test_seconds_are_syllables_over_their_rate() -> None:
    assert seconds("một hai ba", 130) == pytest.approx(1.0)
    assert seconds("", 130) == 0
    assert seconds("một " * 145) == pytest.approx(145 / 3.385, abs=0.01)


@pytest.mark.parametrize("speed", [0, -1])
def test_a_speed_is_positive(speed: int) -> None:
    with pytest.raises(ValueError, match="not a speed"):
        seconds("một", speed)
