"""Figures as readers see them, and as authors type them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language import labels, registry
from bhxhcomm.language.figures import (
    FigureSyntaxError,
    Form,
    NoNumberWords,
    Unit,
    parse_date,
    parse_value,
    show,
)

MONEY = [unit for unit in Unit if unit.is_money]
COUNTS = [Unit.YEARS, Unit.AGE, Unit.MONTHS, Unit.DAYS, Unit.PERSONS]

SHOWN = [
    (Decimal(105300), Unit.VND_MONTH, "105.300 đồng", "105.300", "một trăm linh năm nghìn ba trăm đồng"),
    (Decimal("2.34E+6"), Unit.VND, "2.340.000 đồng", "2.340.000", "hai triệu ba trăm bốn mươi nghìn đồng"),
    (Decimal("631800.50"), Unit.VND, "631.800,5 đồng", "631.800,5", None),
    (Decimal(0), Unit.VND, "0 đồng", "0", "không đồng"),
    (Decimal("0.045"), Unit.RATE, "4,5%", "4,5", "bốn phẩy năm phần trăm"),
    (Decimal("0.30"), Unit.RATE, "30%", "30", "ba mươi phần trăm"),
    (Decimal(1), Unit.RATE, "100%", "100", "một trăm phần trăm"),
    (Decimal(0), Unit.RATE, "0%", "0", "không phần trăm"),
    (Decimal("0.0005"), Unit.RATE, "0,05%", "0,05", "không phẩy không năm phần trăm"),
    (Decimal(-1) / 4, Unit.RATE, "-25%", "-25", "âm hai mươi lăm phần trăm"),
    (Decimal(15), Unit.YEARS, "15 năm", "15", "mười lăm năm"),
    (Decimal(6), Unit.AGE, "6 tuổi", "6", "sáu tuổi"),
    (Decimal(120), Unit.MONTHS, "120 tháng", "120", "một trăm hai mươi tháng"),
    (Decimal(30), Unit.DAYS, "30 ngày", "30", "ba mươi ngày"),
    (Decimal(5), Unit.PERSONS, "5 người", "5", "năm người"),
    (
        dt.date(2025, 7, 1),
        Unit.DATE,
        "01/7/2025",
        "01/7/2025",
        "ngày một tháng bảy năm hai nghìn không trăm hai mươi lăm",
    ),
    (dt.date(2026, 11, 22), Unit.DATE, "22/11/2026", "22/11/2026", None),
    (dt.date(2026, 1, 9), Unit.DATE, "09/01/2026", "09/01/2026", None),
    (dt.date(2026, 2, 10), Unit.DATE, "10/02/2026", "10/02/2026", None),
    ("1900 9068", Unit.PHONE, "1900 9068", "1900 9068", "một chín không không, chín không sáu tám"),
    ("theo Nghị định", Unit.TEXT, "theo Nghị định", "theo Nghị định", "theo Nghị định"),
]


@pytest.mark.parametrize(("value", "unit", "full", "number", "words"), SHOWN)
def test_a_figure_has_three_forms(
    value: Decimal | dt.date | str, unit: Unit, full: str, number: str, words: str | None
) -> None:
    assert show(value, unit, Form.FULL, "vi") == full
    assert show(value, unit, Form.NUMBER, "vi") == number
    if words is not None:
        assert show(value, unit, Form.WORDS, "vi") == words


@pytest.mark.parametrize("unit", MONEY)
def test_all_money_is_shown_in_dong(unit: Unit) -> None:
    assert show(Decimal(1263600), unit, Form.FULL, "vi") == "1.263.600 đồng"


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("105300", Unit.VND),
        (dt.date(2025, 7, 1), Unit.YEARS),
        (Decimal(1), Unit.DATE),
        (Decimal(1), Unit.PHONE),
        (Decimal(1), Unit.TEXT),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(value: Decimal | dt.date | str, unit: Unit) -> None:
    with pytest.raises(TypeError):
        show(value, unit, Form.FULL, "vi")


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
@pytest.mark.parametrize("unit", [Unit.VND, Unit.RATE])
@pytest.mark.parametrize("form", list(Form))
def test_what_is_not_finite_is_never_shown(value: Decimal, unit: Unit, form: Form) -> None:
    with pytest.raises(ValueError, match="finite"):
        show(value, unit, form, "vi")


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(LookupError):
        show(Decimal(1), Unit.VND, Form.FULL, "xx")


def test_a_language_without_unit_words_is_an_error_and_not_a_mixture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "labels", lambda lang: labels.Labels("tay", {"unit_years": "…"}))
    with pytest.raises(labels.MissingLabel, match="unit_vnd"):
        show(Decimal(1), Unit.VND, Form.FULL, "tay")
    assert show(Decimal(105300), Unit.VND, Form.NUMBER, "tay") == "105.300"
    assert show(Decimal("0.045"), Unit.RATE, Form.FULL, "tay") == "4,5%"


@pytest.mark.parametrize("entry", [one for one in registry.supported() if one.id != "en"], ids=lambda entry: entry.id)
def test_every_language_of_vietnam_has_vietnamese_number_habits_and_latin_digits(entry: registry.Language) -> None:
    assert show(Decimal(1500000), Unit.VND, Form.NUMBER, entry.id) == "1.500.000"
    assert show(Decimal("0.125"), Unit.RATE, Form.FULL, entry.id) == "12,5%"
    assert show(dt.date(2026, 11, 22), Unit.DATE, Form.FULL, entry.id) == "22/11/2026"
    assert show("1900 9068", Unit.PHONE, Form.FULL, entry.id) == "1900 9068"


def test_unit_words_may_be_those_of_a_draft() -> None:
    marked = labels.labels_for("ede", fallback_marked=True)
    assert show(Decimal(1500000), Unit.VND_MONTH, Form.FULL, "ede", unit_words=marked) == "1.500.000 ⟦đồng⟧"
    with pytest.raises(labels.MissingLabel):
        show(Decimal(5), Unit.YEARS, Form.FULL, "ede")


@pytest.mark.parametrize(
    ("value", "unit"), [(Decimal(1), Unit.VND), (dt.date(2025, 7, 1), Unit.DATE), ("113", Unit.PHONE)]
)
def test_number_words_are_vietnamese_only(
    monkeypatch: pytest.MonkeyPatch, value: Decimal | dt.date | str, unit: Unit
) -> None:
    vietnamese = registry.language("vi")

    class Other:
        id = "tay"

    monkeypatch.setattr(registry, "language", lambda name: Other if name == "tay" else vietnamese)
    with pytest.raises(NoNumberWords, match="tay"):
        show(value, unit, Form.WORDS, "tay")


@given(
    st.decimals(min_value=0, max_value=10**15, places=2, allow_nan=False, allow_infinity=False), st.sampled_from(MONEY)
)
def test_money_reads_back_as_it_is_shown(value: Decimal, unit: Unit) -> None:
    assert parse_value(show(value, unit, Form.NUMBER, "vi"), unit) == value
    assert parse_value(show(value, unit, Form.FULL, "vi").removesuffix(" đồng"), unit) == value


@given(st.decimals(min_value=0, max_value=100, places=6, allow_nan=False, allow_infinity=False))
def test_rates_read_back_as_they_are_shown(value: Decimal) -> None:
    assert parse_value(show(value, Unit.RATE, Form.FULL, "vi"), Unit.RATE) == value
    assert parse_value(show(value, Unit.RATE, Form.NUMBER, "vi") + "%", Unit.RATE) == value


@given(st.integers(0, 10**9), st.sampled_from(COUNTS))
def test_counts_read_back_as_they_are_shown(value: int, unit: Unit) -> None:
    assert parse_value(show(Decimal(value), unit, Form.NUMBER, "vi"), unit) == value


@given(st.dates())
def test_dates_read_back_and_name_day_month_and_year(date: dt.date) -> None:
    assert parse_date(date.isoformat()) == date
    shown = show(date, Unit.DATE, Form.FULL, "vi")
    assert [int(part) for part in shown.split("/")] == [date.day, date.month, date.year]


@given(st.text() | st.text("0123456789.,%+-−eđ１ '_/", max_size=12), st.sampled_from(list(Unit)))
def test_whatever_is_typed_gives_a_value_or_an_error_with_a_code_and_a_hint(text: str, unit: Unit) -> None:
    try:
        parse_value(text, unit)
    except FigureSyntaxError as error:
        wrong = error
    else:
        return
    assert all((wrong.code, wrong.message, wrong.hint))


READ = [
    ("2.340.000", Unit.VND, Decimal(2340000)),
    ("2340000", Unit.VND, Decimal(2340000)),
    (" 105.300,50 ", Unit.VND, Decimal("105300.5")),
    ("4,5%", Unit.RATE, Decimal("0.045")),
    ("4,5 %", Unit.RATE, Decimal("0.045")),
    ("4,5\u00a0%", Unit.RATE, Decimal("0.045")),
    ("12,125%", Unit.RATE, Decimal("0.12125")),
    ("100%", Unit.RATE, Decimal(1)),
    ("0", Unit.RATE, Decimal(0)),
    ("0%", Unit.RATE, Decimal(0)),
    ("15", Unit.YEARS, Decimal(15)),
    ("0,5", Unit.MONTHS, Decimal("0.5")),
    ("5", Unit.PERSONS, Decimal(5)),
    ("2024-02-29", Unit.DATE, dt.date(2024, 2, 29)),
    (" 1900 9068 ", Unit.PHONE, "1900 9068"),
    ("+84 24 3775 7509", Unit.PHONE, "+84 24 3775 7509"),
    ("1900.9068", Unit.PHONE, "1900.9068"),
    ("113", Unit.PHONE, "113"),
    (" Đ\u0103\u0301c ", Unit.TEXT, "Đắc"),
]


@pytest.mark.parametrize(("text", "unit", "value"), READ)
def test_a_typed_figure_is_read_by_its_unit(text: str, unit: Unit, value: Decimal | dt.date | str) -> None:
    read = parse_value(text, unit)
    assert read == value
    assert str(read) == str(value)


REFUSED = [
    ("4.5%", Unit.RATE, "number-decimal-point", "write 4,5%"),
    ("2.340%", Unit.RATE, "number-decimal-point", "write 2,34%"),
    ("4,5", Unit.RATE, "rate-without-percent", "write 4,5%"),
    ("30", Unit.RATE, "rate-without-percent", "write 30%"),
    ("0,045", Unit.RATE, "rate-without-percent", "write 4,5% (or 0,045%, if that is meant)"),
    ("-5%", Unit.RATE, "number-negative", "write 5%"),
    ("%", Unit.RATE, "number-empty", "write a number such as 4,5%"),
    ("4,5%%", Unit.RATE, "number-syntax", "write 4,5%"),
    ("4,5％", Unit.RATE, "number-digits", "write 4,5%"),
    ("4,5 phần trăm", Unit.RATE, "unit-in-number", "write 4,5%"),
    ("4,5%", Unit.VND, "percent-in-number", "write the number alone, or give the fact the unit “rate”"),
    ("2,5", Unit.PERSONS, "number-not-whole", "write a number without decimals, such as 5"),
    ("15 năm", Unit.YEARS, "unit-in-number", "write 15"),
    ("2.340.000 đồng", Unit.VND, "unit-in-number", "write 2.340.000"),
    ("2025-02-30", Unit.DATE, "no-such-date", "2025-02 has the days 01 to 28"),
    ("2025-13-01", Unit.DATE, "no-such-date", "the month, in the middle, is a number from 01 to 12"),
    ("0000-01-01", Unit.DATE, "no-such-date", "the year is missing"),
    ("01/7/2025", Unit.DATE, "date-syntax", "write 2025-07-01"),
    ("1.7.2025", Unit.DATE, "date-syntax", "write 2025-07-01"),
    ("2025-7-1", Unit.DATE, "date-syntax", "write 2025-07-01"),
    ("2025-07-01T00:00:00", Unit.DATE, "date-syntax", "write 2025-07-01"),
    ("31/2/2025", Unit.DATE, "date-syntax", "write it as in 2025-07-01"),
    ("２０２５-07-01", Unit.DATE, "date-syntax", "write it as in 2025-07-01"),
    ("", Unit.DATE, "date-syntax", "write it as in 2025-07-01"),
    ("1900-9068", Unit.PHONE, "phone-syntax", "write 1900 9068"),
    ("(024) 3775 7509", Unit.PHONE, "phone-syntax", "write 024 3775 7509"),
    ("1900  9068", Unit.PHONE, "phone-syntax", "write 1900 9068"),
    ("tổng đài", Unit.PHONE, "phone-syntax", "write it as in 1900 9068"),
    ("12", Unit.PHONE, "phone-syntax", "write it as in 1900 9068"),
    ("19+00", Unit.PHONE, "phone-syntax", "write it as in 1900 9068"),
    ("١٩٠٠", Unit.PHONE, "phone-syntax", "write it as in 1900 9068"),
    ("", Unit.PHONE, "phone-syntax", "write it as in 1900 9068"),
    (" ", Unit.TEXT, "text-empty", "write the words, or leave the value out"),
]


@pytest.mark.parametrize(("text", "unit", "code", "hint"), REFUSED)
def test_a_wrong_figure_is_refused_with_the_right_spelling(text: str, unit: Unit, code: str, hint: str) -> None:
    with pytest.raises(FigureSyntaxError) as caught:
        parse_value(text, unit)
    assert (caught.value.code, caught.value.hint) == (code, hint)
    assert caught.value.message


def test_importing_figures_loads_nothing_heavy() -> None:
    code = "import sys, bhxhcomm.language.figures; print(*{'yaml', 'babel', 'pydantic', 'locale'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
