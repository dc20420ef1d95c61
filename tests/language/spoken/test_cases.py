"""The table of cases: what is written, and how a careful editor would have it said."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.language.spoken import Accent, read

LINES = Path(__file__).with_name("cases.txt").read_text(encoding="utf-8").splitlines()
CASES = [tuple(line.split(" => ")) for line in LINES if " => " in line]
SOUTH = {
    "2.340.000 đồng": "hai triệu ba trăm bốn mươi ngàn đồng",
    "105.300 đồng": "một trăm lẻ năm ngàn ba trăm đồng",
    "24 tháng": "hai mươi bốn tháng",
    "ngày 24/4": "ngày hai mươi bốn tháng tư",
    "lần thứ 4": "lần thứ tư",
    "500 nghìn": "năm trăm ngàn",
    "500k": "năm trăm ngàn",
    "1tr5": "một triệu năm trăm ngàn",
    "2,34 triệu": "hai phẩy ba mươi bốn triệu",
    "21 người, 25 thẻ": "hai mươi mốt người, hai mươi lăm thẻ",
    "năm 2005": "năm hai ngàn không trăm lẻ năm",
    "1900 9068": "một chín không không, chín không sáu tám",
    "1.005,05": "một ngàn không trăm lẻ năm phẩy không năm",
}


def test_the_table_is_long_and_says_nothing_twice() -> None:
    assert len(CASES) >= 300
    assert len({written for written, _said in CASES}) == len(CASES)
    assert [line for line in LINES if line and " => " not in line and not line.startswith("# ")] == []


@pytest.mark.parametrize(("written", "said"), CASES)
def test_it_is_said_so(written: str, said: str) -> None:
    reading = read(written)
    assert reading.spoken == said
    assert reading.problems == ()


@pytest.mark.parametrize(("written", "said"), CASES)
def test_what_is_said_is_not_read_again_otherwise(written: str, said: str) -> None:
    again = read(said)
    assert again.spoken == said
    assert again.problems == ()


@pytest.mark.parametrize(("written", "said"), SOUTH.items())
def test_the_south_has_number_words_of_its_own(written: str, said: str) -> None:
    reading = read(written, accent=Accent.SOUTH)
    assert (reading.spoken, reading.problems) == (said, ())
    assert read(said, accent=Accent.SOUTH).spoken == said


def test_lines_of_a_list_end_as_sentences_and_lines_of_a_paragraph_do_not() -> None:
    assert read("Mang theo:\n- CCCD\n- tờ khai").spoken == "Mang theo: căn cước công dân. tờ khai"
    assert read("Bà con đóng\n3 tháng một lần").spoken == "Bà con đóng ba tháng một lần"
    assert read("Đoạn một\n\nĐoạn hai").spoken == "Đoạn một. Đoạn hai"


def test_a_minus_in_a_list_is_no_minus() -> None:
    assert read("-5 người\n-6 người").spoken == "năm người. sáu người"
    assert read("-5").spoken == "âm năm"


def test_signs_do_not_pile_up() -> None:
    assert read("Thẻ (mới), giấy (cũ).").spoken == "Thẻ, mới, giấy, cũ."
    assert read("Hỏi (ai?)!").spoken == "Hỏi, ai?"
    assert read("(BHYT)").spoken == "bảo hiểm y tế"
    assert read(" , – (").spoken == ""


@pytest.mark.parametrize(
    "space", ["\u00a0", "\u202f", "\u2009", "\t", "  "], ids=["no-break", "narrow", "thin", "tab", "two"]
)
def test_spaces_of_all_kinds_are_spaces(space: str) -> None:
    assert read(f"4,5{space}%{space}lương").spoken == "bốn phẩy năm phần trăm lương"


def test_letters_typed_apart_are_read_as_one() -> None:
    import unicodedata

    assert read(unicodedata.normalize("NFD", "Nghị định 188/2025/NĐ-CP")) == read("Nghị định 188/2025/NĐ-CP")
