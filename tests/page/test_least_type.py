"""Small type: what is refused, and the least sizes that each sheet of a material promises."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from bhxhcomm.core import resources
from bhxhcomm.page.checks import laid_out
from bhxhcomm.page.engine.boxes import PlacedBox

AREA: Any = SimpleNamespace()
PT = laid_out.PT


def piece(role: str, size_pt: float) -> PlacedBox:
    return PlacedBox("text", AREA, "trong-1", AREA, "Chữ", role, size=size_pt / PT)


@pytest.mark.parametrize(("role", "least"), [("body", 9.5), ("table", 9.0), ("note", 8.0)])
def test_type_below_the_least_size_of_its_role_is_refused(role: str, least: float) -> None:
    problems, smallest = laid_out.type_sizes([piece(role, least)])
    assert (problems, smallest) == ([], {role: least})
    (problem,), _smallest = laid_out.type_sizes([piece(role, least - 0.05)])
    assert problem.code == "type-too-small"


def test_a_variant_raises_the_least_size_and_never_lowers_it() -> None:
    (problem,), _smallest = laid_out.type_sizes([piece("body", 17.9)], {"body": 18.0})
    assert problem.code == "type-too-small"
    (problem,), _smallest = laid_out.type_sizes([piece("body", 9.4)], {"body": 8.0})
    assert problem.code == "type-too-small"


PROMISED = {
    "leaflet/flyer-a4.css": {"body": 11.0, "table": 10.5, "note": 9.0},
    "leaflet/poster-text.css": {"body": 18.0, "table": 17.0, "note": 11.0},
}


@pytest.mark.parametrize("sheet", PROMISED)
def test_a_larger_sheet_promises_larger_type(sheet: str) -> None:
    text = (resources.root() / "templates" / sheet).read_text(encoding="utf-8")
    found = {role: float(size) for role, size in re.findall(r"--least-(body|table|note): ([\d.]+)pt", text)}
    assert found == PROMISED[sheet]
