"""Arcs are drawn as arcs: in parts that come to the same, and as resvg draws them."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content import drawing_data
from bhxhcomm.page.engine import arcs
from bhxhcomm.page.pictures import second_reader


def drawn(data: str) -> bytes:
    path = f'<path d="{data}" fill="none" stroke="#036" stroke-width="6"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">{path}</svg>'.encode()


@pytest.mark.parametrize(
    "data",
    [
        "M14 180A186 168 0 0 1 386 180V262H14z",
        "M14 180a186 168 0 0 0 372 0",
        "M200 20A180 180 0 1 1 199 20",
        "M200 20A180 180 0 1 0 199 20",
        "M60 300A150 60 30 1 1 330 200 150 60 30 0 0 60 300",
        "M50 200A10 5 20 0 1 350 220",
        "M50 50a100 100 0 01200 0m-30 90A-90 90 0 10300 300zM20 390h90a30 30 0 00-60 0",
        "M50 50A0 9 0 0 1 90 90L200 200A9 9 0 0 1 200 200",
    ],
)
def test_an_arc_is_drawn_as_another_reader_draws_it(data: str) -> None:
    second_reader.check(drawn(data), "anh.svg", 1.0, ())


def test_what_has_no_long_arc_comes_back_as_it_is() -> None:
    for data in ("M0 0L9 9z", "M0 0a9 9 0 0 1 9 9", "none", "", "M0 0A9 9 0 0", "M3 3A9 9 0 1 1 3 3"):
        assert arcs.parted(data) == data


@given(rx=st.floats(20, 90), ry=st.floats(20, 90), large=st.booleans(), sweep=st.booleans())
def test_the_curves_of_an_arc_lie_on_one_ellipse(rx: float, ry: float, large: bool, sweep: bool) -> None:
    """Points of an ellipse with its axes upright: any three of them and its radii say the same middle."""
    data = f"M100 100A{rx} {ry} 0 {large:d} {sweep:d} 130 110"
    commands = list(drawing_data.commands(arcs.parted(data)))
    points = [numbers[-2:] for _letter, numbers in commands]
    assert points[0] == (100, 100)
    assert points[-1] == (130, 110)
    if (count := len(points) - 1) > 1:
        assert {letter for letter, _numbers in commands} == {"M", "C"}
        assert 2 <= count <= 4
        chords = {round(math.hypot((x - u) / rx, (y - v) / ry), 4) for (x, y), (u, v) in pairwise(points)}
        assert max(chords) - min(chords) <= 0.001
        assert large or sum(chords) > 0
