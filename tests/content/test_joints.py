"""What stands right beside a figure must not make another number of it; punctuation, words and own units may stand there."""

from __future__ import annotations

import doctest
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content import joints as module
from bhxhcomm.content.joints import joints
from bhxhcomm.content.prose import parse
from bhxhcomm.language.figures import Unit

UNITS = {
    "luong": Unit.VND_MONTH,
    "tl": Unit.RATE,
    "nam": Unit.YEARS,
    "tuoi": Unit.AGE,
    "thang": Unit.MONTHS,
    "ngay": Unit.DATE,
    "td": Unit.PHONE,
    "luat": Unit.TEXT,
}

GLUED = [
    "{luong:so}0 đồng",
    "1{luong}",
    "−{luong}",
    "Giảm -{luong}",
    "-{luong}",
    "+{luong:so}",
    "{luong:so} nghìn đồng",
    "{luong:so}nghìn",
    "{luong:so} triệu",
    "{tl}%",
    "{tl} %",
    "{luong:so}%",
    "{luong:so} %",
    "{luong:so} USD",
    "${luong:so}",
    "{luong:so}$",
    "VND{luong:so}",
    "lương{luong}",
    "{luong}một tháng",
    "{luong:so}.000 đồng",
    "{luong:so},5",
    "0,{luong:so}",
    "{luong:so} 000 đồng",
    "2 {luong:so} đồng",
    "{luong:so}٠",
    "{luong:so}.ooo đồng",
    "{luong:so} OOO đồng",
    "{luong:so}.\u043e\u043e\u043e đồng",
    "{luong:so}²",
    "½{luong}",
    "{luong:so}⑤",
    "{luong:so} ០០០",
    "{nam} rưỡi",
    "{nam:so} tháng",
    "{tuoi:so} năm",
    "{tuoi:so} tháng",
    "{tuoi} tuổi.",
    "{nam} tuổi.",
    "{thang:so} năm",
    "{tl:so} đồng",
    "{nam}{thang}",
    "{luong:so}{luong:so}",
    "{luong:so} {luong:so}",
    "{luong:so}.{luong:so}",
    "trăm {luong}",
    "hai triệu {luong:so}",
    "{luong}×2",
    "2×{luong}",
    "{luong}/2",
    "{luong:so}'000",
    "{luong:so}e6",
    "{luong:so}\u0301",
    "({luong:so})0",
    "**1**{luong}",
    "{tl:so}‰",
    ".{luong:so}",
    "{luong:so}·5",
    "{luong:chu}0",
    "hai mươi {nam:chu}",
    "{luong:so}/2",
    "{ngay} 5",
    "{ngay}/2026",
    "{td} 5",
    "{luong:so}k",
    "{luong:so} phần trăm",
    "#{luong:so}",
    "{luong:so}₩",
    "{luong:so}^2",
    "{luong:so}0",
    "{luong:so}O",
    "{luong:so} NGHÌN ĐỒNG",
    "{luong:so} Triệu đồng",
    "{luong:so} (nghìn đồng)",
    "{luong:so} K",
    "{tl:so} ĐỒNG",
    "{luong:so} PHẦN TRĂM",
    "{nam:so} THÁNG",
    "{nam:so} phẩy năm năm",
    "{nam:chu} phẩy năm",
    "{luong} triệu đồng",
    "{luong} nghìn",
    "{luong:chu} tỷ",
    "{luong} đồng",
    "{luong} đồng/tháng",
    "{luong:chu} đồng một tháng",
    "{tl} phần trăm",
    "{nam} năm.",
    "{thang} tháng",
]

SOUND = [
    "Lương {luong}.",
    "Từ {ngay} đến {ngay}",
    "{luong} đồng thời giảm",
    "{luong} tỷ lệ",
    "{luong} mười hai tháng một lần",
    "{nam} năm 2025",
    "{luong:so} đồng",
    "{luong:so}đ",
    "{luong:so}đ/tháng",
    "{luong:so} đ một năm",
    "{tl:so}%",
    "{tl:so} phần trăm",
    "{luong}–{luong}",
    "{luong:so}-{luong:so} đồng",
    "{luong:so}/{luong:so}",
    "({luong})",
    "“{luong}”",
    "{nam:so} tuổi",
    "{tuoi:so} tuổi",
    "từ đủ {tuoi} trở lên",
    "{tuoi} 6 tháng",
    "{nam} 6 tháng",
    "năm 2025 {luong}",
    "Ngày 1/7 {luong}",
    "{luong:so} năm 2025",
    "Mức đóng: {luong:so}",
    "{luong} × 12 tháng",
    "{luong:so} một tháng",
    "{luong}, {luong}",
    "{luong}; {tl}",
    "ចំនួន{luong}រៀល",
    "Gọi {td}!",
    "{luat} 5",
    "{luong}...",
    "…{luong}",
    "12 tháng: {luong}",
    "Điều 5, {luong}",
    "{luong} – {luong}",
    "giảm - {luong}",
    "{luong:so} tỷ lệ",
    "{luong} USD",
    "{luong:so} ĐỒNG",
    "{tl:so} PHẦN TRĂM",
    "{luong:so} NĂM 2025",
    "{luong:so} NĂM HỌC",
    "{nam:so} NĂM",
    "{luong:so} Người thứ hai",
    "{luong:so} TỶ LỆ",
    "{tl}, phẩy",
]


@pytest.mark.parametrize("text", GLUED)
def test_what_makes_another_number_of_a_figure_is_found_at_its_placeholder(text: str) -> None:
    found = list(joints(parse(text), UNITS.get))
    assert found
    assert text[found[0].offset] == "{"
    assert found[0].code in ("glued-figure", "figure-unit")
    assert found[0].hint


@pytest.mark.parametrize("text", SOUND)
def test_what_leaves_a_figure_as_it_is_may_stand_beside_it(text: str) -> None:
    assert list(joints(parse(text), UNITS.get)) == []


@given(st.characters(categories=["Nd", "Nl", "No"]), st.sampled_from(["", ".", ",", " ", "\u00a0", "’"]))
def test_no_digit_of_any_script_goes_on_behind_a_bare_number(digit: str, between: str) -> None:
    assert list(joints(parse(f"Là {{luong:so}}{between}{digit} đồng"), UNITS.get))


@given(st.characters(categories=["Nd", "Nl", "No"]), st.sampled_from(["", ".", ",", " ", "\u00a0"]))
def test_no_digit_of_any_script_stands_before_a_figure(digit: str, between: str) -> None:
    assert list(joints(parse(f"Là {digit}{between}{{luong}}"), UNITS.get))


def test_the_message_shows_both_as_the_author_wrote_them() -> None:
    (first,) = joints(parse("Đóng {tl} của {luong:so}0 đồng, từ {ngay}."), UNITS.get)
    assert first.message.startswith("“Đóng {tl} của {luong:so}0 đồng, từ {ngay}”: what stands beside this figure")


def test_of_a_fact_that_is_not_known_only_what_holds_for_all_is_said() -> None:
    assert list(joints(parse("{x:so} tháng, {x:so}%, {x:so}đ"))) == []
    assert len(list(joints(parse("{x:so}0, {x:so} nghìn")))) == 2


@pytest.mark.parametrize("piece", ["{tl} 5 ", "{luong} a-", "{tl}, nghìn  "])
def test_many_figures_take_time_in_proportion(piece: str) -> None:
    def cost(times: int) -> float:
        parts = parse(piece * times + "x")
        begin = time.process_time()
        list(joints(parts, UNITS.get))
        return time.process_time() - begin

    cost(250)
    assert cost(2_000) < 30 * max(cost(250), 0.002)


def test_the_example_of_the_module_holds() -> None:
    assert doctest.testmod(module).failed == 0
