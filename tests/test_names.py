"""A name says one thing: no two public types of one name, and no file name that a reader meets three times."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "bhxhcomm"
SHARED = {
    # Both stand in digests under this name (`core/canonical.plain`): another one would change the code of every sound piece.
    "Speech": {"language/entry.py", "materials/timeline.py"},
}
"""Types that have one name all the same, with the modules that define them."""
MOST_OF_ONE_NAME = 2
"""Modules of one name: where two rooms each have their part of a thing, its name says which thing."""


def _types() -> dict[str, list[str]]:
    """Where each public type is defined, by its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path.relative_to(PACKAGE).as_posix())
    return found


def test_no_two_public_types_have_one_name() -> None:
    twice = {name: {*places} for name, places in _types().items() if len(places) > 1}
    assert twice == SHARED


def test_no_module_name_stands_more_than_twice() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name != "__init__.py":
            found[path.stem].append(path.relative_to(PACKAGE).as_posix())
    assert {name: places for name, places in found.items() if len(places) > MOST_OF_ONE_NAME} == {}
