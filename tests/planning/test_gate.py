"""The release gate: what was made as at a past day leaves the house only where all that it stands on still stands today."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bhxhcomm.content.fact import Fact, FactEntry
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import clock
from bhxhcomm.core.problems import NOWHERE
from bhxhcomm.edition.figures import FigureError, FigureTable
from bhxhcomm.language.text import Source, Standing
from bhxhcomm.materials import loading
from bhxhcomm.planning.gate import Gate
from tests.conftest import SOUND

pytestmark = pytest.mark.usefixtures("english")
DAY = dt.timedelta(days=1)
FACTS = """format: facts/1
facts:
  luong:
    label: Lương
    unit: VND/month
    review_by: 2027-01-01
    values:
      - {from: 2023-07-01, value: 1.800.000, source: {document: "Nghị định mẫu 1"}}
      - {from: 2024-07-01, value: 2.340.000, source: {document: "Nghị định mẫu 2"}}
      - {from: 2026-07-01, value: 2.600.000, source: {document: "Nghị định mẫu 3"}}
  ty_le_moi:
    label: Tỷ lệ
    unit: rate
    review_by: 2028-01-01
    values:
      - {from: 2023-07-01, value: 5%, source: {document: "Luật mẫu"}}
      - {from: 2026-01-01, value: 5%, source: {document: "Luật mẫu mới"}}
  muc:
    label: Mức đóng
    unit: VND/month
    formula: luong * ty_le_moi
  het:
    label: Hỗ trợ có thời hạn
    unit: VND
    review_by: 2028-01-01
    values:
      - {from: 2024-01-01, until: 2026-06-30, value: 100.000, source: {document: "Quyết định mẫu"}}
  them:
    label: Địa phương thêm
    unit: rate
    local: true
    otherwise: 0%
  sau_ho_tro:
    label: Còn đóng
    unit: rate
    formula: 100% - them
"""
LOCAL = """facts:
  them:
    values:
      - {from: 2026-02-01, value: 20%, source: {document: "Nghị quyết mẫu"}}
"""
OFFICE = (SOUND / "offices" / "mau.yaml").read_text(encoding="utf-8") + LOCAL


def codes(root: Path, date: str, today: str, *figures: tuple[str, str | None]) -> list[tuple[str, str]]:
    space = loading.load(root).checked()
    gate = Gate(space, dt.date.fromisoformat(date), dt.date.fromisoformat(today))
    shown = [(name, dt.date.fromisoformat(at) if at else None) for name, at in figures]
    return [(one.code, one.subject) for one in gate.refuses("mau", "mau", shown)]


@pytest.mark.parametrize(
    ("date", "today", "figures", "found"),
    [
        # The same value today, and nobody should have looked by now.
        ("2025-07-01", "2025-12-31", [("luong", None), ("muc", None)], []),
        ("2026-07-01", "2026-12-31", [("luong", None), ("muc", None)], []),
        # A newer value, also one that says the same by another law, also behind a formula.
        ("2025-07-01", "2026-07-01", [("luong", None)], [("value-replaced", "luong")]),
        ("2025-07-01", "2026-01-01", [("ty_le_moi", None)], [("value-replaced", "ty_le_moi")]),
        ("2025-07-01", "2026-07-01", [("muc", None)], [("value-replaced", "luong"), ("value-replaced", "ty_le_moi")]),
        # A value that has ended, from the day after its last on.
        ("2025-07-01", "2026-06-30", [("het", None)], []),
        ("2025-07-01", "2026-07-01", [("het", None)], [("value-ended", "het")]),
        # A review that is past today, from the day after it on.
        ("2026-07-01", "2027-01-01", [("luong", None)], []),
        ("2026-07-01", "2027-01-02", [("luong", None)], [("review-past-today", "luong")]),
        ("2026-07-01", "2027-01-02", [("muc", None)], [("review-past-today", "luong")]),
        # What the text itself takes at a day of its own is history: it does not end, but it must have been checked.
        ("2025-07-01", "2026-07-01", [("luong", "2024-06-30")], []),
        ("2025-07-01", "2027-01-02", [("luong", "2024-06-30")], [("review-past-today", "luong")]),
        # An office that has got a value of its own since.
        ("2025-07-01", "2026-01-31", [("sau_ho_tro", None)], []),
        ("2025-07-01", "2026-02-01", [("sau_ho_tro", None)], [("value-replaced", "them")]),
        # As at today and for a day to come there is nothing to compare.
        ("2027-01-02", "2027-01-02", [("luong", None), ("het", None)], []),
        ("2030-01-01", "2027-01-02", [("luong", None), ("het", None)], []),
    ],
)
def test_what_has_changed_by_today_is_refused(
    workspace_with: Callable[[Mapping[str, str]], Path],
    date: str,
    today: str,
    figures: list[tuple[str, str | None]],
    found: list[tuple[str, str]],
) -> None:
    root = workspace_with({"facts/thu.yaml": FACTS, "offices/mau.yaml": OFFICE})

    assert codes(root, date, today, *figures) == found


def test_a_section_that_was_there_only_for_a_while_refuses_the_piece(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    pack = (
        (SOUND / "packs/mau/pack.yaml")
        .read_text(encoding="utf-8")
        .replace("- id: hai\n", "- id: hai\n    when: them\n")
    )
    root = workspace_with({"facts/thu.yaml": FACTS, "offices/mau.yaml": OFFICE, "packs/mau/pack.yaml": pack})

    assert codes(root, "2025-07-01", "2026-01-31") == []
    assert codes(root, "2025-07-01", "2026-02-01") == [("value-replaced", "them")]


@cache
def sound() -> Workspace:
    return loading.load(SOUND)


days = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """A fact with values one after the other, some of which end before the next begins."""
    since = sorted(draw(st.sets(days, min_size=1, max_size=4)))
    entries = []
    for day, following in zip(since, [*since[1:], dt.date(2028, 12, 31)], strict=True):
        until = draw(st.none() | st.dates(day, following - DAY))
        source = Source(draw(st.sampled_from(["Luật mẫu", "Luật mẫu mới"])))
        value = Decimal(draw(st.integers(1, 3)))
        entries.append(FactEntry(day, until, value, None, source, Standing.IN_FORCE, NOWHERE))
    return replace(sound().facts["luong_co_so"], entries=tuple(entries), review_by=None)


@settings(max_examples=50)
@given(facts(), days, days)
def test_what_passes_says_today_what_it_said_then(fact: Fact, date: dt.date, today: dt.date) -> None:
    space = replace(sound(), facts={**sound().facts, fact.id: fact})
    try:
        then = FigureTable(space.facts_for("mau"), date).figure(fact.id)
    except FigureError:
        return

    refused = Gate(space, date, today).refuses("mau", "mau", [(fact.id, None)])

    if date < today:
        try:
            same = FigureTable(space.facts_for("mau"), today).figure(fact.id) == then
        except FigureError:
            same = False
        assert same == (not refused)
    else:
        assert not refused


# The clock


def test_the_clock_is_read_from_the_system_and_asks_nothing_else() -> None:
    tree = ast.parse(inspect.getsource(clock))

    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported == {"datetime", "__future__"}


READINGS = {"now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp", "localtime", "gmtime"}
MODULES = {"datetime", "date", "dt", "time"}


def test_no_other_room_reads_a_clock() -> None:
    package = Path(clock.__file__).parents[1]
    texts = {path: path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    readers = {
        path.relative_to(package).as_posix()
        for path, text in texts.items()
        if any(f".{name}" in text for name in READINGS)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr in READINGS
        if (node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")) in MODULES
    }

    assert readers == {"core/clock.py"}


def test_no_variable_and_no_time_zone_moves_the_clock() -> None:
    moved = {
        **os.environ,
        "TZ": "Pacific/Kiritimati",
        "SOURCE_DATE_EPOCH": "0",
        "FAKETIME": "2020-01-01 00:00:00",
        **{f"BHXHCOMM_{name}": "2020-01-01" for name in ("TODAY", "NOW", "CLOCK", "DATE", "AS_OF", "DAY")},
    }
    code = "from bhxhcomm.core.clock import today; print(today().isoformat())"
    real = dt.datetime.now(clock.VIETNAM).date()

    said = subprocess.run([sys.executable, "-c", code], env=moved, capture_output=True, text=True, check=True).stdout

    assert dt.date.fromisoformat(said.strip()) - real in (dt.timedelta(0), DAY)
