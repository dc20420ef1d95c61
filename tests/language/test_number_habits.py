"""Figures in the digits and habits of the language of a page: others are refused where the language names them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core.problems import ContentError
from bhxhcomm.language import number_habits, registry
from bhxhcomm.language.digits import written
from bhxhcomm.language.figures import Form, Unit, numeric_date, show
from bhxhcomm.language.number_habits import ENGLISH, VIETNAMESE, NumberHabits, foreign, in_habits, in_latin_digits
from bhxhcomm.language.registry import Registry, language, shipped

KHMER = replace(language("khmer"), digits="khmr")
CHAM = replace(language("cham"), digits="cham")


@pytest.fixture
def own_digits() -> object:
    entries = shipped().by_id | {"khmer": KHMER, "cham": CHAM}
    with registry.using(Registry(entries.values())):
        yield


@pytest.mark.parametrize(
    ("value", "unit", "vietnamese", "english", "khmer"),
    [
        (Decimal(2340000), Unit.VND, "2.340.000", "2,340,000", "២.៣៤០.០០០"),
        (Decimal("1234567.5"), Unit.VND, "1.234.567,5", "1,234,567.5", "១.២៣៤.៥៦៧,៥"),
        (Decimal("0.045"), Unit.RATE, "4,5", "4.5", "៤,៥"),
        (Decimal(15), Unit.YEARS, "15", "15", "១៥"),
        (dt.date(2025, 7, 1), Unit.DATE, "01/7/2025", "1 July 2025", "០១/៧/២០២៥"),
        (dt.date(2026, 1, 31), Unit.DATE, "31/01/2026", "31 January 2026", "៣១/០១/២០២៦"),
        ("1900 9068", Unit.PHONE, "1900 9068", "1900 9068", "1900 9068"),
    ],
)
def test_a_figure_is_written_as_its_language_writes_it(
    value: Decimal | dt.date | str, unit: Unit, vietnamese: str, english: str, khmer: str, own_digits: None
) -> None:
    assert show(value, unit, Form.NUMBER, "vi") == vietnamese
    assert show(value, unit, Form.NUMBER, "en") == english
    assert show(value, unit, Form.NUMBER, "khmer") == khmer


def test_chams_own_digits(own_digits: None) -> None:
    assert show(Decimal(1500000), Unit.VND, Form.NUMBER, "cham") == "꩑.꩕꩐꩐.꩐꩐꩐"


def test_english_counts_one_and_many() -> None:
    assert [show(Decimal(count), Unit.MONTHS, Form.FULL, "en") for count in (1, 0, 6)] == [
        "1 month",
        "0 months",
        "6 months",
    ]
    assert show(Decimal(1), Unit.PERSONS, Form.FULL, "en") == "1 person"
    assert show(Decimal("0.08"), Unit.RATE, Form.FULL, "en") == "8%"


def test_dates_of_messages_and_office_sheets_stay_vietnamese(own_digits: None) -> None:
    assert numeric_date(dt.date(2025, 7, 1)) == "01/7/2025"


@given(st.decimals(min_value=0, max_value=10**12, places=3), st.sampled_from(sorted(number_habits.DIGITS)))
def test_habits_change_signs_and_nothing_of_the_number(number: Decimal, digits: str) -> None:
    vietnamese = written(number)
    shown = in_habits(vietnamese, number_habits.of("en", digits))
    assert in_latin_digits(shown).translate(str.maketrans(".,", ",.")) == vietnamese
    assert in_latin_digits(in_habits(vietnamese, NumberHabits(digits=digits))) == vietnamese


@pytest.mark.parametrize(
    ("text", "habits", "found"),
    [
        ("2.340.000 VND a month, 4,5% of it", ENGLISH, {"2.340.000": "2,340,000", "4,5": "4.5"}),
        ("2,340,000 VND a month, 4.5% of it", ENGLISH, {}),
        ("2,340,000 đồng", VIETNAMESE, {"2,340,000": "2.340.000"}),
        ("២,៣៤០,០០០ ៛", VIETNAMESE, {"2,340,000": "2.340.000"}),
        ("2.340.000 đồng (12,5 %), 01/7/2025, 51/2024/QH15, 1900 9068, www.a.vn", VIETNAMESE, {}),
        ("from 1 July 2025, hotline 1900 9068", ENGLISH, {}),
    ],
)
def test_a_number_of_another_languages_habits_is_found(text: str, habits: NumberHabits, found: dict[str, str]) -> None:
    assert foreign(text, habits) == found


@pytest.mark.parametrize(
    "line", ["digits: arab", "digits: thai", "number_locale: km", "number_locale: fr", "digits_optional: deva"]
)
def test_digits_and_habits_that_are_not_known_are_refused_by_name(line: str, tmp_path: Path) -> None:
    path = tmp_path / "languages.yaml"
    path.write_text(f"format: languages/1\nlanguages:\n  - id: khmer\n    {line}\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        registry.read_with(path)
    (problem,) = caught.value.problems
    assert (problem.place.line, problem.code) == (4, "wrong-value")
    assert "latn" in problem.message + problem.hint or "vi, en" in problem.message + problem.hint
