"""Slips of the keyboard are found where they are, each with the words as they should be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bhxhcomm.core.problems import Problem
from tests.lint.sample import TEXT_LINE

Say = Callable[..., list[Problem]]


@pytest.mark.parametrize(
    ("text", "at", "right"),
    [
        ("Mang thẻ  đi khám.", "  đi", "thẻ đi"),
        ("Mang thẻ , giấy tờ.", " ,", "thẻ, giấy"),
        ("Đúng vậy .", " .", "vậy."),
        ("Ai được hưởng ?", " ?", "hưởng?"),
        ("Lưu ý : mang thẻ.", " :", "ý: mang"),
        ("Mức {bhyt.nguoi_1} , rất thấp.", " ,", "{bhyt.nguoi_1}, rất"),
        ('Bà nói "tốt lắm" rồi cười.', '"tốt', "nói “tốt lắm” rồi"),
        ('Gồm "mức {luong_co_so}" này.', '"mức', "Gồm “mức {luong_co_so}” này."),
        ("Và nhiều nữa...", "...", "nữa…"),
        ("Trong 24-36 tháng.", "-36", "Trong 24–36 tháng."),
        ("Khoảng 5 - 7 ngày.", " - 7", "Khoảng 5–7 ngày."),
        ("Năm học 2025-2026.", "-2026", "học 2025–2026."),
        ("Thẻ,giấy tờ.", ",", "Thẻ, giấy"),
        ("Thẻ **đậm** , giấy.", " ,", "đậm, giấy."),
    ],
)
def test_a_slip_is_told_with_the_corrected_words(say: Say, text: str, at: str, right: str) -> None:
    (problem,) = say(text, "typography")
    assert problem.hint == f"write: {right}"
    written = text.replace('"', '\\"')
    column = len('      - text: "') + written.index(at.replace('"', '\\"')) + 1
    assert (problem.place.line, problem.place.column) == (TEXT_LINE, column)


@pytest.mark.parametrize(
    "text",
    [
        "Mang thẻ, giấy tờ; đến sớm.",
        "Bà nói: “Tốt lắm!”",
        "Tỷ lệ 1 : 2 trên bản đồ.",
        "Họ và tên: ........",
        "Mẫu TK1-TS và COVID-19.",
        "Bệnh viện 19-8, ngày lễ 30-4.",
        "Gọi 1900-9068 hoặc 0912-345-678.",
        "Ngày 2025-07-01.",
        "Trong 24–36 tháng.",
        "Mức 4,5% và 2,3 lần.",
        "Xem https://vi-du.vn/a,b?c...d và vi-du.vn.",
        "Tệp .docx và .pdf.",
        'Màn hình 15" và 17".',
        "Nữa… rồi thôi.",
        "Thứ Hai – thứ Sáu.",
        "Có v.v., và nữa.",
    ],
)
def test_what_is_right_is_left_alone(say: Say, text: str) -> None:
    assert say(text, "typography") == []


def test_lines_of_a_block_text_are_not_two_spaces(say: Say) -> None:
    assert say("", "typography", blocks="      - text: |\n          Một.\n\n          Hai.\n") == []
