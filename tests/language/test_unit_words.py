"""The words of units: one list for the page, for speech and for all who look for them in texts."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest

from bhxhcomm.language import unit_words
from bhxhcomm.language.figures import Form, Unit, show, unit_word
from bhxhcomm.language.labels import labels
from bhxhcomm.language.spoken import read_text
from bhxhcomm.language.text import Figure, FigureSpan


@pytest.mark.parametrize("unit", [Unit.VND, *unit_words.NAMES])
def test_the_page_and_the_voice_say_the_word_that_is_looked_for(unit: Unit) -> None:
    word = unit_words.MONEY[0] if unit.is_money else unit_words.NAMES[unit][0]
    assert labels("vi")["unit_vnd" if unit.is_money else f"unit_{unit}"] == word
    assert show(Decimal(2), unit, Form.WORDS, "vi").endswith(f" {word}")


def test_a_word_names_one_unit_but_that_of_ages_which_counts_years_too() -> None:
    several = {word: units for word, units in unit_words.UNITS_OF.items() if len(units) > 1}
    assert several == {"tuổi": {Unit.AGE, Unit.YEARS}}
    assert unit_words.UNIT_OF["tuổi"] is Unit.AGE
    assert not set(unit_words.MONEY) & set(unit_words.UNIT_OF)


def test_any_space_stands_between_the_parts_of_a_word() -> None:
    looked_for = re.compile(unit_words.pattern(unit_words.NAMES[Unit.RATE]))
    assert all(looked_for.fullmatch(word) for word in ("phần trăm", "phần\u00a0 trăm", "%"))


@pytest.mark.parametrize("unit", [Unit.VND_MONTH, *unit_words.NAMES])
def test_a_figure_is_said_with_the_label_of_the_page(unit: Unit) -> None:
    day = dt.date(2025, 7, 1)
    said = read_text((FigureSpan(Figure("so_lieu", unit, Decimal(2), day, (), ("so_lieu",))),))
    assert said.spoken.endswith(f" {unit_word(unit, 'vi')}")
