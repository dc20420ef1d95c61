"""Whether printed figures still hold: each against what its fact says at the day that counts for it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bhxhcomm.materials.loading import load
from bhxhcomm.recall.validity import FigureVerdict, judge_all

OFFICE = "bhxh-tinh-mau-mot"
BEFORE, AFTER = dt.date(2024, 6, 30), dt.date(2025, 7, 1)


@pytest.mark.parametrize(
    ("value", "at", "verdict"),
    [
        (2_340_000, "", FigureVerdict.HOLDS),
        (1_800_000, "", FigureVerdict.CHANGED),
        # The text itself asks for the figure of that day.
        (1_800_000, BEFORE.isoformat(), FigureVerdict.HOLDS),
        (2_340_000, BEFORE.isoformat(), FigureVerdict.CHANGED),
    ],
)
def test_a_figure_is_compared_with_that_of_the_day_that_the_text_asks_for(
    examples: Path, value: int, at: str, verdict: FigureVerdict
) -> None:
    record = {"office": OFFICE, "figures": [{"id": "luong_co_so", "value": value, "at": at}]}
    assert [one.verdict for one in judge_all(record, load(examples), AFTER)] == [verdict]
