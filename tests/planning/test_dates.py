"""The days on which something changes by itself: none is missed, and before it everything stays as it is."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError, MachineError
from bhxhcomm.making.composed import compose
from bhxhcomm.making.fingerprint import keyed
from bhxhcomm.making.request import Request
from bhxhcomm.materials.loading import load
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.planning.dates import Dates
from tests.cli.program import copy_of_examples
from tests.conftest import SOUND

OFFICE = "bhxh-tinh-mau-mot"
FACTS = """\
format: facts/1
facts:
  luong_co_so:
    label: Lương cơ sở
    unit: VND/month
    review_by: {review}
    values:
      - from: 2024-07-01
        value: 2.340.000
        source: {{document: "Nghị định mẫu 2"}}{more}
  ty_le:
    label: Tỷ lệ đóng
    unit: rate
    review_by: 2030-01-01
    values:
      - from: 2023-07-01
        value: 4,5%
        source: {{document: "Nghị định mẫu 1"}}
  muc_dong:
    label: Mức đóng
    unit: VND/month
    formula: luong_co_so * ty_le
    round: half_up 1
  tong_dai:
    label: Tổng đài
    unit: phone
    review_by: 2030-01-01
    values:
      - from: 2019-01-01
        value: "1900 9068"
        source: {{document: "Thông báo mẫu"}}
  qua_dia_phuong:
    label: Quà của địa phương
    unit: VND
    local: true
"""
LOCAL = """
facts:
  qua_dia_phuong:
    review_by: 2030-01-01
    values:
      - {from: 2025-10-01, value: '50.000', source: {document: Nghị quyết mẫu}, until: 2025-12-31}
"""


def space(root: Path, *, says: str = "{luong_co_so}", more: str = "", review: str = "2030-01-01") -> Workspace:
    shutil.copytree(SOUND, root)
    (root / "facts/chung.yaml").write_text(FACTS.format(more=more, review=review), encoding="utf-8")
    pack = root / "packs/mau/pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("{luong_co_so}", says), encoding="utf-8")
    return load(root)


def days(found: Workspace, day: str, office: str = "mau") -> tuple[str, str, list[tuple[str, str, str, str]]]:
    span = Dates(found.checked(), dt.date.fromisoformat(day)).span("mau", office)
    changes = [(change.kind, change.fact, change.before, change.after) for change in span.changes]
    return str(span.since or ""), str(span.next or ""), changes


NEXT = '\n      - {from: 2025-12-01, value: 2.530.000, source: {document: "Nghị định mẫu 3"}}'


def test_a_value_that_comes_is_the_next_change(tmp_path: Path) -> None:
    found = space(tmp_path / "a", more=NEXT)
    change = ("value", "luong_co_so", "2.340.000 đồng", "2.530.000 đồng")
    assert days(found, "2025-07-01") == ("2024-07-01", "2025-12-01", [change])
    assert days(found, "2025-11-30")[1] == "2025-12-01"
    assert days(found, "2025-12-01")[:2] == ("2025-12-01", "2030-01-02")


def test_a_formula_leads_to_the_facts_behind_it(tmp_path: Path) -> None:
    found = space(tmp_path / "a", says="{muc_dong}", more=NEXT)
    assert days(found, "2025-07-01")[1] == "2025-12-01"


def test_what_the_pack_does_not_say_does_not_count(tmp_path: Path) -> None:
    found = space(tmp_path / "a", says="{ty_le}", more=NEXT)
    assert days(found, "2025-07-01")[1] == "2030-01-02"


def test_a_figure_at_a_date_of_its_own_does_not_change_any_more(tmp_path: Path) -> None:
    found = space(tmp_path / "a", says="{luong_co_so:@2025-01-01}", more=NEXT)
    assert days(found, "2025-07-01")[1] == "2030-01-02"


def test_the_day_after_the_last_day_to_check_is_a_change(tmp_path: Path) -> None:
    found = space(tmp_path / "a", review="2025-09-30")
    _since, following, changes = days(found, "2025-07-01")
    assert (following, [change[:2] for change in changes]) == ("2025-10-01", [("review", "luong_co_so")])


def test_a_figure_at_a_date_of_its_own_must_be_checked_by_its_day_all_the_same(tmp_path: Path) -> None:
    """On the day after, a piece that says it becomes a draft: so that day is a change."""
    found = space(tmp_path / "a", says="{luong_co_so:@2025-01-01}", more=NEXT, review="2025-09-30")
    eve, day = dt.date(2025, 9, 30), dt.date(2025, 10, 1)
    told = {}
    for date in (eve, day):
        request = Request("mau", "leaflet", "trifold", "vi", "mau", date, found.root / "out")
        told[date] = {(reason.code, reason.subject) for reason in compose(found.checked(), request).reasons}
    assert told[day] - told[eve] == {("figure-past-review", "luong_co_so")}
    since, following, changes = days(found, "2025-07-01")
    assert (following, [change[:2] for change in changes]) == ("2025-10-01", [("review", "luong_co_so")])
    assert since == "2019-01-01", "that of the hotline: its own value does not count"


def test_a_local_fact_that_only_a_condition_names_begins_and_ends(tmp_path: Path) -> None:
    root = tmp_path / "a"
    space(root)
    pack = root / "packs/mau/pack.yaml"
    text = pack.read_text(encoding="utf-8").replace("  - id: bon\n", "  - id: bon\n    when: qua_dia_phuong\n")
    pack.write_text(text, encoding="utf-8")
    office = root / "offices/mau.yaml"
    office.write_text(office.read_text(encoding="utf-8") + LOCAL, encoding="utf-8")
    found = load(root)
    assert days(found, "2025-07-01")[1:] == ("2025-10-01", [("value", "qua_dia_phuong", "", "50.000 đồng")])
    assert days(found, "2025-10-01")[1:] == ("2026-01-01", [("ends", "qua_dia_phuong", "50.000 đồng", "")])
    assert days(found, "2025-07-01", "viet-nam")[1] == "2030-01-02"


def requests(found: Workspace, date: dt.date) -> Iterator[Request]:
    for pack in found.packs.values():
        for material, shape in pack.shape.materials_used.items():
            for variant in shape.variants():
                for lang in MATERIALS[material].among(["vi"], variant):
                    yield Request(pack.id, material, variant, lang, OFFICE, date, found.root / "out")


@pytest.mark.slow
def test_between_two_such_days_every_piece_of_every_material_has_one_key(tmp_path: Path) -> None:
    """The date of the build selects values and nothing else: it stands on no page."""
    found = load(copy_of_examples(tmp_path / "vi-du")).checked()
    begin = dt.date(2025, 7, 1)
    dates = Dates(found, begin)
    for one in requests(found, begin):
        span = dates.span(one.pack, one.office)
        last = (span.next or begin + dt.timedelta(days=400)) - dt.timedelta(days=1)
        keys = set()
        for day in (begin, begin + dt.timedelta(days=1), last):
            asked = Request(one.pack, one.material, one.variant, one.lang, one.office, day, one.out)
            try:
                keys.add(keyed(found, compose(found, asked)).key)
            except (ContentError, MachineError) as exc:
                keys.add(str(exc))
        assert len(keys) == 1, f"{one.pack} {one.material}-{one.variant}"
