"""What a build prints: values as JSON has them, dates and places that scripts can read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bhxhcomm.core.problems import Place, Problem, Severity
from bhxhcomm.ledger import output
from bhxhcomm.making import fingerprint
from tests.conftest import real_today


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (Decimal("105300"), 105_300),
        (Decimal("1E+6"), 1_000_000),
        (Decimal("0.045"), 0.045),
        (Decimal("0"), 0),
        (dt.date(2025, 7, 1), "2025-07-01"),
        ("1900 9068", "1900 9068"),
    ],
)
def test_a_value_is_printed_as_what_it_is(value: Decimal | dt.date | str, printed: object) -> None:
    shown = output.value(value)
    assert shown == printed
    assert type(shown) is type(printed)


def test_a_problem_is_printed_with_its_place_and_its_edition() -> None:
    found = Problem("unknown-fact", "lời", Place("packs/a/pack.yaml", 12, 7), "gợi ý", Severity.WARNING)
    assert output.problem(found.within(pack="a", lang="vi", office="b")) == {
        "code": "unknown-fact",
        "severity": "warning",
        "message": "lời",
        "path": "packs/a/pack.yaml",
        "line": 12,
        "column": 7,
        "hint": "gợi ý",
        "pack": "a",
        "lang": "vi",
        "office": "b",
    }


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (dt.datetime(2025, 6, 30, 16, 59, tzinfo=dt.UTC), dt.date(2025, 6, 30)),
        (dt.datetime(2025, 6, 30, 17, 0, tzinfo=dt.UTC), dt.date(2025, 7, 1)),
    ],
)
def test_today_is_today_in_vietnam(utc: dt.datetime, day: dt.date, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return utc.astimezone(tz)

    monkeypatch.setattr("bhxhcomm.core.clock.dt.datetime", Clock)
    assert real_today() == day


def test_an_edition_code_is_short_and_has_no_letter_that_is_read_wrongly() -> None:
    codes = {fingerprint.code(f"{number:064x}") for number in (0, 1 << 206, 1 << 255, (1 << 256) - 1)}
    assert codes == {"00000-00000", "00000-00001", "G0000-00000", "ZZZZZ-ZZZZZ"}
