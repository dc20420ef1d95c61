"""Headings break at sense, into lines of like length."""

from __future__ import annotations

import pytest

from bhxhcomm.page.measuring.lines import BREAK, NBSP, broken, tied


def ems(text: str) -> float:
    return 0.5 * len(text)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Có thẻ được hưởng gì?", 20, ["Có thẻ được hưởng gì?"]),
        ("Mỗi người đóng bao nhiêu?", 11, ["Mỗi người đóng", "bao nhiêu?"]),
        ("Đi khám cần mang gì, khám ở đâu?", 11, ["Đi khám cần mang gì,", "khám ở đâu?"]),
        ("Nhà nước hỗ trợ bao nhiêu?", 8, ["Nhà nước hỗ trợ", "bao nhiêu?"]),
        ("Cả nhà cùng tham gia, càng đông càng giảm", 8, ["Cả nhà cùng", "tham gia,", "càng đông", "càng giảm"]),
    ],
)
def test_a_heading_breaks_well(text: str, room: float, lines: list[str]) -> None:
    assert broken(text, room, ems).replace(NBSP, " ").split(BREAK) == lines


@pytest.mark.parametrize("text", ["", "Một", "Kh" + "ô" * 60 + " dài", "từ " * 100 + "hết", "a b c d e f"])
@pytest.mark.parametrize("room", [1, 5, 40])
def test_only_spaces_change(text: str, room: float) -> None:
    assert broken(text, room, ems).replace(BREAK, " ").replace(NBSP, " ") == text


def test_the_last_two_words_are_tied_in_longer_texts_only() -> None:
    assert tied("Chi phí thấp hơn lương cơ sở") == f"Chi phí thấp hơn lương cơ{NBSP}sở"
    assert tied("Hai từ") == "Hai từ"
    assert tied("một địa chỉ rất https://example.com/dai") == "một địa chỉ rất https://example.com/dai"
