"""What the gallery says of a piece for a day to come."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bhxhcomm.report.page import _environment


def badge(**piece: Any) -> str:
    parts: Any = _environment().get_template("report/parts.html.j2").module
    return str(parts.badge(SimpleNamespace(**piece), "released"))


def test_what_is_released_for_a_day_to_come_says_from_when_and_is_not_green() -> None:
    ahead = badge(draft=False, applies_from="2027-03-01")
    assert "01/3/2027" in ahead or "1/3/2027" in ahead or "01/03/2027" in ahead
    assert "is-released" not in ahead
    assert "is-released" in badge(draft=False, applies_from=None)


@pytest.mark.parametrize("day", [None, "2027-03-01"])
def test_a_draft_stays_a_draft_whatever_its_day(day: str | None) -> None:
    assert "is-draft" in badge(draft=True, applies_from=day)
