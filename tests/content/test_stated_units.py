"""Units that are stated once for several figures: where a heading states one, and which figures may stand under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import Prose
from bhxhcomm.content.stated_units import conflicts, conflicts_named, stated
from bhxhcomm.core.problems import NOWHERE
from bhxhcomm.language.figures import Unit
from bhxhcomm.materials import loading

pytestmark = pytest.mark.usefixtures("english")

UNITS = {"luong": Unit.VND_MONTH, "ty_le": Unit.RATE, "nam": Unit.YEARS, "tuoi": Unit.AGE, "thang": Unit.MONTHS,
         "ngay": Unit.DATE, "nguoi": Unit.PERSONS, "luat": Unit.TEXT}  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "scale", "base"),
    [
        ("Mức đóng (nghìn đồng)", "nghìn", "đồng"),
        ("Mức đóng, triệu đồng", "triệu", "đồng"),
        ("triệu đồng", "triệu", "đồng"),
        ("Đơn vị: 1.000 đồng", "1.000", "đồng"),
        ("Đơn vị tính: trăm nghìn đồng", "trăm nghìn", "đồng"),
        ("Số tiền (triệu)", "triệu", ""),
        ("Số người (nghìn người)", "nghìn", "người"),
        ("Mức (tr.đ)", "tr.", "đ"),
        ("Tiền (1000đ)", "1000", "đ"),
        ("Mức (x 1.000 đồng)", "1.000", "đồng"),
        ("Tiền (kVND)", "k", "VND"),
        ("Tỷ lệ (%)", "", "%"),
        ("Mức đóng (đồng/tháng)", "", "đồng"),
        ("Ở mức thấp nhất, một người (đồng một tháng)", "", "đồng"),
        ("Đơn vị tính: đồng. So với năm trước thì cao hơn.", "", "đồng"),
        ("Thời gian, tháng", "", "tháng"),
        ("đồng mỗi tháng", "", "đồng"),
    ],
)
def test_a_heading_states_a_unit(heading: str, scale: str, base: str) -> None:
    found = stated(heading)
    assert found is not None
    assert (found.scale, found.base) == (scale, base)


@pytest.mark.parametrize(
    "heading",
    [
        "Mức đóng một tháng", "Tỷ lệ", "Tháng", "Năm", "Hỗ trợ 2 triệu đồng", "Hỗ trợ năm triệu đồng", "Hàng triệu đồng",
        "Nữ, năm 2025", "Từ tháng 7, năm đầu", "Đồng bào dân tộc", "Gói A, đồng hành", "Gói (đồng chi trả)", "(tỷ lệ)",
        "Vay từ 1.000 triệu đồng", "Tiền đóng (tỷ giá)",
    ],
)  # fmt: skip
def test_other_headings_state_none(heading: str) -> None:
    assert stated(heading) is None


def found(heading: str, *cells: str) -> list[str]:
    def prose(text: str) -> Prose:
        return Prose.read(Scalar(text, NOWHERE))

    return [one.hint for one in conflicts(prose(heading), [prose(cell) for cell in cells], UNITS.get)]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Mức đóng (nghìn đồng)", "{luong:so}"),
        ("Mức đóng (nghìn đồng)", "{luong}"),
        ("Mức đóng (nghìn đồng)", "Từ {luong:so}"),
        ("Số người (nghìn)", "{nguoi:so}"),
        ("Mức đóng (đồng)", "{ty_le:so}"),
        ("Tỷ lệ (%)", "{luong:so}"),
        ("Thời gian (năm)", "{thang:so}"),
        ("Thời gian (năm)", "{nam:so}–{thang:so}"),
        ("Số người (người)", "{nam:so}"),
        ("Thời gian (năm)", "{tuoi:so}"),
    ],
)
def test_a_figure_under_another_unit_is_told(heading: str, cell: str) -> None:
    assert len(found(heading, "Hộ nghèo", cell)) == 1


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Mức đóng (đồng)", "{luong:so}"),
        ("Mức đóng (đồng)", "{luong}"),
        ("Mức đóng (đồng)", "{ty_le} của {luong}"),
        ("Mức đóng (đồng)", "{thang:so} tháng"),
        ("Tỷ lệ (%)", "{ty_le:so}"),
        ("Mức đóng (tháng)", "{luong:so}"),
        ("Mức hưởng (năm)", "{ty_le:so}"),
        ("Độ tuổi (tuổi)", "{tuoi:so}"),
        ("Độ tuổi (tuổi)", "{nam:so}"),
        ("Mức đóng (người)", "{luong:so}"),
        ("Mức đóng (nghìn đồng)", "Không đóng"),
        ("Mức đóng (nghìn đồng)", "Từ {ngay}"),
        ("Mức đóng (nghìn đồng)", "{luat}"),
        ("Mức đóng (nghìn đồng)", "{luong:chu}"),
        ("Mức đóng (nghìn đồng)", "{khong_ro:so}"),
        ("Mức đóng một tháng", "{luong:so}"),
    ],
)
def test_other_figures_are_not(heading: str, cell: str) -> None:
    assert found(heading, cell) == []


def test_the_hint_says_what_to_take_out_or_to_write() -> None:
    assert found("Mức đóng (nghìn đồng)", "{luong:so}") == ["the figure is printed whole: take out “nghìn”"]
    assert found("Mức đóng (đồng)", "{ty_le:so}") == ["this figure has another unit: write {ty_le}, which prints it"]


@pytest.mark.parametrize(
    ("unit", "fact", "agrees"),
    [
        ("Phần trăm", "luong", False),
        ("phần  trăm", "luong", False),
        ("%", "luong", False),
        ("Tỷ lệ phần trăm", "luong", False),
        ("Phần trăm mức lương", "luong", False),
        ("Tỷ lệ (%)", "luong", False),
        ("tháng", "luong", False),
        ("Thời gian, tháng", "luong", False),
        ("người", "luong", False),
        ("nghìn đồng", "luong", False),
        ("đồng", "ty_le", False),
        ("đồng một tháng", "ty_le", False),
        ("Mức đóng (đồng)", "thang", False),
        ("năm", "thang", False),
        ("đồng", "luong", True),
        ("đồng/tháng", "luong", True),
        ("Mỗi người đóng một tháng (đồng)", "luong", True),
        ("Bằng 4,5% lương cơ sở, đồng", "luong", True),
        ("Bằng 4,5% lương cơ sở", "luong", True),
        ("Phần trăm", "ty_le", True),
        ("%", "ty_le", True),
        ("Phần trăm mức lương", "ty_le", True),
        ("tháng", "thang", True),
        ("Thời gian (tháng)", "thang", True),
        ("năm", "nam", True),
        ("người", "nguoi", True),
        ("Mức theo từng thời kỳ", "luong", True),
        ("%", "luat", True),
    ],
)
def test_a_unit_that_is_named_for_a_chart_is_the_unit_of_its_figures(unit: str, fact: str, agrees: bool) -> None:
    text = Prose.read(Scalar(unit, NOWHERE))
    shown = [[Scalar(fact, NOWHERE)], [Prose.read(Scalar("{" + fact + "}", NOWHERE))]]
    assert [not list(conflicts_named(text, figures, UNITS.get)) for figures in shown] == [agrees, agrees]


TABLE = """\
      - table:
          columns: ["Nhóm", "{column}"]
          rows:
            - ["{row}", "{{luong_co_so:so}}"]
          note: "{note}"
      - text: "{paragraph}"
"""
CHART = """\
  infographic:
    blocks:
      khoi:
        heading: "{heading}"
        bars:
          unit: "{unit}"
          items:
            - {{label: "{label}", value: "{{luong_co_so:so}}"}}
      lich-su: {{history: {{fact: luong_co_so, unit: "{history}"}}}}
    tall: [khoi, lich-su]
"""
PLAIN = {
    "section": "Phần hai",
    "paragraph": "Một câu.",
    "column": "Mức",
    "row": "Một",
    "note": "Ghi chú",
    "heading": "Mức",
    "unit": "đồng",
    "label": "Một",
    "history": "đồng",
}


@pytest.mark.parametrize("place", PLAIN)
def test_each_place_of_a_table_and_a_chart_is_held_against_its_figures(
    place: str, workspace_with: Callable[[Mapping[str, str]], Path]
) -> None:
    sound = (Path(__file__).parents[1] / "broken/sound/packs/mau/pack.yaml").read_text(encoding="utf-8")

    def problems(**words: str) -> list[str]:
        text = sound.replace("      - text: Phần hai nói thêm.\n", TABLE.format(**{**PLAIN, **words}))
        text = text.replace("heading: Phần hai", 'heading: "' + {**PLAIN, **words}["section"] + '"')
        text = text.replace("materials:\n", "materials:\n" + CHART.format(**{**PLAIN, **words}))
        assert text.count("luong_co_so:so") == 2
        return [problem.code for problem in loading.load(workspace_with({"packs/mau/pack.yaml": text})).problems]

    assert problems() == []
    assert problems(**{place: "Đơn vị: nghìn đồng"}) == ["figure-unit"]
    if place in ("unit", "history"):
        assert problems(**{place: "Phần trăm"}) == ["figure-unit"]
