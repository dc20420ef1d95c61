"""Reading YAML: any text is read or refused, every character of a text has its place, and comments stay comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content import yaml_reading
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import text_of
from bhxhcomm.core.problems import Problems

YAMLISH = st.lists(
    st.sampled_from(["a", "b: ", "- ", "\n", "  ", "{", "}", "[", "]", '"', "'", "*", "&x", "!t", "|", ">", "#", "---\n",
                     "?", ": ", ",", "\t", "\\", "đ", "\u2028", "\x85", "\r", "%", "@", "\ufeff", "😀"]),
    max_size=25,
).map("".join)  # fmt: skip


def scalars(node: Any) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, dict):
        for item in node.values():
            yield from scalars(item)
    elif isinstance(node, list):
        for item in node:
            yield from scalars(item)


@given(st.one_of(st.text(max_size=80), YAMLISH))
def test_any_text_is_read_or_refused_with_a_place_and_a_hint(text: str) -> None:
    problems = Problems()

    node = yaml_reading.parse(text, "a.yaml", problems)

    assert node is not None or problems.errors
    for problem in problems:
        assert problem.place.path == "a.yaml"
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert problem.message
        assert problem.hint
    for scalar in scalars(node):
        scalar.at(len(scalar))


STYLES = ['"', "'", "|", ">", ""]
WORDS = st.lists(
    st.text(st.sampled_from("abcđươ😀\"'\\{}:#1"), min_size=1, max_size=8), min_size=1, max_size=12
).map(" ".join)  # fmt: skip


@given(WORDS, st.sampled_from(STYLES), st.integers(10, 60))
def test_every_visible_character_is_found_at_its_place(text: str, style: str, width: int) -> None:
    document = yaml.dump({"a": {"b": text}}, default_style=style or None, allow_unicode=True, width=width)
    node = yaml_reading.parse(document, "a.yaml", Problems())
    lines = document.split("\n")

    (scalar,) = scalars(node)

    assert scalar == text
    for offset, char in enumerate(text):
        place = scalar.at(offset)
        found = lines[place.line - 1][place.column - 1 :]
        if not char.isspace():
            assert found.startswith((char, "\\", "''"))


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("a: Ưu tiên #1", "#1"),
        ("a: Ưu tiên  #1", "#1"),
        ("a: Ưu tiên # một", "# một"),
        ("a: Ưu tiên  # một nhận xét", ""),
        ("a: Ưu tiên\t\t# một nhận xét", ""),
        ("a: 'Ưu tiên' # một", ""),
        ("a: Ưu#tiên", ""),
        ("a: Một\n  hai #3", "#3"),
    ],
)
def test_what_a_comment_swallows_is_known_unless_it_is_set_off_as_a_comment(line: str, lost: str) -> None:
    (scalar,) = scalars(yaml_reading.parse(line, "a.yaml", Problems()))

    assert scalar.swallowed == lost
    if lost:
        with pytest.raises(Exception, match="swallows"):
            text_of(scalar)


def test_scalars_are_the_words_that_were_written() -> None:
    node = yaml_reading.parse('a: [8:30, no, 4,5%, 0123, ~, "", 1e3, 2025-07-01, =, <<]', "a.yaml", Problems())

    assert [str(item) for item in scalars(node)] == [
        "8:30", "no", "4", "5%", "0123", "~", "", "1e3", "2025-07-01", "=", "<<",
    ]  # fmt: skip
