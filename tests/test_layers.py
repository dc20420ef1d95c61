"""The rooms hold: what `pyproject.toml` says of layers is whole, and nothing goes past it by naming modules in words."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "bhxhcomm"
TABLES = {
    "materials/table.py": "the table of materials",
    "making/export.py": "the table of engines",
    "sound/engines/__init__.py": "the table of voices' engines",
    "core/guarded_child.py": "what its parent has imported already",
}
"""The modules that may import modules of ours by a name in words."""

pytestmark = pytest.mark.checkout


def by_name(tree: ast.AST) -> Iterator[str]:
    """What a module imports by a name in words, and that may be ours: how the name is written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            if called in ("import_module", "__import__"):
                (first, *_more) = node.args
                if not isinstance(first, ast.Constant) or str(first.value).startswith("bhxhcomm"):
                    yield ast.unparse(first)


def test_modules_are_imported_by_name_in_the_tables_alone() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): name
        for path in PACKAGE.rglob("*.py")
        for name in by_name(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found.keys() == TABLES.keys()


def test_every_room_has_its_place_among_the_layers() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = {one["containers"][0]: one["layers"] for one in contracts if one["type"] == "layers"}
    for container, folder in {"bhxhcomm": PACKAGE, "bhxhcomm.page": PACKAGE / "page"}.items():
        rooms = {path.name for path in folder.iterdir() if (path / "__init__.py").is_file()}
        named = {name.strip() for layer in layers[container] for name in layer.split("|")}
        assert rooms <= named


def test_architecture_names_every_room() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file())
    assert [room for room in rooms if f"| `{room}/` |" not in page] == []
    assert len(page.splitlines()) <= 120


INSIDES = re.compile(
    r"\bweasyprint\.(?:css|layout|pdf)\b|\bweasyprint\.text\.(?!fonts(?: import |\.)FontConfiguration\b)"
    r"|\._page_box\b|\._ua_stylesheets\b"
)
"""What of the page engine nobody but one room may know."""


def test_the_insides_of_the_page_engine_are_known_in_one_room_alone() -> None:
    room = PACKAGE / "page" / "engine"
    found = {
        path.relative_to(PACKAGE).as_posix(): match[0]
        for path in PACKAGE.rglob("*.py")
        if room not in path.parents
        for match in INSIDES.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == {}
    assert INSIDES.search((room / "adapter.py").read_text(encoding="utf-8"))
