"""Scheme 1 is frozen: what it gave once it gives for ever, whatever becomes of our types."""

from __future__ import annotations

import ast
import hashlib
import sys
from dataclasses import dataclass, field, make_dataclass
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.core import canonical, digests, scheme_1
from bhxhcomm.core.canonical import Layout, LayoutField
from bhxhcomm.core.scheme_1 import NotInSchemeError
from bhxhcomm.language.text import Mark, Words
from bhxhcomm.materials.document import Heading

FROZEN = "b384d012dcb02e2701c877ec32023db406ddec6d4aa73194eb469615af55a753"
"""The SHA-256 of the code of `core/scheme_1.py`, without its docstrings, comments and layout."""
SOURCE = Path(scheme_1.__file__)


def test_not_a_sign_of_it_has_changed() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [one for one in node.body if not _is_docstring(one)]
    found = hashlib.sha256(ast.unparse(tree).encode()).hexdigest()
    assert found == FROZEN, (
        "scheme 1 is frozen: signatures that were given by it, and codes on paper, stand on this code"
    )


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def test_it_stands_on_nothing_of_ours() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"))
    named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named += [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
    assert {name.partition(".")[0] for name in named} <= sys.stdlib_module_names


def form(value: Any) -> Any:
    return scheme_1.form(value, canonical.layout)


def test_a_piece_is_told_as_it_was() -> None:
    told = {"type": "Words", "text": "Thẻ", "mark": "strong", "link": "", "lang": ""}
    assert form(Heading((Words("Thẻ", Mark.STRONG),), 1)) == {"type": "Heading", "text": [told], "level": 1, "icon": ""}


def layout_as(name: str, kind: type) -> Any:
    """What a class that is called otherwise tells of itself, when it has declared this name."""
    parts = tuple(
        LayoutField(attribute, said, default)
        for attribute, said, default in getattr(kind, "TOLD")  # noqa: B009
    )
    return lambda asked: Layout(name, parts) if asked is kind else None


@dataclass(frozen=True)
class Title:
    """A heading, after somebody has renamed the class and a field, and added one."""

    words: str
    level: int = 2
    icon: str = ""
    colour: str = ""
    TOLD = (
        ("words", "text", canonical.REQUIRED),
        ("level", "level", 2),
        ("icon", "icon", ""),
        ("colour", "colour", ""),
    )


def test_a_renamed_class_with_a_renamed_field_and_a_new_one_is_told_as_before() -> None:
    assert scheme_1.form(Title("Thẻ"), layout_as("Heading", Title)) == {
        "type": "Heading", "text": "Thẻ", "level": 2, "icon": "",
    }  # fmt: skip


def test_what_it_cannot_say_it_does_not_say() -> None:
    scheme_1._plans.clear()
    with pytest.raises(NotInSchemeError, match="Heading"):
        scheme_1.form(Title("Thẻ", colour="red"), layout_as("Heading", Title))
    scheme_1._plans.clear()
    with pytest.raises(NotInSchemeError, match="Banner"):
        scheme_1.form(Title("Thẻ"), layout_as("Banner", Title))
    scheme_1._plans.clear()


@canonical.named("TestOnlyNewBlock")
@dataclass(frozen=True)
class NewBlock:
    text: str
    tone: str = field(default="note")


def test_only_a_piece_that_holds_something_new_has_a_digest_of_scheme_2() -> None:
    old = (Words("a"), Words("b"))
    assert digests.steady("piece", old) == scheme_1.digest(form(old))
    new = (*old, NewBlock("c"))
    assert digests.steady("piece", new) == digests.of("piece", canonical.plain(new))
    assert digests.steady("piece", new, {"bhxhcomm": "1"}) == digests.of(
        "piece", {"piece": canonical.plain(new), "bhxhcomm": "1"}
    )


FACT = dict.fromkeys(scheme_1._ALWAYS["fact"].split(), "")


def test_a_key_that_came_later_takes_no_part_where_it_says_nothing() -> None:
    before = scheme_1.subject("fact", FACT)
    assert scheme_1.subject("fact", {**FACT, "note": ""}) == before == scheme_1.digest(FACT)
    with pytest.raises(NotInSchemeError, match="note"):
        scheme_1.subject("fact", {**FACT, "note": "mới"})
    assert digests.earlier("fact", lambda: {**FACT, "note": "mới"}) == ""


@pytest.mark.parametrize(
    ("field_of", "value", "told"),
    [
        (LayoutField("x", "30", None), "mot", {"half_minute": "mot"}),
        (LayoutField("x", "poster-text", None), "mot", {"poster_text": "mot"}),
        (LayoutField("x", "tone", "note"), "note", {"tone": "note"}),
        (LayoutField("x", "tone", "quiet"), "quiet", {}),
        (LayoutField("x", "later", ""), "", {}),
        (LayoutField("x", "later", ""), "mot", {"later": "mot"}),
        (LayoutField("x", "lint", None), "mot", {}),
        (LayoutField("x", "fade", 1.0), 2.0, {}),
        (LayoutField("x", "heading", True), True, {"heading": "True"}),
        (LayoutField("x", "picture", None), "a.png", {"picture": "00"}),
        (LayoutField("x", "music", None), 12.0, {"music": "12.0"}),
    ],
    ids=lambda one: one.name if isinstance(one, LayoutField) else "",
)
def test_a_shape_is_told_as_it_was_with_what_was_always_written(field_of: LayoutField, value: Any, told: Any) -> None:
    kind = make_dataclass("Shape", [("x", Any)])
    layout = {kind: Layout("", (field_of,))}
    assert scheme_1.shape(kind(value), layout.get, {"picture": {"a.png": "00"}}) == told


def test_an_entry_of_a_catalogue_is_hashed_as_it_was() -> None:
    parts = ("goi", "ede", "mot", "Thẻ", "x", "")
    assert scheme_1.entry(parts) == hashlib.sha256("goi\0ede\0mot\0Thẻ\0x\0".encode()).hexdigest()[:16]
