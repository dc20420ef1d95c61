"""Figures that hide are found, kind by kind; sentences without one are left alone. `benchmarks/README.md` has the numbers.

The two lists are kept for this and for nothing else: a rule that is made to fit one of them is measured on both.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from bhxhcomm.content import workspace
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import Prose
from bhxhcomm.core.problems import NOWHERE
from bhxhcomm.lint.known_figures import KnownFigures
from bhxhcomm.lint.passage import Passage
from bhxhcomm.lint.plain_numbers import plain
from bhxhcomm.lint.typed_figures import in_passages, of_office, of_pack
from bhxhcomm.lint.unsaid import unsaid
from bhxhcomm.materials import loading

HERE = Path(__file__).parent
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DATE = dt.date(2025, 7, 1)


def lines(name: str) -> list[str]:
    return [
        line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]


HIDDEN = [tuple(part.strip() for part in line.split("|", 1)) for line in lines("hidden_figures.txt")]
CLEAN = lines("clean_sentences.txt")


pytestmark = pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the examples are not beside these tests")


@pytest.fixture(scope="module")
def examples() -> workspace.Workspace:
    return loading.load(EXAMPLES).checked()


@pytest.fixture(scope="module")
def known(examples: workspace.Workspace) -> KnownFigures:
    return KnownFigures(examples, DATE)


def test_every_hidden_figure_is_found(known: KnownFigures) -> None:
    missed = [f"{kind}: {text}" for kind, text in HIDDEN if not unsaid(text, known)]
    assert missed == []
    assert len(HIDDEN) >= 75
    assert len(Counter(kind for kind, _text in HIDDEN)) >= 8


def test_at_most_one_of_two_hundred_clean_sentences_is_called_wrong(known: KnownFigures) -> None:
    wrong = [text for text in CLEAN if unsaid(text, known)]
    assert len(CLEAN) >= 400
    assert len(wrong) * 200 <= len(CLEAN), wrong


def test_at_most_one_of_ten_clean_sentences_is_warned_of(known: KnownFigures) -> None:
    passages = [Passage.of(Prose.read(Scalar(text, NOWHERE)), "mot") for text in CLEAN]
    warned = [one for one in passages if any(not typed.certain for typed in in_passages((one,), known))]
    assert len(warned) * 10 <= len(CLEAN)


def test_nothing_of_the_examples_is_called_wrong(examples: workspace.Workspace) -> None:
    assert [one for pack in examples.packs.values() for one in of_pack(examples, pack, DATE)] == []
    assert [one for office in examples.offices.values() for one in of_office(examples, office, DATE)] == []


def test_a_figure_is_found_where_it_stands_in_the_text_as_typed() -> None:
    for text, figure in [
        ("Lương 2 340 000 đồng nay.", "2 340 000 đồng"),
        ("Lương 𝟐.𝟑𝟒𝟎.𝟎𝟎𝟎 đồng nay.", "𝟐.𝟑𝟒𝟎.𝟎𝟎𝟎 đồng"),
        ("Nghỉ 2½ tháng nay.", "2½ tháng"),
        ("Đóng Ⅻ năm nữa.", "Ⅻ năm"),
    ]:
        (found,) = unsaid(text)
        assert (text[found.start : found.end], found.hidden) == (figure, True)


def test_plain_prose_is_searched_as_it_stands() -> None:
    for text in CLEAN[:50]:
        searched = plain(text)
        assert searched.text == text or len(searched.text) <= len(text)
