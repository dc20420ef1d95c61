"""A passage shows what prose shows, and knows where each character came from."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bhxhcomm.content import prose
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import Prose
from bhxhcomm.core.problems import Place
from bhxhcomm.lint.literals import literals
from bhxhcomm.lint.long_sentence import sentences
from bhxhcomm.lint.passage import HOLE, Passage

PIECES = st.sampled_from(
    "Đóng |4,5%| tháng|**|*|[thẻ](https://a.vn/1)|[|]|{a.b}|{a:so}|{{|}}|\\*|\\\\|\\x|. |…|\n|  |the\u0309|105.300đ|TP. |v.v.|"
    '"|1900 9068|ngày 1/7|(BHYT)'.split("|")
)
TEXTS = st.lists(PIECES, min_size=1, max_size=12).map("".join)


def passage(source: str) -> Passage:
    return Passage.of(Prose.read(Scalar(source, Place("x", 1, 1))), "")


@given(TEXTS)
def test_it_shows_what_prose_shows(source: str) -> None:
    try:
        parts = prose.parse(source.rstrip())
    except prose.ProseSyntaxError:
        assume(False)
    assume(source.strip())
    shown = "".join(HOLE if isinstance(part, prose.Placeholder) else part.text for part in parts)
    assert unicodedata.normalize("NFC", passage(source).text) == shown


@given(TEXTS)
def test_every_character_comes_from_where_it_says(source: str) -> None:
    assume(source.strip())
    try:
        found = passage(source)
    except ValueError:
        assume(False)
    for index, char in enumerate(found.text):
        origin = source[found.offset(index)]
        assert origin == ("{" if char == HOLE else char) or unicodedata.normalize("NFD", char)[0] == origin


@given(TEXTS)
def test_any_text_can_be_looked_through(source: str) -> None:
    found = literals(source)
    assert all(0 <= item.start < item.end <= len(source) for item in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    spans = sentences(source)
    assert "".join("".join(source[start:end].split()) for start, end in spans) == "".join(source.split())


@pytest.mark.parametrize(
    ("source", "start", "end", "shown"),
    [
        ("Mức {a.b} và {c:so}.", 9, 12, "{c:so}"),
        ("Mức {a:@2024-06-30}.", 0, 6, "Mức {a:@2024-06-30}."),
    ],
)
def test_an_excerpt_names_its_placeholders(source: str, start: int, end: int, shown: str) -> None:
    assert shown in passage(source).excerpt(start, end)
