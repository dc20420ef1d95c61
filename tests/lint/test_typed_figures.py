"""Figures typed in texts, addresses, hashtags, charts and drawings keep a pack from release; a signed reason lets them be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bhxhcomm.content.drawing import vetted, words_of
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition.approval import text_subject
from bhxhcomm.lint.typed_figures import of_office, of_pack
from tests.lint.sample import DATE, OFFICE, Files

Load = Callable[[Files], Workspace]


def typed(load: Load, **parts: str) -> list[str]:
    space = load(Files(**parts))
    return [one.figure for one in of_pack(space, space.packs["vi-du"], DATE)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Lương cơ sở ២.៣៤០.០០០ đồng, gọi {tong_dai}.", ["២.៣៤០.០០០ đồng"]),
        ("Từ 01/7/2025.", ["01/7/2025"]),
        ("Từ 02/9/2025, ông Ba 58 tuổi.", []),
        ("Xem [trang này](https://x.vn/luong-2340000).", ["2340000"]),
        ("Xem [trang này](https://x.vn/luong-2.340.000-dong).", ["2.340.000"]),
        ("Xem [trang này](https://x.vn/van-ban-41-2024).", []),
        ("Gọi [tổng đài](tel:19009086).", ["tel:19009086"]),
        ("Gọi [tổng đài](tel:19009068).", []),
    ],
)
def test_a_typed_figure_keeps_the_pack_back(load: Load, text: str, figures: list[str]) -> None:
    assert typed(load, blocks=f'      - text: "{text}"\n') == figures


def test_a_reason_lets_typed_figures_be_and_is_part_of_what_is_signed(load: Load) -> None:
    blocks = '      - text: "Đóng 4,5% lương."\n'
    before = load(Files(blocks=blocks))
    assert of_pack(before, before.packs["vi-du"], DATE)
    digests = {text_subject(before.packs["vi-du"], "vi").digest}
    for reason in ("Lời kể của người thật", "Lý do khác"):
        space = load(Files(blocks=blocks, head=f"lint:\n  disable:\n    literal-figure: {reason}\n"))
        assert of_pack(space, space.packs["vi-du"], DATE) == ()
        digests.add(text_subject(space.packs["vi-du"], "vi").digest)
    assert len(digests) == 3


def test_what_a_call_costs_is_no_figure_of_the_law_but_a_hidden_one_is(load: Load) -> None:
    for note, count in (
        ("(cước 1.000 đồng/phút)", 0),
        ("(lương 2.340.000 đồng)", 1),
        ("(cước １.０００ đồng/phút)", 1),
    ):
        space = load(
            Files(office=OFFICE.replace("province:", f'hotline: 1900 9068\nhotline_note: "{note}"\nprovince:'))
        )
        assert len(of_office(space, space.offices["tinh"], DATE)) == count


def test_the_words_of_a_drawing_are_read_across_its_pieces(tmp_path: Path) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg"><title>Mức đóng</title>'
        "<text>Lương 2.3<tspan>40.000</tspan> đồng</text><g aria-label='4,5%'/></svg>"
    )
    assert words_of(vetted(drawing.encode(), "a.svg")) == "Mức đóng\nLương 2.340.000 đồng\n4,5%"
