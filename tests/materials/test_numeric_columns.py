"""Which columns of a table are set as numbers: those of figures that are reckoned with, and no others."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bhxhcomm.language.figures import Unit
from bhxhcomm.language.text import FigureSpan, Words
from bhxhcomm.materials import blocks


def cell(unit: Unit, *around: str) -> tuple[Any, ...]:
    """A cell with a figure of a unit, and words around it."""
    figure = cast(Any, type("OfUnit", (), {"unit": unit}))
    span = FigureSpan.__new__(FigureSpan)
    object.__setattr__(span, "figure", figure)
    return (*(Words(word) for word in around), span)


NOT_NUMBERS = (Unit.TEXT, Unit.PHONE, Unit.DATE)


@pytest.mark.parametrize("unit", list(Unit))
def test_figures_are_set_as_numbers_but_for_dates_telephones_and_words(unit: Unit) -> None:
    assert blocks._is_number(cell(unit)) is (unit not in NOT_NUMBERS)
    assert blocks._is_number(cell(unit, "– ")) is (unit not in NOT_NUMBERS)
    assert not blocks._is_number(cell(unit, "từ "))


def test_words_and_empty_cells_are_no_numbers() -> None:
    assert not blocks._is_number((Words("Mức"),))
    assert not blocks._is_number(())
