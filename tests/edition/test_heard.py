"""The hash of what is heard: what changes it, and what does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from bhxhcomm.edition.heard import heard
from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.text import Figure, FigureSpan, Mark, Text, Words

SALARY = Figure("luong_co_so", Unit.VND_MONTH, Decimal(2_340_000), dt.date(2024, 7, 1), (), ("luong_co_so",))
TEXT: Text = (Words("Lương cơ sở là "), FigureSpan(SALARY), Words(" từ hôm nay."))


@pytest.mark.parametrize(
    "same",
    [
        (Words("Lương cơ sở là ", Mark.STRONG), FigureSpan(SALARY), Words(" từ hôm nay.")),
        (Words("Lương "), Words("cơ sở", Mark.EMPHASIS), Words(" là "), FigureSpan(SALARY), Words(" từ hôm nay.")),
        (Words("Lương cơ sở là "), FigureSpan(SALARY, mark=Mark.STRONG), Words(" từ  hôm nay. ")),
        (Words("Lương cơ sở là "), FigureSpan(replace(SALARY, id="luong", sources=())), Words(" từ hôm nay.")),
        (
            Words("Lương cơ sở là "),
            FigureSpan(replace(SALARY, value=Decimal("2340000.0"))),
            Words(" từ hôm nay.", link="https://vi.example"),
        ),
    ],
)
def test_marks_links_and_names_do_not_count(same: Text) -> None:
    assert heard("vi", same) == heard("vi", TEXT)


@pytest.mark.parametrize(
    "other",
    [
        (Words("Lương cơ sở là "), FigureSpan(replace(SALARY, value=Decimal(2_530_000))), Words(" từ hôm nay.")),
        (Words("Lương cơ sở không là "), FigureSpan(SALARY), Words(" từ hôm nay.")),
        (Words("Lương cơ sở là "), FigureSpan(SALARY, Form.NUMBER), Words(" từ hôm nay.")),
        (Words("Lương cơ sở là "), FigureSpan(replace(SALARY, unit=Unit.VND)), Words(" từ hôm nay.")),
        (Words("Lương cơ sở là 2.340.000 đồng/tháng từ hôm nay."),),
        (),
    ],
)
def test_words_values_forms_and_units_count(other: Text) -> None:
    assert heard("vi", other) != heard("vi", TEXT)


def test_the_language_counts() -> None:
    assert heard("ede", TEXT) != heard("vi", TEXT)
