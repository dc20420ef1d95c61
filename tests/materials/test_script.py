"""The radio script: large type, figures as they are read and as they are printed, times that add up."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest

from bhxhcomm.language.spoken import Reading, Said
from bhxhcomm.making.composed import compose
from bhxhcomm.making.request import Request
from bhxhcomm.materials import loading
from bhxhcomm.materials.document import Document, RunningOrder, figures
from bhxhcomm.materials.script import lines

DATE = dt.date(2025, 7, 1)


@pytest.fixture(scope="module")
def script(examples: Path) -> Document:
    space = loading.load(examples).checked()
    request = Request("bhyt-hssv", "script", "", "vi", "bhxh-tinh-mau-hai", DATE, examples)
    return compose(space, request).document


@pytest.fixture(scope="module")
def examples() -> Path:
    return Path(__file__).resolve().parents[2] / "examples"


def order(script: Document) -> RunningOrder:
    (found,) = (block for block in script.sheets[0].panels[0].blocks if isinstance(block, RunningOrder))
    return found


def test_each_line_begins_where_the_one_before_ends(script: Document) -> None:
    times = [line.time.split("–") for line in order(script).lines]

    assert times[0][0] == "0:00"
    assert all(before[-1] == after[0] for before, after in pairwise(times))


@pytest.mark.wheel
def test_figures_stand_as_they_are_read_with_the_printed_form_beside(script: Document) -> None:
    (said,) = (line for line in order(script).lines if any("năm mươi phần trăm" in part.words for part in line.reading))

    assert "50%" in {part.printed for part in said.reading}
    assert {figure.id for figure in figures(script)} >= {"bhyt.hssv.ho_tro", "bhyt.ngay_ap_dung", "tong_dai"}


def test_a_section_for_one_office_is_read_only_there(script: Document, examples: Path) -> None:
    space = loading.load(examples).checked()
    other = compose(space, Request("bhyt-hssv", "script", "", "vi", "bhxh-tinh-mau-mot", DATE, examples)).document

    assert "bhyt.hssv.ho_tro_dia_phuong" in {figure.id for figure in figures(script)}
    assert "bhyt.hssv.ho_tro_dia_phuong" not in {figure.id for figure in figures(other)}


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (("Bà con ơi, xin chú ý! Mời nghe.",), "Bà con ơi, / xin chú ý! // Mời nghe."),
        (("Hai điều: một, hai.",), "Hai điều: / một, / hai."),
        (("Từ nay,", " mức đóng."), "Từ nay, / mức đóng."),
        (("Hết.",), "Hết."),
        (("",), ""),
    ],
)
def test_breaths_are_marked_where_sentences_break(texts: tuple[str, ...], shown: str) -> None:
    reading = Reading("".join(texts), said=tuple(Said(text) for text in texts))

    assert "".join(part.words for part in lines.parts(reading)) == shown


@pytest.mark.parametrize(("seconds", "clock"), [(0, "0:00"), (59.4, "0:59"), (59.6, "1:00"), (125, "2:05")])
def test_seconds_are_shown_as_a_clock(seconds: float, clock: str) -> None:
    assert lines.clock(seconds) == clock
