"""The work that lint does grows with the length of a text and no faster, and what it says stays short."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from bhxhcomm import lint
from bhxhcomm.content import workspace
from bhxhcomm.lint.rule import MOST_TOLD
from bhxhcomm.lint.typography import SLIPS
from tests.lint.sample import DATE, Files

Load = Callable[[Files], workspace.Workspace]

PIECES = [
    "1.",
    ".",
    "12/2024/NĐ-",
    "5 % ",
    "0 9 ",
    "a, ",
    '"a" ',
    "Aa ",
    "a,a.",
    "Luật 5 ",
    "hai mươi năm ",
    "(AB) ",
    "{tuoi} 5% ",
    "A b. ",
    "e\u0309 5% ",
]


def files(piece: str, length: int, end: str = "x") -> Files:
    text = (piece * (length // len(piece)) + end).replace('"', '\\"')
    return Files(blocks=f'      - text: "{text}"\n')


@contextmanager
def counted_steps() -> Iterator[Counter[str]]:
    """How many lines of code run, and how many functions written in C are called."""
    steps: Counter[str] = Counter()

    def line(_frame: FrameType, event: str, _arg: Any) -> Any:
        steps[event] += 1
        return line

    def call(_frame: FrameType, event: str, _arg: Any) -> None:
        steps[event] += event == "c_call"

    before, profile = sys.gettrace(), sys.getprofile()
    sys.settrace(line)
    sys.setprofile(call)
    try:
        yield steps
    finally:
        sys.settrace(before)
        sys.setprofile(profile)


def steps_for(load: Load, piece: str, length: int) -> int:
    found = load(files(piece, length))
    with counted_steps() as steps:
        lint.run(found, DATE)
    return steps.total()


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_takes_about_twice_the_steps(load: Load, piece: str) -> None:
    assert steps_for(load, piece, 6_000) < 3 * steps_for(load, piece, 3_000)


@pytest.mark.parametrize("piece", PIECES)
def test_a_text_of_100_kb_is_looked_through_and_told_of_in_few_words(load: Load, piece: str) -> None:
    found = lint.run(load(files(piece, 100_000)), DATE)
    by_rule = Counter(problem.code for problem in found)
    slips = by_rule.pop("typography", 0)
    assert slips <= len(SLIPS) * (MOST_TOLD + 1)
    assert all(count <= MOST_TOLD + 1 for count in by_rule.values())


def test_a_line_says_how_many_more_there_are_and_where_they_begin(load: Load) -> None:
    found = [problem for problem in lint.run(load(files("5% ", 3 * 30, "")), DATE) if problem.code == "literal-figure"]
    assert len(found) == MOST_TOLD + 1
    assert found[-1].message == "10 more of this kind are not listed"
    assert found[-1].place.column == len('      - text: "') + 3 * MOST_TOLD + 1


def test_the_hint_of_a_slip_in_a_word_without_end_is_short(load: Load) -> None:
    found = lint.run(load(files("aa,", 9_000)), DATE)
    assert {problem.code for problem in found} == {"typography"}
    assert all(len(problem.hint) < 200 for problem in found)
