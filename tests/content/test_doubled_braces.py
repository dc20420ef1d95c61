"""Doubled braces print braces: about the id of a figure that is an error, about one that is nearly an id a warning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bhxhcomm.materials.loading import load

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mức {{luong_co_so}}.", [("error", "write {luong_co_so} for")]),
        ("Mức {{luong_co_so:so}}.", [("error", "write {luong_co_so} for")]),
        ("Mức {{luong_co_so:@2024-07-01}}.", [("error", "write {luong_co_so} for")]),
        ("Mức {{luong_coso}}.", [("warning", "write {luong_co_so} for")]),
        ("Mức {luong_co_so}.", []),
        ("Mức {{{luong_co_so}}}.", []),
        ("Mức {{ luong_co_so }}.", []),
        ("Tập {{1, 2, 3}} và {{xyz}}.", []),
    ],
)
def test_the_id_of_a_figure_in_doubled_braces_is_told(
    text: str, found: list[tuple[str, str]], workspace_with: Callable[[Mapping[str, str]], Path]
) -> None:
    sound = (Path(__file__).parents[1] / "broken/sound/packs/mau/pack.yaml").read_text(encoding="utf-8")
    space = load(workspace_with({"packs/mau/pack.yaml": sound.replace("Phần hai nói thêm.", f'"{text}"', 1)}))
    told = [one for one in space.problems if one.code == "doubled-braces"]
    assert [(str(one.severity), hint in one.hint) for one, (_kind, hint) in zip(told, found, strict=True)] == [
        (kind, True) for kind, _hint in found
    ]


def test_an_office_is_looked_at_too(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    sound = (Path(__file__).parents[1] / "broken/sound/offices/viet-nam.yaml").read_text(encoding="utf-8")
    assert "{tong_dai}" in sound
    root = workspace_with({"offices/viet-nam.yaml": sound.replace("{tong_dai}", "{{tong_dai}}")})
    assert [one.code for one in load(root).problems if one.is_error] == ["doubled-braces"]
