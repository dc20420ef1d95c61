"""The data of a drawing's shapes: what SVG writes passes, what makes no sense is told with its place and never drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content import drawing
from bhxhcomm.content.drawing_data import path_fault, points_fault, transform_fault
from bhxhcomm.core.problems import ContentError

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = st.one_of(
    st.integers(-999, 999).map(str),
    st.floats(-999, 999, allow_nan=False).map(lambda value: f"{value:.3f}"),
    st.sampled_from(["0", ".5", "-.5", "1e3", "+2", "1.", "2.5E-2"]),
)
ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}


@st.composite
def commands(draw: st.DrawFn) -> str:
    """Well-formed path data, numbers parted by a space or a comma."""
    parts = [f"M{draw(NUMBERS)} {draw(NUMBERS)}"]
    for _ in range(draw(st.integers(0, 6))):
        letter = draw(st.sampled_from([*ARITY, *(letter.lower() for letter in ARITY), "A", "a"]))
        if letter in "Aa":
            flags = f"{draw(st.sampled_from('01'))},{draw(st.sampled_from('01'))}"
            parts.append(f"{letter}{draw(NUMBERS)} {draw(NUMBERS)} 0 {flags} {draw(NUMBERS)},{draw(NUMBERS)}")
            continue
        times = draw(st.integers(1, 3)) if ARITY[letter.upper()] else 1
        parts.append(
            letter + draw(st.sampled_from([" ", ","])).join(draw(NUMBERS) for _ in range(times * ARITY[letter.upper()]))
        )
    return draw(st.sampled_from(["", " ", "\n"])).join(parts)


@given(commands())
def test_paths_as_svg_writes_them_pass(data: str) -> None:
    assert path_fault(data) is None


@given(commands(), st.sampled_from("ABEFGIJK%#xé"), st.data())
def test_a_foreign_sign_in_a_path_is_found(data: str, sign: str, drawn: st.DataObject) -> None:
    at = drawn.draw(st.integers(0, len(data)))
    damaged = data[:at] + sign + data[at:]
    if sign in "AE":
        # Both letters mean something to a path: an arc, and ten to the power of.
        damaged = data[:at] + "é" + data[at:]
    assert path_fault(damaged) is not None


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ("M0 0 10 10a2.5.5 0 015.5.5z", None),
        ("m1-2.5.5-3", None),
        ("M 0 , 0 L 1 , 1 Z m 3 3 z", None),
        ("", None),
        ("none", None),
        # This one never ended in WeasyPrint 70: numbers after the end of a path.
        ("M60 54v23z 0 4.2-2.8 7.5z", 11),
        ("L1 1", 0),
        ("M1", 2),
        ("M1 1 2", 6),
        ("M1 1L2", 6),
        ("M1 1a2 2 0 2 1 3 3", 11),
        ("M1 1 h", 6),
        ("M1,,1", 3),
        ("M0 0 L10px 5", 8),
        ("M0 0 Lnan 1", 6),
    ],
)
def test_where_a_path_stops_making_sense(data: str, at: int | None) -> None:
    assert path_fault(data) == at


def test_points_and_transforms() -> None:
    assert [points_fault(one) for one in ("", "1,2 3,4", "1-2 3 4", "1,2,3,4")] == [None] * 4
    assert [points_fault(one) for one in ("1,2 3", "1,2 a,4", "1,,2", "1,2,")] == [5, 4, 2, 4]
    fine = ("", "none", "rotate(45)", "translate(1-2) scale(.5),skewX(3)", "matrix(1 0 0 1 1e-3 0)", "rotate(1, 2, 3)")
    assert [transform_fault(one) for one in fine] == [None] * len(fine)
    wrong = ("rotate()", "scale(a)", "turn(3)", "translate(1 2 3)", "scale(2", "scale(1,,2)")
    assert [transform_fault(one) for one in wrong] == [0] * len(wrong)


@pytest.mark.parametrize(
    ("body", "here"),
    [
        ('<path d="M60 54v23z 0 4.2-2.8 7.5z"/>', "<path> makes no sense at “0 4.2-2.8 7.5z”, after 11 characters"),
        ('<polygon points="1,2 3"/>', "<polygon> makes no sense at “its end”"),
        ('<g transform="rotate(a)"><path d="M0 0"/></g>', "<g> makes no sense at “rotate(a)”"),
        ('<linearGradient id="a" gradientTransform="scale()"/>', "<linearGradient> makes no sense at “scale()”"),
    ],
)
def test_the_message_names_the_element_and_the_place(body: str, here: str) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{body}</svg>'
    with pytest.raises(ContentError, match=r"picture-corrupt") as raised:
        drawing.vetted(data.encode(), "images/a.svg")
    assert here in raised.value.problems[0].message


def test_every_drawing_that_ships_is_well_formed() -> None:
    drawings = [path for folder in ("assets", "examples") for path in (ROOT / folder).rglob("*.svg")]
    assert len(drawings) > 20
    for path in drawings:
        drawing.vetted(path.read_bytes(), path.name)
