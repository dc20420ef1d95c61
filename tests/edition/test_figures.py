"""Figures as at a date: the newest value not after it, what is derived from it, and what offices add of their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content.fact import Fact, FactEntry
from bhxhcomm.content.formula_graph import FormulaGraph
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import Prose
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import NOWHERE
from bhxhcomm.edition.figures import FigureError, FigureTable, current_entry, has_value
from bhxhcomm.language.figures import Form, Unit, show
from bhxhcomm.language.text import Source, Standing
from bhxhcomm.materials import loading

pytestmark = pytest.mark.usefixtures("english")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DAY_2023, DAY_2024, DAY_2025 = dt.date(2023, 7, 1), dt.date(2024, 7, 1), dt.date(2025, 7, 1)


@cache
def loaded() -> Workspace:
    return loading.load(EXAMPLES, packs=()).checked()


def table(date: dt.date, office: str = "") -> FigureTable:
    return FigureTable(loaded().facts_for(office) if office else loaded().facts, date)


def shown(fact_id: str, date: dt.date, office: str = "") -> str:
    figure = table(date, office).figure(fact_id)
    return show(figure.value, figure.unit, Form.NUMBER, "vi") + ("%" if figure.unit is Unit.RATE else "")


WORKED = {
    DAY_2023: {
        "luong_co_so": "1.800.000",
        "bhyt.ho_gia_dinh.nguoi_1": "81.000",
        "bhyt.ho_gia_dinh.nguoi_2": "56.700",
        "bhyt.ho_gia_dinh.nguoi_3": "48.600",
        "bhyt.ho_gia_dinh.nguoi_4": "40.500",
        "bhyt.ho_gia_dinh.nguoi_5": "32.400",
        "bhyt.ho_gia_dinh.nguoi_1_nam": "972.000",
        "bhyt.hssv.ho_tro": "30%",
        "so_nam_toi_thieu": "20",
    },
    DAY_2024: {
        "luong_co_so": "2.340.000",
        "bhyt.ho_gia_dinh.nguoi_1": "105.300",
        "bhyt.hssv.con_dong_nam": "884.520",
        "bhxh_tn.muc_dong_thap_nhat": "330.000",
        "bhxh_tn.ho_tro.ho_ngheo": "99.000",
        "bhxh_tn.ho_tro.can_ngheo": "82.500",
        "bhxh_tn.ho_tro.khac": "33.000",
        "bhxh_tn.ty_le_ho_tro.can_ngheo": "25%",
        "so_nam_toi_thieu": "20",
    },
    DAY_2025: {
        "luong_co_so": "2.340.000",
        "chuan_ngheo_nong_thon": "1.500.000",
        "bhyt.ty_le_dong": "4,5%",
        "bhyt.ho_gia_dinh.nguoi_1": "105.300",
        "bhyt.ho_gia_dinh.nguoi_2": "73.710",
        "bhyt.ho_gia_dinh.nguoi_3": "63.180",
        "bhyt.ho_gia_dinh.nguoi_4": "52.650",
        "bhyt.ho_gia_dinh.nguoi_5": "42.120",
        "bhyt.ho_gia_dinh.nguoi_1_nam": "1.263.600",
        "bhyt.hssv.ho_tro": "50%",
        "bhyt.hssv.con_dong_nam": "631.800",
        "bhxh_tn.ty_le_dong": "22%",
        "bhxh_tn.muc_dong_thap_nhat": "330.000",
        "bhxh_tn.ho_tro.ho_ngheo": "165.000",
        "bhxh_tn.ho_tro.can_ngheo": "132.000",
        "bhxh_tn.ho_tro.dan_toc_thieu_so": "99.000",
        "bhxh_tn.ho_tro.khac": "66.000",
        "bhxh_tn.con_dong.ho_ngheo": "165.000",
        "bhxh_tn.con_dong.can_ngheo": "198.000",
        "bhxh_tn.con_dong.dan_toc_thieu_so": "231.000",
        "bhxh_tn.con_dong.khac": "264.000",
        "so_nam_toi_thieu": "15",
        "tro_cap_thai_san": "2.000.000",
        "tong_dai": "1900 9068",
    },
}


@pytest.mark.parametrize(
    ("date", "fact_id", "value"),
    [(date, fact_id, value) for date, values in WORKED.items() for fact_id, value in values.items()],
)
def test_the_worked_values_come_out(date: dt.date, fact_id: str, value: str) -> None:
    assert shown(fact_id, date) == value


@pytest.mark.parametrize("fact_id", ["bhxh_tn.ty_le_ho_tro.dan_toc_thieu_so", "bhxh_tn.ho_tro.dan_toc_thieu_so",
                                     "bhxh_tn.con_dong.dan_toc_thieu_so", "tro_cap_thai_san"])  # fmt: skip
def test_what_did_not_exist_before_a_date_has_no_value_there(fact_id: str) -> None:
    with pytest.raises(FigureError) as caught:
        table(DAY_2024).figure(fact_id)

    assert caught.value.code == "no-value"
    for words in (fact_id, "01/7/2024", "first holds from 01/7/2025"):
        assert words in caught.value.message
    assert "2025-07-01" in caught.value.hint


def test_a_derived_figure_holds_from_the_newest_of_its_inputs_and_names_all_their_sources() -> None:
    figure = table(DAY_2024).figure("bhyt.ho_gia_dinh.nguoi_1_nam")

    assert figure.effective_from == DAY_2024
    assert "Nghị định 73/2024/NĐ-CP" in {source.document for source in figure.sources}
    assert "Nghị định 146/2018/NĐ-CP" in {source.document for source in figure.sources}
    assert {"luong_co_so", "bhyt.ty_le_dong"} <= set(figure.inputs)
    assert all(not loaded().facts[name].formulas for name in figure.inputs)

    newer = table(DAY_2025).figure("bhyt.ho_gia_dinh.nguoi_1")
    assert newer.effective_from == DAY_2025
    assert "Nghị định 188/2025/NĐ-CP" in {source.document for source in newer.sources}
    assert "Nghị định 146/2018/NĐ-CP" not in {source.document for source in newer.sources}


def test_a_local_subsidy_reaches_what_is_left_to_pay_in_its_own_office_only() -> None:
    assert shown("bhyt.hssv.con_dong_nam", DAY_2025, "bhxh-tinh-mau-mot") == "631.800"
    assert shown("bhyt.hssv.con_dong_nam", DAY_2025, "bhxh-tinh-mau-hai") == "379.080"
    assert shown("bhyt.hssv.con_dong_nam", DAY_2024, "bhxh-tinh-mau-hai") == "884.520"
    assert table(DAY_2025, "bhxh-tinh-mau-hai").figure("bhyt.hssv.con_dong_nam").local
    assert not table(DAY_2025, "bhxh-tinh-mau-mot").figure("bhyt.hssv.con_dong_nam").local


def test_every_figure_that_relies_on_another_is_known_as_its_user() -> None:
    users = FormulaGraph(loaded().facts).users("luong_co_so")

    assert {"bhyt.ho_gia_dinh.nguoi_5_nam", "bhyt.hssv.con_dong_nam", "luong_co_so"} <= users
    assert "bhxh_tn.con_dong.khac" not in users


DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2020, 2, 29))


@st.composite
def dated_facts(draw: st.DrawFn) -> Fact:
    starts = draw(st.lists(DAYS, unique=True, max_size=6))
    entries = []
    for number, since in enumerate(sorted(starts)):
        until = draw(st.one_of(st.none(), st.integers(0, 30).map(lambda days, day=since: day + dt.timedelta(days))))
        entries.append(
            FactEntry(since, until, Decimal(number), None, Source(f"Văn bản {number}"), Standing.IN_FORCE, NOWHERE)
        )
    return Fact("thu", Prose(Scalar("Thử", NOWHERE), ()), Unit.VND, tuple(entries), NOWHERE)


@given(dated_facts(), DAYS)
def test_the_value_at_a_date_is_the_newest_not_after_it(fact: Fact, date: dt.date) -> None:
    expected = None
    for entry in fact.entries:
        if entry.since <= date:
            expected = entry
    if expected is not None and expected.until is not None and expected.until < date:
        expected = None

    assert has_value(fact, date) == (expected is not None)
    if expected is None:
        with pytest.raises(FigureError) as caught:
            current_entry(fact, date)
        assert "`thu`" in caught.value.message
        assert caught.value.hint
    else:
        assert current_entry(fact, date) is expected
        assert FigureTable({"thu": fact}, date).figure("thu").value == expected.value


@given(dated_facts(), DAYS)
def test_between_two_days_of_change_nothing_changes(fact: Fact, date: dt.date) -> None:
    days = FormulaGraph({"thu": fact}).days("thu")
    previous = max((day for day in days if day <= date), default=None)

    assert has_value(fact, date) == (previous is not None and has_value(fact, previous))
    if has_value(fact, date):
        assert previous is not None
        assert current_entry(fact, date) is current_entry(fact, previous)


LOCAL = """\
  qua_dia_phuong:
    values:
      - from: {date}
        value: {value}
        source: {{document: Nghị quyết mẫu}}
"""


def test_local_facts_are_inherited_and_may_be_given_anew(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    top = "format: office/1\nname: Trên (mẫu)\nshort_name: Trên\nfacts:\n" + LOCAL.format(
        date="2024-01-01", value="100.000"
    )
    below = "format: office/1\nname: Dưới (mẫu)\nshort_name: Dưới\nparent: tren\n"
    own = below.replace("Dưới", "Riêng") + "facts:\n" + LOCAL.format(date="2025-01-01", value="250.000")
    root = workspace_with({"offices/tren.yaml": top, "offices/duoi.yaml": below, "offices/rieng.yaml": own})
    found = loading.load(root).checked()

    def value(office: str, date: dt.date) -> object:
        return FigureTable(found.facts_for(office), date).figure("qua_dia_phuong").value

    assert value("tren", DAY_2024) == value("duoi", DAY_2024) == 100_000
    assert value("rieng", DAY_2025) == 250_000
    for office, date in (("rieng", DAY_2024), ("mau", DAY_2025)):
        with pytest.raises(FigureError):
            value(office, date)
    assert found.facts_for("rieng")["qua_dia_phuong"].label.source == "Quà của địa phương"


def test_a_formula_may_change_at_a_date(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    facts = """\
format: facts/1
facts:
  thu:
    label: Thử
    unit: VND/month
    review_by: 2026-01-01
    round: half_up 1
    values:
      - {from: 2023-07-01, value: 500.000, source: {document: Văn bản một}}
      - {from: 2024-07-01, formula: luong_co_so * 10%, source: {document: Văn bản hai}}
"""
    found = loading.load(workspace_with({"facts/mau.yaml": facts})).checked()

    before, after = (FigureTable(found.facts, date).figure("thu") for date in (DAY_2023, DAY_2025))

    assert (before.value, before.inputs) == (500_000, ("thu",))
    assert (after.value, after.effective_from, after.inputs) == (234_000, DAY_2024, ("luong_co_so",))
    assert [source.document for source in after.sources] == ["Văn bản hai", "Nghị định mẫu 2"]
